"""Keeps articles and their revisions: a revision never changes, an article points to the one that readers see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from typing import Any
from uuid import uuid4

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as insert_new
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.article import (
    Article,
    ArticleStatus,
    ArticleSummary,
    DoubtfulBlock,
    ForeignBlock,
    PassageSpan,
    RemovedBlock,
    RevisionContent,
)
from corpus.errors import LanguageTakenError, MentorbaseError, OriginTakenError, UnknownArticleError
from corpus.intake_store import HandedIn, save_handed_in
from corpus.language import Language
from corpus.message import Message, message
from corpus.revision import RevisedMeanwhileError, UnknownRevisionError
from corpus.transactions import now, raise_generation, read_generation, reading, writing
from corpus.vector_bytes import vector_to_bytes

article, revision = schema.article.c, schema.revision.c
_STREAM_ROWS = 500


@dataclass(frozen=True, slots=True)
class EncodedPassages:
    """What an encoder, named by its fingerprint, makes of passages.

    `vectors` are the passages' own, of shape (passages, dimension); `sentences` are theirs, as search packs them, or
    empty where they are not known.
    """

    encoder: str
    vectors: npt.NDArray[np.float32]
    sentences: Sequence[bytes] = ()

    def only(self, places: Sequence[int]) -> EncodedPassages:
        """Those of some of the passages, by their places."""
        sentences = [self.sentences[each] for each in places] if self.sentences else ()
        return EncodedPassages(self.encoder, self.vectors[list(places)], sentences)


@dataclass(frozen=True, slots=True)
class Splitting:
    """The passages of a text, the version of the splitter that found them, and their vectors if they are known."""

    splitter: str
    spans: Sequence[PassageSpan]
    encoded: EncodedPassages | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article with its newest revision and what that asked for, as whoever changes it needs to know it.

    `live` says whether readers see a revision of it (were it not in the bin), `newest_is_live` whether it is this one.
    """

    id: int
    deleted: bool
    content: RevisionContent
    language: Language | None
    translation_key: str | None
    live: bool
    newest_is_live: bool
    file_hash: str | None = None
    document_hash: str | None = None
    is_gone: bool = False
    revision: int = 1


