"""Sentences are encoded once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from ingest import sentence_vectors
from ingest.sentence_vectors import SentenceVectors
from tests.fakes import FakeEncoder


class _Counting(FakeEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read += texts
        return super().encode_passages(texts)


def test_a_sentence_is_encoded_once_however_it_is_broken() -> None:
    encoder = _Counting()
    vectors = SentenceVectors(encoder)
    first = vectors.of(["A mentor\nlistens.", "And asks.", "A mentor listens."])
    second = vectors.of(["And asks.", "Then  waits."])
    assert encoder.read == ["A mentor listens.", "And asks.", "Then waits."]
    np.testing.assert_array_equal(
        first, FakeEncoder().encode_passages(["A mentor listens.", "And asks.", "A mentor listens."])
    )
    np.testing.assert_array_equal(second[0], first[1])


def test_no_sentences_have_no_vectors() -> None:
    assert SentenceVectors(FakeEncoder()).of([]).shape == (0, FakeEncoder().dimension)


def test_the_oldest_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_vectors, "_KEPT", 2)
    encoder = _Counting()
    vectors = SentenceVectors(encoder)
    for each in ("One.", "Two.", "One.", "Three.", "One.", "Two."):
        vectors.of([each])
    assert encoder.read == ["One.", "Two.", "Three.", "Two."]
