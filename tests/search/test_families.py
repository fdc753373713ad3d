"""Ranking of families, on scores given by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import LivePassage
from corpus.language import Language
from search.families import AS_GOOD, Candidate, rank_families, shown_candidate, with_passages


def _passage(article: int, family: str = "", language: Language = Language.ENGLISH, identifier: int = 0) -> LivePassage:
    return LivePassage(identifier, article, family or f"family {article}", language, 0, 4, "", "", "text")


def _ranked(scored: list[tuple[float, LivePassage]]) -> list[list[tuple[int, float]]]:
    return [[(each.passage.article, each.score) for each in family] for family in rank_families(scored)]


def test_an_article_scores_what_its_best_passage_does() -> None:
    nearest = [(0.9, _passage(1)), (0.8, _passage(2)), (0.75, _passage(2)), (0.5, _passage(1))]
    assert _ranked(nearest) == [[(1, 0.9)], [(2, 0.8)]]


def test_the_passage_of_a_candidate_is_its_best() -> None:
    families = rank_families([(0.9, _passage(1, identifier=11)), (0.8, _passage(1, identifier=12))])
    assert [family[0].passage.id for family in families] == [11]


def test_the_runner_up_of_a_candidate_is_another_passage_of_its_article() -> None:
    scored = [(0.5, _passage(1, identifier=13)), (0.9, _passage(1, identifier=11)), (0.7, _passage(2, identifier=21))]
    (first, *_), (second, *_) = rank_families([*scored, (0.8, _passage(1, identifier=11))])
    assert first.runner_up == (0.5, scored[0][1])
    assert second.runner_up is None


def test_a_runner_up_that_has_gone_is_forgotten() -> None:
    best, next_one = _passage(1, identifier=11), _passage(1, identifier=12)
    families = rank_families([(0.9, best), (0.8, next_one)])
    assert with_passages(families, {11: best}) == [[Candidate(0.9, best)]]
    assert with_passages(families, {11: best, 12: next_one}) == [[Candidate(0.9, best, (0.8, next_one))]]


def test_the_order_in_which_passages_come_does_not_matter() -> None:
    scored = [(0.5, _passage(1)), (0.9, _passage(2)), (0.75, _passage(1)), (0.25, _passage(1))]
    assert _ranked(scored) == _ranked(scored[::-1]) == [[(2, 0.9)], [(1, 0.75)]]


def test_translations_are_one_family_that_counts_as_its_best_article() -> None:
    nearest = [(0.9, _passage(1, "first")), (0.8, _passage(2)), (0.4, _passage(3, "first", Language.DUTCH))]
    assert _ranked(nearest) == [[(1, 0.9), (3, 0.4)], [(2, 0.8)]]


def test_equal_scores_are_ranked_by_the_age_of_the_articles() -> None:
    assert _ranked([(0.5, _passage(7)), (0.5, _passage(3)), (0.5, _passage(5))]) == [[(3, 0.5)], [(5, 0.5)], [(7, 0.5)]]


def test_no_passages_are_no_families() -> None:
    assert rank_families([]) == []


@given(st.lists(st.tuples(st.floats(-1, 1), st.integers(1, 6)), max_size=40))
def test_every_article_is_in_one_family_and_both_fall_in_score(rows: list[tuple[float, int]]) -> None:
    nearest = [(score, _passage(article, f"family {article % 3}")) for score, article in sorted(rows, reverse=True)]
    families = _ranked(nearest)
    articles = [article for family in families for article, _ in family]
    assert sorted(articles) == sorted({article for _, article in rows})
    assert all(family == sorted(family, key=lambda each: -each[1]) for family in families)
    best = [family[0][1] for family in families]
    assert best == sorted(best, reverse=True)


@pytest.mark.parametrize(
    ("less", "reader", "shown"),
    [
        (0.9 * AS_GOOD, Language.SWEDISH, 2),
        (1.1 * AS_GOOD, Language.SWEDISH, 1),
        (0.9 * AS_GOOD, Language.DUTCH, 1),
        (0.9 * AS_GOOD, Language.ITALIAN, 1),
    ],
    ids=["as good", "worse", "no translation", "the best itself"],
)
def test_the_readers_language_is_shown_where_it_is_as_good(less: float, reader: Language, shown: int) -> None:
    family = [
        Candidate(0.8, _passage(1, "first", Language.ITALIAN)),
        Candidate(0.8 - less, _passage(2, "first", Language.SWEDISH)),
    ]
    assert shown_candidate(family, reader).passage.article == shown


def test_families_get_their_passages_and_lose_what_has_gone_meanwhile() -> None:
    kept, gone, alone = (_passage(number, "ab"[number // 3], identifier=number) for number in (1, 2, 3))
    families = rank_families([(0.9, gone), (0.8, kept), (0.7, alone)])
    assert with_passages(families, {kept.id: kept}) == [[Candidate(0.8, kept)]]
