"""Tells a translation from another article on the same topic, by the vectors of its sentences and their order.

Every sentence about mentoring is near every other one, so a cosine alone says little. What counts is by how much two
sentences are nearer to each other than either is to sentences that do not translate it: the margin of Artetxe and
Schwenk, "Margin-based Parallel Corpus Mining" (ACL 2019). A translation says the same things in the same order: the
pairs are taken along the monotone path with the highest sum of margins (as Thompson and Koehn do in Vecalign, EMNLP
2019). The score is how much of both texts lies on that path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

LIKELY = 0.55
"""From this score on, an editor is asked. The most alike of different articles, two interviews with the same six
questions, come to 0.45 to 0.53, as the library is large or empty."""

SAFE = 0.68
"""From this score on, two articles are translations. The freest true translations come to 0.78."""

_SKIPPED = 2
"""As many of the nearest strangers do not count: they may be the translations into the other two languages."""

_STRANGERS = 8


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a text: `spans` of the text, `vectors` of shape (n, dimension).

    `familiarity`, of shape (n,), is how near each comes to sentences that do not translate it.
    """

    spans: tuple[tuple[int, int], ...]
    vectors: Vectors
    familiarity: npt.NDArray[np.float32]

    def lengths(self) -> npt.NDArray[np.float32]:
        """Characters of each sentence, shape (n,)."""
        return np.array([end - start for start, end in self.spans], np.float32)


NO_SENTENCES = Sentences((), np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
"""Of a text whose sentences make no difference."""


def familiarity(vectors: Vectors, strangers: Sequence[Vectors]) -> npt.NDArray[np.float32]:
    """The mean cosine of each sentence with its nearest strangers, the very nearest left out; of shape (n,).

    Each array of `strangers`, of shape (m, dimension), is one text, of which the best sentence counts.
    """
    if not strangers:
        return np.zeros(len(vectors), np.float32)
    nearest = np.stack([(vectors @ each.T).max(axis=1) for each in strangers], axis=1)
    nearest.sort(axis=1)
    counted = nearest[:, ::-1][:, _SKIPPED : _SKIPPED + _STRANGERS]
    means: npt.NDArray[np.float32] = (counted if counted.shape[1] else nearest).mean(axis=1)
    return means


def align_sentences(one: Sentences, other: Sentences) -> list[tuple[int, int]]:
    """The pairs of sentences that say the same, by their numbers, both rising.

    Every sentence is in one pair at most; the margins of the pairs, weighed by length, have the highest possible sum.
    """
    margins = one.vectors @ other.vectors.T - (one.familiarity[:, None] + other.familiarity[None]) / 2
    gains = margins * (one.lengths()[:, None] + other.lengths()[None])
    rows, columns = gains.shape
    best = np.zeros((rows + 1, columns + 1), np.float32)
    for row in range(rows):
        # Leaving a sentence out costs nothing, so that the best so far never falls along a row.
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(best[row, 1:], best[row, :-1] + gains[row]))
    pairs = []
    while rows and columns:
        if best[rows, columns] == best[rows - 1, columns]:
            rows -= 1
        elif best[rows, columns] == best[rows, columns - 1]:
            columns -= 1
        else:
            rows, columns = rows - 1, columns - 1
            pairs.append((rows, columns))
    return pairs[::-1]


def translation_score(one: Sentences, other: Sentences) -> float:
    """How much of both texts is aligned, from 0 to 1: the geometric mean of the two shares.

    One side may lack a section: then the other's share is low, and its own makes up for it.
    """
    pairs = align_sentences(one, other)
    shares = [_share(side.lengths(), [pair[number] for pair in pairs]) for number, side in enumerate((one, other))]
    return float(np.sqrt(shares[0] * shares[1]))


def _share(lengths: npt.NDArray[np.float32], chosen: list[int]) -> float:
    return float(lengths[chosen].sum() / lengths.sum()) if len(lengths) else 0.0