class ArticleStore:
    """Articles and revisions in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def generation(self) -> int:
        """How often what is searched has changed since the library was made."""
        with reading(self._engine) as connection:
            return read_generation(connection)

    def is_empty(self) -> bool:
        """Whether no article was ever taken in."""
        with reading(self._engine) as connection:
            return connection.scalar(select(article.id).limit(1)) is None

    def get_state(self, name: str) -> str | None:
        """A note that the library keeps about itself, by its name."""
        with reading(self._engine) as connection:
            query = select(schema.library_state.c.value).where(schema.library_state.c.name == name)
            return connection.scalar(query)

    def set_state(self, name: str, value: str) -> None:
        """Keep a note about the library under a name, instead of an older one."""
        table = schema.library_state
        with writing(self._engine) as connection:
            connection.execute(delete(table).where(table.c.name == name))
            connection.execute(insert(table).values(name=name, value=value))

    # Finding

    def find_by_origin(self, origin: str) -> KnownArticle | None:
        """The article that was read from this place before, deleted or not."""
        with reading(self._engine) as connection:
            row = connection.execute(select(schema.article).where(article.origin == origin)).one_or_none()
            return None if row is None else _known(connection, row)

    def known(self, identifier: int) -> KnownArticle:
        """An article with its newest revision, live or not. Raises UnknownArticleError."""
        with reading(self._engine) as connection:
            return _known(connection, article_row(connection, identifier))

    def find_by_text(self, text: str) -> int | None:
        """The article, not deleted, whose live or newest revision has exactly this text."""
        query = (
            select(func.min(article.id))
            .join(schema.revision, revision.article_id == article.id)
            .where(revision.text_hash == text_hash(text), article.deleted_at.is_(None))
            .where(revision.id.in_((article.live_revision_id, newest_revision())))
        )
        with reading(self._engine) as connection:
            found: int | None = connection.scalar(query)
        return found

    def get(self, identifier: int) -> Article:
        """The article with its live revision, or its newest one while none is live; raises UnknownArticleError."""
        with reading(self._engine) as connection:
            row = article_row(connection, identifier)
            shown = connection.execute(_of_shown(schema.revision).where(article.id == identifier)).one()
            content = read_content(connection, shown)
            return Article(
                id=row.id,
                source=row.source,
                language=_language(row) or _language(shown),
                translation_key=row.translation_key,
                status=read_status(row),
                updated=row.updated_at.replace(tzinfo=UTC),
                revision=shown.number,
                title=content.title,
                text=content.text,
                details=content.details,
                removed=content.removed,
                doubtful=content.doubtful,
                foreign=content.foreign,
                question=content.question,
            )

    def summaries(self) -> Iterator[ArticleSummary]:
        """All articles in the order of their ids, drafts and deleted ones too."""
        with reading(self._engine) as connection:
            yield from map(_summary, connection.execute(_summary_query().order_by(article.id)))

    def live_families(self, translation_keys: Iterable[str]) -> dict[str, list[ArticleSummary]]:
        """The live articles of each family of translations, in the order of their languages' codes."""
        keys = list(translation_keys)
        families: dict[str, list[ArticleSummary]] = {key: [] for key in keys}
        with reading(self._engine) as connection:
            for row in connection.execute(_live_families_query(), {"keys": keys}):
                families[row.translation_key].append(_summary(row))
        return families

    def live_texts(self) -> Iterator[tuple[Language, str]]:
        """Title and text of each live article, with its language."""
        shown = _of_shown(article.language, revision.title, revision.text)
        query = shown.where(schema.is_live()).order_by(article.id)
        with reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=_STREAM_ROWS).execute(query):
                yield Language(row.language), f"{row.title}\n{row.text}"

    def origin(self, identifier: int) -> str | None:
        """Where an article was read. Raises UnknownArticleError."""
        with reading(self._engine) as connection:
            found: str | None = article_row(connection, identifier).origin
            return found

    def origins_under(self, prefix: str) -> dict[str, int]:
        """The articles, not deleted, that were read from places whose names begin so."""
        query = select(article.origin, article.id).where(
            article.origin.startswith(prefix, autoescape=True), article.deleted_at.is_(None)
        )
        with reading(self._engine) as connection:
            return dict(map(tuple, connection.execute(query)))

    # Changing

    def add(
        self,
        source: str,
        origin: str | None,
        content: RevisionContent,
        language: Language | None,
        translation_key: str | None,
        splitting: Splitting,
        *,
        live: bool,
        apart: bool = False,
        family: str | None = None,
        handed_in: HandedIn | None = None,
        saved_by: str | None = None,
    ) -> int:
        """Save a new article with its first revision and return its id.

        Without a translation key it gets one of its own. A draft that is kept `apart` joins the family of its key only
        when it is published. A `family` is joined without the text asking for it: the article stays in whatever family
        editors put it into later. Raises LanguageTakenError when the family already has an article in this language,
        and OriginTakenError when an article of this origin has been saved meanwhile; nothing is saved then.
        """
        key = (None if apart else translation_key) or family or uuid4().hex
        asked = _Asked(language, translation_key)
        with writing(self._engine) as connection, refusals_told(key, language):
            identifier: int = connection.execute(
                insert(schema.article)
                .values(source=source, origin=origin, language=language, translation_key=key, updated_at=now())
                .returning(article.id)
            ).scalar_one()
            _add_revision(connection, identifier, content, asked, splitting, live=live, saved_by=saved_by)
            if handed_in is not None:
                save_handed_in(connection, identifier, handed_in)
            if live:
                raise_generation(connection)
        return identifier

    def revise(
        self,
        identifier: int,
        content: RevisionContent,
        language: Language | None,
        translation_key: str | None,
        splitting: Splitting,
        *,
        live: bool,
        apart: bool = False,
        handed_in: HandedIn | None = None,
        after: int | None = None,
        saved_by: str | None = None,
    ) -> None:
        """Save a new revision of an article; as a draft it leaves what readers see as it is.

        A draft of an article that is live, or one kept `apart`, gets its language and family when it is published.
        `after` is the number of the revision that the change was made from. Raises LanguageTakenError as `add` does,
        and RevisedMeanwhileError when the newest is another one; nothing is saved then.
        """
        with self._changing(identifier, after) as (connection, row):
            if live or (row.live_revision_id is None and not apart):
                _place(connection, row, language, translation_key)
            elif row.live_revision_id is None:
                _place(connection, row, None, None)
            asked = _Asked(language, translation_key)
            _add_revision(connection, identifier, content, asked, splitting, live=live, saved_by=saved_by)
            if handed_in is not None:
                save_handed_in(connection, identifier, handed_in)

    def publish(self, identifier: int, language: Language | None = None, *, after: int | None = None) -> None:
        """Make an article's newest revision the live one, in the given language if its own is unknown or wrong.

        `after` is the number of the revision that is meant. Raises UnknownArticleError, LanguageTakenError,
        RevisedMeanwhileError when the newest is another one, and MentorbaseError when no language is known.
        """
        with self._changing(identifier, after) as (connection, row):
            newest = _newest(connection, identifier)
            # The article's language is that of the text that readers see, which may not be this one.
            known = _language(row) if row.live_revision_id in (None, newest.id) else None
            chosen = language or known or _language(newest)
            if chosen is None:
                raise MentorbaseError(
                    message(
                        "The article has no language yet. Choose it first.",
                        console=f"Article {identifier} has no language yet. Publish it with --language and one of "
                        f"{', '.join(Language)}.",
                    )
                )
            _place(connection, row, chosen, newest.translation_key)
            _set(connection, identifier, live_revision_id=newest.id, updated_at=now())

    def unpublish(self, identifier: int) -> None:
        """Take an article out of what readers see; its revisions stay. Raises UnknownArticleError."""
        with self._changing(identifier) as (connection, row):
            if row.live_revision_id not in (None, _newest(connection, identifier).id):
                _place(connection, row, None, None)  # the newest revision knows its own
            _set(connection, identifier, live_revision_id=None, updated_at=now())

    def show(self, identifier: int, number: int) -> None:
        """Make an older revision the one that readers see: undoes that another was published, or none.

        Raises UnknownArticleError, UnknownRevisionError, LanguageTakenError, and MentorbaseError when no language is
        known.
        """
        mine = (revision.article_id == identifier) & (revision.number == number)
        with self._changing(identifier) as (connection, row):
            chosen = connection.execute(select(schema.revision).where(mine)).one_or_none()
            if chosen is None:
                raise UnknownRevisionError(identifier, number)
            language = _language(chosen) or _language(row)
            if language is None:
                raise MentorbaseError(
                    message(
                        "The article has no language yet. Choose it first.",
                        console=f"Article {identifier} has no language yet.",
                    )
                )
            _place(connection, row, language, chosen.translation_key)
            _set(connection, identifier, live_revision_id=chosen.id, updated_at=now())

    def delete(self, identifier: int, *, is_gone: bool = False) -> None:
        """Put an article into the bin, where it stays until it is restored.

        `is_gone` says that nobody decided so, but its file went away: it comes back with its file. Raises
        UnknownArticleError.
        """
        with self._changing(identifier) as (connection, _row):
            _set(connection, identifier, deleted_at=now(), updated_at=now(), is_gone=is_gone)

    def move(self, identifier: int, origin: str) -> None:
        """Note that the file of an article lies elsewhere now. Raises UnknownArticleError and OriginTakenError."""
        with self._changing(identifier) as (connection, row), refusals_told(row.translation_key, _language(row)):
            _set(connection, identifier, origin=origin)

    def restore(self, identifier: int) -> None:
        """Take an article out of the bin.

        Raises UnknownArticleError, and LanguageTakenError when another article has taken its place among the
        translations.
        """
        with self._changing(identifier) as (connection, row), refusals_told(row.translation_key, _language(row)):
            _set(connection, identifier, deleted_at=None, updated_at=now(), is_gone=False)

    @contextmanager
    def _changing(self, identifier: int, after: int | None = None) -> Iterator[tuple[Connection, Row[Any]]]:
        """A transaction on one article, as it is now; raises the generation if search would show something else.

        Raises RevisedMeanwhileError when its newest revision is not `after`.
        """
        with writing(self._engine) as connection:
            before = article_row(connection, identifier)
            if after is not None and (newest := _newest(connection, identifier).number) != after:
                raise RevisedMeanwhileError(identifier, newest)
            yield connection, before
            if _searched(article_row(connection, identifier)) != _searched(before):
                raise_generation(connection)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The language and the family that a revision asks for."""

    language: Language | None
    translation_key: str | None


def _searched(row: Row[Any]) -> tuple[int, str] | None:
    """What the index holds of an article: nothing, or this revision in this language."""
    live = row.live_revision_id is not None and row.deleted_at is None
    return (row.live_revision_id, row.language) if live else None


def _set(connection: Connection, identifier: int, **values: object) -> None:
    connection.execute(update(schema.article).where(article.id == identifier).values(values))


def _place(connection: Connection, row: Row[Any], language: Language | None, translation_key: str | None) -> None:
    """Give an article its language and its family; without a key it stays in the one it is in."""
    key = translation_key or row.translation_key
    with refusals_told(key, language):
        _set(connection, row.id, language=language, translation_key=key)


@contextmanager
def refusals_told(translation_key: str, language: Language | None) -> Iterator[None]:
    """Turns the database's refusal of a second article in one place into an error for people."""
    try:
        yield
    except IntegrityError as error:
        if "origin" in str(error.orig):
            raise OriginTakenError(
                message(
                    "The file has been taken in twice at the same time.",
                    console="The file has been taken in by another process at the same time.",
                )
            ) from error
        if "translation" not in str(error.orig):
            raise
        raise LanguageTakenError(
            message(
                "Among its translations there is an article in {language} already. Change or delete that one first, or "
                "undo the link between them.",
                console=f"The translations '{translation_key}' already hold an article in {language}. Change or delete "
                "that one first, or give this one another translation_key.",
                language=Language(language) if language else "",
            )
        ) from error


