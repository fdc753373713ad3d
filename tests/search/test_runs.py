"""Rows that belong together."""

from __future__ import annotations

import numpy as np

from search.runs import runs


def test_rows_of_an_owner_come_together_in_their_order() -> None:
    order, starts = runs(np.array([7, 3, 7, 0, 3]))
    assert order.tolist() == [3, 1, 4, 0, 2]
    assert starts.tolist() == [0, 1, 3]


def test_nothing_has_no_runs() -> None:
    order, starts = runs(np.empty(0, np.int64))
    assert (len(order), len(starts)) == (0, 0)
