"""What a question asks for to the letter: phrases in quotation marks, and acronyms.

An encoder reads meaning, and knows "GROW" as a verb. Acronyms are the same in all our languages, so that they favour
none; a phrase in quotation marks is wanted as it stands, whatever its language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import LivePassage
from corpus.passage_store import PassageStore

PHRASE_GAIN = 1.0
"""Added to the cosine of a passage that holds a quoted phrase: such articles stand before all others."""

ACRONYM_GAIN = 0.1
"""Added for an acronym."""

MOST_ARTICLES = 500
"""Articles that may hold a term: one that more of them hold tells nothing."""

_MOST_TERMS = 8
_QUOTED = re.compile(r"\"([^\"]+)\"|[“”„]([^“”„]+)[“”]|[«»]([^«»]+)[«»]")
_CAPITALS = "A-ZÀ-ÖØ-Þ"
_ACRONYM = re.compile(rf"(?<!\w)[{_CAPITALS}][{_CAPITALS}0-9&-]*[{_CAPITALS}0-9](?![{_CAPITALS}0-9])")
_LONGEST_ACRONYM = 8
_MOST_CAPITALS = 0.5  # of the words of two letters or more
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class ExactTerm:
    """What must be found to the letter: a phrase, in capitals or not, or an acronym."""

    text: str
    is_phrase: bool

    @property
    def gain(self) -> float:
        """What it adds to the score of a passage that has it."""
        return PHRASE_GAIN if self.is_phrase else ACRONYM_GAIN

    def is_in(self, text: str) -> bool:
        """Whether the text has it as words of its own; an acronym may have an ending (OKRs)."""
        if not self.is_phrase:
            return re.search(rf"(?<!\w){re.escape(self.text)}(?![{_CAPITALS}0-9])", text) is not None
        words = r"\s+".join(map(re.escape, self.text.split()))
        return re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE) is not None


def exact_terms(question: str) -> tuple[ExactTerm, ...]:
    """The quoted phrases and the acronyms of a question, in their order."""
    return tuple(dict.fromkeys(_terms(question)))[:_MOST_TERMS]


def _terms(question: str) -> Iterator[ExactTerm]:
    for found in _QUOTED.finditer(question):
        phrase = " ".join(next(part for part in found.groups() if part).split()).strip(" .,;:!?")
        if _WORD.search(phrase):
            yield ExactTerm(phrase, is_phrase=True)
    rest = _QUOTED.sub(" ", question)
    words = _WORD.findall(rest)
    if len(words) > 2 and sum(word.isupper() for word in words) > _MOST_CAPITALS * len(words):
        return  # the whole question is shouted
    for acronym in _ACRONYM.findall(rest):
        if len(acronym) <= _LONGEST_ACRONYM:
            yield ExactTerm(acronym, is_phrase=False)


def passages_with(terms: tuple[ExactTerm, ...], passages: PassageStore) -> list[tuple[float, LivePassage]]:
    """The live passages that hold any of the terms, and what that adds to their score."""
    gains: dict[int, float] = {}
    found: dict[int, LivePassage] = {}
    for term in terms:
        for passage in passages.containing(term.text.split(), MOST_ARTICLES):
            if term.is_in(passage.text):
                found[passage.id] = passage
                gains[passage.id] = gains.get(passage.id, 0.0) + term.gain
    return [(gains[identifier], passage) for identifier, passage in found.items()]
