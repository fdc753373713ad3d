"""Passages lean towards their articles, and those towards the questions that they answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from search.confidence import middle
from search.neutrality import read_parallel_sentences
from search.runs import runs

Vectors = npt.NDArray[np.float32]

_HALFWAY = 0.5
_PASSAGES_A_QUESTION = 2.0
"""A question that an editor has written down tells as much of what an article is about as so many passages."""

_NEAREST = 0.05
"""The share of the background by which it is measured how loud an article is: what is nearest to it."""

_PORTION = 16_384

SHORTEST = 0.5
"""The least length of a vector that was moved towards questions."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The questions that articles answer.

    `vectors` are unit vectors of shape (n, dimension), `articles` the articles' ids of shape (n,); `background` are the
    vectors of texts that were not written for these articles, encoded as questions, of shape (m, dimension).
    """

    articles: npt.NDArray[np.int64]
    vectors: Vectors
    background: Vectors


def background_texts() -> list[str]:
    """A few hundred short texts on all and sundry, as many in each language."""
    sentences = read_parallel_sentences()
    languages = list(Language)
    count = len(sentences[languages[0]])
    return [sentences[languages[number % len(languages)]][number] for number in range(count)]


def towards_articles(
    vectors: Vectors, articles: npt.NDArray[np.int64], answered: Answered | None = None, share: float = _HALFWAY
) -> Vectors:
    """Each passage's unit vector, of shape (n, dimension), moved by `share` to the middle of its article.

    A passage may brush against anything; what its article is about tells which question it answers. The questions that
    an article answers count in its middle. That alone would make the article louder: a middle of more and more is
    nearer to any question, and articles without questions would be drowned. So its vectors are shortened, to `SHORTEST`
    at least, until it is as near to the background as it was; the idea is that of cross-domain similarity local
    scaling (Conneau et al., "Word Translation Without Parallel Data", ICLR 2018). The figures are those of
    `python -m tests.benchmarks.choices`.
    """
    moved = np.empty_like(vectors)
    questions = {} if answered is None else _places(answered.articles)
    for article, own in _places(articles).items():
        moved[own] = _towards(vectors[own], middle(vectors[own]), share)
        if answered is not None and article in questions:
            asked = answered.vectors[questions[article]].sum(axis=0)
            both = vectors[own].sum(axis=0) + _PASSAGES_A_QUESTION * asked
            towards = _towards(vectors[own], middle(both[None]), share)
            before, after = (loudness(each, answered.background) for each in (moved[own], towards))
            moved[own] = towards * (max(SHORTEST, before / after) if 0 < before < after else 1)
    return moved


def _places(articles: npt.NDArray[np.int64]) -> dict[int, npt.NDArray[np.int64]]:
    """Where each article stands among others."""
    order, starts = runs(articles)
    return {int(articles[own[0]]): own for own in np.split(order, starts[1:]) if len(own)}


def _towards(vectors: Vectors, goal: Vectors, share: float) -> Vectors:
    moved = (1 - share) * vectors + share * goal
    unit: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return unit


def loudness(vectors: Vectors, background: Vectors) -> float:
    """The mean cosine of an article, which is that of its best vector, with what is nearest to it."""
    best = np.sort((background @ vectors.T).max(axis=1))
    nearest = max(1, round(_NEAREST * len(best)))
    return float(best[-nearest:].mean())


def lean_in_place(
    vectors: npt.NDArray[np.float16], articles: npt.NDArray[np.int64], answered: Answered | None = None
) -> None:
    """The same where the vectors are, in half precision: those of a large library are not there a second time."""
    for own in _whole_articles(articles):
        theirs = answered and _answered_by(answered, np.unique(articles[own]))
        vectors[own] = towards_articles(vectors[own].astype(np.float32), articles[own], theirs)


def _whole_articles(articles: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Where the passages are, about `_PORTION` at a time, those of an article together."""
    order, starts = runs(articles)
    after = np.searchsorted(starts, np.arange(_PORTION, len(order), _PORTION))
    cuts = starts[after[after < len(starts)]]
    return [own for own in np.split(order, np.unique(cuts)) if len(own)]


def _answered_by(answered: Answered, articles: npt.NDArray[np.int64]) -> Answered | None:
    theirs = np.isin(answered.articles, articles)
    if not theirs.any():
        return None
    return Answered(answered.articles[theirs], answered.vectors[theirs], answered.background)
