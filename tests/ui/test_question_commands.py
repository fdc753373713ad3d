"""What readers have asked, on the command line, on a model that loads at once."""

from __future__ import annotations

import pytest

from tests.ui.conftest import SmallLibrary
from tests.ui.test_command_line import Run
from tests.ui.test_command_line import run as run

LIST_FIELDS = [
    *("question", "text", "language", "asked", "answered", "article", "found_in", "state", "sent", "details"),
    *("assignee", "answer", "reason"),
]


@pytest.fixture
def zebra(small_library: SmallLibrary) -> int:
    """The id of a question that nothing answers."""
    service = small_library.service
    identifier = service.questions.record(service.search("zebra zebra"))
    assert identifier is not None
    return identifier


def test_what_waits_is_listed(run: Run, zebra: int) -> None:
    (line,) = run("questions", "list", "--json").lines
    assert list(line) == LIST_FIELDS
    told = [line[name] for name in ("question", "text", "answered", "state", "sent")]
    assert told == [zebra, "zebra zebra", False, "open", False]
    assert "zebra zebra" in run("questions", "list").out


def test_a_question_is_assigned_answered_opened_again_and_closed(
    run: Run, zebra: int, small_library: SmallLibrary
) -> None:
    meeting = small_library.ids["meeting-en.md"]
    (assigned,) = run("questions", "assign", zebra, "anna", "--json").lines
    assert (assigned["state"], assigned["assignee"]) == ("assigned", "anna")
    (answered,) = run("questions", "answer", zebra, meeting, "--json").lines
    assert (answered["state"], answered["answer"]) == ("answered", meeting)
    assert run("questions", "list").out == "No question waits for an editor.\n"
    (opened,) = run("questions", "reopen", zebra, "--json").lines
    assert (opened["state"], opened["answer"]) == ("open", None)
    assert run("questions", "close", zebra, "--reason", "no animals").out == f"Question {zebra} is closed.\n"
    (closed,) = run("questions", "list", "--all", "--json").lines
    assert (closed["state"], closed["reason"]) == ("closed", "no animals")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("assign", 99, "anna"), 1, "There is no question 99"),
        (("answer", 1, 99), 1, "There is no article 99"),
        (("close", 1, "--reason", " "), 1, "Say in a word why"),
        (("close", 1), 2, "--reason"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, zebra: int, words: tuple[object, ...], status: int, told: str) -> None:
    done = run("questions", *words)
    assert (done.status, told in done.err) == (status, True)


def test_the_figures_are_told(run: Run, zebra: int, small_library: SmallLibrary) -> None:
    service = small_library.service
    result = service.search("I mentori vanno pagati?")
    service.questions.record(result)
    service.questions.vote(result, result.hits[0], helpful=True)
    (line,) = run("questions", "statistics", "--json").lines
    assert [line[name] for name in ("asked", "answered", "in_own_language", "sent", "waiting")] == [2, 1, 1, 0, 1]
    assert [(each["title"], each["helpful"], each["unhelpful"]) for each in line["votes"]] == [
        ("I mentori vanno pagati", 1, 0)
    ]
    assert sum(each["asked"] for each in line["days"]) == 2
    assert "2 questions asked, 1 answered (50%)" in run("questions", "statistics").out
