"""The questions that articles answer: what counts as one, and how their vectors are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.answered_question_store import AnsweredQuestion
from corpus.answered_questions import LONGEST, MOST, answered_questions
from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import Library, open_library

_TEXT = "A mentor listens and asks."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(tmp_path)


def _content(questions: str | list[str] | None) -> RevisionContent:
    return RevisionContent("Mentors", _TEXT, details={} if questions is None else {"questions": questions})


def _splitting() -> Splitting:
    return Splitting("whole", [PassageSpan(0, len(_TEXT))])


def _add(library: Library, questions: str | list[str] | None, *, live: bool = True) -> int:
    return library.articles.add("a.md", None, _content(questions), Language.ENGLISH, None, _splitting(), live=live)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, ()),
        ("Who listens?", ("Who listens?",)),
        (["  Who\n listens? ", "", "  ", "who LISTENS?", "And who asks?"], ("Who listens?", "And who asks?")),
        (["x" * LONGEST, "y" * (LONGEST + 1)], ("x" * LONGEST,)),
    ],
    ids=["none", "one alone", "blanks and repetitions", "too long"],
)
def test_questions_are_told_once_with_single_blanks(given: str | list[str] | None, told: tuple[str, ...]) -> None:
    assert answered_questions(_content(given).details) == told


def test_an_article_answers_only_so_many_questions() -> None:
    assert len(answered_questions({"questions": [f"Question {number}?" for number in range(MOST + 5)]})) == MOST


def test_the_questions_of_live_articles_are_handed_out(library: Library) -> None:
    first = _add(library, ["Who listens?", "Who asks?"])
    _add(library, None)
    _add(library, "Who drafts?", live=False)
    gone = _add(library, "Who has gone?")
    library.articles.delete(gone)
    assert library.answered.live() == [AnsweredQuestion(first, "Who listens?"), AnsweredQuestion(first, "Who asks?")]


def test_the_questions_are_those_of_the_revision_that_readers_see(library: Library) -> None:
    article = _add(library, ["Who listens?"])
    newer = replace(_content(["Who waits?"]), title="Mentors, again")
    library.articles.revise(article, newer, Language.ENGLISH, None, _splitting(), live=False)
    assert library.answered.live() == [AnsweredQuestion(article, "Who listens?")]
    library.articles.publish(article)
    assert library.answered.live() == [AnsweredQuestion(article, "Who waits?")]


def test_vectors_are_kept_by_encoder_and_by_the_text(library: Library) -> None:
    store = library.answered
    one, two = np.eye(2, 4, dtype=np.float32)
    many = {f"Question {number}?": one for number in range(2000)}
    store.save_vectors("ours", many)
    store.save_vectors("theirs", {"Question 1?": two})
    store.save_vectors("ours", {"Question 2?": two})  # instead of the older one
    found = store.vectors("ours", ["Question 1?", "Question 2?", "Never kept?"])
    assert {question: vector.tolist() for question, vector in found.items()} == {
        "Question 1?": one.tolist(),
        "Question 2?": two.tolist(),
    }
    assert store.forget_others("ours", ["Question 2?"]) == 1999
    assert list(store.vectors("ours", many)) == ["Question 2?"]
    assert list(store.vectors("theirs", many)) == ["Question 1?"]
