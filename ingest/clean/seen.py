"""Blocks that several sources share: a site's own phrases, which no lexicon knows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Protocol

_NO_LETTERS = re.compile(r"[\W\d_]+")


class Seen(Protocol):
    """Knows the blocks of the other sources."""

    def other_sources(self, block: str) -> int:
        """How many other sources have a block with this `block_hash`."""


class NothingSeen:
    """Knows no other source."""

    def other_sources(self, block: str) -> int:
        """None has it."""
        return 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a page's blocks beyond their text: from other sources, from editors, from the file itself.

    `keep` and `outside` are hashes of blocks.
    """

    seen: Seen
    keep: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()


def block_hash(text: str) -> str:
    """Names a block by its letters: spaces, digits, marks and capitals make no difference."""
    return hashlib.sha256(_NO_LETTERS.sub(" ", text.casefold()).strip().encode()).hexdigest()[:16]
