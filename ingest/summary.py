"""Chooses the two or three sentences that carry an article: sentences of its own, in its order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpus.article import ForeignBlock
from corpus.language import Language
from ingest.blocks import Block, BlockKind, cut_blocks
from ingest.sentence_vectors import SentenceVectors
from search.sentences import sentence_spans

LONGEST = 350
"""Characters of a summary, unless its first sentence alone is longer."""

_LEAST_WORDS = 80
_SHORTEST, _LONGEST_SENTENCE = 40, 260
_MOST_SENTENCES = 3
_CANDIDATES = 12
_A_PARAGRAPH = 2
_ALIKE = 0.2
_POINTS_BACK = frozenset(
    [
        "ad",
        "also",
        "anche",
        "and",
        "annars",
        "because",
        "bijvoorbeeld",
        "bovendien",
        "but",
        "ciò",
        "così",
        "daarna",
        "daarom",
        "dan",
        "dat",
        "den",
        "denna",
        "dessa",
        "det",
        "detta",
        "detto",
        "deze",
        "die",
        "dit",
        "dock",
        "dus",
        "därefter",
        "därför",
        "då",
        "e",
        "ecco",
        "ed",
        "eftersom",
        "en",
        "for",
        "he",
        "here",
        "hierbij",
        "hierdoor",
        "however",
        "infatti",
        "inoltre",
        "instead",
        "invece",
        "it",
        "ma",
        "maar",
        "men",
        "moreover",
        "o",
        "och",
        "också",
        "ook",
        "otherwise",
        "perciò",
        "però",
        "poi",
        "quella",
        "quello",
        "questa",
        "queste",
        "questi",
        "questo",
        "quindi",
        "sedan",
        "she",
        "so",
        "så",
        "that",
        "then",
        "there",
        "therefore",
        "these",
        "they",
        "this",
        "those",
        "till",
        "toch",
        "zo",
    ]
)
"""Words with which a sentence goes on from the one before it, or stands for an example."""


def choose_summary(
    text: str, language: Language | None, vectors: SentenceVectors, foreign: tuple[ForeignBlock, ...] = ()
) -> str:
    """Two or three whole sentences of the text, or nothing for a text that is hardly longer than they would be.

    Central ones by the cosine to the mean of all that may be chosen, and none that says what another one says (maximal
    marginal relevance, Carbonell and Goldstein 1998). What points back to an earlier sentence, asks or lists is no
    candidate.
    """
    if len(text.split()) < _LEAST_WORDS:
        return ""
    candidates = _candidates(text, language, {block.start for block in foreign})
    if not candidates:
        return ""
    sentences = [" ".join(text[start:end].split()) for start, end in candidates]
    chosen = _choose(sentences, vectors.of(sentences))
    return " ".join(sentences[number] for number in sorted(chosen))


def _candidates(text: str, language: Language | None, foreign: set[int]) -> list[tuple[int, int]]:
    """The first sentences of the paragraphs, as spans of the text."""
    found: list[tuple[int, int]] = []
    for block in cut_blocks(text):
        if block.kind is BlockKind.PARAGRAPH and block.start not in foreign:
            found += _first_sentences(text, block, language)
    return found[:_CANDIDATES]


def _first_sentences(text: str, block: Block, language: Language | None) -> list[tuple[int, int]]:
    flat = text[block.start : block.end].replace("\n", " ")
    spans = [(start, end) for start, end in sentence_spans(flat, language) if _may_be_chosen(flat[start:end])]
    return [(block.start + start, block.start + end) for start, end in spans[:_A_PARAGRAPH]]


def _may_be_chosen(sentence: str) -> bool:
    first = sentence.split(maxsplit=1)[0].strip("\"'“”„«»‘’(,").lower()
    return (
        _SHORTEST <= len(sentence) <= _LONGEST_SENTENCE
        and sentence.endswith((".", "!"))
        and sentence[0].isupper()
        and first not in _POINTS_BACK
    )


def _choose(sentences: list[str], vectors: npt.NDArray[np.float32]) -> list[int]:
    centre = vectors.mean(0)
    worth = vectors @ (centre / np.linalg.norm(centre))
    chosen: list[int] = []
    length = 0
    while len(chosen) < _MOST_SENTENCES:
        alike = (vectors @ vectors[chosen].T).max(1) if chosen else np.zeros(len(sentences))
        ranks = np.argsort(-(worth - _ALIKE * alike), kind="stable")
        fits = (int(n) for n in ranks if n not in chosen and (not chosen or length + len(sentences[n]) <= LONGEST))
        best = next(fits, None)
        if best is None:
            break
        chosen.append(best)
        length += len(sentences[best]) + 1
    return chosen
