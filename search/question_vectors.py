"""What the questions that articles answer add to their scores: a reader may ask one of them in other words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.leaning import Answered, loudness
from search.runs import places, runs

WEIGHT = 0.25
"""How much the nearest question counts beside the nearest passage (`python -m tests.benchmarks.choices`)."""

_ARTICLES, _STARTS, _LOUDNESS = "question_articles", "question_starts", "question_loudness"


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """The questions that some articles answer. Immutable; safe for threads.

    `articles` are the ids of n articles in rising order; `vectors`, float16 of shape (m, dimension), are unit vectors,
    those of an article from its place in `starts` to the next, of shape (n + 1,). `loudness`, of shape (n,), tells how
    near an article's nearest question is to what is asked anywhere.
    """

    articles: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float16]
    loudness: npt.NDArray[np.float32]

    def gains(self, query: npt.NDArray[np.float32], articles: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """What each article's questions add to the cosines of its passages; nothing where it has none.

        That is a share of the cosine of the nearest question with `query`, of shape (dimension,), less the article's
        loudness: more and more questions do not lift an article above others for whatever is asked.
        """
        gains = np.zeros(len(articles), np.float32)
        for number, place in enumerate(places(self.articles, articles).tolist()):
            if place >= 0:
                own = self.vectors[self.starts[place] : self.starts[place + 1]].astype(np.float32)
                gains[number] = WEIGHT * (float((own @ query).max()) - self.loudness[place])
        return gains

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The article of each question, of shape (m,)."""
        return np.repeat(self.articles, np.diff(self.starts))

    def only(self, articles: npt.NDArray[np.int64]) -> QuestionVectors:
        """Those of some articles."""
        kept = np.isin(self.articles, articles)
        own = np.isin(self.owners, articles)
        return _of(self.owners[own], self.vectors[own], self.loudness[kept])

    def joined(self, others: QuestionVectors) -> QuestionVectors:
        """These and those of other articles."""
        owners = np.concatenate([self.owners, others.owners])
        vectors = np.concatenate([self.vectors, others.vectors])
        order = np.argsort(np.concatenate([self.articles, others.articles]))
        return _of(owners, vectors, np.concatenate([self.loudness, others.loudness])[order])

    def write(self, path: Path) -> dict[str, npt.NDArray[Any]]:
        """Write the vectors to a file and return the rest, which is small, under names of its own."""
        with path.open("wb") as file:
            np.save(file, self.vectors, allow_pickle=False)
        return {_ARTICLES: self.articles, _STARTS: self.starts, _LOUDNESS: self.loudness}


def question_vectors(answered: Answered | None, dimension: int) -> QuestionVectors:
    """The questions as they are searched; of none where there are none."""
    if answered is None:
        return _of(np.empty(0, np.int64), np.empty((0, dimension), np.float16), np.empty(0, np.float32))
    order, begins = runs(answered.articles)
    loud = [loudness(own, answered.background) for own in np.split(answered.vectors[order], begins[1:])]
    return _of(answered.articles, answered.vectors.astype(np.float16), np.array(loud, np.float32))


def read_question_vectors(path: Path, others: dict[str, npt.NDArray[Any]]) -> QuestionVectors:
    """Map the vectors of a file into memory; `others` is what `write` has returned.

    Raises OSError, ValueError or KeyError when they are not as they were written.
    """
    vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    articles, starts, loud = others[_ARTICLES], others[_STARTS], others[_LOUDNESS]
    if (
        vectors.ndim != 2
        or len(starts) != len(articles) + 1
        or starts[-1] != len(vectors)
        or len(loud) != len(articles)
    ):
        raise ValueError(f"the counts of {path.name} do not agree")
    return QuestionVectors(articles, starts, vectors, loud)


def _of(
    owners: npt.NDArray[np.int64], vectors: npt.NDArray[np.float16], loud: npt.NDArray[np.float32]
) -> QuestionVectors:
    """Questions by the article of each; `loud` is in the rising order of the articles."""
    order, begins = runs(owners)
    return QuestionVectors(owners[order][begins], np.append(begins, len(owners)), vectors[order], loud)
