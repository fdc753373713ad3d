"""Which texts pass a network together, so that little of a batch is filling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def batches_of_one_length(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The places of texts of about one length, which filled up to the longest have no more than `most` tokens.

    A text that has more alone is a batch of its own.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[place] > most:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
