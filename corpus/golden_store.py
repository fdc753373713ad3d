"""Keeps the golden questions: what readers ask, and which articles answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, exists, insert, select, update

from corpus import schema
from corpus.errors import MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.message import message
from corpus.transactions import now, raise_generation, reading, writing

question, answer, article = schema.golden_question.c, schema.golden_answer.c, schema.article.c


class UnknownGoldenQuestionError(MentorbaseError):
    """No golden question has the given id."""

    def __init__(self, identifier: int) -> None:
        super().__init__(
            message(
                "This question is not there any more.",
                console=f"There is no golden question {identifier}. `mentorbase golden list` shows the ids.",
            )
        )


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question to be kept, with the grades (above 0) of the articles that answer it, by their ids."""

    question: str
    language: Language | None = None
    grades: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GradedArticle:
    """An article that answers a question; `is_live` says whether readers see one of its family."""

    article: int
    translation_key: str
    grade: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A golden question of the library; one without articles has no answer in it."""

    id: int
    question: str
    language: Language | None
    added: datetime
    answers: tuple[GradedArticle, ...]


class GoldenStore:
    """Golden questions in the database. Every method is one transaction; safe for threads and processes.

    A change raises the store's generation, so that the next index is judged on the questions as they are now.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def questions(self) -> list[KeptQuestion]:
        """All golden questions in the order of their ids, the best answers first."""
        sibling = schema.article.alias()
        live = exists().where(sibling.c.translation_key == article.translation_key, schema.is_live(sibling))
        graded = (
            select(schema.golden_answer, article.translation_key, live.label("is_live"))
            .join(schema.article, article.id == answer.article_id)
            .order_by(answer.grade.desc(), answer.article_id)
        )
        answers: dict[int, list[GradedArticle]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(graded):
                found = GradedArticle(row.article_id, row.translation_key, row.grade, row.is_live)
                answers.setdefault(row.question_id, []).append(found)
            return [
                KeptQuestion(
                    row.id,
                    row.question,
                    Language(row.language) if row.language else None,
                    row.added_at.replace(tzinfo=UTC),
                    tuple(answers.get(row.id, ())),
                )
                for row in connection.execute(select(schema.golden_question).order_by(question.id))
            ]

    def save(self, asked: Sequence[AskedQuestion]) -> list[int]:
        """Keep questions and return their ids; one that is there already gets the new language and grades.

        Raises UnknownArticleError, and keeps none of them, when one names an article that was never there.
        """
        with writing(self._engine) as connection:
            identifiers = [_save(connection, each) for each in asked]
            raise_generation(connection)
        return identifiers

    def remove(self, identifier: int) -> None:
        """Keep a question no more. Raises UnknownGoldenQuestionError."""
        with writing(self._engine) as connection:
            if not connection.execute(delete(schema.golden_question).where(question.id == identifier)).rowcount:
                raise UnknownGoldenQuestionError(identifier)
            raise_generation(connection)


def _save(connection: Connection, asked: AskedQuestion) -> int:
    known: int | None = connection.scalar(select(question.id).where(question.question == asked.question))
    if known is None:
        adding = insert(schema.golden_question).values(question=asked.question, language=asked.language, added_at=now())
        known = connection.scalars(adding.returning(question.id)).one()
    else:
        connection.execute(update(schema.golden_question).where(question.id == known).values(language=asked.language))
        connection.execute(delete(schema.golden_answer).where(answer.question_id == known))
    for identifier, grade in asked.grades.items():
        if connection.scalar(select(article.id).where(article.id == identifier)) is None:
            raise UnknownArticleError(identifier)
        connection.execute(insert(schema.golden_answer).values(question_id=known, article_id=identifier, grade=grade))
    return known
