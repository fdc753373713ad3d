"""Groups questions that ask for the same, whatever their language: pure, vectors in and groups out.

Average linkage on unit vectors: two groups become one while the mean cosine between their questions is at least
`ALIKE`. That mean is the product of the groups' mean vectors, so that no table of all pairs is ever kept; and pairs of
groups that are each other's nearest may be joined in any order (D. Müllner, "Modern hierarchical, agglomerative
clustering algorithms", 2011), so that all of them are joined at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

ALIKE = 0.7
"""The least mean cosine of two groups that are joined (`python -m tests.benchmarks.question_grouping`)."""

_ROWS_AT_ONCE = 1024  # of the table of cosines: 40 MB for 10,000 groups


def group_questions(vectors: Vectors, alike: float = ALIKE) -> list[list[int]]:
    """The rows of unit vectors, of shape (questions, dimension), in groups: the largest first, each in steady order.

    The first of a group is the one in its middle, which stands for all.
    """
    if not len(vectors):
        return []
    distinct, owners = np.unique(vectors, axis=0, return_inverse=True)
    owners = owners.reshape(-1)
    labels = _join(distinct, np.bincount(owners).astype(np.float32), alike)[owners]
    members: dict[int, list[int]] = {}
    for row, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(row)
    groups = [_middle_first(vectors, rows) for rows in members.values()]
    return sorted(groups, key=lambda rows: (-len(rows), min(rows)))


@dataclass(slots=True)
class _Groups:
    """Groups while they are being joined: the sums of their vectors, their sizes, and which may still be joined."""

    sums: Vectors
    sizes: npt.NDArray[np.float32]
    open: npt.NDArray[np.bool_]

    @property
    def means(self) -> Vectors:
        """The mean vectors of the groups that may still be joined."""
        means: Vectors = self.sums[self.open] / self.sizes[self.open, None]
        return means


def _join(vectors: Vectors, sizes: npt.NDArray[np.float32], alike: float) -> npt.NDArray[np.int64]:
    """The group of each vector, given as the lowest row in it; a vector counts as often as its size says."""
    count = len(vectors)
    labels = np.arange(count)
    groups = _Groups(vectors * sizes[:, None], sizes.copy(), np.ones(count, bool))
    nearest, cosines = np.zeros(count, np.int64), np.zeros(count, np.float32)
    stale = np.ones(count, bool)
    while True:
        _find_nearest(groups, stale, nearest, cosines)
        groups.open &= cosines >= alike  # what is near to nothing stays so: joining brings no group nearer
        rows = np.flatnonzero(groups.open)
        pairs = rows[(nearest[nearest[rows]] == rows) & (rows < nearest[rows])]
        if not len(pairs):
            return labels
        partners = nearest[pairs]
        groups.sums[pairs] += groups.sums[partners]
        groups.sizes[pairs] += groups.sizes[partners]
        groups.open[partners] = False
        joined = np.arange(count)
        joined[partners] = pairs
        labels = joined[labels]
        stale = groups.open & np.isin(nearest, np.concatenate([pairs, partners]))
        stale[pairs] = True


def _find_nearest(
    groups: _Groups,
    stale: npt.NDArray[np.bool_],
    nearest: npt.NDArray[np.int64],
    cosines: npt.NDArray[np.float32],
) -> None:
    """Find anew the nearest open group of each stale one, of equally near ones the lowest, and its mean cosine."""
    rows = np.flatnonzero(groups.open)
    wanted = np.flatnonzero(groups.open & stale)
    if len(rows) < 2:
        cosines[wanted] = -1
        return
    means = groups.means
    places = np.searchsorted(rows, wanted)
    for at in range(0, len(wanted), _ROWS_AT_ONCE):
        some = slice(at, at + _ROWS_AT_ONCE)
        table = means[places[some]] @ means.T
        table[np.arange(len(table)), places[some]] = -1  # itself
        best = table.argmax(axis=1)
        nearest[wanted[some]] = rows[best]
        cosines[wanted[some]] = table[np.arange(len(table)), best]


def _middle_first(vectors: Vectors, rows: Sequence[int]) -> list[int]:
    own = vectors[list(rows)]
    middle = int(np.round(own @ own.mean(axis=0), 5).argmax())  # of equally near ones the first, whatever the rounding
    return [rows[middle], *rows[:middle], *rows[middle + 1 :]]
