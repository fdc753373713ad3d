"""Golden questions from files into the library, and out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.golden_store import AskedQuestion
from corpus.language import Language
from search.errors import QuestionError
from search.golden import GoldenQuestion, read_qrels, read_questions
from search.kept_questions import as_golden, format_qrels, format_questions, to_keep
from tests.search.shelf import Shelf


def test_judgements_name_articles_by_source_key_or_id_and_grades_of_zero_are_none(shelf: Shelf) -> None:
    draft = shelf.add("goal", family="goals", live=False)
    live = shelf.add("goal", Language.SWEDISH, "goals")
    other = shelf.add("trust")
    questions = [
        GoldenQuestion("a-sv", " Mål \n och plan? ", "a", Language.SWEDISH),
        GoldenQuestion("a-en", "Goals?", "a", Language.ENGLISH),
        GoldenQuestion("b", "Towers?", "b", None),
    ]
    qrels = {"a": {"goals": 3, str(other): 1}, "b": {str(draft): 0}}
    assert to_keep(questions, qrels, shelf.library.articles.summaries()) == [
        AskedQuestion("Mål och plan?", Language.SWEDISH, {live: 3, other: 1}),
        AskedQuestion("Goals?", Language.ENGLISH, {live: 3, other: 1}),
        AskedQuestion("Towers?", None, {}),
    ]
    assert to_keep(questions[2:], {"b": {"test.md": 2}}, shelf.library.articles.summaries())[0].grades == {live: 2}


def test_a_judgement_of_an_article_that_is_not_there_is_refused(shelf: Shelf) -> None:
    with pytest.raises(QuestionError, match="The judgements name 'goals', which is no article's source"):
        to_keep([], {"a": {"goals": 3}}, shelf.library.articles.summaries())


def test_kept_questions_are_judged_over_the_families_that_readers_see(shelf: Shelf) -> None:
    english, swedish = shelf.add("goal", family="goals"), shelf.add("goal", Language.SWEDISH, "goals")
    draft = shelf.add("trust", live=False)
    shelf.library.golden.save(
        [
            AskedQuestion("goal", Language.ENGLISH, {english: 1, swedish: 3, draft: 2}),
            AskedQuestion("trust", None, {draft: 3}),
            AskedQuestion("tower"),
        ]
    )
    questions, qrels = as_golden(shelf.library.golden.questions())
    # The draft's question waits; the tower has no answer, and should get none.
    assert questions == [GoldenQuestion("1", "goal", "1", Language.ENGLISH), GoldenQuestion("3", "tower", "3", None)]
    assert qrels == {"1": {"goals": 3}}


def test_what_is_written_is_read_back(shelf: Shelf, tmp_path: Path) -> None:
    goals = shelf.add("goal", family="the goals")
    shelf.library.golden.save([AskedQuestion("Perché?", Language.ITALIAN, {goals: 2}), AskedQuestion("tower")])
    kept = shelf.library.golden.questions()
    questions, qrels = tmp_path / "questions.jsonl", tmp_path / "qrels.txt"
    questions.write_text(format_questions(kept), encoding="utf-8")
    qrels.write_text(format_qrels(kept), encoding="utf-8")
    assert (read_questions(questions), read_qrels(qrels)) == as_golden(kept)
