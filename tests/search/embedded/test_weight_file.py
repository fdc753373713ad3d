"""The weight file: every value of a tiny hand-made one, and what the real one holds."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from search.embedded.source import find_weights
from search.embedded.weight_file import WeightFile

_PIECES = ["<s>", "▁ciao"]


def _four_bit_block(scale: float, weights: list[int]) -> bytes:
    """32 weights from -8 to 7: byte j holds weight j low and weight j + 16 high, each plus 8."""
    return struct.pack("<e", scale) + bytes((weights[j] + 8) | (weights[j + 16] + 8) << 4 for j in range(16))


_RISING = [number % 16 - 8 for number in range(32)]
_SEVENS = [7] * 16 + [-8] * 16
_MATRIX = _four_bit_block(0.5, _RISING) + _four_bit_block(-2.0, _SEVENS)
_FLOATS = struct.pack("<3f", 1.5, -0.25, 3.0)
_SIZES = (32, 1, 2, 64, 2, 512, 2)


def _tiny_file(magic: bytes = b"E5S1", block: int = 32, kind: int = 1, matrix_size: int = len(_MATRIX)) -> bytes:
    header = magic + struct.pack("<I7ifi", 1, *_SIZES, 1e-12, block)
    blob = "".join(_PIECES).encode()  # 3 bytes, then 3 + 4: the metaspace takes three bytes
    tokenizer = struct.pack("<5iQ3I2f", 2, 0, 2, 1, 3, len(blob), 0, 3, len(blob), -1.0, -2.5) + blob
    table = struct.pack("<IBI", ord("Å"), 1, ord("Å")) + struct.pack("<IB2I", ord("ﬁ"), 2, ord("f"), ord("i"))
    table += struct.pack("<IB", 0xAD, 0)
    normaliser = struct.pack("<iI", 3, len(table)) + table
    start = len(header) + len(tokenizer) + len(normaliser) + 4 + 2 * (2 + 3 + 1 + 4 + 8 + 8)
    directory = struct.pack("<i", 2)
    directory += struct.pack("<H3sBIQQ", 3, b"one", 0, 3, start, len(_FLOATS))
    directory += struct.pack("<H3sBIQQ", 3, b"two", kind, 64, start + len(_FLOATS), matrix_size)
    return header + tokenizer + normaliser + directory + _FLOATS + _MATRIX


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "tiny.bin"
    path.write_bytes(content)
    return path


@pytest.fixture
def tiny(tmp_path: Path) -> WeightFile:
    return WeightFile(_written(tmp_path, _tiny_file()))


def test_rows_are_those_of_the_whole_matrix(tiny: WeightFile) -> None:
    matrix = tiny.tensor("two").reshape(2, 32)
    assert tiny.rows("two", 32, np.array([1, 0, 1])).tolist() == matrix[[1, 0, 1]].tolist()
    assert tiny.rows("two", 32, np.array([], np.int64)).shape == (0, 32)
    with pytest.raises(IndexError):
        tiny.rows("two", 32, np.array([2]))


def test_the_header_gives_the_shape_of_the_network(tiny: WeightFile) -> None:
    shape = tiny.architecture
    found = (shape.hidden, shape.layers, shape.heads, shape.feed_forward, shape.vocabulary_rows, shape.positions)
    assert (*found, shape.token_types) == _SIZES
    assert shape.layer_norm_epsilon == np.float32(1e-12)


def test_pieces_are_cut_out_of_the_blob_by_their_byte_offsets(tiny: WeightFile) -> None:
    assert tiny.vocabulary.pieces == _PIECES
    assert tiny.vocabulary.scores == [-1.0, -2.5]
    special = (tiny.vocabulary.bos, tiny.vocabulary.eos, tiny.vocabulary.pad, tiny.vocabulary.unk)
    assert special == (0, 2, 1, 3)


def test_the_normaliser_maps_a_character_to_none_one_or_more(tiny: WeightFile) -> None:
    assert tiny.normaliser == {"Å": "Å", "ﬁ": "fi", "\xad": ""}


def test_a_float_tensor_is_read_as_it_stands(tiny: WeightFile) -> None:
    assert tiny.names == ["one", "two"]
    assert tiny.tensor("one").tolist() == [1.5, -0.25, 3.0]


def test_a_four_bit_tensor_is_nibble_minus_eight_times_the_scale_of_its_block(tiny: WeightFile) -> None:
    weights = tiny.tensor("two")
    assert weights.dtype == np.float32
    assert weights[:32].tolist() == [0.5 * weight for weight in _RISING]  # -4.0, -3.5, … 3.5, twice
    assert weights[32:].tolist() == [-14.0] * 16 + [16.0] * 16  # 7 * -2 and -8 * -2


def test_a_file_that_is_cut_off_anywhere_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    whole = _tiny_file()
    for size in range(len(whole)):
        with pytest.raises(ValueError, match=r"ends at byte|empty file"):
            WeightFile(_written(tmp_path, whole[:size]))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_tiny_file(magic=b"GGUF"), "does not start with b'E5S1'"),
        (_tiny_file(block=64), "blocks of 64 weights"),
        (_tiny_file(kind=2), "tensor two of kind 2"),
        (_tiny_file(kind=0), "tensor two of kind 0 has 36 bytes for 64 weights"),
        (_tiny_file(matrix_size=35), "tensor two of kind 1 has 35 bytes for 64 weights"),
        (b"E5S1" + b"\xff" * 300, "blocks of -1 weights"),
    ],
)
def test_a_file_of_another_format_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        WeightFile(_written(tmp_path, content))


@pytest.fixture(scope="module")
def real() -> WeightFile:
    return WeightFile(find_weights())


def test_the_real_file_is_multilingual_e5_small(real: WeightFile) -> None:
    shape = real.architecture
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (384, 12, 12, 1536)
    assert (shape.vocabulary_rows, shape.positions, shape.token_types) == (250_037, 512, 2)
    assert len(real.names) == 197  # 5 of the embeddings, and 16 in each of 12 layers: 5 + 16 * 12


def test_the_real_file_has_the_special_tokens_of_xlm_roberta(real: WeightFile) -> None:
    vocabulary = real.vocabulary
    assert len(vocabulary.pieces) == len(vocabulary.scores) == 250_002
    special = [vocabulary.pieces[at] for at in (vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unk)]
    assert special == ["<s>", "<pad>", "</s>", "<unk>"]
    assert vocabulary.pieces[-1] == "<mask>"


def test_the_real_tensors_have_as_many_weights_as_their_matrices(real: WeightFile) -> None:
    assert real.tensor("emb.word").shape == (250_037 * 384,)
    assert real.tensor("l11.fi.w").shape == (1536 * 384,)
    assert real.tensor("l11.oln.b").shape == (384,)
