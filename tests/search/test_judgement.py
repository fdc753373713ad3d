"""When an index is clearly worse than the one before it, by the nDCG@10 of their golden questions."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from search.judgement import Comparison, GoldenFigures, HeldBack, Judgement, compare

SECOND = 0.631  # nDCG of a right card in the second place: 1 / log2(3)


def _figures(*values: float) -> dict[str, float]:
    return {str(number): value for number, value in enumerate(values)}


def _compared(before: list[float], after: list[float], articles: int | None = None) -> Comparison:
    """Each question asks for an article of its own, or they share some by turns."""
    asked_for = {str(number): number % (articles or len(before)) for number in range(len(before))}
    found = compare(_figures(*before), _figures(*after), asked_for)
    assert found is not None
    return found


def test_an_index_is_clearly_worse_when_most_right_cards_slip() -> None:
    # The mean falls from 1 to (10 * 1 + 10 * 0.631) / 20 = 0.8155.
    found = _compared([1.0] * 20, [1.0] * 10 + [SECOND] * 10)
    assert (found.questions, found.worse, found.is_clearly_worse) == (20, 10, True)
    assert (found.before, found.after) == (1.0, pytest.approx(0.8155))


def test_an_index_that_loses_as_much_as_it_wins_is_not_worse() -> None:
    found = _compared([1.0, SECOND] * 20, [SECOND, 1.0] * 20)
    assert (found.worse, found.is_clearly_worse) == (20, False)


def test_a_better_index_is_not_worse() -> None:
    assert not _compared([SECOND] * 20, [1.0] * 20).is_clearly_worse


def test_one_question_among_many_makes_no_index_clearly_worse() -> None:
    assert not _compared([1.0] * 20, [1.0] * 19 + [0.0]).is_clearly_worse


@pytest.mark.parametrize(("drop", "is_worse"), [(0.029, False), (0.031, True)])
def test_a_drop_that_is_sure_but_smaller_than_readers_notice_is_let_through(drop: float, is_worse: bool) -> None:
    assert _compared([0.9] * 200, [0.9 - drop] * 200).is_clearly_worse is is_worse


@pytest.mark.parametrize(("articles", "is_worse"), [(4, False), (5, True)])
def test_questions_for_fewer_than_five_articles_prove_nothing(articles: int, is_worse: bool) -> None:
    assert _compared([1.0] * 20, [0.0] * 20, articles).is_clearly_worse is is_worse


def test_questions_for_one_article_count_as_one_witness() -> None:
    # Twenty questions ask for article 0, which is lost; five others for an article each, of which one is found now.
    asked_for = {str(number): max(0, number - 19) for number in range(25)}
    found = compare(_figures(*[1.0] * 24, 0.0), _figures(*[0.0] * 20, *[1.0] * 5), asked_for)
    # Of six articles, 5 / 6 before and 5 / 6 after.
    assert found is not None
    assert (found.questions, found.worse, found.is_clearly_worse) == (25, 20, False)
    assert (found.before, found.after) == (pytest.approx(5 / 6), pytest.approx(5 / 6))


def test_only_questions_with_figures_of_both_are_compared() -> None:
    found = compare({"a": 1.0, "b": 1.0}, {"b": 0.5, "c": 0.5}, {"a": 1, "b": 2, "c": 3})
    assert found == Comparison(1, 1, 1.0, 0.5, False)
    assert compare({"a": 1.0}, {"b": 1.0}, {"a": 1, "b": 2}) is None


@pytest.mark.parametrize("comparison", [None, Comparison(2, 1, 0.9, 0.5, True)])
def test_a_judgement_is_read_as_it_was_written(comparison: Comparison | None) -> None:
    judgement = Judgement(GoldenFigures(2, 0.75, 0.5, {"1": 1.0, "2": 0.5}), comparison)
    assert Judgement.from_json(json.loads(json.dumps(asdict(judgement)))) == judgement


@pytest.mark.parametrize(
    ("has_older", "told"), [(True, "The older index goes on serving"), (False, "belongs to another model")]
)
def test_what_is_held_back_is_told_with_its_figures_and_the_command_that_accepts_it(has_older: bool, told: str) -> None:
    text = str(HeldBack(7, Comparison(40, 12, 0.8312, 0.6149, True), has_older))
    assert "nDCG@10 is 0.61 instead of 0.83, and 12 of 40 questions got worse" in text
    assert told in text
    assert text.endswith("`mentorbase reindex --accept` puts the new index live all the same.")
