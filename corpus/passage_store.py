"""Keeps passages and their vectors, and hands out those of the live revisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    select,
)

from corpus import schema
from corpus.article import LivePassage, PassagePlace
from corpus.article_store import EncodedPassages, Splitting, save_encoded, save_passages
from corpus.language import Language
from corpus.transactions import portions, raise_generation, read_generation, reading, writing
from corpus.vector_bytes import STORED, vector_from_bytes

article, revision, passage, vector = schema.article.c, schema.revision.c, schema.passage.c, schema.vector.c
_STREAM_ROWS = 4096
_ESCAPE = "\\"
_NONE = np.empty(0, np.int64)
_WANTED = passage.id.in_(bindparam("ids", expanding=True))
_ODD = np.array([1, 1_000_003, 998_244_353, 2_147_483_647], np.int64)
"""Factors by which a text of thirty-two bytes becomes a number."""


@dataclass(frozen=True, slots=True)
class UnencodedPassage:
    """A passage that an encoder has not read yet, with what it reads; the language may not be known."""

    id: int
    title: str
    heading: str
    text: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class RevisionText:
    """A revision, to be split again."""

    revision: int
    language: Language | None
    text: str


@dataclass(frozen=True, slots=True)
class LiveArticles:
    """What tells whether an article is still the same to search, as one state of the store shows it.

    `articles` are the ids of those that are live, in rising order; `languages`, as numbers in `Language`, and
    `revisions`, the ids of what readers see, go with them: no revision is ever changed, so that texts and questions
    change with these. Only its passages may be other ones, after it was split again: new ones are above
    `last_passage`, the highest id of any passage. `moments` are numbers made of when each article was changed last: in
    a database that was put back from a copy, ids may be given a second time.
    """

    generation: int
    articles: npt.NDArray[np.int64]
    languages: npt.NDArray[np.int64]
    revisions: npt.NDArray[np.int64]
    moments: npt.NDArray[np.int64]
    last_passage: int

    def differing_from(self, others: LiveArticles) -> npt.NDArray[np.bool_]:
        """Of each article, whether it is new or another one than in `others`."""
        at = np.searchsorted(others.articles, self.articles)
        same = at < len(others.articles)
        at = at[same]
        same[same] = (
            (others.articles[at] == self.articles[same])
            & (others.languages[at] == self.languages[same])
            & (others.revisions[at] == self.revisions[same])
            & (others.moments[at] == self.moments[same])
        )
        return ~same


@dataclass(frozen=True, slots=True)
class VectorSnapshot:
    """The live passages that have a vector, as one state of the store shows them.

    `live` tells of the articles, and of the store's generation; `complete` says whether no live passage lacks its
    vector; `ids` and `articles`, to which the passages belong, are int64 of shape (n,); `languages` are codes of shape
    (n,); `vectors` is float16 of shape (n, dimension), as the store keeps them.
    """

    live: LiveArticles
    complete: bool
    ids: npt.NDArray[np.int64]
    articles: npt.NDArray[np.int64]
    languages: npt.NDArray[np.str_]
    vectors: npt.NDArray[np.float16]

    @property
    def generation(self) -> int:
        """The store's."""
        return self.live.generation


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """How the live articles differ from what was known of them.

    `articles` are the ids of all that are new, another, or gone; `snapshot` has the passages of those that are there,
    and tells of all live articles.
    """

    articles: npt.NDArray[np.int64]
    snapshot: VectorSnapshot


@dataclass(frozen=True, slots=True)
class ArticleVectors:
    """The vectors of an article's newest passages: float32 of shape (n, dimension), in reading order."""

    article: int
    language: Language | None
    vectors: npt.NDArray[np.float32]


