"""Spans of a text read in their context: each the mean of its own tokens ("Late Chunking": Günther et al. 2024)."""

from __future__ import annotations

from collections.abc import Sequence

Spans = Sequence[tuple[int, int]]
"""Where parts of a text begin and end."""


def tokens_within(offsets: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """The places of the tokens that lie in a span; none for a span that the model no longer reads.

    `offsets` tells where each token begins and ends. A token may begin with the space in front of the span.
    """
    return [
        place
        for place, (first, last) in enumerate(offsets)
        if first < last and first >= start - 1 and start < last <= end
    ]
