from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from corpus.language import Language
from corpus.library import Library
from corpus.question_store import UnknownQuestionError
from corpus.reader_question import WAITING, DayCount, NewQuestion, QuestionState
from tests.corpus.conftest import AddArticle

UNANSWERED = NewQuestion("Hur länge?", Language.SWEDISH)


def age(library: Library, table: str, column: str, identifier: int, moment: str) -> None:
    """Makes a row older than it is."""
    with closing(sqlite3.connect(library.folder / "mentorbase.db")) as database, database:
        database.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (moment, identifier))  # noqa: S608


def test_a_question_is_kept_with_what_search_found(library: Library, add: AddArticle) -> None:
    goals = add("mål", language=Language.ITALIAN)
    asked = NewQuestion("Hur sätter jag mål?", Language.SWEDISH, True, goals, (Language.ITALIAN, Language.ENGLISH))
    kept = library.questions.get(library.questions.add(asked))
    assert (kept.question, kept.language, kept.answered) == ("Hur sätter jag mål?", Language.SWEDISH, True)
    assert (kept.article, kept.found_in) == (goals, (Language.ITALIAN, Language.ENGLISH))
    assert (kept.sent, kept.details, kept.assignee, kept.answer, kept.reason) == (False, "", "", None, "")


@pytest.mark.parametrize(
    ("answered", "found_in", "state"),
    [
        (True, (Language.SWEDISH, Language.ITALIAN), QuestionState.FOUND),
        (True, (Language.ITALIAN,), QuestionState.OPEN),
        (False, (Language.SWEDISH,), QuestionState.OPEN),
    ],
)
def test_a_question_waits_unless_its_own_language_answers_it(
    library: Library, answered: bool, found_in: tuple[Language, ...], state: QuestionState
) -> None:
    identifier = library.questions.add(NewQuestion("Hur?", Language.SWEDISH, answered, None, found_in))
    assert library.questions.get(identifier).state is state
    assert [each.id for each in library.questions.questions(WAITING)] == [identifier] * (state in WAITING)


def test_a_sent_question_is_found_by_its_ticket_and_by_nothing_in_the_database(library: Library) -> None:
    first, second = library.questions.add(UNANSWERED), library.questions.add(UNANSWERED)
    ticket = library.questions.send(first, "I två år?")
    found = library.questions.by_ticket(ticket)
    assert found is not None
    assert (found.id, found.sent, found.details) == (first, True, "I två år?")
    assert library.questions.get(second).sent is False
    assert len(ticket) == 22  # 16 bytes, six bits a letter
    assert library.questions.by_ticket("another") is None
    assert ticket.encode() not in (library.folder / "mentorbase.db").read_bytes()
    assert ticket.encode() not in (library.folder / "mentorbase.db-wal").read_bytes()


def test_a_question_that_search_has_answered_is_open_once_it_is_sent(library: Library) -> None:
    asked = NewQuestion("Hur?", Language.SWEDISH, True, None, (Language.SWEDISH,))
    identifier = library.questions.add(asked)
    library.questions.send(identifier)
    assert library.questions.get(identifier).state is QuestionState.OPEN


def test_questions_are_assigned_answered_closed_and_opened_again(library: Library, add: AddArticle) -> None:
    goals = add("goals")
    store = library.questions
    both = [store.add(UNANSWERED), store.add(UNANSWERED)]
    store.assign(both, "anna")
    assert [(each.state, each.assignee) for each in store.questions()] == [(QuestionState.ASSIGNED, "anna")] * 2
    store.answer(both, goals)
    assert [(each.state, each.answer) for each in store.questions()] == [(QuestionState.ANSWERED, goals)] * 2
    store.close(both, "not about mentoring")
    closed = store.get(both[0])
    assert (closed.state, closed.answer, closed.reason) == (QuestionState.CLOSED, None, "not about mentoring")
    store.reopen(both)
    opened = store.get(both[0])
    assert (opened.state, opened.assignee, opened.answer, opened.reason) == (QuestionState.OPEN, "", None, "")


def test_nothing_changes_when_one_question_is_not_there(library: Library) -> None:
    identifier = library.questions.add(UNANSWERED)
    with pytest.raises(UnknownQuestionError, match="There is no question 99"):
        library.questions.assign([identifier, 99], "anna")
    assert library.questions.get(identifier).state is QuestionState.OPEN


def test_vectors_are_kept_by_encoder_and_go_with_their_question(library: Library) -> None:
    identifier = library.questions.add(UNANSWERED)
    kept = np.array([0.6, 0.8], np.float32)
    library.questions.save_vectors("one", {identifier: kept[::-1], 99: kept})
    library.questions.save_vectors("one", {identifier: kept})
    library.questions.save_vectors("two", {identifier: kept[::-1]})
    (found,) = library.questions.vectors("one", WAITING).items()
    assert (found[0], found[1].tolist()) == (identifier, kept.tolist())
    assert library.questions.vectors("one", [QuestionState.CLOSED]) == {}
    assert library.questions.forget_before(datetime.now(UTC) + timedelta(days=1)) == 1
    assert library.questions.vectors("one", QuestionState) == {}


def test_only_what_was_asked_before_the_moment_is_forgotten(library: Library) -> None:
    old, young = library.questions.add(UNANSWERED), library.questions.add(UNANSWERED)
    library.questions.send(old)
    age(library, "reader_question", "asked_at", old, "2025-11-30 23:59:59.000000")
    assert library.questions.forget_before(datetime(2025, 12, 1, tzinfo=UTC)) == 1
    assert [each.id for each in library.questions.questions()] == [young]


def test_questions_are_counted_by_day_and_language(library: Library) -> None:
    store = library.questions
    foreign = NewQuestion("Hur?", Language.SWEDISH, True, None, (Language.ITALIAN,))
    own = NewQuestion("Come?", Language.ITALIAN, True, None, (Language.ITALIAN,))
    for number, new in enumerate([UNANSWERED, foreign, own, own], start=1):
        age(library, "reader_question", "asked_at", store.add(new), f"2026-11-0{min(number, 3)} 10:00:00.000000")
    assert store.counts_by_day(date(2026, 11, 2)) == [
        DayCount(date(2026, 11, 2), Language.SWEDISH, 1, 1, 0),
        DayCount(date(2026, 11, 3), Language.ITALIAN, 2, 2, 2),
    ]
