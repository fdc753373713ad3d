"""From scored passages to ranked families of translations: pure, values in and values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.article import LivePassage, PassagePlace
from corpus.language import Language

_Place = TypeVar("_Place", bound=PassagePlace)

AS_GOOD = 0.05
"""A translation in the reader's language is shown instead of the best one while it scores less by no more. Measured:
the same article in two languages differs by 0.02 in half of the cases, and by 0.05 in nineteen of twenty."""


@dataclass(frozen=True, slots=True)
class Candidate(Generic[_Place]):
    """An article with its best passage, whose score is the article's."""

    score: float
    passage: _Place


Family = list[Candidate[LivePassage]]
"""The articles that are translations of each other, best first."""


def rank_families(scored: Iterable[tuple[float, _Place]]) -> list[list[Candidate[_Place]]]:
    """The families of the passages, best first; a family counts as much as its best article."""
    best: dict[int, Candidate[_Place]] = {}
    for score, passage in scored:
        candidate = Candidate(score, passage)
        if passage.article not in best or _by_score(candidate) < _by_score(best[passage.article]):
            best[passage.article] = candidate
    families: dict[str, list[Candidate[_Place]]] = {}
    for candidate in best.values():
        families.setdefault(candidate.passage.translation_key, []).append(candidate)
    for family in families.values():
        family.sort(key=_by_score)
    return sorted(families.values(), key=lambda family: _by_score(family[0]))


def with_passages(families: Sequence[Sequence[Candidate[_Place]]], passages: Mapping[int, LivePassage]) -> list[Family]:
    """The families with the passages themselves, by their ids; what is not among them has gone meanwhile."""
    known = (
        [Candidate(each.score, passages[each.passage.id]) for each in family if each.passage.id in passages]
        for family in families
    )
    return [family for family in known if family]


def shown_candidate(family: Family, reader: Language) -> Candidate[LivePassage]:
    """The article to show of a family: the reader's language, where it is as good as the best."""
    best = family[0]
    own = (each for each in family if each.passage.language == reader and each.score >= best.score - AS_GOOD)
    return next(own, best)


def _by_score(candidate: Candidate[_Place]) -> tuple[float, int, int]:
    return -candidate.score, candidate.passage.article, candidate.passage.id  # equal scores in a steady order
