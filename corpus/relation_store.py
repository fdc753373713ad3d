"""Keeps how articles belong together: relations and what editors said to them, sketches of texts, alignments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    ScalarSelect,
    Select,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.errors import LanguageTakenError, MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.message import message
from corpus.relation import Alignment, Decider, LinkedSection, Outdated, Relation, RelationKind, RelationState
from corpus.transactions import MOST_VARIABLES, now, portions, raise_generation, reading, writing

article, revision, relation = schema.article.c, schema.revision.c, schema.relation.c
sketch, band, alignment = schema.sketch.c, schema.sketch_band.c, schema.alignment.c


class UnknownRelationError(MentorbaseError):
    """No relation has the given id."""

    def __init__(self, identifier: int) -> None:
        super().__init__(
            message(
                "This link between two articles is not there any more.",
                console=f"There is no relation {identifier}. `mentorbase relations list --all` shows the ids.",
            )
        )


@dataclass(frozen=True, slots=True)
class RelatedText:
    """An article that is not in the bin, as its relations are found from it: with its newest revision."""

    article: int
    source: str
    language: Language | None
    translation_key: str
    asked_key: str | None  # what its file asks for
    revision: int
    title: str
    text: str


class RelationStore:
    """Relations, sketches and alignments in the database. Every method is one transaction; safe for threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # Relations

    def get(self, identifier: int) -> Relation:
        """One relation. Raises UnknownRelationError."""
        with reading(self._engine) as connection:
            return _relation(_row(connection, identifier))

    def all(self) -> list[Relation]:
        """Every relation, in the order in which they were found."""
        return self._listed(select(schema.relation))

    def proposed(self) -> list[Relation]:
        """The relations that wait for an editor, best first.

        Without those of articles in the bin, and of translations that have come into one family on another way.
        """
        mine, theirs = schema.article.alias(), schema.article.alias()
        apart = or_(relation.kind != RelationKind.TRANSLATION, mine.c.translation_key != theirs.c.translation_key)
        query = (
            select(schema.relation)
            .join(mine, mine.c.id == relation.article_id)
            .join(theirs, theirs.c.id == relation.other_id)
            .where(relation.state == RelationState.PROPOSED, apart)
            .where(mine.c.deleted_at.is_(None), theirs.c.deleted_at.is_(None))
        )
        return self._listed(query.order_by(relation.score.desc()))

    def accepted_of(self, identifier: int) -> list[Relation]:
        """What was accepted of an article, whichever came later."""
        mine = or_(relation.article_id == identifier, relation.other_id == identifier)
        return self._listed(select(schema.relation).where(relation.state == RelationState.ACCEPTED, mine))

    def _listed(self, query: Select[Any]) -> list[Relation]:
        with reading(self._engine) as connection:
            return [_relation(row) for row in connection.execute(query.order_by(relation.id))]

    def propose(self, later: int, other: int, kind: RelationKind, score: float) -> Relation:
        """Put a relation before the editor; one that is known keeps its state and gets the new score while proposed."""
        with writing(self._engine) as connection:
            known = _known(connection, later, other, kind)
            if known is None:
                values = {"article_id": later, "other_id": other, "kind": kind, "score": score}
                adding = insert(schema.relation).values(**values, state=RelationState.PROPOSED, created_at=now())
                identifier = connection.execute(adding.returning(relation.id)).scalar_one()
            else:
                identifier = known.id
                if known.state == RelationState.PROPOSED:
                    _set(connection, identifier, score=score)
            return _relation(_row(connection, identifier))

    def accept(self, identifier: int, by: Decider) -> None:
        """Take a relation as true, and do what follows from it.

        Translations come into one family, each with the translations that it has. The text of a new version becomes a
        revision of the older article, and the article that brought it goes to the bin, as a near copy does. Raises
        UnknownRelationError, and LanguageTakenError when both families have an article in one language.
        """
        with writing(self._engine) as connection:
            row = _row(connection, identifier)
            if row.state == RelationState.ACCEPTED:
                return
            if row.state == RelationState.REJECTED and by is Decider.RULE:
                raise MentorbaseError(
                    message(
                        "An editor has said that the two articles have nothing to do with each other: that stays so.",
                        console=f"Relation {identifier} was rejected by an editor: no rule accepts it.",
                    )
                )
            replaced = None
            if row.kind == RelationKind.TRANSLATION:
                _join_families(connection, row)
            elif row.kind == RelationKind.NEW_VERSION:
                replaced = _take_over(connection, row)
            else:
                _put_into_bin(connection, _article(connection, row.article_id))
            _set(connection, identifier, state=RelationState.ACCEPTED, decided_by=by, replaced_revision_id=replaced)

    def reject(self, identifier: int, by: Decider) -> None:
        """Take a relation as untrue for ever; what followed from accepting it is undone.

        The later one of two translations gets a family of its own, and is no translation of the others in the old one
        either. A near copy or new version leaves the bin, and readers see the revision that the new version had
        replaced. Raises UnknownRelationError, and LanguageTakenError when another article has taken the place of the
        one in the bin.
        """
        with writing(self._engine) as connection:
            row = _row(connection, identifier)
            if row.state == RelationState.ACCEPTED:
                if row.kind == RelationKind.TRANSLATION:
                    _leave_family(connection, row)
                else:
                    _give_back(connection, row)
            _set(connection, identifier, state=RelationState.REJECTED, decided_by=by, replaced_revision_id=None)

    def families(self, identifier: int) -> dict[int, str]:
        """The articles of both families that a relation may join, with their translation keys as they are now.

        Raises UnknownRelationError.
        """
        with reading(self._engine) as connection:
            row = _row(connection, identifier)
            members = {*_family(connection, row.article_id), *_family(connection, row.other_id)}
            query = select(article.id, article.translation_key).where(article.id.in_(members)).order_by(article.id)
            return dict(map(tuple, connection.execute(query)))

    def reopen(self, identifier: int, families: Mapping[int, str]) -> None:
        """Undo a decision, so that the relation waits for an editor again.

        Translations go back into the families that they were in before. Raises UnknownRelationError, and
        LanguageTakenError when another article has taken a place meanwhile.
        """
        with writing(self._engine) as connection:
            row = _row(connection, identifier)
            if row.state == RelationState.ACCEPTED and row.kind == RelationKind.TRANSLATION:
                _part_families(connection, row, families)
            elif row.state == RelationState.ACCEPTED:
                _give_back(connection, row)
            values = {"state": RelationState.PROPOSED, "decided_by": None, "replaced_revision_id": None}
            _set(connection, identifier, **values)

    def are_kept_apart(self, identifier: int, other: int) -> bool:
        """Whether an editor has said of two articles of these families that they are no translations of each other."""
        with reading(self._engine) as connection:
            ours, theirs = (_family(connection, each) for each in (identifier, other))
            one_way = and_(relation.article_id.in_(ours), relation.other_id.in_(theirs))
            other_way = and_(relation.article_id.in_(theirs), relation.other_id.in_(ours))
            rejected = and_(relation.kind == RelationKind.TRANSLATION, relation.state == RelationState.REJECTED)
            query = select(relation.id).where(rejected, or_(one_way, other_way)).limit(1)
            return connection.scalar(query) is not None

    # What relations are found from

    def text_of(self, identifier: int) -> RelatedText:
        """The newest text of an article. Raises UnknownArticleError, also when it is in the bin."""
        found = self.texts_of([identifier])
        if not found:
            raise UnknownArticleError(identifier)
        return found[identifier]

    def texts_of(self, identifiers: Sequence[int]) -> dict[int, RelatedText]:
        """The newest texts of those of the articles that are not in the bin."""
        found = {}
        with reading(self._engine) as connection:
            for some in portions(identifiers):
                for row in connection.execute(_newest_texts().where(article.id.in_(some))):
                    found[row.article] = _related_text(row)
        return found

    def text_of_revision(self, identifier: int) -> str:
        """The text that an alignment was made from; empty when there is no such revision."""
        return self.texts_of_revisions([identifier]).get(identifier, "")

    def texts_of_revisions(self, identifiers: Sequence[int]) -> dict[int, str]:
        """The texts that alignments were made from, by the ids of the revisions."""
        found: dict[int, str] = {}
        with reading(self._engine) as connection:
            for some in portions(identifiers):
                query = select(revision.id, revision.text).where(revision.id.in_(some))
                found |= dict(map(tuple, connection.execute(query)))
        return found

    def text_at(self, identifier: int, number: int) -> RelatedText:
        """An article as one of its revisions has it. Raises UnknownArticleError, also when it is in the bin."""
        query = _texts(revision.article_id == article.id).where(article.id == identifier, revision.number == number)
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise UnknownArticleError(identifier)
        return _related_text(row)

    def live_revisions(self, identifiers: Collection[int]) -> dict[int, int]:
        """The ids of the revisions that readers see of these articles, by which alignments name them."""
        query = select(article.id, article.live_revision_id).where(article.id.in_(identifiers))
        with reading(self._engine) as connection:
            return {row.id: row.live_revision_id for row in connection.execute(query) if row.live_revision_id}

    def family_of(self, identifier: int) -> list[int]:
        """The other articles with the same translation key that are not in the bin."""
        own = select(article.translation_key).where(article.id == identifier).scalar_subquery()
        others = select(article.id).where(article.translation_key == own, article.id != identifier)
        with reading(self._engine) as connection:
            return list(connection.scalars(others.where(article.deleted_at.is_(None)).order_by(article.id)))

    def save_sketch(self, identifier: int, value: bytes, bands: Iterable[int]) -> None:
        """Keep the sketch of an article's newest text instead of an older one."""
        with writing(self._engine) as connection:
            for table in (schema.sketch_band, schema.sketch):
                connection.execute(delete(table).where(table.c.article_id == identifier))
            connection.execute(insert(schema.sketch).values(article_id=identifier, value=value))
            rows = [{"band": each, "article_id": identifier} for each in set(bands)]
            if rows:
                connection.execute(insert(schema.sketch_band), rows)

    def sharing_bands(self, bands: Sequence[int], most: int) -> dict[int, bytes]:
        """The sketches of the articles, not in the bin, that share a band; those with the most of them in common."""
        shared = (
            select(band.article_id, sketch.value)
            .join(schema.sketch, sketch.article_id == band.article_id)
            .join(schema.article, article.id == band.article_id)
            .where(band.band.in_(bands[:MOST_VARIABLES]), article.deleted_at.is_(None))
            .group_by(band.article_id, sketch.value)
            .order_by(func.count().desc(), band.article_id)
            .limit(most)
        )
        with reading(self._engine) as connection:
            return {row.article_id: row.value for row in connection.execute(shared)}

    def without_sketch(self) -> list[int]:
        """The articles, not in the bin, whose relations were never looked for; oldest first."""
        sketched = select(sketch.article_id)
        query = select(article.id).where(article.id.not_in(sketched), article.deleted_at.is_(None))
        with reading(self._engine) as connection:
            return list(connection.scalars(query.order_by(article.id)))

    # Alignments

    def save_alignment(self, made: Alignment) -> None:
        """Keep the alignment of two articles instead of an older one."""
        with writing(self._engine) as connection:
            _put_alignment(connection, made)

    def replace_alignment(self, earlier: Alignment | None, made: Alignment) -> bool:
        """Keep an alignment that was made from an `earlier` one, or from none; returns False where another is kept now.

        Nothing is saved then: an editor may have said meanwhile that the two say the same.
        """
        with writing(self._engine) as connection:
            if _alignment(connection, made.article, made.other) != earlier:
                return False
            _put_alignment(connection, made)
        return True

    def alignment(self, identifier: int, other: int) -> Alignment | None:
        """The alignment of two articles as the first of them sees it."""
        with reading(self._engine) as connection:
            return _alignment(connection, identifier, other)

    def outdated(self, of: Collection[int] | None = None) -> list[Alignment]:
        """The alignments, within a family and not of the bin, of which one side is behind the other somewhere.

        Only those of which both articles are among a few, if these are given.
        """
        here, there = schema.article.alias(), schema.article.alias()
        sections = cast(alignment.sections, Text)
        query = (
            select(schema.alignment)
            .join(here, here.c.id == alignment.article_id)
            .join(there, there.c.id == alignment.other_id)
            .where(here.c.translation_key == there.c.translation_key)
            .where(here.c.deleted_at.is_(None), there.c.deleted_at.is_(None))
            .where(or_(*(sections.contains(f'"{side}"') for side in Outdated)))
            .order_by(alignment.article_id, alignment.other_id)
        )
        if of is not None:
            query = query.where(here.c.id.in_(of), there.c.id.in_(of))
        with reading(self._engine) as connection:
            return [_read_alignment(row) for row in connection.execute(query)]