def _add_revision(
    connection: Connection,
    identifier: int,
    content: RevisionContent,
    asked: _Asked,
    splitting: Splitting,
    *,
    live: bool,
    saved_by: str | None = None,
) -> None:
    last = select(func.coalesce(func.max(revision.number), 0)).where(revision.article_id == identifier)
    saved = connection.execute(
        insert(schema.revision)
        .values(
            article_id=identifier,
            number=connection.execute(last).scalar_one() + 1,
            title=content.title,
            text=content.text,
            words=len(content.text.split()),
            text_hash=text_hash(content.text),
            language=asked.language,
            translation_key=asked.translation_key,
            details=content.details,
            doubtful=[[block.start, block.end, block.reason] for block in content.doubtful],
            foreign=[[block.start, block.end, block.language] for block in content.foreign],
            question=content.question.to_text(),
            created_at=now(),
            saved_by=saved_by,
        )
        .returning(revision.id)
    ).scalar_one()
    blocks = [
        {"revision_id": saved, "start": block.start, "text": block.text, "reason": block.reason}
        for block in content.removed
    ]
    if blocks:
        connection.execute(insert(schema.removed_block), blocks)
    save_passages(connection, saved, splitting)
    _set(connection, identifier, updated_at=now(), **({"live_revision_id": saved} if live else {}))


