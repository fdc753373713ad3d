"""Looks at the blocks of a page one by one: what they say, how they are made, what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.blocks import Block, BlockKind, cut_blocks
from ingest.clean.kinds import Meaning, topic_weights
from ingest.clean.lexicon import evidence, opens
from ingest.clean.lines import line_kind
from ingest.clean.removal import Reason

PROSE = 15
"""Words from which on a block can be a paragraph of the article by itself."""

_MOST_WORDS = 60
"""Of a block that are encoded: they tell what it is about as well as all of them do, in half the time."""

_BARE = re.compile(r"^[#>*•\-\s]+|[*\s]+$")
_MARKS = {
    BlockKind.TABLE: re.compile(r"\|(?:\s*:?-+:?\s*\|)+|\|"),
    BlockKind.QUOTE: re.compile(r"^>(?=\s|$)", re.MULTILINE),
}
"""What Markdown puts between the words."""


Vector = npt.NDArray[np.float32]


@dataclass(slots=True)
class Sight:
    """A block with all that was seen of it.

    `score` is what its words, its make and its meaning say by themselves: above 0 for boilerplate, below for the
    article's text. `odds` are the logarithm of how much likelier it is boilerplate, everything considered.
    """

    block: Block
    text: str
    bare: str
    words: int
    found: dict[Reason, float]
    made: Reason | None
    opener: Reason | None
    lexical: float = 0.0
    noisiness: float = 0.0
    nearness: float = 0.0
    vector: Vector | None = None
    kind: Reason | None = None
    score: float = 0.0
    odds: float = 0.0
    reason: Reason | None = None
    gone: bool = False
    keep: bool = False
    doubtful: bool = False

    @property
    def prose(self) -> bool:
        """Whether it is long enough to be a paragraph, and no line of parts."""
        return self.words >= PROSE and self.made is None


def look(text: str, meaning: Meaning | None) -> list[Sight]:
    """What can be seen of each block by itself, and its nearness to the page's topic."""
    sights = []
    for block in cut_blocks(text):
        raw = text[block.start : block.end]
        flat = " ".join(_MARKS[block.kind].sub(" ", raw).split() if block.kind in _MARKS else raw.split())
        bare = _BARE.sub("", flat)
        lines = raw if block.kind is BlockKind.LIST or "  " in raw else flat
        made = None if block.kind in _MARKS else line_kind(lines)
        sight = Sight(block, flat, bare, len(flat.split()), evidence(flat), made, opens(bare))
        if sight.found:
            best = max(sight.found, key=lambda each: sight.found[each])
            others = sum(sight.found.values()) - sight.found[best]
            sight.reason, sight.lexical = best, sight.found[best] + 0.35 * others
        sights.append(sight)
    if meaning is not None and sights:
        vectors = meaning.vectors([" ".join(sight.text.split()[:_MOST_WORDS]) for sight in sights])
        nearness = meaning.nearness(vectors, topic_weights([sight.words for sight in sights]))
        noisiness, centred = meaning.kinds.noisiness(vectors), meaning.centred(vectors)
        for number, sight in enumerate(sights):
            sight.noisiness, sight.nearness = float(noisiness[number]), float(nearness[number])
            sight.kind, sight.vector = meaning.kinds.reason(vectors[number]), centred[number]
    for sight in sights:
        sight.score = _score(sight, meaning is not None)
    return sights


def _score(sight: Sight, meant: bool) -> float:
    score = sight.lexical + _shape(sight)
    if meant:
        trust = 0.6 if sight.words < 5 else 1.0
        score += trust * min(2.5, max(-2.5, 4 * (sight.noisiness + 0.1)))
        score += _topic(sight)
    elif sight.words >= 25:
        score -= 1.5
    return score


def _topic(sight: Sight) -> float:
    if sight.words >= 20:
        return min(2.0, max(-2.0, 6 * (0.38 - sight.nearness)))
    if sight.words >= 8:
        return min(0.8, max(-0.8, 4 * (0.08 - sight.nearness)))
    return 0.0


def _shape(sight: Sight) -> float:
    if sight.block.kind is BlockKind.QUOTE:
        return -2.0
    if sight.made is not None:
        return 1.0
    return -1.0 if sight.block.kind in (BlockKind.HEADING, BlockKind.LIST, BlockKind.TABLE) else 0.0
