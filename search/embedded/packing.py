"""Which texts stand behind each other in a row of a batch, so that little of it is filling and few shapes occur.

A network that is told where each text of a row begins and ends reads it as if it stood alone ("sequence packing": Krell
et al., "Efficient Sequence Packing without Cross-contamination", 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROWS: tuple[int, ...] = (32, 64, 128, 256)
"""Tokens of the rows that short texts share; of these, the length that costs the least is taken for all of a call."""

_STEP, _SMALL_STEP = 32, 8
"""Rows are filled up to a multiple of this: processors multiply blocks of such sizes, and each new shape costs as much
time as half a batch. A row shorter than the step, such as a question alone, up to the small one."""

_BATCH, _ATTENTION = 48, 700
"""A batch takes as much time as so many tokens more than it has; and what a token costs doubles with a row of so many,
as it pays attention to all of them. Measured on a processor with tiles for bfloat16."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of `length` tokens each: the places of the texts that stand in it, one behind the other."""

    length: int
    rows: list[list[int]]


def packed(lengths: Sequence[int], most: int) -> list[Batch]:
    """Batches of all texts, given their numbers of tokens, with `most` tokens each; a longer text is one of its own.

    The longest first, each into the row that it fills best (best-fit decreasing, Johnson 1973). Then rows of about one
    length pass together, so that all filling and all batches cost as little as can be.
    """
    plans = (_batches(_rows(lengths, room), lengths, most) for room in _ROWS)
    return min(plans, key=lambda plan: plan[0])[1]


def _rows(lengths: Sequence[int], least: int) -> list[list[int]]:
    rows: list[list[int]] = []
    by_room: list[list[int]] = [[] for _ in range(least)]  # the rows that have room for so many tokens more
    for place in sorted(range(len(lengths)), key=lambda each: -lengths[each]):
        length = lengths[place]
        room = next((each for each in range(length, least) if by_room[each]), None)
        if room is None:
            room, row = max(least, _rounded(length)), len(rows)
            rows.append([])
        else:
            row = by_room[room].pop()
        rows[row].append(place)
        by_room[room - length].append(row)
    return rows


def _batches(rows: list[list[int]], lengths: Sequence[int], most: int) -> tuple[float, list[Batch]]:
    """The batches of rows, and what they cost, by dynamic programming."""
    filled = [sum(lengths[place] for place in row) for row in rows]
    order = sorted(range(len(rows)), key=filled.__getitem__)
    best = [(0.0, 0)]  # what the first so many rows cost, and where their last batch begins
    for end in range(1, len(order) + 1):
        length = _rounded(filled[order[end - 1]])
        each = length * (1 + length / _ATTENTION)
        first = max(0, end - max(most // length, 1))
        best.append(min((best[at][0] + _BATCH + (end - at) * each, at) for at in range(first, end)))
    batches = []
    end = len(order)
    while end:
        begin = best[end][1]
        batches.append(Batch(_rounded(filled[order[end - 1]]), [rows[each] for each in order[begin:end]]))
        end = begin
    return best[-1][0], batches


def _rounded(length: int) -> int:
    step = _STEP if length > _STEP else _SMALL_STEP
    return -(-length // step) * step
