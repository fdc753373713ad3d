"""Spans of a text read in their context: each the mean of its own tokens ("Late Chunking": Günther et al. 2024)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Spans = Sequence[tuple[int, int]]
"""Where parts of a text begin and end."""


@dataclass(frozen=True, slots=True)
class Spanned:
    """Passages and their spans, read at once.

    `passages` are the unit vectors of the whole passages, of shape (passages, dimension); `spans` has for each passage
    those of its spans, of shape (spans, dimension), read in their context.
    """

    passages: npt.NDArray[np.float32]
    spans: list[npt.NDArray[np.float32]]


def tokens_within(offsets: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """The places of the tokens that lie in a span; none for a span that the model no longer reads.

    `offsets` tells where each token begins and ends. A token may begin with the space in front of the span.
    """
    return [
        place
        for place, (first, last) in enumerate(offsets)
        if first < last and first >= start - 1 and start < last <= end
    ]
