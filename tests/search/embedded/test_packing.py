"""Texts share the rows of a batch."""

from __future__ import annotations

import random

import pytest

from search.embedded.packing import Batch, packed


def _lengths(count: int, longest: int) -> list[int]:
    chance = random.Random(0)  # noqa: S311 - statistics, not secrets
    return [chance.randint(2, longest) for _ in range(count)]


@pytest.mark.parametrize("lengths", [[], [5], [600], [128, 127, 1], _lengths(300, 40), _lengths(300, 512)], ids=len)
def test_every_text_stands_in_one_row_that_has_room_for_it(lengths: list[int]) -> None:
    batches = packed(lengths, 1024)
    rows = [(row, batch.length) for batch in batches for row in batch.rows]
    assert sorted(place for row, _ in rows for place in row) == list(range(len(lengths)))
    assert all(sum(lengths[place] for place in row) <= length for row, length in rows)
    assert all(len(batch.rows) == 1 or batch.length * len(batch.rows) <= 1024 for batch in batches)


def test_sentences_leave_hardly_any_filling_and_few_shapes() -> None:
    lengths = _lengths(1000, 40)
    batches = packed(lengths, 1024)
    assert sum(batch.length * len(batch.rows) for batch in batches) < 1.05 * sum(lengths)
    assert len({(len(batch.rows), batch.length) for batch in batches}) <= 6


def test_short_texts_stand_behind_long_ones_where_there_is_room() -> None:
    assert [batch.rows for batch in packed([30, 90, 8], 1024)] == [[[1, 0, 2]]]


def test_texts_of_one_length_stand_in_rows_of_their_own_if_they_would_not_fill_one_together() -> None:
    (batch,) = packed([52, 50, 55, 53, 51], 1024)
    assert (batch.length, len(batch.rows)) == (64, 5)


def test_a_question_alone_is_hardly_filled_up() -> None:
    assert packed([13], 1024) == [Batch(16, [[0]])]
    assert packed([13, 14, 15, 16], 1024) == [Batch(32, [[1, 0], [3, 2]])]
