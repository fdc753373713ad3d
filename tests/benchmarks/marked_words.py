"""Finds the words of a marked page again in blocks that were cut from its text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ingest.repair import repair
from tests.benchmarks.noisy_set import NoisyPage

_WORD = re.compile(r"\w+")

Counts = npt.NDArray[np.int64]


def split_words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORD.findall(text.casefold())


def kept_words(page: NoisyPage, blocks: Sequence[str]) -> tuple[Counts, Counts]:
    """For each block, how many of its words the page's truth keeps, and how many of them stand in the page at all."""
    marked = [(word, block.keep) for block in page.blocks for word in split_words(repair(block.text))]
    cut = [(word, number) for number, block in enumerate(blocks) for word in split_words(block)]
    matcher = difflib.SequenceMatcher(None, [word for word, _ in marked], [word for word, _ in cut], autojunk=False)
    kept, told = np.zeros(len(blocks), np.int64), np.zeros(len(blocks), np.int64)
    for run in matcher.get_matching_blocks():
        for step in range(run.size):
            number = cut[run.b + step][1]
            told[number] += 1
            kept[number] += marked[run.a + step][1]
    return kept, told
