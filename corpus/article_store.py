"""Keeps articles and their revisions: a revision never changes, an article points to the one that readers see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
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
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.article import Article, ArticleStatus, ArticleSummary, PassageSpan, RemovedBlock, RevisionContent
from corpus.errors import LanguageTakenError, MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.transactions import now, raise_generation, read_generation, reading, writing

article, revision = schema.article.c, schema.revision.c


@dataclass(frozen=True, slots=True)
class Splitting:
    """The passages of a text, and the version of the splitter that found them."""

    splitter: str
    spans: Sequence[PassageSpan]


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article that was read from the same place before, with its newest revision."""

    id: int
    deleted: bool
    content: RevisionContent
    language: Language | None
    translation_key: str
    live: bool


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
            if row is None:
                return None
            newest = _newest(connection, row.id)
            return KnownArticle(
                row.id,
                row.deleted_at is not None,
                _content(connection, newest),
                _language(row),
                row.translation_key,
                row.live_revision_id is not None,
            )

    def find_by_text(self, text: str) -> int | None:
        """The article, not deleted, whose live or newest revision has exactly this text."""
        query = (
            select(article.id)
            .join(schema.revision, revision.id == _shown_revision())
            .where(revision.text_hash == _hash(text), article.deleted_at.is_(None))
            .order_by(article.id)
            .limit(1)
        )
        with reading(self._engine) as connection:
            return connection.scalar(query)

    def get(self, identifier: int) -> Article:
        """The article with its live revision, or its newest one while none is live; raises UnknownArticleError."""
        with reading(self._engine) as connection:
            row = _article_row(connection, identifier)
            wanted = select(schema.revision).join(schema.article, revision.id == _shown_revision())
            shown = connection.execute(wanted.where(article.id == identifier)).one()
            content = _content(connection, shown)
            return Article(
                id=row.id,
                source=row.source,
                language=_language(row),
                translation_key=row.translation_key,
                status=_status(row),
                updated=row.updated_at.replace(tzinfo=UTC),
                revision=shown.number,
                title=content.title,
                text=content.text,
                details=content.details,
                removed=content.removed,
            )

    def summaries(self) -> Iterator[ArticleSummary]:
        """All articles in the order of their ids, drafts and deleted ones too."""
        with reading(self._engine) as connection:
            yield from map(_summary, connection.execute(_summary_query().order_by(article.id)))

    def live_families(self, translation_keys: Iterable[str]) -> dict[str, list[ArticleSummary]]:
        """The live articles of each family of translations, in the order of their languages' codes."""
        keys = list(translation_keys)
        live = article.live_revision_id.is_not(None) & article.deleted_at.is_(None)
        query = _summary_query().where(article.translation_key.in_(keys), live).order_by(article.language)
        families: dict[str, list[ArticleSummary]] = {key: [] for key in keys}
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                families[row.translation_key].append(_summary(row))
        return families

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
    ) -> int:
        """Save a new article with its first revision and return its id.

        Without a translation key it gets one of its own. Raises LanguageTakenError when the family already has an
        article in this language; nothing is saved then.
        """
        key = translation_key or uuid4().hex
        with writing(self._engine) as connection, _language_taken(key, language):
            identifier = connection.execute(
                insert(schema.article)
                .values(source=source, origin=origin, language=language, translation_key=key, updated_at=now())
                .returning(article.id)
            ).scalar_one()
            _add_revision(connection, identifier, content, splitting, live=live)
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
    ) -> None:
        """Save a new revision of an article; as a draft it leaves what readers see as it is.

        Raises LanguageTakenError as `add` does.
        """
        with writing(self._engine) as connection:
            row = _article_row(connection, identifier)
            key = translation_key or row.translation_key
            if live or row.live_revision_id is None:
                with _language_taken(key, language):
                    changed = update(schema.article).where(article.id == identifier)
                    connection.execute(changed.values(language=language, translation_key=key))
            _add_revision(connection, identifier, content, splitting, live=live)

    def publish(self, identifier: int, language: Language | None = None) -> None:
        """Make an article's newest revision the live one, in the given language if its own is unknown or wrong.

        Raises UnknownArticleError, LanguageTakenError, and MentorbaseError when no language is known.
        """
        with writing(self._engine) as connection:
            row = _article_row(connection, identifier)
            chosen = language or _language(row)
            if chosen is None:
                raise MentorbaseError(
                    f"Article {identifier} has no language yet. Publish it with --language and one of "
                    f"{', '.join(Language)}."
                )
            newest = _newest(connection, identifier)
            with _language_taken(row.translation_key, chosen):
                values = {"language": chosen, "live_revision_id": newest.id, "updated_at": now()}
                connection.execute(update(schema.article).where(article.id == identifier).values(values))
            raise_generation(connection)

    def unpublish(self, identifier: int) -> None:
        """Take an article out of what readers see; its revisions stay. Raises UnknownArticleError."""
        self._set(identifier, live_revision_id=None)

    def delete(self, identifier: int) -> None:
        """Put an article into the bin, where it stays until it is restored. Raises UnknownArticleError."""
        self._set(identifier, deleted_at=now())

    def restore(self, identifier: int) -> None:
        """Take an article out of the bin. Raises UnknownArticleError, and LanguageTakenError when another article
        has taken its place among the translations."""
        self._set(identifier, deleted_at=None)

    def _set(self, identifier: int, **values: object) -> None:
        with writing(self._engine) as connection:
            row = _article_row(connection, identifier)
            with _language_taken(row.translation_key, _language(row)):
                changed = update(schema.article).where(article.id == identifier)
                connection.execute(changed.values(updated_at=now(), **values))
            raise_generation(connection)