def save_passages(connection: Connection, revision_id: int, splitting: Splitting) -> None:
    """Write the passages of a revision that has none."""
    rows = [
        {
            "revision_id": revision_id,
            "ordinal": ordinal,
            "start": span.start,
            "end": span.end,
            "heading": span.heading,
            "splitter": splitting.splitter,
        }
        for ordinal, span in enumerate(splitting.spans)
    ]
    if not rows:
        return
    connection.execute(insert(schema.passage), rows)
    if splitting.encoded is not None:
        passage = schema.passage.c
        ids = connection.scalars(
            select(passage.id).where(passage.revision_id == revision_id).order_by(passage.ordinal)
        ).all()
        save_encoded(connection, ids, splitting.encoded)


def save_encoded(connection: Connection, passages: Sequence[int], encoded: EncodedPassages) -> None:
    """Write what an encoder has made of passages that are there; what has been written of them before stays."""
    vectors = [vector_to_bytes(each) for each in encoded.vectors]
    for table, values in ((schema.vector, vectors), (schema.kept_sentences, encoded.sentences)):
        rows = [
            {"passage_id": identifier, "encoder": encoded.encoder, "value": value}
            for identifier, value in zip(passages, values, strict=bool(values))  # of sentences, none may be known
        ]
        if rows:
            connection.execute(insert_new(table).on_conflict_do_nothing(), rows)


