"""The sentences of passages, as the store keeps them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from corpus.language import Language
from corpus.passage_store import UnencodedPassage
from search.passage_sentences import Sentences, encode_passages, pack, read_passages, unpack
from tests.fakes import FakeEncoder

_TEXT = "Goal boat goal boat goal. Plan tree plan tree plan."


def _passage(language: Language | None = Language.ENGLISH) -> UnencodedPassage:
    return UnencodedPassage(1, "Title", "Heading", _TEXT, language)


@given(arrays(np.float32, st.tuples(st.integers(1, 9), st.just(5)), elements=st.floats(-1, 1, width=32)))
def test_kept_sentences_come_back_with_a_step_of_difference_at_most(vectors: np.ndarray) -> None:
    spans = [(7 * place, 7 * place + 5) for place in range(len(vectors))]
    back = unpack(pack(Sentences(spans, vectors), Language.DUTCH), Language.DUTCH)
    assert back is not None
    assert (back.spans, back.vectors.shape, back.vectors.dtype) == (spans, vectors.shape, np.float32)
    steps = np.abs(vectors).max(axis=1) / 127
    assert (np.abs(back.vectors - vectors) <= 0.51 * steps[:, None] + 1e-9).all()


def test_the_nearness_of_a_kept_sentence_is_that_of_the_sentence() -> None:
    chance = np.random.default_rng(0)
    vectors = chance.standard_normal((500, 384), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    back = unpack(pack(Sentences([(0, 1)] * 500, vectors), None), None)
    assert back is not None
    assert np.abs((vectors - back.vectors) @ vectors[0]).max() < 0.002


def test_sentences_that_another_language_s_rules_have_cut_are_read_anew() -> None:
    kept = pack(Sentences([(0, 4)], np.ones((1, 3), np.float32)), Language.SWEDISH)
    assert unpack(kept, Language.SWEDISH) is not None
    assert unpack(kept, Language.DUTCH) is unpack(kept, None) is None
    assert unpack(bytes([255]) + kept[1:], Language.SWEDISH) is None  # another recipe's


def test_a_passage_and_its_sentences_are_read_together() -> None:
    encoder = FakeEncoder()
    encoded = encode_passages(encoder, [_passage(), _passage(None)])
    _, (sentences,) = read_passages(encoder, [_passage()])
    expected = encoder.encode_passages([f"Title\nHeading\n{_TEXT}"] * 2)
    np.testing.assert_array_equal(encoded.vectors, expected)
    assert encoded.encoder == "fake-1"
    assert encoded.sentences == [pack(sentences, Language.ENGLISH), pack(sentences, None)]
    assert [_TEXT[start:end] for start, end in sentences.spans] == [_TEXT[:25], _TEXT[26:]]


def test_no_passages_have_no_sentences() -> None:
    encoded = encode_passages(FakeEncoder(), [])
    assert (encoded.vectors.shape, list(encoded.sentences)) == ((0, 16), [])