class PassageStore:
    """Passages and vectors in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def live(self, ids: Sequence[int]) -> dict[int, LivePassage]:
        """Those of the passages that readers may see now, by their ids."""
        found = {}
        with reading(self._engine) as connection:
            for some in portions(ids):
                for row in connection.execute(_live_query(), {"ids": [int(each) for each in some]}):
                    found[row.id] = _live_passage(row)
        return found

    def places(self, ids: Sequence[int]) -> dict[int, PassagePlace]:
        """Where those of the passages belong that readers may see now, by their ids: no text is read."""
        found = {}
        with reading(self._engine) as connection:
            for some in portions(ids):
                rows = connection.execute(_places_query(), {"ids": [int(each) for each in some]})
                for identifier, owner, key, language in rows:
                    found[identifier] = PassagePlace(identifier, owner, key, Language(language))
        return found

    def containing(self, words: Sequence[str], most: int) -> list[LivePassage]:
        """The passages that readers may see now and that have these words in this order, whatever is between them.

        Capitals make no difference here, as SQLite's LIKE has it. Nothing when more than `most` articles have them.
        """
        pattern = "%" + "%".join(map(_literally, words)) + "%"
        # Texts first, live ones among them then: the other way round takes eight times as long.
        having = select(revision.id).where(revision.text.like(pattern, escape=_ESCAPE))
        shown = select(revision.id).join(schema.article, _is_shown())
        found: list[LivePassage] = []
        with reading(self._engine) as connection:
            revisions: list[int] = []
            for some in portions(connection.scalars(having).all()):
                revisions.extend(connection.scalars(shown.where(revision.id.in_(some))))
                if len(revisions) > most:
                    return []
            for some in portions(revisions):
                wanted = revision.id.in_(some)
                cut = _passage_text().like(pattern, escape=_ESCAPE)
                rows = connection.execute(_live(select(*_live_columns())).where(wanted, cut))
                found.extend(map(_live_passage, rows))
        return found

    def ids_of(self, articles: Sequence[int]) -> list[int]:
        """The ids of all live passages of these articles."""
        found: list[int] = []
        with reading(self._engine) as connection:
            for some in portions(articles):
                wanted = article.id.in_(some)
                found.extend(connection.scalars(_live(select(passage.id)).where(wanted)))
        return found

    def families_of(self, ids: Sequence[int]) -> set[str]:
        """The translation keys of those of the passages that readers may see now."""
        found: set[str] = set()
        with reading(self._engine) as connection:
            for some in portions(ids):
                wanted = passage.id.in_([int(each) for each in some])
                found.update(connection.scalars(_live(select(article.translation_key).distinct()).where(wanted)))
        return found

    def count_unencoded(self, encoder: str) -> int:
        """How many live passages have no vector of the encoder with this fingerprint."""
        query = _live(select(func.count())).where(_lacks_vector(encoder))
        with reading(self._engine) as connection:
            return connection.scalar(query) or 0

    def unencoded_in(self, articles: Sequence[int], encoder: str) -> list[UnencodedPassage]:
        """The live passages of these articles without a vector, in the order of their ids."""
        query = _live(_unencoded(article.language)).where(_lacks_vector(encoder))
        found: list[UnencodedPassage] = []
        with reading(self._engine) as connection:
            for some in portions(articles):
                found += map(_unencoded_passage, connection.execute(query.where(article.id.in_(some))))
        return sorted(found, key=lambda each: each.id)

    def unencoded(self, encoder: str, limit: int, after: int = 0) -> list[UnencodedPassage]:
        """Up to `limit` live passages without a vector, with ids above `after`, in the order of their ids."""
        return self._some_unencoded(_lacks_vector(encoder), limit, after)

    def without_sentences(self, encoder: str, limit: int, after: int = 0) -> list[UnencodedPassage]:
        """Up to `limit` live passages of which no sentences are kept, with ids above `after`, in their order."""
        return self._some_unencoded(_lacks(schema.kept_sentences, encoder), limit, after)

    def _some_unencoded(self, lacking: ColumnElement[bool], limit: int, after: int) -> list[UnencodedPassage]:
        query = _live(_unencoded(article.language)).where(passage.id > after, lacking)
        with reading(self._engine) as connection:
            return [_unencoded_passage(row) for row in connection.execute(query.order_by(passage.id).limit(limit))]

    def save_encoded(self, ids: Sequence[int], encoded: EncodedPassages) -> None:
        """Keep what an encoder has made of passages: what is kept already stays, and passages may have gone."""
        places = {int(identifier): place for place, identifier in enumerate(ids)}
        with writing(self._engine) as connection:
            for some in portions(list(places)):
                there = connection.scalars(select(passage.id).where(passage.id.in_(some))).all()
                save_encoded(connection, there, encoded.only([places[each] for each in there]))

    def kept_sentences(self, ids: Sequence[int], encoder: str) -> dict[int, bytes]:
        """The sentences of passages, as search has packed them, by the passages' ids; of those that have any."""
        kept = schema.kept_sentences.c
        found: dict[int, bytes] = {}
        with reading(self._engine) as connection:
            for some in portions(ids):
                query = select(kept.passage_id, kept.value).where(kept.passage_id.in_(some), kept.encoder == encoder)
                found.update((row.passage_id, row.value) for row in connection.execute(query))
        return found

    def snapshot(self, encoder: str) -> VectorSnapshot:
        """The vectors of all live passages, as of one moment; of dimension 0 where there are none."""
        with reading(self._engine) as connection:
            live = _live_articles(connection)
            query = _encoded(encoder)
            count = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
            lacking = connection.scalar(_live(select(func.count())).where(_lacks_vector(encoder)))
            rows = connection.execution_options(yield_per=_STREAM_ROWS).execute(query.order_by(passage.id))
            return _snapshot(live, not lacking, count, rows)

    def encoded_ids(self, encoder: str) -> npt.NDArray[np.int64]:
        """The ids of all live passages that have a vector, in rising order."""
        owned = and_(vector.passage_id == passage.id, vector.encoder == encoder)
        query = _live(select(passage.id)).join(schema.vector, owned).order_by(passage.id)
        with reading(self._engine) as connection:
            return np.fromiter(connection.scalars(query), np.int64)

    def changed_articles(self, known: LiveArticles) -> tuple[LiveArticles, npt.NDArray[np.int64]]:
        """The live articles, and the ids of those that differ from what was `known`."""
        with reading(self._engine) as connection:
            live = _live_articles(connection)
            return live, _changed(connection, live, known)

    def changes(
        self, encoder: str, known: LiveArticles, seen: tuple[LiveArticles, npt.NDArray[np.int64]]
    ) -> ArticleChanges:
        """How the live articles differ from those that are `known`, as of one moment.

        `seen` is what `changed_articles` has told: if nothing has changed since then, it is not read again.
        """
        with reading(self._engine) as connection:
            live, changed = seen
            if read_generation(connection) != live.generation:
                live = _live_articles(connection)
                changed = _changed(connection, live, known)
            lacking = 0
            rows: list[Row[Any]] = []
            for some in portions(changed.tolist()):
                wanted = article.id.in_(some)
                rows += connection.execute(_encoded(encoder).where(wanted))
                lacking += connection.scalar(_live(select(func.count())).where(wanted, _lacks_vector(encoder))) or 0
            rows.sort(key=lambda row: row.id)
            snapshot = _snapshot(live, not lacking, len(rows), rows)
        gone = known.articles[~np.isin(known.articles, live.articles, assume_unique=True)]
        return ArticleChanges(np.union1d(changed, gone), snapshot)

    def vectors_of(self, articles: Sequence[int], encoder: str) -> dict[int, ArticleVectors]:
        """The vectors of the newest revisions of these articles, drafts too; of those that have any."""
        found = {}
        with reading(self._engine) as connection:
            for some in portions(articles):
                wanted = article.id.in_(some)
                for each in _by_article(connection.execute(_newest_vectors(encoder).where(wanted))):
                    found[each.article] = each
        return found

    def vectors_after(self, last: int, encoder: str) -> Iterator[ArticleVectors]:
        """The vectors of the newest revision of every article with a higher id that is not in the bin."""
        wanted = (article.id > last) & article.deleted_at.is_(None)
        with reading(self._engine) as connection:
            stream = connection.execution_options(yield_per=_STREAM_ROWS)
            yield from _by_article(stream.execute(_newest_vectors(encoder).where(wanted)))

    def unencoded_of(self, identifier: int, encoder: str) -> list[UnencodedPassage]:
        """The passages of an article's newest revision, be it a draft, that have no vector."""
        own = func.coalesce(article.language, revision.language)
        query = _unencoded(own).join(schema.revision, revision.id == passage.revision_id).join(schema.article)
        newest = select(func.max(revision.id)).where(revision.article_id == identifier).scalar_subquery()
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(revision.id == newest, _lacks_vector(encoder)).order_by(passage.id))
            return [_unencoded_passage(row) for row in rows]

    def split_by_others(self, splitter: str) -> list[RevisionText]:
        """The revisions whose passages an older splitter has made."""
        stale = select(passage.revision_id).where(passage.splitter != splitter)
        is_live = article.live_revision_id == revision.id
        language = case((is_live, article.language), else_=revision.language).label("language")
        query = select(revision.id, language, revision.text).join(schema.article).where(revision.id.in_(stale))
        with reading(self._engine) as connection:
            rows = connection.execute(query)
            return [RevisionText(row.id, Language(row.language) if row.language else None, row.text) for row in rows]

    def split_again(self, revision_id: int, splitting: Splitting) -> None:
        """Give a revision new passages instead of its old ones; their vectors go with them."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.passage).where(passage.revision_id == revision_id))
            save_passages(connection, revision_id, splitting)
            if connection.scalar(_live(select(func.count())).where(revision.id == revision_id)):
                raise_generation(connection)


def _live_columns() -> list[ColumnElement[Any]]:
    return [
        passage.id,
        article.id.label("article_id"),
        article.translation_key,
        article.language,
        passage.start,
        passage.end,
        revision.title,
        passage.heading,
        _passage_text(),
    ]


def _live_passage(row: Row[Any]) -> LivePassage:
    identifier, owner, key, language, *rest = tuple(row)
    return LivePassage(identifier, owner, key, Language(language), *rest)


def _literally(word: str) -> str:
    """The word as a part of a LIKE pattern that stands for itself."""
    return re.sub(r"[%_\\]", r"\\\g<0>", word)


def _live(query: Select[Any]) -> Select[Any]:
    """The query over the passages of live revisions of articles that are not in the bin."""
    return (
        query.select_from(schema.passage)
        .join(schema.revision, revision.id == passage.revision_id)
        .join(schema.article, _is_shown())
    )


@cache
def _live_query() -> Select[Any]:
    """Live passages by their ids. Built once: for each search, to build it would take as long as to ask it."""
    return _live(select(*_live_columns())).where(_WANTED)


@cache
def _places_query() -> Select[Any]:
    """The same without their texts."""
    columns = (passage.id, article.id.label("article_id"), article.translation_key, article.language)
    return _live(select(*columns)).where(_WANTED)


def _is_shown() -> ColumnElement[bool]:
    """Whether a revision is what readers see of its article."""
    # The article is found by its own id: live_revision_id alone would need an index of its own.
    own = article.id == revision.article_id
    return and_(own, article.live_revision_id == revision.id, article.deleted_at.is_(None))


def _encoded(encoder: str) -> Select[Any]:
    """The live passages that have a vector, with it."""
    owned = and_(vector.passage_id == passage.id, vector.encoder == encoder)
    return _live(select(passage.id, revision.article_id, article.language, vector.value)).join(schema.vector, owned)


def _snapshot(live: LiveArticles, complete: bool, count: int, rows: Iterable[Row[Any]]) -> VectorSnapshot:
    ids, articles = np.empty(count, np.int64), np.empty(count, np.int64)
    languages = np.empty(count, "<U2")
    vectors = np.empty((count, 0), STORED)
    for at, row in enumerate(rows):
        if at == 0:
            vectors = np.empty((count, len(row.value) // STORED.itemsize), STORED)
        ids[at], articles[at], languages[at] = row.id, row.article_id, row.language
        vectors[at] = np.frombuffer(row.value, STORED)
    return VectorSnapshot(live, complete, ids, articles, languages, vectors)


def _live_articles(connection: Connection) -> LiveArticles:
    # Each column as one text: to make a hundred thousand rows in Python takes ten times as long.
    number = case({str(each): at for at, each in enumerate(Language)}, value=article.language, else_=len(Language))
    asked = (article.id, number, article.live_revision_id, article.updated_at)
    query = select(*(func.aggregate_strings(cast(each, String), ",") for each in asked))
    row = connection.execute(query.where(schema.is_live())).one()
    ids, languages, revisions = (np.fromstring(each, np.int64, sep=",") for each in row[:3]) if row[0] else (_NONE,) * 3
    moments = np.array(row[3].split(",") if row[0] else [], "S32").view(np.int64).reshape(-1, 4) @ _ODD
    order = np.argsort(ids)
    last = connection.scalar(select(func.max(passage.id))) or 0
    generation = read_generation(connection)
    return LiveArticles(generation, ids[order], languages[order], revisions[order], moments[order], last)


def _changed(connection: Connection, live: LiveArticles, known: LiveArticles) -> npt.NDArray[np.int64]:
    split = connection.scalars(select(passage.revision_id).distinct().where(passage.id > known.last_passage)).all()
    is_split = np.isin(live.revisions, np.array(split, np.int64))
    return live.articles[live.differing_from(known) | is_split]


def _newest_vectors(encoder: str) -> Select[Any]:
    other = schema.revision.alias()
    newest = select(func.max(other.c.id)).where(other.c.article_id == article.id).correlate(schema.article)
    language = func.coalesce(article.language, revision.language).label("language")
    return (
        select(article.id, language, vector.value)
        .select_from(schema.article)
        .join(schema.revision, revision.id == newest.scalar_subquery())
        .join(schema.passage, passage.revision_id == revision.id)
        .join(schema.vector, and_(vector.passage_id == passage.id, vector.encoder == encoder))
        .order_by(article.id, passage.ordinal)
    )


def _by_article(rows: Iterable[Row[Any]]) -> Iterator[ArticleVectors]:
    for (identifier, language), some in groupby(rows, key=lambda row: (row.id, row.language)):
        vectors = np.stack([vector_from_bytes(row.value) for row in some])
        yield ArticleVectors(identifier, Language(language) if language else None, vectors)


def _lacks_vector(encoder: str) -> ColumnElement[bool]:
    return _lacks(schema.vector, encoder)


def _lacks(table: Table, encoder: str) -> ColumnElement[bool]:
    return ~exists().where(table.c.passage_id == passage.id, table.c.encoder == encoder)


def _unencoded(language: ColumnElement[Any]) -> Select[Any]:
    return select(passage.id, revision.title, passage.heading, _passage_text(), language)


def _unencoded_passage(row: Row[Any]) -> UnencodedPassage:
    identifier, title, heading, text, language = tuple(row)
    return UnencodedPassage(identifier, title, heading, text, Language(language) if language else None)


def _passage_text() -> ColumnElement[str]:
    # SQL counts characters from 1, and so do we: code points, as in Python.
    return func.substr(revision.text, passage.start + 1, passage.end - passage.start).label("text")
