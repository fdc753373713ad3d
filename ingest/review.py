"""An article as an editor reviews it: its text with everything in its place that cleaning has taken out or doubted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from corpus.article import RevisionContent


class Standing(StrEnum):
    """How a block stands to the article."""

    KEPT = "kept"
    REMOVED = "removed"
    DOUBTFUL = "doubtful"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class ReviewedBlock:
    """A stretch of the text as it was handed in.

    `number` counts the removed or doubtful blocks from 1, as decisions on them take it; 0 where there is nothing to
    decide. `reason` is why it was taken out or doubted, or the code of a foreign block's language.
    """

    standing: Standing
    text: str
    number: int = 0
    reason: str = ""


def reviewed_blocks(content: RevisionContent) -> tuple[ReviewedBlock, ...]:
    """The blocks in reading order: without the removed ones they are the text, with them what was handed in."""
    return tuple(_blocks(content))


def _blocks(content: RevisionContent) -> Iterator[ReviewedBlock]:
    text = content.text
    removed = [(block.start, number, block) for number, block in enumerate(content.removed, start=1)]
    doubtful = (at for block in content.doubtful for at in (block.start, block.end))
    foreign = (at for block in content.foreign for at in (block.start, block.end))
    places = {0, len(text), *doubtful, *foreign, *(block.start for block in content.removed)}
    cuts = sorted(at for at in places if 0 <= at <= len(text))
    for start, end in (*pairwise(cuts), (len(text), len(text))):
        while removed and (removed[0][0] <= start or start == len(text)):
            _, number, block = removed.pop(0)
            yield ReviewedBlock(Standing.REMOVED, block.text, number, block.reason)
        if start < end:
            yield _stretch(content, start, end)


def _stretch(content: RevisionContent, start: int, end: int) -> ReviewedBlock:
    text = content.text[start:end]
    for number, block in enumerate(content.doubtful, start=1):
        if block.start <= start and end <= block.end:
            return ReviewedBlock(Standing.DOUBTFUL, text, number, block.reason)
    for foreign in content.foreign:
        if foreign.start <= start and end <= foreign.end:
            return ReviewedBlock(Standing.FOREIGN, text, reason=foreign.language)
    return ReviewedBlock(Standing.KEPT, text)
