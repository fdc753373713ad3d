"""Rows that belong together, whatever lies between them, and where numbers stand among others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def runs(owners: Numbers) -> tuple[Numbers, Numbers]:
    """The rows, those of each owner together and as they were, and where among them each owner's begin.

    `owners` are numbers of shape (n,), none of them negative; owners come in rising order.
    """
    order = np.argsort(owners, kind="stable")
    return order, np.flatnonzero(np.diff(owners[order], prepend=-1))


def places(rising: Numbers, numbers: Numbers) -> Numbers:
    """Where each of the numbers stands among others in rising order, -1 for one that does not."""
    found = np.searchsorted(rising, numbers)
    if not len(rising):
        return np.full(len(numbers), -1, np.int64)
    found[rising[np.minimum(found, len(rising) - 1)] != numbers] = -1
    return found.astype(np.int64)
