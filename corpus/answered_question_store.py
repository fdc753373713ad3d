"""Hands out the questions that live articles answer, and keeps their vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine, delete, insert, select

from corpus import schema
from corpus.answered_questions import FIELD, answered_questions
from corpus.transactions import portions, reading, writing
from corpus.vector_bytes import vector_from_bytes, vector_to_bytes

article, revision, vector = schema.article.c, schema.revision.c, schema.answered_question_vector.c


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question that a live article answers."""

    article: int
    question: str


class AnsweredQuestionStore:
    """Questions and their vectors in the database. Safe for threads and processes.

    The questions themselves are among the details of a revision; a vector belongs to a text, whoever has written it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def live(self, articles: Sequence[int] | None = None) -> list[AnsweredQuestion]:
        """Those of all live articles, or of some, by the articles' ids."""
        query = (
            select(article.id, revision.details)
            .join(schema.revision, revision.id == article.live_revision_id)
            .where(article.deleted_at.is_(None), revision.details[FIELD].as_string().is_not(None))
            .order_by(article.id)
        )
        with reading(self._engine) as connection:
            if articles is None:
                rows = list(connection.execute(query))
            else:
                some = portions(sorted(articles))
                rows = [row for each in some for row in connection.execute(query.where(article.id.in_(each)))]
        return [AnsweredQuestion(row.id, question) for row in rows for question in answered_questions(row.details)]

    def vectors(self, encoder: str, questions: Iterable[str]) -> dict[str, npt.NDArray[np.float32]]:
        """The unit vectors of those of the questions that have one of the encoder with this fingerprint."""
        by_hash = {_hash(question): question for question in questions}
        found: dict[str, npt.NDArray[np.float32]] = {}
        if not by_hash:
            return found
        with reading(self._engine) as connection:
            for some in portions(list(by_hash)):
                query = select(vector.question_hash, vector.value)
                for row in connection.execute(query.where(vector.encoder == encoder, vector.question_hash.in_(some))):
                    found[by_hash[row.question_hash]] = vector_from_bytes(row.value)
        return found

    def without_vector(self, encoder: str, articles: Sequence[int] | None = None) -> list[str]:
        """The questions of live articles, or of some, each once, that have no vector of this encoder."""
        questions = dict.fromkeys(each.question for each in self.live(articles))
        known = self._hashes(encoder) if questions else set()
        return [each for each in questions if _hash(each) not in known]

    def save_vectors(self, encoder: str, vectors: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Keep the unit vectors of questions, instead of older ones."""
        values = {_hash(question): vector_to_bytes(value) for question, value in vectors.items()}
        with writing(self._engine) as connection:
            for some in portions(list(values)):
                mine = (vector.encoder == encoder) & vector.question_hash.in_(some)
                connection.execute(delete(schema.answered_question_vector).where(mine))
                rows = [{"question_hash": each, "encoder": encoder, "value": values[each]} for each in some]
                connection.execute(insert(schema.answered_question_vector), rows)

    def forget_others(self, encoder: str, questions: Iterable[str]) -> int:
        """Drop the encoder's vectors of all but these questions; returns how many there were."""
        gone = sorted(self._hashes(encoder) - {_hash(question) for question in questions})
        if gone:
            with writing(self._engine) as connection:
                for some in portions(gone):
                    mine = (vector.encoder == encoder) & vector.question_hash.in_(some)
                    connection.execute(delete(schema.answered_question_vector).where(mine))
        return len(gone)

    def _hashes(self, encoder: str) -> set[str]:
        with reading(self._engine) as connection:
            return set(connection.scalars(select(vector.question_hash).where(vector.encoder == encoder)))


def _hash(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()