def _row(connection: Connection, identifier: int) -> Row[Any]:
    row = connection.execute(select(schema.relation).where(relation.id == identifier)).one_or_none()
    if row is None:
        raise UnknownRelationError(identifier)
    return row


def _known(connection: Connection, later: int, other: int, kind: RelationKind) -> Row[Any] | None:
    """The relation of two articles, whichever came later; a copy that was rejected is no new version either."""
    one_way = and_(relation.article_id == later, relation.other_id == other)
    other_way = and_(relation.article_id == other, relation.other_id == later)
    copies = (RelationKind.NEAR_COPY, RelationKind.NEW_VERSION)
    kinds = copies if kind in copies else (kind,)
    query = select(schema.relation).where(or_(one_way, other_way), relation.kind.in_(kinds))
    return connection.execute(query.order_by(relation.id).limit(1)).one_or_none()


def _set(connection: Connection, identifier: int, **values: object) -> None:
    connection.execute(update(schema.relation).where(relation.id == identifier).values(values))


def _relation(row: Row[Any]) -> Relation:
    return Relation(
        row.id,
        row.article_id,
        row.other_id,
        RelationKind(row.kind),
        row.score,
        RelationState(row.state),
        Decider(row.decided_by) if row.decided_by else None,
        row.created_at.replace(tzinfo=UTC),
    )


