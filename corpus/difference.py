"""What has changed between two texts: by paragraphs, and inside of those that were changed by words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")
_WORD = re.compile(r"\s*\S+|\s+")
_MOST_PAIRS = 1_000_000
"""Of pieces that are compared with each other: a second at most. Beyond that a stretch counts as changed as a whole."""

_FEWEST_KEPT = 2  # words; a lone one between two changes is read more easily as changed with them


class Change(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text with what became of it."""

    change: Change
    text: str


def difference(old: str, new: str) -> tuple[Stretch, ...]:
    """The stretches that lead from the old text to the new one, in reading order.

    Those that are kept or removed make up the old text, those that are kept or added the new one, to the letter. None
    is empty, no two of a kind follow each other, and what was removed stands before what was added in its place.
    """
    changed = (
        stretch
        for one, other in _aligned(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new))
        for stretch in ([Stretch(Change.KEPT, one)] if one == other else _by_words(one, other))
    )
    return tuple(_in_order(changed))


def place_in_new(stretches: Sequence[Stretch], place: int) -> int:
    """Where a place of the old text, an offset in characters, lies in the new one; its start where it is gone."""
    old = new = 0
    for stretch in stretches:
        if stretch.change is not Change.ADDED:
            if place < old + len(stretch.text):
                return new + (place - old if stretch.change is Change.KEPT else 0)
            old += len(stretch.text)
        if stretch.change is not Change.REMOVED:
            new += len(stretch.text)
    return new


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of stretches: equal ones, and those that stand in each other's place."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield "".join(old[:start]), "".join(new[:start])
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if len(inner_old) * len(inner_new) > _MOST_PAIRS:
        yield "".join(inner_old), "".join(inner_new)
    else:
        for _, a, b, c, d in SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_opcodes():
            yield "".join(inner_old[a:b]), "".join(inner_new[c:d])
    yield "".join(old[len(old) - end :]), "".join(new[len(new) - end :])


def _by_words(old: str, new: str) -> Iterator[Stretch]:
    pairs = [pair for pair in _aligned(_WORD.findall(old), _WORD.findall(new)) if pair != ("", "")]
    for number, (one, other) in enumerate(pairs):
        is_between = 0 < number < len(pairs) - 1
        if one == other and not (is_between and len(one.split()) < _FEWEST_KEPT and "\n" not in one):
            yield Stretch(Change.KEPT, one)
        else:
            yield Stretch(Change.REMOVED, one)
            yield Stretch(Change.ADDED, other)


def _in_order(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """The stretches without empty ones; neighbours of a kind are put together, what was removed goes first."""
    waiting = dict.fromkeys(Change, "")
    for stretch in (*stretches, Stretch(Change.KEPT, "")):
        changed = stretch.change is not Change.KEPT
        if (changed and stretch.text and waiting[Change.KEPT]) or (
            not changed and stretch.text and (waiting[Change.REMOVED] or waiting[Change.ADDED])
        ):
            yield from _told(waiting)
            waiting = dict.fromkeys(Change, "")
        waiting[stretch.change] += stretch.text
    yield from _told(waiting)


def _told(waiting: dict[Change, str]) -> Iterator[Stretch]:
    yield from (Stretch(change, text) for change, text in waiting.items() if text)
