"""Reads everything that a library keeps of its articles, and writes it into another one as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from corpus import schema
from corpus.article_store import Splitting, article_row, read_content, refusals_told, save_passages, text_hash
from corpus.language import Language
from corpus.relation import Decider, RelationKind, RelationState
from corpus.relation_store import linked_section
from corpus.revision import UnknownRevisionError
from corpus.topic import TopicState
from corpus.transactions import raise_generation, reading, writing
from corpus.whole_article import (
    GivenTopic,
    WholeAlignment,
    WholeArticle,
    WholeQuestion,
    WholeRelation,
    WholeRevision,
)

article, revision, relation = schema.article.c, schema.revision.c, schema.relation.c


class WholeStore:
    """Whole articles in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # Articles

    def identifiers(self) -> list[int]:
        """The ids of all articles, drafts and deleted ones too, in their order."""
        with reading(self._engine) as connection:
            return list(connection.scalars(select(article.id).order_by(article.id)))

    def article(self, identifier: int) -> WholeArticle:
        """An article with its revisions. Raises UnknownArticleError."""
        with reading(self._engine) as connection:
            row = article_row(connection, identifier)
            of_article = select(schema.revision).where(revision.article_id == identifier).order_by(revision.number)
            revisions = connection.execute(of_article).all()
            given = schema.article_topic.c
            topics = select(given.topic_id, given.score, given.state).where(given.article_id == identifier)
            return WholeArticle(
                source=row.source,
                origin=row.origin,
                language=_language(row),
                translation_key=row.translation_key,
                live=next((each.number for each in revisions if each.id == row.live_revision_id), None),
                updated=_in_utc(row.updated_at),
                deleted=_in_utc(row.deleted_at) if row.deleted_at else None,
                is_gone=row.is_gone,
                file_hash=row.file_hash,
                document_hash=row.document_hash,
                kept_blocks=_blocks(connection, schema.kept_block.c, identifier),
                seen_blocks=_blocks(connection, schema.seen_block.c, identifier),
                topics=tuple(
                    GivenTopic(each.topic_id, each.score, TopicState(each.state))
                    for each in connection.execute(topics.order_by(given.topic_id))
                ),
                revisions=tuple(_whole_revision(connection, each) for each in revisions),
            )

    def add(self, whole: WholeArticle, splittings: Sequence[Splitting]) -> int:
        """Save an article as it was, with the passages of each revision, and return its id here.

        Topics that the library does not have are left out. Raises LanguageTakenError and OriginTakenError as
        `ArticleStore.add` does; nothing is saved then.
        """
        with writing(self._engine) as connection, refusals_told(whole.translation_key, whole.language):
            adding = insert(schema.article).values(
                source=whole.source,
                origin=whole.origin,
                language=whole.language,
                translation_key=whole.translation_key,
                updated_at=whole.updated,
                deleted_at=whole.deleted,
                is_gone=whole.is_gone,
                file_hash=whole.file_hash,
                document_hash=whole.document_hash,
            )
            identifier: int = connection.execute(adding.returning(article.id)).scalar_one()
            for each, splitting in zip(whole.revisions, splittings, strict=True):
                saved = _save_revision(connection, identifier, each, splitting)
                if each.number == whole.live:
                    live = update(schema.article).where(article.id == identifier)
                    connection.execute(live.values(live_revision_id=saved))
            for table, blocks in ((schema.kept_block, whole.kept_blocks), (schema.seen_block, whole.seen_blocks)):
                for block in blocks:
                    connection.execute(insert(table).values(article_id=identifier, block_hash=block))
            known = set(connection.scalars(select(schema.topic.c.id)))
            for topic in whole.topics:
                if topic.topic in known:
                    values = {"topic_id": topic.topic, "score": topic.score, "state": topic.state}
                    connection.execute(insert(schema.article_topic).values(article_id=identifier, **values))
            raise_generation(connection)
        return identifier

    # Between articles

    def relations(self) -> list[WholeRelation]:
        """Every relation, in the order in which they were found."""
        query = select(schema.relation, revision.number).outerjoin(
            schema.revision, revision.id == relation.replaced_revision_id
        )
        with reading(self._engine) as connection:
            return [
                WholeRelation(
                    row.article_id,
                    row.other_id,
                    RelationKind(row.kind),
                    row.score,
                    RelationState(row.state),
                    Decider(row.decided_by) if row.decided_by else None,
                    row.number,
                    _in_utc(row.created_at),
                )
                for row in connection.execute(query.order_by(relation.id))
            ]

    def add_relation(self, whole: WholeRelation) -> bool:
        """Write a relation down without doing what it says; False when these two have one of this kind."""
        with writing(self._engine) as connection:
            for one, two in ((whole.article, whole.other), (whole.other, whole.article)):
                known = (relation.article_id == one) & (relation.other_id == two) & (relation.kind == whole.kind)
                if connection.scalar(select(relation.id).where(known)) is not None:
                    return False
            replaced = _revision_id(connection, whole.other, whole.replaced) if whole.replaced else None
            connection.execute(
                insert(schema.relation).values(
                    article_id=whole.article,
                    other_id=whole.other,
                    kind=whole.kind,
                    score=whole.score,
                    state=whole.state,
                    decided_by=whole.decided_by,
                    replaced_revision_id=replaced,
                    created_at=whole.created,
                )
            )
        return True

    def alignments(self) -> list[WholeAlignment]:
        """The alignments of all linked translations, in the order of their articles."""
        of, table = schema.alignment.c, schema.alignment
        here, there = schema.revision.alias(), schema.revision.alias()
        query = (
            select(table, here.c.number.label("number"), there.c.number.label("other_number"))
            .join(here, here.c.id == of.revision_id)
            .join(there, there.c.id == of.other_revision_id)
            .order_by(of.article_id, of.other_id)
        )
        with reading(self._engine) as connection:
            return [
                WholeAlignment(
                    row.article_id,
                    row.other_id,
                    row.number,
                    row.other_number,
                    tuple(linked_section(*each) for each in row.sections),
                )
                for row in connection.execute(query)
            ]

    def add_alignment(self, whole: WholeAlignment) -> None:
        """Keep the alignment of two articles instead of an older one. Raises UnknownRevisionError."""
        ordered = whole if whole.article < whole.other else whole.turned()
        of = schema.alignment.c
        with writing(self._engine) as connection:
            connection.execute(
                delete(schema.alignment).where(of.article_id == ordered.article, of.other_id == ordered.other)
            )
            connection.execute(
                insert(schema.alignment).values(
                    article_id=ordered.article,
                    other_id=ordered.other,
                    revision_id=_revision_id(connection, ordered.article, ordered.revision),
                    other_revision_id=_revision_id(connection, ordered.other, ordered.other_revision),
                    sections=[[each.here, each.there, each.score, each.outdated] for each in ordered.sections],
                )
            )

    # Golden questions

    def questions(self) -> list[WholeQuestion]:
        """The golden questions, in the order of their ids."""
        asked, answer = schema.golden_question.c, schema.golden_answer.c
        with reading(self._engine) as connection:
            grades: dict[int, dict[int, int]] = {}
            for row in connection.execute(select(schema.golden_answer).order_by(answer.article_id)):
                grades.setdefault(row.question_id, {})[row.article_id] = row.grade
            return [
                WholeQuestion(row.question, _language(row), _in_utc(row.added_at), grades.get(row.id, {}))
                for row in connection.execute(select(schema.golden_question).order_by(asked.id))
            ]

    def add_question(self, whole: WholeQuestion) -> bool:
        """Keep a golden question; one that is there already stays as it is, and False is returned."""
        asked = schema.golden_question.c
        with writing(self._engine) as connection:
            if connection.scalar(select(asked.id).where(asked.question == whole.question)) is not None:
                return False
            values = {"question": whole.question, "language": whole.language, "added_at": whole.added}
            adding = insert(schema.golden_question).values(values).returning(asked.id)
            identifier = connection.scalars(adding).one()
            for each, grade in whole.grades.items():
                row = {"question_id": identifier, "article_id": each, "grade": grade}
                connection.execute(insert(schema.golden_answer).values(row))
            raise_generation(connection)
        return True


