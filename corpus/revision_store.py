"""Reads the history of articles; `ArticleStore` writes it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import Engine, Row, Select, func, select

from corpus import schema
from corpus.article_store import article_row, newest_revision, read_content, read_status
from corpus.errors import UnknownArticleError
from corpus.language import Language
from corpus.message import Message
from corpus.revision import ListedArticle, Revision, RevisionSummary, UnknownRevisionError
from corpus.transactions import reading

article, revision, removed = schema.article.c, schema.revision.c, schema.removed_block.c


class RevisionStore:
    """The revisions in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, identifier: int) -> list[RevisionSummary]:
        """The revisions of an article, newest first. Raises UnknownArticleError."""
        columns = (revision.id, revision.number, revision.title, revision.words, revision.created_at, revision.saved_by)
        query = select(*columns).where(revision.article_id == identifier).order_by(revision.number.desc())
        with reading(self._engine) as connection:
            live = article_row(connection, identifier).live_revision_id
            return [
                RevisionSummary(
                    row.number, row.title, row.words, row.created_at.replace(tzinfo=UTC), row.saved_by, row.id == live
                )
                for row in connection.execute(query)
            ]

    def get(self, identifier: int, number: int | None = None) -> Revision:
        """One revision of an article, the newest where no number is given.

        Raises UnknownArticleError and UnknownRevisionError.
        """
        query = select(schema.revision).where(revision.article_id == identifier).order_by(revision.number.desc())
        if number is not None:
            query = query.where(revision.number == number)
        with reading(self._engine) as connection:
            live = article_row(connection, identifier).live_revision_id
            row = connection.execute(query.limit(1)).one_or_none()
            if row is None:
                raise UnknownRevisionError(identifier, number or 0)
            return Revision(
                identifier,
                row.number,
                read_content(connection, row),
                Language(row.language) if row.language else None,
                row.created_at.replace(tzinfo=UTC),
                row.saved_by,
                row.id == live,
            )

    def listed(self) -> list[ListedArticle]:
        """Every article by its newest revision, those that were saved last first."""
        with reading(self._engine) as connection:
            return [_listed(row) for row in connection.execute(_newest())]

    def family(self, identifier: int) -> list[ListedArticle]:
        """An article and its translations by their newest revisions. Raises UnknownArticleError, also of the bin."""
        with reading(self._engine) as connection:
            key = article_row(connection, identifier).translation_key
            query = _newest().where(article.translation_key == key, article.deleted_at.is_(None))
            found = [_listed(row) for row in connection.execute(query)]
        if all(each.id != identifier for each in found):
            raise UnknownArticleError(identifier)
        return found


def _newest() -> Select[Any]:
    """The articles with their newest revisions, those that were saved last first."""
    taken_out = select(func.count()).where(removed.revision_id == revision.id).scalar_subquery()
    columns = (
        schema.article,
        revision.id.label("newest"),
        revision.number,
        revision.title,
        revision.words,
        revision.language.label("asked_language"),
        revision.question,
        revision.doubtful,
        revision.created_at,
        revision.saved_by,
        taken_out.label("removed"),
    )
    return (
        select(*columns)
        .select_from(schema.article)
        .join(schema.revision, revision.id == newest_revision())
        .order_by(revision.created_at.desc(), revision.id.desc())
    )


def _listed(row: Row[Any]) -> ListedArticle:
    is_newest_live = row.live_revision_id == row.newest
    code = row.language if is_newest_live else row.asked_language or row.language
    return ListedArticle(
        row.id,
        row.title,
        Language(code) if code else None,
        read_status(row),
        row.source,
        row.translation_key,
        row.number,
        is_newest_live,
        Message.from_text(row.question or ""),
        len(row.doubtful),
        row.removed,
        row.words,
        row.created_at.replace(tzinfo=UTC),
        row.saved_by,
    )