def linked_section(
    here: list[int] | None, there: list[int] | None, score: float, outdated: str | None
) -> LinkedSection:
    """A section as the table of alignments has it."""
    return LinkedSection(
        (here[0], here[1]) if here else None,
        (there[0], there[1]) if there else None,
        score,
        Outdated(outdated) if outdated else None,
    )


def _alignment(connection: Connection, identifier: int, other: int) -> Alignment | None:
    first, second = sorted((identifier, other))
    query = select(schema.alignment).where(alignment.article_id == first, alignment.other_id == second)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    kept = _read_alignment(row)
    return kept if identifier == first else kept.turned()


def _read_alignment(row: Row[Any]) -> Alignment:
    sections = tuple(linked_section(*values) for values in row.sections)
    return Alignment(row.article_id, row.other_id, row.revision_id, row.other_revision_id, sections)


def _put_alignment(connection: Connection, made: Alignment) -> None:
    ordered = made if made.article < made.other else made.turned()
    pair = (alignment.article_id == ordered.article) & (alignment.other_id == ordered.other)
    connection.execute(delete(schema.alignment).where(pair))
    connection.execute(
        insert(schema.alignment).values(
            article_id=ordered.article,
            other_id=ordered.other,
            revision_id=ordered.revision,
            other_revision_id=ordered.other_revision,
            sections=[[each.here, each.there, each.score, each.outdated] for each in ordered.sections],
        )
    )