def _save_revision(connection: Connection, identifier: int, whole: WholeRevision, splitting: Splitting) -> int:
    content = whole.content
    saved: int = connection.execute(
        insert(schema.revision)
        .values(
            article_id=identifier,
            number=whole.number,
            title=content.title,
            text=content.text,
            words=len(content.text.split()),
            text_hash=text_hash(content.text),
            language=whole.language,
            translation_key=whole.translation_key,
            details=content.details,
            doubtful=[[block.start, block.end, block.reason] for block in content.doubtful],
            foreign=[[block.start, block.end, block.language] for block in content.foreign],
            question=content.question.to_text(),
            created_at=whole.created,
            saved_by=whole.saved_by,
        )
        .returning(revision.id)
    ).scalar_one()
    for block in content.removed:
        connection.execute(insert(schema.removed_block).values(revision_id=saved, **asdict(block)))
    save_passages(connection, saved, splitting)
    return saved


def _whole_revision(connection: Connection, row: Row[Any]) -> WholeRevision:
    content = read_content(connection, row)
    return WholeRevision(
        row.number, _in_utc(row.created_at), row.saved_by, _language(row), row.translation_key, content
    )


def _revision_id(connection: Connection, identifier: int, number: int) -> int:
    mine = (revision.article_id == identifier) & (revision.number == number)
    found: int | None = connection.scalar(select(revision.id).where(mine))
    if found is None:
        raise UnknownRevisionError(identifier, number)
    return found


def _blocks(connection: Connection, columns: Any, identifier: int) -> tuple[str, ...]:
    query = select(columns.block_hash).where(columns.article_id == identifier)
    return tuple(sorted(connection.scalars(query)))


def _language(row: Row[Any]) -> Language | None:
    return Language(row.language) if row.language else None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
