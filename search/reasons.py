"""Why a card is among the results: what a reader may be told, in facts; the pages put them into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.language import Language
from search.exact import exact_terms
from search.result import Hit

VERY_CLOSE, CLOSE = 0.76, 0.75
"""Cosines of a question with a passage: of the first cards that answer a development question, half have the one or
more, and nine of ten the other (`python -m tests.benchmarks.question_grouping`)."""


class Closeness(StrEnum):
    """How near the passage is to the question in what it means."""

    VERY_CLOSE = "very close"
    CLOSE = "close"
    LOOSE = "loose"


class LanguageChoice(StrEnum):
    """Why the card shows the language that it does."""

    OWN = "own"
    """The article is there in the question's language, and is shown in it."""

    ONLY_FOREIGN = "only foreign"
    """The article is not there in the question's language."""

    FOREIGN_IS_BETTER = "foreign is better"
    """It is, but another of its languages answers clearly better."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a card was found; the phrases and acronyms are those of the question that its passage has to the letter."""

    closeness: Closeness
    phrases: tuple[str, ...]
    acronyms: tuple[str, ...]
    language: LanguageChoice


def reasons_for(question: str, asked_in: Language, hit: Hit) -> Reasons:
    """Why a card was found for a question."""
    found = [term for term in exact_terms(question) if term.is_in(hit.passage)]
    return Reasons(
        _closeness(hit.score - sum(term.gain for term in found)),
        tuple(term.text for term in found if term.is_phrase),
        tuple(term.text for term in found if not term.is_phrase),
        _language_choice(asked_in, hit),
    )


def _closeness(cosine: float) -> Closeness:
    if cosine >= VERY_CLOSE:
        return Closeness.VERY_CLOSE
    return Closeness.CLOSE if cosine >= CLOSE else Closeness.LOOSE


def _language_choice(asked_in: Language, hit: Hit) -> LanguageChoice:
    if hit.article.language == asked_in:
        return LanguageChoice.OWN
    has_own = any(each.language == asked_in for each in hit.variants)
    return LanguageChoice.FOREIGN_IS_BETTER if has_own else LanguageChoice.ONLY_FOREIGN