# Articles


def _article(connection: Connection, identifier: int) -> Row[Any]:
    return connection.execute(select(schema.article).where(article.id == identifier)).one()


def _set_article(connection: Connection, identifier: int, **values: object) -> None:
    connection.execute(update(schema.article).where(article.id == identifier).values(values))


def _newest_revision() -> ScalarSelect[Any]:
    other = schema.revision.alias()
    newest = select(func.max(other.c.id)).where(other.c.article_id == article.id)
    return newest.correlate(schema.article).scalar_subquery()


def _newest_texts() -> Select[Any]:
    return _texts(revision.id == _newest_revision())


def _texts(which: ColumnElement[bool]) -> Select[Any]:
    """The articles that are not in the bin, each with those of its revisions that are meant."""
    columns: tuple[ColumnElement[Any], ...] = (
        article.id.label("article"),
        article.source,
        func.coalesce(article.language, revision.language).label("language"),
        article.translation_key,
        revision.translation_key.label("asked_key"),
        revision.id.label("revision"),
        revision.title,
        revision.text,
    )
    return select(*columns).select_from(schema.article).join(schema.revision, which).where(article.deleted_at.is_(None))


def _related_text(row: Row[Any]) -> RelatedText:
    language = Language(row.language) if row.language else None
    keys = (row.translation_key, row.asked_key)
    return RelatedText(row.article, row.source, language, *keys, row.revision, row.title, row.text)


@contextmanager
def _refusals_told(row: Row[Any]) -> Iterator[None]:
    """Turns the database's refusal of a second article in one place into an error for people."""
    try:
        yield
    except IntegrityError as error:
        raise LanguageTakenError(
            message(
                "The two articles cannot be linked: their translations would then hold two articles in one language. "
                "Delete one of those first, or link another one.",
                console=f"Articles {row.article_id} and {row.other_id} cannot be put together: the translations of "
                "both would then hold two articles in one language. Delete one of those first, or take another of them "
                "for the translation.",
            )
        ) from error


def _join_families(connection: Connection, row: Row[Any]) -> None:
    keys = [_article(connection, each).translation_key for each in (row.other_id, row.article_id)]
    asked = select(revision.translation_key).where(revision.translation_key.in_(keys)).limit(1)
    chosen = connection.scalar(asked) or keys[0]  # a key from a file comes again with the file's next version
    with _refusals_told(row):
        joining = update(schema.article).where(article.translation_key.in_(keys))
        connection.execute(joining.values(translation_key=chosen))


def _family(connection: Connection, identifier: int) -> list[int]:
    own = select(article.translation_key).where(article.id == identifier).scalar_subquery()
    return list(connection.scalars(select(article.id).where(article.translation_key == own)))


