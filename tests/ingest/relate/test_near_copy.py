from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.relate.near_copy import LIKELY, PLACES, bands, likeness, shingles, sketch
from tests.ingest.conftest import OURS

TEXT = " ".join(OURS.values())


def test_case_accents_and_punctuation_do_not_count() -> None:
    assert shingles("Perché aspettare? La VOLPE dorme.") == shingles("perche aspettare: la volpe dorme")


def test_short_words_are_no_part_of_the_wording() -> None:
    # fox-jumps, jumps-over and over-lazy would be pairs too, were "fox" not too short
    assert len(shingles("the fox jumps over a lazy dog")) == 2


def test_the_likeness_is_the_share_of_common_pairs() -> None:
    one, other = frozenset(range(20)), frozenset(range(10, 30))
    assert likeness(one, other) == 1 / 3  # 10 of 30; half of 10/20 is less


def test_a_text_that_is_a_part_of_a_longer_one_is_half_alike() -> None:
    assert likeness(frozenset(range(10)), frozenset(range(100))) == 0.5


def test_texts_with_hardly_a_word_are_never_near_copies() -> None:
    # "Number 10" and "Number 11" have the same longer words.
    assert likeness(frozenset({1, 2}), frozenset({1, 2, 3})) == 0.0
    assert likeness(frozenset({1, 2}), frozenset({1, 2})) == 0.0
    assert likeness(frozenset(), frozenset()) == 0.0


@given(st.sets(st.integers(0, 2**32 - 1), min_size=1, max_size=50))
def test_a_sketch_holds_the_least_value_of_each_hash_whatever_the_order(values: set[int]) -> None:
    parts = [sketch(frozenset({each})) for each in values]
    assert np.array_equal(sketch(frozenset(values)), np.min(parts, axis=0))


def test_sketches_agree_about_as_often_as_the_sets_overlap() -> None:
    agreeing = (sketch(frozenset(range(300))) == sketch(frozenset(range(100, 400)))).mean()
    assert abs(agreeing - 0.5) < 0.15  # 200 of 400; 128 places deviate by 0.044


def test_bands_fit_the_database_and_are_the_same_everywhere() -> None:
    found = bands(sketch(shingles(TEXT)))
    assert len(set(found)) == PLACES / 2
    assert all(-(2**63) <= each < 2**63 for each in found)
    assert bands(sketch(frozenset({7})))[0] == FIRST_BAND_OF_SEVEN


def test_a_text_without_words_is_nobodys_candidate() -> None:
    assert bands(sketch(frozenset())) == []


def test_texts_that_are_a_third_alike_share_a_band() -> None:
    words = TEXT.split()
    changed = " ".join("anders" if number % 5 == 0 else word for number, word in enumerate(words))
    one, other = shingles(TEXT), shingles(changed)
    assert likeness(one, other) > LIKELY
    assert set(bands(sketch(one))) & set(bands(sketch(other)))


FIRST_BAND_OF_SEVEN = 8420815644361514586  # libraries hold such numbers: they never change
