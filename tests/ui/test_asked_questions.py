"""Readers' questions from asking to answering, on a model that loads at once."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.errors import MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.reader_question import DayCount, NewQuestion, QuestionState, VoteCount
from search.gaps import GapKind
from tests.ui.conftest import SmallLibrary
from ui.asked_questions import AskedQuestions, TooManySentError
from ui.service import open_service
from ui.settings import Settings

PAYING = "I mentori vanno pagati?"
MEETING = "Boka ett möte på fika, helst snart?"
UNKNOWN = "zebra zebra"
HERE = "203.0.113.7"

Ask = Callable[[str], int]


@pytest.fixture
def asked(small_library: SmallLibrary) -> AskedQuestions:
    return small_library.service.questions


@pytest.fixture
def ask(small_library: SmallLibrary) -> Ask:
    """Asks as the page does, and returns the question's id."""

    def record(question: str) -> int:
        service = small_library.service
        identifier = service.questions.record(service.search(question, limit=1))
        assert identifier is not None
        return identifier

    return record


def test_a_question_is_kept_with_its_language_its_first_card_and_where_that_exists(
    ask: Ask, asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    kept = asked.question(ask(f"  {PAYING} "))
    assert (kept.question, kept.language, kept.answered) == (PAYING, Language.ITALIAN, True)
    assert (kept.article, kept.found_in) == (small_library.ids["paying-it.md"], (Language.ITALIAN,))
    assert kept.state is QuestionState.FOUND
    assert asked.question(ask(UNKNOWN)).state is QuestionState.OPEN


def test_equal_questions_are_one_group_and_the_most_asked_comes_first(ask: Ask, asked: AskedQuestions) -> None:
    ask(PAYING)
    meeting = ask("Boka ett möte?")
    zebras = [ask(UNKNOWN), ask(UNKNOWN)]
    waiting = asked.groups()
    assert [group.ids for group in waiting.groups] == [zebras, [meeting]]
    assert (waiting.all_groups, waiting.all_questions) == (2, 3)
    assert [group.ids for group in asked.groups(limit=1).groups] == [zebras]


def test_what_is_nowhere_is_told_apart_from_what_is_found_by_now(
    ask: Ask, asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    asked.send(small_library.service.search(PAYING), HERE)  # search answers it, but its reader has sent it
    ask(UNKNOWN)
    gaps = {group.questions[0].question: group.gap for group in asked.groups().groups}
    nothing, found = gaps[UNKNOWN], gaps[PAYING]
    assert nothing is not None
    assert found is not None
    assert (nothing.kind, nothing.article) == (GapKind.NOTHING, None)
    assert (found.kind, found.live_in) == (GapKind.NONE, (Language.ITALIAN,))


def test_a_waiting_question_counts_for_the_article_that_answers_it_in_another_language(
    asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    store, paying = small_library.service.library.questions, small_library.ids["paying-it.md"]
    store.add(NewQuestion("Betaald?", Language.DUTCH, True, paying, (Language.ITALIAN,)))
    store.add(NewQuestion("Pagati?", Language.ITALIAN, True, paying, (Language.ITALIAN,)))  # it has its answer
    store.add(NewQuestion(PAYING, Language.SWEDISH))  # asked before the article came
    store.add(NewQuestion(UNKNOWN, Language.SWEDISH))
    assert asked.asked_for() == {paying: {Language.DUTCH: 1, Language.SWEDISH: 1}}
    small_library.service.delete(paying)
    small_library.service.catch_up()
    assert asked.asked_for() == {paying: {Language.DUTCH: 1}}


def test_what_is_there_in_another_language_only_is_told_with_its_drafts(
    asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    library, italian = small_library.service.library, small_library.ids["paying-it.md"]
    content, splitting = RevisionContent("Lön", "Lön"), Splitting("words", [PassageSpan(0, 3)])
    library.articles.add("lön.md", None, content, Language.SWEDISH, "paying", splitting, live=False)
    # The words stand for a Swedish question: the model of these tests knows no translations.
    library.questions.add(NewQuestion(PAYING, Language.SWEDISH, True, italian, (Language.ITALIAN,)))
    (group,) = asked.groups().groups
    assert group.gap is not None
    assert group.gap.article is not None
    assert (group.gap.kind, group.gap.article.id) == (GapKind.LANGUAGE, italian)
    assert (group.gap.live_in, group.gap.drafted_in) == ((Language.ITALIAN,), (Language.SWEDISH,))


def test_a_ticket_tells_what_becomes_of_a_question(asked: AskedQuestions, small_library: SmallLibrary) -> None:
    ticket = asked.send(small_library.service.search(UNKNOWN), HERE, "  In the zoo? ")
    (kept,) = asked.questions()
    told = asked.ticket(ticket, Language.SWEDISH)
    assert told is not None
    assert (told.question, told.details, told.state) == (UNKNOWN, "In the zoo?", QuestionState.OPEN)
    asked.assign([kept.id], "anna")
    assert _state(asked, ticket) is QuestionState.ASSIGNED
    asked.answer([kept.id], small_library.ids["meeting-en.md"])
    told = asked.ticket(ticket, Language.SWEDISH)
    assert told is not None
    assert told.article is not None
    assert (told.state, told.article.title) == (QuestionState.ANSWERED, "Första mötet")  # the reader's language
    asked.close([kept.id], " not  about mentoring ")
    told = asked.ticket(ticket, Language.SWEDISH)
    assert told is not None
    assert (told.state, told.article, told.reason) == (QuestionState.CLOSED, None, "not about mentoring")
    asked.reopen([kept.id])
    assert _state(asked, ticket) is QuestionState.OPEN
    assert asked.ticket("another", Language.SWEDISH) is None


def test_sending_marks_the_question_that_was_kept_when_it_was_asked(
    ask: Ask, asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    identifier = ask(UNKNOWN)
    asked.send(small_library.service.search(UNKNOWN), HERE, recorded=identifier)
    assert [(each.id, each.sent) for each in asked.questions()] == [(identifier, True)]


def test_only_an_article_that_readers_see_answers(ask: Ask, asked: AskedQuestions, small_library: SmallLibrary) -> None:
    identifier, article = ask(UNKNOWN), small_library.ids["meeting-en.md"]
    small_library.service.unpublish(article)
    with pytest.raises(MentorbaseError, match="Publish it first"):
        asked.answer([identifier], article)
    with pytest.raises(UnknownArticleError):
        asked.answer([identifier], 99)
    with pytest.raises(MentorbaseError, match="Say in a word"):
        asked.close([identifier], "  ")
    with pytest.raises(MentorbaseError, match="give its name"):
        asked.assign([identifier], " ")


def test_what_was_decided_is_listed_by_what_it_asks(ask: Ask, asked: AskedQuestions) -> None:
    first, second, third = ask(UNKNOWN), ask(UNKNOWN), ask("Boka ett möte?")
    asked.close([first, second, third], "no animals")
    assert [group.ids for group in asked.decided()] == [[third], [first, second]]
    assert asked.groups().groups == ()


def test_votes_are_balanced_by_family(asked: AskedQuestions, small_library: SmallLibrary) -> None:
    result = small_library.service.search(MEETING)
    asked.vote(result, result.hits[0], helpful=True)
    asked.vote(result, result.hits[0], helpful=True)
    vote = asked.vote(result, result.hits[0], helpful=False)
    assert vote is not None
    asked.add_word(vote, " too \n short ")
    assert asked.helpful_families() == {"meeting": 1}
    statistics = asked.statistics(Language.ENGLISH)
    assert [(each.article.title, each.count) for each in statistics.votes] == [("The first meeting", VoteCount(2, 1))]
    assert [each.word for each in statistics.words] == ["too short"]


def test_questions_that_ended_well_are_proposed_for_the_article_that_answers_them(
    ask: Ask, asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    article = small_library.ids["meeting-en.md"]

    def vote(question: str, *helpful: bool) -> None:
        result = small_library.service.search(question)
        hit = next(each for each in result.hits if each.article.id == article)
        for each in helpful:
            asked.vote(result, hit, helpful=each)

    vote("book a meeting?", True)
    vote("meeting over coffee?", True, True, False)
    vote("meeting soon?", True, False)  # no better than nothing
    vote("Meeting " * 40, True)  # longer than such a question may be
    asked.answer([ask(UNKNOWN)], article)
    assert asked.well_answered_by(article) == (UNKNOWN, "meeting over coffee?", "book a meeting?")
    assert asked.well_answered_by(article, ["Book a MEETING?"]) == (UNKNOWN, "meeting over coffee?")
    assert asked.well_answered_by(small_library.ids["paying-it.md"]) == ()


def test_figures_count_what_was_asked_answered_and_found(
    ask: Ask, asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    for question in (PAYING, PAYING, UNKNOWN):
        ask(question)
    asked.send(small_library.service.search(UNKNOWN), HERE)
    told = asked.statistics(Language.SWEDISH)
    assert (told.asked, told.answered, told.in_own_language, told.sent, told.waiting) == (4, 2, 2, 1, 2)
    # Two zebras look like Italian too.
    assert told.days == (DayCount(datetime.now(UTC).date(), Language.ITALIAN, 4, 2, 2),)
    assert [each.title for each in told.never_found] == [
        "<b>Hostile</b> ![t](http://evil.example/t.png)",
        "Första mötet",
    ]


def test_old_questions_are_forgotten_when_the_library_is_opened_again(
    ask: Ask, small_library: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, young = ask(UNKNOWN), ask(UNKNOWN)
    with closing(sqlite3.connect(small_library.service.library.folder / "mentorbase.db")) as database, database:
        moment = datetime.now(UTC) - timedelta(days=62)
        database.execute("UPDATE reader_question SET asked_at = ? WHERE id = ?", (moment.isoformat(" "), old))
    assert [each.id for each in open_service(Settings()).questions.questions()] == [old, young]
    monkeypatch.setenv("MENTORBASE_QUESTION_MONTHS", "2")  # at most 61 days
    assert [each.id for each in open_service(Settings()).questions.questions()] == [young]


def test_no_log_line_holds_a_question(
    small_library: SmallLibrary, asked: AskedQuestions, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    result = small_library.service.search(UNKNOWN)
    asked.send(result, HERE, "In the zoo?", asked.record(result))
    asked.vote(result, result.hits[0], helpful=False)
    asked.groups()
    assert "zebra" not in caplog.text
    assert "zoo" not in caplog.text


def test_with_the_switch_nothing_is_kept_but_what_is_sent(
    small_library: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBASE_KEEP_QUESTIONS", "false")
    service = open_service(Settings())
    result = service.search(MEETING)
    assert service.questions.record(result) is None
    assert service.questions.vote(result, result.hits[0], helpful=True) is None
    ticket = service.questions.send(service.search(UNKNOWN), HERE)
    assert [each.question for each in service.questions.questions(every=True)] == [UNKNOWN]
    assert service.questions.ticket(ticket, Language.ENGLISH) is not None
    assert service.questions.helpful_families() == {}
    assert service.library.feedback.shown_counts() == {}


def _state(asked: AskedQuestions, ticket: str) -> QuestionState:
    told = asked.ticket(ticket, Language.SWEDISH)
    assert told is not None
    return told.state


def test_whoever_sends_one_question_after_the_other_has_to_wait(
    asked: AskedQuestions, small_library: SmallLibrary
) -> None:
    result = small_library.service.search(UNKNOWN)
    for _ in range(30):
        asked.send(result, HERE)
    with pytest.raises(TooManySentError, match=r"Try again in 1 s\."):
        asked.send(result, HERE)
    assert asked.send(result, "203.0.113.8")
