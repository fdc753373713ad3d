"""A question in the words that the glossary has for it in other languages.

An encoder has never met some of the words by which people call things; whoever looks after a library tells in the
glossary what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from corpus.glossary import Concept
from corpus.language import Language

SHARE = 0.5
"""What the other wordings count beside the question itself (`python -m tests.benchmarks.choices`)."""


class OtherWords:
    """Puts the terms of a glossary in place of each other. Immutable; safe for threads."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts: dict[str, Concept] = {}
        for concept in concepts:
            for term in (term for terms in concept.terms.values() for term in terms):
                self._concepts.setdefault(_key(term), concept)
        longest_first = sorted(self._concepts, key=lambda term: (-len(term), term))
        alternatives = "|".join(r"\s+".join(map(re.escape, term.split())) for term in longest_first)
        self._terms = re.compile(rf"(?<!\w)(?:{alternatives or '(?!)'})(?!\w)", re.IGNORECASE)

    def of(self, question: str) -> list[str]:
        """The question with each language's usual terms in place of those that it has; none where it has none.

        The rest of it stays as it is. A wording that differs in capitals only is left out.
        """
        if not self._terms.search(question):
            return []
        found: dict[str, str] = {}
        for language in Language:
            wording = self._terms.sub(lambda term, language=language: self._usual(term[0], language), question)  # type: ignore[misc]
            if _key(wording) != _key(question):
                found.setdefault(_key(wording), wording)
        return list(found.values())

    def _usual(self, term: str, language: Language) -> str:
        terms = self._concepts[_key(term)].terms.get(language)
        return terms[0] if terms else term


def with_other_words(vectors: npt.NDArray[np.float32], share: float = SHARE) -> npt.NDArray[np.float32]:
    """The unit vector of a question, the first of some of shape (n, dimension), with its other wordings, which follow.

    Those of all languages count alike, so that none is favoured.
    """
    mixed = vectors[0]
    if len(vectors) > 1:
        mixed = (1 - share) * vectors[0] + share * vectors[1:].mean(axis=0)
        mixed = mixed / max(float(np.linalg.norm(mixed)), 1e-9)
    return np.asarray(mixed, np.float32)


def no_other_words(question: str) -> Sequence[str]:
    """For searches without a glossary."""
    return ()


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
