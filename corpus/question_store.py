"""Keeps what readers ask in the app, for as long as the settings say: never who has asked."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from corpus import schema
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import message
from corpus.reader_question import DayCount, NewQuestion, QuestionState, ReaderQuestion
from corpus.transactions import now, portions, reading, writing

question, vector = schema.reader_question.c, schema.question_vector.c
_TICKET_BYTES = 16


class UnknownQuestionError(MentorbaseError):
    """No question has the given id."""

    def __init__(self, identifier: int) -> None:
        super().__init__(
            message(
                "This question is not there any more.",
                console=f"There is no question {identifier}. `mentorbase questions list --all` shows the ids.",
            )
        )


class QuestionStore:
    """Readers' questions in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def questions(self, states: Iterable[QuestionState] = QuestionState) -> list[ReaderQuestion]:
        """The questions in these states, in the order of their ids."""
        query = select(schema.reader_question).where(question.state.in_(list(states))).order_by(question.id)
        with reading(self._engine) as connection:
            return [_question(row) for row in connection.execute(query)]

    def get(self, identifier: int) -> ReaderQuestion:
        """One question. Raises UnknownQuestionError."""
        with reading(self._engine) as connection:
            return _question(_row(connection, identifier))

    def by_ticket(self, ticket: str) -> ReaderQuestion | None:
        """The question that was sent with this ticket, while it is kept."""
        query = select(schema.reader_question).where(question.ticket_hash == _hash(ticket))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _question(row)

    def answered_with(self, article: int, limit: int) -> list[str]:
        """The questions that an editor has answered with an article, the newest first."""
        query = select(question.question).where(question.answer_id == article).order_by(question.id.desc())
        with reading(self._engine) as connection:
            return list(connection.scalars(query.limit(limit)))

    def counts_by_day(self, since: date) -> list[DayCount]:
        """How much was asked on each day, UTC, from one on, by language."""
        start = datetime(since.year, since.month, since.day, tzinfo=UTC)
        query = select(question.asked_at, question.language, question.answered, question.found_in)
        asked: Counter[tuple[date, Language]] = Counter()
        answered: Counter[tuple[date, Language]] = Counter()
        own: Counter[tuple[date, Language]] = Counter()
        with reading(self._engine) as connection:
            for row in connection.execute(query.where(question.asked_at >= start)):
                key = row.asked_at.date(), Language(row.language)
                asked[key] += 1
                answered[key] += row.answered
                own[key] += row.answered and row.language in row.found_in
        return [DayCount(*key, asked[key], answered[key], own[key]) for key in sorted(asked)]

    # Changing

    def add(self, new: NewQuestion) -> int:
        """Keep a question and return its id; it waits for an editor unless its own language has an answer."""
        values = {
            "question": new.question,
            "language": new.language,
            "asked_at": now(),
            "answered": new.answered,
            "article_id": new.article,
            "found_in": list(new.found_in),
            "state": QuestionState.FOUND if new.in_own_language else QuestionState.OPEN,
            "details": "",
            "assignee": "",
            "reason": "",
        }
        with writing(self._engine) as connection:
            adding = insert(schema.reader_question).values(values).returning(question.id)
            identifier: int = connection.scalars(adding).one()
        return identifier

    def send(self, identifier: int, details: str = "") -> str:
        """Mark a question as sent to the editors, for whom it is open again, and return its new ticket.

        The ticket is kept as a hash only: nobody but the reader can know it. Raises UnknownQuestionError.
        """
        ticket = secrets.token_urlsafe(_TICKET_BYTES)
        with writing(self._engine) as connection:
            row = _row(connection, identifier)
            state = row.state if row.state == QuestionState.ASSIGNED else QuestionState.OPEN
            _set(connection, [identifier], state=state, ticket_hash=_hash(ticket), details=details)
        return ticket

    def assign(self, identifiers: Sequence[int], name: str) -> None:
        """An editor takes questions on. Raises UnknownQuestionError, and changes none, when one is not there."""
        self._change(identifiers, state=QuestionState.ASSIGNED, assignee=name, answer_id=None, reason="")

    def answer(self, identifiers: Sequence[int], article: int) -> None:
        """An article answers questions. Raises UnknownQuestionError, and changes none, when one is not there."""
        self._change(identifiers, state=QuestionState.ANSWERED, answer_id=article, reason="")

    def close(self, identifiers: Sequence[int], reason: str) -> None:
        """Leave questions without an answer. Raises UnknownQuestionError, and changes none, when one is not there."""
        self._change(identifiers, state=QuestionState.CLOSED, answer_id=None, reason=reason)

    def reopen(self, identifiers: Sequence[int]) -> None:
        """Take back what was decided. Raises UnknownQuestionError, and changes none, when one is not there."""
        self._change(identifiers, state=QuestionState.OPEN, assignee="", answer_id=None, reason="")

    def forget_before(self, moment: datetime) -> int:
        """Delete the questions that were asked before a moment, sent or not; returns how many."""
        with writing(self._engine) as connection:
            return connection.execute(delete(schema.reader_question).where(question.asked_at < moment)).rowcount

    def _change(self, identifiers: Sequence[int], **values: Any) -> None:
        with writing(self._engine) as connection:
            for identifier in identifiers:
                _row(connection, identifier)
            _set(connection, identifiers, **values)

    # Vectors

    def vectors(self, encoder: str, states: Iterable[QuestionState]) -> dict[int, npt.NDArray[np.float32]]:
        """The vectors that an encoder, given by its fingerprint, has made of the questions in these states."""
        query = (
            select(vector.question_id, vector.value)
            .join(schema.reader_question, question.id == vector.question_id)
            .where(vector.encoder == encoder, question.state.in_(list(states)))
        )
        with reading(self._engine) as connection:
            return {row.question_id: np.frombuffer(row.value, "<f4") for row in connection.execute(query)}

    def save_vectors(self, encoder: str, vectors: Mapping[int, npt.NDArray[np.float32]]) -> None:
        """Keep the unit vectors of questions by their ids, instead of older ones; not of those that have gone."""
        with writing(self._engine) as connection:
            for some in portions(list(vectors)):
                known = list(connection.scalars(select(question.id).where(question.id.in_(some))))
                mine = vector.question_id.in_(known) & (vector.encoder == encoder)
                connection.execute(delete(schema.question_vector).where(mine))
                rows = [
                    {"question_id": each, "encoder": encoder, "value": vectors[each].astype("<f4").tobytes()}
                    for each in known
                ]
                if rows:
                    connection.execute(insert(schema.question_vector), rows)


def _row(connection: Connection, identifier: int) -> Row[Any]:
    query = select(schema.reader_question).where(question.id == identifier)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownQuestionError(identifier)
    return row


def _set(connection: Connection, identifiers: Sequence[int], **values: Any) -> None:
    for some in portions(identifiers):
        connection.execute(update(schema.reader_question).where(question.id.in_(some)).values(values))


def _question(row: Row[Any]) -> ReaderQuestion:
    return ReaderQuestion(
        id=row.id,
        question=row.question,
        language=Language(row.language),
        asked=row.asked_at.replace(tzinfo=UTC),
        answered=row.answered,
        article=row.article_id,
        found_in=tuple(Language(code) for code in row.found_in),
        state=QuestionState(row.state),
        sent=row.ticket_hash is not None,
        details=row.details,
        assignee=row.assignee,
        answer=row.answer_id,
        reason=row.reason,
    )


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
