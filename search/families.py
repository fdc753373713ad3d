"""From scored passages to ranked families of translations: pure, values in and values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.article import LivePassage, PassagePlace
from corpus.language import Language

_Place = TypeVar("_Place", bound=PassagePlace)

AS_GOOD = 0.065
"""A translation in the reader's language is shown instead of the best one while it scores less by no more. Measured by
`tests.benchmarks.answer_choices`: an article that answers and its translations differ by 0.02 in half of the cases, and
by no more in nineteen of twenty."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[_Place]):
    """An article with its best passage, whose score is the article's, and the next one with its own."""

    score: float
    passage: _Place
    runner_up: tuple[float, _Place] | None = None


Family = list[Candidate[LivePassage]]
"""The articles that are translations of each other, best first."""


def rank_families(scored: Iterable[tuple[float, _Place]]) -> list[list[Candidate[_Place]]]:
    """The families of the passages, best first; a family counts as much as its best article."""
    articles: dict[int, list[tuple[float, _Place]]] = {}
    for each in scored:
        articles.setdefault(each[1].article, []).append(each)
    families: dict[str, list[Candidate[_Place]]] = {}
    for candidate in map(_candidate, articles.values()):
        families.setdefault(candidate.passage.translation_key, []).append(candidate)
    for family in families.values():
        family.sort(key=_by_score)
    return sorted(families.values(), key=lambda family: _by_score(family[0]))


def with_passages(families: Sequence[Sequence[Candidate[_Place]]], passages: Mapping[int, LivePassage]) -> list[Family]:
    """The families with the passages themselves, by their ids; what is not among them has gone meanwhile."""
    known = ([_with_passages(each, passages) for each in family if each.passage.id in passages] for family in families)
    return [family for family in known if family]


def _with_passages(candidate: Candidate[_Place], passages: Mapping[int, LivePassage]) -> Candidate[LivePassage]:
    runner_up = None
    if candidate.runner_up is not None and candidate.runner_up[1].id in passages:
        runner_up = candidate.runner_up[0], passages[candidate.runner_up[1].id]
    return Candidate(candidate.score, passages[candidate.passage.id], runner_up)


def shown_candidate(family: Family, reader: Language) -> Candidate[LivePassage]:
    """The article to show of a family: the reader's language, where it is as good as the best."""
    best = family[0]
    own = (each for each in family if each.passage.language == reader and each.score >= best.score - AS_GOOD)
    return next(own, best)


def _candidate(scored: list[tuple[float, _Place]]) -> Candidate[_Place]:
    """An article by its passages, one of which may be there twice, with another score."""
    ranked = sorted(scored, key=lambda each: (-each[0], each[1].id))
    (score, best), *others = ranked
    return Candidate(score, best, next((each for each in others if each[1].id != best.id), None))


def _by_score(candidate: Candidate[_Place]) -> tuple[float, int, int]:
    return -candidate.score, candidate.passage.article, candidate.passage.id  # equal scores in a steady order