@contextmanager
def _language_taken(translation_key: str, language: Language | None) -> Iterator[None]:
    """Turns the database's refusal of a second article of one language in a family into an error for people."""
    try:
        yield
    except IntegrityError as error:
        if "translation" not in str(error.orig):
            raise
        raise LanguageTakenError(
            f"The translations '{translation_key}' already hold an article in {language}. Change or delete that one "
            "first, or give this one another translation_key."
        ) from error


def _add_revision(
    connection: Connection, identifier: int, content: RevisionContent, splitting: Splitting, *, live: bool
) -> None:
    last = select(func.coalesce(func.max(revision.number), 0)).where(revision.article_id == identifier)
    saved = connection.execute(
        insert(schema.revision)
        .values(
            article_id=identifier,
            number=connection.scalar(last) + 1,
            title=content.title,
            text=content.text,
            words=len(content.text.split()),
            text_hash=_hash(content.text),
            details=content.details,
            created_at=now(),
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
    values = {"live_revision_id": saved, "updated_at": now()} if live else {"updated_at": now()}
    connection.execute(update(schema.article).where(article.id == identifier).values(values))
    if live:
        raise_generation(connection)


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
    if rows:
        connection.execute(insert(schema.passage), rows)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _newest(connection: Connection, identifier: int) -> Row[Any]:
    query = select(schema.revision).where(revision.article_id == identifier).order_by(revision.number.desc()).limit(1)
    return connection.execute(query).one()


def _shown_revision() -> ScalarSelect[Any] | ColumnElement[Any]:
    """The revision that stands for an article: its live one, else its newest."""
    newest = select(func.max(revision.id)).where(revision.article_id == article.id).correlate(schema.article)
    return func.coalesce(article.live_revision_id, newest.scalar_subquery())


def _summary_query() -> Select[Any]:
    columns = (schema.article, revision.title, revision.details, revision.words)
    return select(*columns).join(schema.revision, revision.id == _shown_revision())


def _summary(row: Row[Any]) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        source=row.source,
        language=_language(row),
        translation_key=row.translation_key,
        status=_status(row),
        updated=row.updated_at.replace(tzinfo=UTC),
        title=row.title,
        details=row.details,
        words=row.words,
    )


def _article_row(connection: Connection, identifier: int) -> Row[Any]:
    row = connection.execute(select(schema.article).where(article.id == identifier)).one_or_none()
    if row is None:
        raise UnknownArticleError(identifier)
    return row


def _content(connection: Connection, row: Row[Any]) -> RevisionContent:
    block = schema.removed_block.c
    query = select(block.start, block.text, block.reason).where(block.revision_id == row.id).order_by(block.id)
    removed = tuple(RemovedBlock(*values) for values in connection.execute(query))
    return RevisionContent(row.title, row.text, removed, row.details)


def _language(row: Row[Any]) -> Language | None:
    return Language(row.language) if row.language else None


def _status(row: Row[Any]) -> ArticleStatus:
    if row.deleted_at is not None:
        return ArticleStatus.DELETED
    return ArticleStatus.DRAFT if row.live_revision_id is None else ArticleStatus.LIVE