def _leave_family(connection: Connection, row: Row[Any]) -> None:
    """Give the later one a family of its own; what holds of one translation holds of the others too."""
    leaver = row.article_id
    others = [each for each in _family(connection, leaver) if each != leaver]
    linked = or_(
        and_(relation.article_id == leaver, relation.other_id.in_(others)),
        and_(relation.other_id == leaver, relation.article_id.in_(others)),
    )
    accepted = and_(relation.kind == RelationKind.TRANSLATION, relation.state == RelationState.ACCEPTED)
    rejecting = update(schema.relation).where(linked, accepted)
    connection.execute(rejecting.values(state=RelationState.REJECTED, decided_by=Decider.EDITOR))
    own = or_(alignment.article_id == leaver, alignment.other_id == leaver)
    connection.execute(delete(schema.alignment).where(own))
    _set_article(connection, leaver, translation_key=uuid4().hex)


def _part_families(connection: Connection, row: Row[Any], families: Mapping[int, str]) -> None:
    """Give each article the key that it had before; those of other families are aligned no more."""
    with _refusals_told(row):
        for identifier, key in families.items():
            _set_article(connection, identifier, translation_key=key)
    for identifier, key in families.items():
        strangers = [other for other, theirs in families.items() if theirs != key]
        apart = and_(alignment.article_id == identifier, alignment.other_id.in_(strangers))
        connection.execute(delete(schema.alignment).where(apart))


def _put_into_bin(connection: Connection, row: Row[Any]) -> None:
    _set_article(connection, row.id, deleted_at=now(), updated_at=now())
    if row.live_revision_id is not None and row.deleted_at is None:
        raise_generation(connection)


def _take_over(connection: Connection, row: Row[Any]) -> int | None:
    """Make the later article's newest text a revision of the other, and return the revision that it replaces."""
    later, other = _article(connection, row.article_id), _article(connection, row.other_id)
    _put_into_bin(connection, later)
    taken = _copy_newest_revision(connection, later.id, other.id)
    values: dict[str, Any] = {"updated_at": now()}
    if later.live_revision_id is not None or other.live_revision_id is not None:
        values |= {"live_revision_id": taken, "language": other.language or later.language}
        if other.deleted_at is None:
            raise_generation(connection)
    _set_article(connection, other.id, **values)
    _swap_origins(connection, later, other)
    replaced: int | None = other.live_revision_id
    return replaced


def _give_back(connection: Connection, row: Row[Any]) -> None:
    """Undo what accepting a near copy or a new version did."""
    later, other = _article(connection, row.article_id), _article(connection, row.other_id)
    with _refusals_told(row):
        _set_article(connection, later.id, deleted_at=None, updated_at=now())
    if row.kind == RelationKind.NEW_VERSION:
        _set_article(connection, other.id, live_revision_id=row.replaced_revision_id, updated_at=now())
        _swap_origins(connection, later, other)
    raise_generation(connection)


def _swap_origins(connection: Connection, later: Row[Any], other: Row[Any]) -> None:
    """The file of a new version is from now on that of the article which has taken its text, and the other way."""
    _set_article(connection, later.id, origin=None)
    for target, values in ((other, later), (later, other)):
        _set_article(
            connection,
            target.id,
            origin=values.origin,
            file_hash=values.file_hash,
            document_hash=values.document_hash,
        )


def _copy_newest_revision(connection: Connection, source: int, target: int) -> int:
    """Give an article a copy of another one's newest revision, its passages, and what encoders made of them."""
    newest = select(schema.revision).where(revision.article_id == source).order_by(revision.number.desc()).limit(1)
    original = connection.execute(newest).one()
    last = select(func.max(revision.number)).where(revision.article_id == target)
    values = dict(original._mapping) | {"article_id": target, "number": connection.execute(last).scalar_one() + 1}
    del values["id"]
    copy: int = connection.execute(insert(schema.revision).values(values).returning(revision.id)).scalar_one()
    for table in (schema.removed_block, schema.passage):
        rows = connection.execute(select(table).where(table.c.revision_id == original.id)).mappings().all()
        if rows:
            connection.execute(insert(table), [_without_id(row) | {"revision_id": copy} for row in rows])
    passage = schema.passage.c
    twin = schema.passage.alias()
    for table in (schema.vector, schema.kept_sentences):
        made = (
            select(twin.c.id, table.c.encoder, table.c.value)
            .join_from(table, schema.passage, passage.id == table.c.passage_id)
            .join(twin, (twin.c.revision_id == copy) & (twin.c.ordinal == passage.ordinal))
            .where(passage.revision_id == original.id)
        )
        connection.execute(insert(table).from_select(["passage_id", "encoder", "value"], made))
    return copy


def _without_id(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}
