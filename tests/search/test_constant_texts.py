from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.constant_texts import encode_constant
from tests.fakes import FakeEncoder

TEXTS = ["Ask for ten minutes.", "Fråga om tio minuter."]


class CountingEncoder(FakeEncoder):
    calls = 0

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        self.calls += 1
        return super().encode_passages(texts)


def test_texts_are_encoded_once_for_a_folder(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    first = encode_constant(encoder, TEXTS, tmp_path)
    np.testing.assert_array_equal(encode_constant(encoder, TEXTS, tmp_path), first)
    np.testing.assert_array_equal(first, FakeEncoder().encode_passages(TEXTS))
    assert encoder.calls == 1


def test_other_texts_and_no_folder_are_encoded_anew(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    for texts, folder in ((TEXTS, tmp_path), (TEXTS[:1], tmp_path), (TEXTS, None)):
        assert encode_constant(encoder, texts, folder).shape == (len(texts), encoder.dimension)
    assert encoder.calls == 3


@pytest.mark.parametrize("broken", [b"", b"\x93NUMPY", b"no vectors"])
def test_a_file_that_is_broken_is_made_anew(tmp_path: Path, broken: bytes) -> None:
    encoder = CountingEncoder()
    first = encode_constant(encoder, TEXTS, tmp_path)
    (file,) = tmp_path.glob("vectors-*.npy")
    file.write_bytes(broken)
    np.testing.assert_array_equal(encode_constant(encoder, TEXTS, tmp_path), first)
    np.testing.assert_array_equal(np.load(file), first)


def test_a_folder_that_cannot_be_written_to_is_no_matter(tmp_path: Path) -> None:
    assert encode_constant(CountingEncoder(), TEXTS, tmp_path / "missing").shape == (2, FakeEncoder().dimension)
