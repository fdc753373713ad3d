"""Rows that belong together, whatever lies between them."""

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