def text_hash(text: str) -> str:
    """By what a text is known to be the same as another."""
    return hashlib.sha256(text.encode()).hexdigest()


def _newest(connection: Connection, identifier: int) -> Row[Any]:
    query = select(schema.revision).where(revision.article_id == identifier).order_by(revision.number.desc()).limit(1)
    return connection.execute(query).one()


def _of_shown(*columns: Table | ColumnElement[Any]) -> Select[Any]:
    """A query over articles with the revision that stands for each: its live one, else its newest."""
    shown = func.coalesce(article.live_revision_id, newest_revision())
    return select(*columns).select_from(schema.article).join(schema.revision, revision.id == shown)


def newest_revision() -> ScalarSelect[Any]:
    """The id of an article's newest revision, within a query over articles."""
    other = schema.revision.alias()
    newest = select(func.max(other.c.id)).where(other.c.article_id == article.id)
    return newest.correlate(schema.article).scalar_subquery()


def _summary_query() -> Select[Any]:
    asked = revision.language.label("asked_language")
    columns = (schema.article, revision.title, revision.details, revision.words, asked)
    return _of_shown(*columns)


@cache
def _live_families_query() -> Select[Any]:
    """Built once: for each search, to build it would take as long as to ask it."""
    wanted = article.translation_key.in_(bindparam("keys", expanding=True))
    return _summary_query().where(wanted, schema.is_live()).order_by(article.language)


def _summary(row: Row[Any]) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        source=row.source,
        language=Language(code) if (code := row.language or row.asked_language) else None,
        translation_key=row.translation_key,
        status=read_status(row),
        updated=row.updated_at.replace(tzinfo=UTC),
        title=row.title,
        details=row.details,
        words=row.words,
    )


def article_row(connection: Connection, identifier: int) -> Row[Any]:
    """An article as the table has it. Raises UnknownArticleError."""
    row = connection.execute(select(schema.article).where(article.id == identifier)).one_or_none()
    if row is None:
        raise UnknownArticleError(identifier)
    return row


def _known(connection: Connection, row: Row[Any]) -> KnownArticle:
    newest = _newest(connection, row.id)
    return KnownArticle(
        row.id,
        row.deleted_at is not None,
        read_content(connection, newest),
        _language(newest),
        newest.translation_key,
        row.live_revision_id is not None,
        row.live_revision_id == newest.id,
        row.file_hash,
        row.document_hash,
        row.is_gone,
        newest.number,
    )


def read_content(connection: Connection, row: Row[Any]) -> RevisionContent:
    """What a row of the table of revisions holds, with its removed blocks."""
    block = schema.removed_block.c
    query = select(block.start, block.text, block.reason).where(block.revision_id == row.id).order_by(block.id)
    removed = tuple(RemovedBlock(*values) for values in connection.execute(query))
    doubtful = tuple(DoubtfulBlock(*values) for values in row.doubtful)
    foreign = tuple(ForeignBlock(*values) for values in row.foreign)
    question = Message.from_text(row.question or "")
    return RevisionContent(row.title, row.text, removed, row.details, doubtful, foreign, question)


def _language(row: Row[Any]) -> Language | None:
    return Language(row.language) if row.language else None


def read_status(row: Row[Any]) -> ArticleStatus:
    """Where an article, a row of the table, stands."""
    if row.deleted_at is not None:
        return ArticleStatus.DELETED
    return ArticleStatus.DRAFT if row.live_revision_id is None else ArticleStatus.LIVE
