"""Which texts stand behind each other in a row of a batch, so that little of it is filling and few shapes occur.

A network that is told where each text of a row begins and ends reads it as if it stood alone ("sequence packing": Krell
et al., "Efficient Sequence Packing without Cross-contamination", 2021).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_ROW = 128
"""Tokens of a row that short texts share. Longer rows are filled better, but what the tokens of a row pay attention to
grows with its length. On sentences and passages of the bundled articles, 64 to 256 come within 7 % of each other."""

_STEP, _SMALL_STEP = 32, 8
"""Rows are filled up to a multiple of this: processors multiply blocks of such sizes, and each new shape costs as much
time as half a batch. A row shorter than the step, such as a question alone, up to the small one."""


_BATCH = 48
"""A batch takes as much time as so many tokens more than it has."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of `length` tokens each: the places of the texts that stand in it, one behind the other."""

    length: int
    rows: list[list[int]]


def packed(lengths: Sequence[int], most: int) -> Iterator[Batch]:
    """Batches of all texts, given their numbers of tokens, with `most` tokens each; a longer text is one of its own.

    The longest first, each into the row that it fills best (best-fit decreasing, Johnson 1973). Then rows of about one
    length pass together, so that all filling and all batches cost as little as can be.
    """
    rows = _rows(lengths)
    filled = [sum(lengths[place] for place in row) for row in rows]
    order = sorted(range(len(rows)), key=filled.__getitem__)
    best = [0.0]  # what the first so many rows cost, and where their last batch begins
    begins = [0]
    for end in range(1, len(order) + 1):
        length = _rounded(filled[order[end - 1]])
        first = max(0, end - max(most // length, 1))
        cost, begin = min((best[at] + _BATCH + (end - at) * length, at) for at in range(first, end))
        best.append(cost)
        begins.append(begin)
    end = len(order)
    while end:
        some = order[begins[end] : end]
        yield Batch(_rounded(filled[some[-1]]), [rows[each] for each in some])
        end = begins[end]


def _rows(lengths: Sequence[int]) -> list[list[int]]:
    rows: list[list[int]] = []
    by_room: list[list[int]] = [[] for _ in range(max(_ROW, _STEP))]  # the rows that have room for so many tokens more
    for place in sorted(range(len(lengths)), key=lambda each: -lengths[each]):
        length = lengths[place]
        room = next((each for each in range(length, len(by_room)) if by_room[each]), None)
        if room is None:
            room, row = max(_ROW, _rounded(length)), len(rows)
            rows.append([])
        else:
            row = by_room[room].pop()
        rows[row].append(place)
        by_room[room - length].append(row)
    return rows


def _rounded(length: int) -> int:
    step = _STEP if length > _STEP else _SMALL_STEP
    return -(-length // step) * step
