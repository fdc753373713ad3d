"""`mentorbase articles review`, `put-back` and `take-out`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from corpus.article import DoubtfulBlock, RemovedBlock, RevisionContent
from corpus.article_store import Splitting
from corpus.errors import MentorbaseError
from corpus.language import Language
from ingest.split import SPLITTER
from tests.ui.conftest import SmallLibrary
from ui.article_commands import articles

MENU, SHARE, PROMO = "Home | About\n\n", "Share this\n\n", "Buy coffee soon!\n\n"
TEXT = f"The meeting over coffee.\n\n{PROMO}The second meeting."
NOISY = RevisionContent(
    "Noisy",
    TEXT,
    (RemovedBlock(0, MENU, "menu"), RemovedBlock(TEXT.index("The second"), SHARE, "share")),
    {"author": "Ada", "questions": ["When do we meet?", "Where?"]},
    (DoubtfulBlock(TEXT.index(PROMO), TEXT.index(PROMO) + len(PROMO), "promo"),),
)


@pytest.fixture
def noisy(small_library: SmallLibrary) -> int:
    """A draft with blocks to decide about."""
    store = small_library.service.library.articles
    return store.add("noisy.pdf", None, NOISY, Language.ENGLISH, None, Splitting(SPLITTER, []), live=False)


def run(*words: object) -> dict[str, Any]:
    """The one line that `mentorbase articles … --json` prints."""
    result = CliRunner().invoke(articles, [*map(str, words), "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    return dict(json.loads(line))


def told(*words: object) -> str:
    """What people see."""
    return CliRunner().invoke(articles, list(map(str, words)), catch_exceptions=False).stdout


def trouble(*words: object) -> str:
    """What is wrong with a command, as an error that `mentorbase` tells in a sentence."""
    result = CliRunner().invoke(articles, list(map(str, words)))
    assert isinstance(result.exception, MentorbaseError)
    return str(result.exception)


def test_a_review_tells_what_was_taken_out_what_is_in_doubt_and_the_details(noisy: int) -> None:
    line = run("review", noisy)
    assert [(block["reason"], block["text"]) for block in line["removed"]] == [("menu", MENU), ("share", SHARE)]
    assert [(block["reason"], block["text"]) for block in line["doubtful"]] == [("promo", PROMO)]
    assert (line["article"], line["status"], line["details"]) == (noisy, "draft", dict(NOISY.details))
    assert (line["foreign"], line["question"]) == ([], "")


def test_people_see_the_blocks_by_their_numbers_and_what_to_do(noisy: int) -> None:
    assert told("review", noisy).splitlines() == [
        "Noisy",
        "draft, en, from noisy.pdf",
        "author: Ada",
        "questions: When do we meet?, Where?",
        "",
        f"Taken out (`articles put-back {noisy} NUMBER` puts one back):",
        "   1  menu           Home | About",
        "   2  share          Share this",
        "",
        f"In doubt (`articles take-out {noisy} NUMBER` takes one out):",
        "   1  promo          Buy coffee soon!",
    ]


def test_a_block_that_is_put_back_stands_where_it_was(small_library: SmallLibrary, noisy: int) -> None:
    line = run("put-back", noisy, 2)
    assert (line["article"], line["status"]) == (noisy, "draft")
    article = small_library.service.article(noisy)
    assert article.text == TEXT.replace("The second", f"{SHARE}The second")
    assert [block.reason for block in article.removed] == ["menu"]


def test_a_block_that_is_taken_out_is_kept_and_can_be_put_back(small_library: SmallLibrary, noisy: int) -> None:
    assert told("take-out", noisy, 1) == f"Article {noisy} is draft: Noisy\n"
    article = small_library.service.article(noisy)
    assert (article.text, article.doubtful) == (TEXT.replace(PROMO, ""), ())
    assert [block["text"] for block in run("review", noisy)["removed"]].count(PROMO) == 1
    at = [block["text"] for block in run("review", noisy)["removed"]].index(PROMO) + 1
    run("put-back", noisy, at)
    assert small_library.service.article(noisy).text == TEXT


@pytest.mark.parametrize("command", ["put-back", "take-out"])
@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_number_that_no_block_has_changes_nothing(
    small_library: SmallLibrary, noisy: int, command: str, number: int
) -> None:
    kind, count = ("removed", 2) if command == "put-back" else ("doubtful", 1)
    wrong = f"Article {noisy} has no {kind} block {number}: it has {count}, counted from 1."
    assert trouble(command, noisy, "--", number) == wrong
    assert small_library.service.article(noisy).text == TEXT


@pytest.mark.parametrize("words", [("review", 99), ("put-back", 99, 1), ("take-out", 99, 1)])
@pytest.mark.usefixtures("small_library")
def test_an_article_that_is_not_there_is_named_with_the_command_that_lists_them(words: tuple[object, ...]) -> None:
    assert trouble(*words).startswith("There is no article 99.")


@pytest.mark.parametrize("words", [("put-back",), ("put-back", 1), ("take-out", 1, "one")])
def test_what_is_no_number_is_wrong_use(words: tuple[object, ...]) -> None:
    assert CliRunner().invoke(articles, list(map(str, words))).exit_code == 2
