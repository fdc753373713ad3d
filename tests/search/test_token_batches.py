"""Texts are put together by the tokens that they take."""

from hypothesis import given
from hypothesis import strategies as st

from search.token_batches import filled_length, token_batches


def test_texts_of_about_one_length_pass_together() -> None:
    # Rows of 8 and of 16: 2 x 8 = 16 tokens fit; a third row, as wide as the next text, would make 3 x 16 = 48 of 32.
    assert list(token_batches([9, 4, 3, 16], tokens=32)) == [[2, 1], [0, 3]]


def test_a_row_is_filled_up_to_a_multiple_of_eight() -> None:
    assert [filled_length(length) for length in (1, 8, 9, 505, 512)] == [8, 8, 16, 512, 512]


def test_a_text_that_is_too_long_passes_by_itself() -> None:
    assert list(token_batches([30, 1, 40], tokens=12)) == [[1], [0], [2]]


def test_no_texts_are_no_batches() -> None:
    assert list(token_batches([])) == []


@given(st.lists(st.integers(1, 512)), st.integers(1, 2048))
def test_every_text_passes_once_and_no_batch_is_too_large(lengths: list[int], tokens: int) -> None:
    batches = list(token_batches(lengths, tokens))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(filled_length(lengths[place]) for place in batch) <= tokens
