"""Links the sections of two translations by their order and length, where nothing is known of their meaning.

The classic way to align parallel texts, after Gale and Church (1993): the links that cost least together.
"""

from __future__ import annotations

from math import log

from corpus.relation import LinkedSection, Span
from ingest.relate.alignment import cut_sections

_LEFT_OUT = 1.1  # costs as much as a section against one three times as long
_TWO_FOR_ONE = 0.5
_OTHER_LEVEL = 0.7  # of heading
_MOVES = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))


def link_in_order(here: str, there: str) -> tuple[LinkedSection, ...]:
    """The sections of both texts in reading order; as many on both sides are linked one to one."""
    ours, theirs = cut_sections(here), cut_sections(there)
    if len(ours) == len(theirs):
        return tuple(LinkedSection(one, other) for one, other in zip(ours, theirs, strict=True))
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for row in range(len(ours) + 1):
        for column in range(len(theirs) + 1):
            for down, right in _MOVES:
                start = row - down, column - right
                if start in best:
                    cost = best[start][0] + _cost(here, there, ours[start[0] : row], theirs[start[1] : column])
                    if (row, column) not in best or cost < best[row, column][0]:
                        best[row, column] = cost, start
    links: list[LinkedSection] = []
    end = len(ours), len(theirs)
    while end != (0, 0):
        start = best[end][1]
        links.append(LinkedSection(_joined(ours[start[0] : end[0]]), _joined(theirs[start[1] : end[1]])))
        end = start
    return tuple(reversed(links))


def _cost(here: str, there: str, ours: list[Span], theirs: list[Span]) -> float:
    if not ours or not theirs:
        return _LEFT_OUT
    lengths = [sum(end - start for start, end in side) for side in (ours, theirs)]
    cost = abs(log(lengths[0] / lengths[1])) + _TWO_FOR_ONE * (len(ours) + len(theirs) - 2)
    same = _level(here, ours[0]) == _level(there, theirs[0])
    return cost if same else cost + _OTHER_LEVEL


def _level(text: str, span: Span) -> int:
    """Of the heading that a section begins with, 0 where it begins with none."""
    start = text[slice(*span)]
    return len(start) - len(start.lstrip("#"))


def _joined(sections: list[Span]) -> Span | None:
    return (sections[0][0], sections[-1][1]) if sections else None
