"""OpenVINO's vectors are those of the SentenceTransformer."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from corpus.library import BUNDLED_ARTICLES
from search.embedded import openvino_ways
from search.embedded.cache import embedded_fingerprint, plain_fingerprint
from search.embedded.checkpoint import build_fast_tokenizer, build_tokenizer
from search.embedded.engine import Engine
from search.embedded.openvino_encoder import OpenVinoEncoder, load_openvino
from search.embedded.openvino_ways import WAYS, CannotComputeError, Way
from search.embedded.source import open_weights
from search.embedded.weight_file import decode_blocks
from search.encoder import LazyEncoder, SentenceTransformerEncoder, load_with, open_plain_encoder
from search.errors import ModelUnavailableError
from search.neutrality import read_directions

_ROOT = Path(__file__).parents[3]

_QUESTIONS = [
    "Come trovo un mentore?",
    "Hur hittar jag en mentor?",
    "Hoe vind ik een mentor?",
    "How do I find a mentor?",
]
_ODD = [
    "",
    " ",
    "\n\n\x00",
    "😀 👩‍👩‍👧",
    "Что такое наставничество?",
    "メンターとは何ですか",
    "ما هو الإرشاد؟",
    "<s> a </s> <mask>",
]
_ROUNDED = 0.997
"""The least cosine to the exact vectors when weights and values are rounded to 8 bits; 0.9978 was measured."""
_LONG = "A mentor listens, asks and waits. " * 200

Vectors = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def fast(model_cache: Path) -> OpenVinoEncoder:
    return load_openvino(model_cache)


def _articles() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))[::6]]


def _copy_unpacked(model_cache: Path, fast: OpenVinoEncoder, to: Path) -> None:
    assert fast.dimension == 384  # unpacked
    for folder in model_cache.iterdir():
        if (folder / "network.xml").is_file() or (folder / "western.json").is_file():
            shutil.copytree(folder, to / folder.name)


def _least_cosine(some: Vectors, others: Vectors) -> float:
    return float((some * others).sum(axis=1).min())


@pytest.mark.parametrize("texts", [_QUESTIONS, _ODD, [_LONG], [*_QUESTIONS, _LONG, *_ODD]], ids=len)
def test_questions_and_passages_have_the_same_vectors(
    fast: OpenVinoEncoder, encoder: SentenceTransformerEncoder, texts: list[str]
) -> None:
    for one, other in (
        (fast.encode_queries(texts), encoder.encode_queries(texts)),
        (fast.encode_passages(texts), encoder.encode_passages(texts)),
    ):
        assert _least_cosine(one, other) > _ROUNDED
        assert (one.shape, one.dtype, one.flags.c_contiguous) == ((len(texts), 384), np.float32, True)
        np.testing.assert_allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)


def test_blocks_of_articles_have_the_same_vectors(fast: OpenVinoEncoder, encoder: SentenceTransformerEncoder) -> None:
    blocks = [block for article in _articles() for block in article.split("\n\n")]
    assert _least_cosine(fast.encode_passages(blocks), encoder.encode_passages(blocks)) > _ROUNDED


def test_spans_have_the_same_vectors(fast: OpenVinoEncoder, encoder: SentenceTransformerEncoder) -> None:
    texts = [*_articles()[:4], "", _LONG, *_QUESTIONS]
    spans = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in texts]
    spans[0] = []
    read, expected = fast.encode_with_spans(texts, spans), encoder.encode_with_spans(texts, spans)
    assert [each.shape for each in read.spans] == [each.shape for each in expected.spans]
    assert _least_cosine(np.concatenate(read.spans), np.concatenate(expected.spans)) > _ROUNDED
    for both in (read, expected):  # the passages themselves are read as without spans
        assert _least_cosine(both.passages, encoder.encode_passages(texts)) > _ROUNDED


def test_no_texts_have_no_vectors(fast: OpenVinoEncoder) -> None:
    assert fast.encode_queries([]).shape == fast.encode_passages([]).shape == (0, 384)
    read = fast.encode_with_spans([], [])
    assert (read.passages.shape, read.spans) == ((0, 384), [])


def test_the_plain_encoder_has_the_same_vectors(fast: OpenVinoEncoder, encoder: SentenceTransformerEncoder) -> None:
    ours = open_plain_encoder(LazyEncoder(embedded_fingerprint, lambda: fast)).loaded()
    theirs = open_plain_encoder(LazyEncoder(embedded_fingerprint, lambda: encoder)).loaded()
    texts = _QUESTIONS + _ODD
    assert _least_cosine(ours.encode_passages(texts), theirs.encode_passages(texts)) > _ROUNDED
    assert ours.fingerprint == theirs.fingerprint == plain_fingerprint()


def test_the_fingerprint_is_the_same(fast: OpenVinoEncoder, encoder: SentenceTransformerEncoder) -> None:
    assert (fast.fingerprint, fast.dimension) == (encoder.fingerprint, encoder.dimension)


def test_no_vector_has_a_part_along_a_language_direction(fast: OpenVinoEncoder) -> None:
    assert np.abs(fast.encode_queries(_QUESTIONS) @ read_directions().T).max() < 1e-6


def test_a_vector_hardly_depends_on_the_texts_beside_it(fast: OpenVinoEncoder) -> None:
    beside = fast.encode_passages([*_QUESTIONS, _LONG])
    alone = np.concatenate([fast.encode_passages([text]) for text in _QUESTIONS])
    assert _least_cosine(beside[:4], alone) > 0.999


def test_texts_that_share_a_row_know_nothing_of_each_other(fast: OpenVinoEncoder) -> None:
    alone = np.concatenate([fast.encode_passages([text]) for text in _QUESTIONS])
    others = ["No.", "Mentors get nothing for their time.", "E poi?", "Tack."]
    for number, text in enumerate(_QUESTIONS):
        beside = fast.encode_passages([*others[:number], text, *others[number:]])
        assert _least_cosine(beside[number : number + 1], alone[number : number + 1]) > 0.999


def test_the_tokenizer_is_the_one_that_transformers_wraps() -> None:
    weights = open_weights()
    wrapped = build_tokenizer(weights.vocabulary, weights.architecture.positions)
    tokenizers = (build_fast_tokenizer(weights.vocabulary), wrapped.backend_tokenizer)
    ours, theirs = (json.loads(each.to_str()) for each in tokenizers)
    pieces, scores = zip(*ours["model"].pop("vocab"), strict=True)
    their_pieces, their_scores = zip(*theirs["model"].pop("vocab"), strict=True)
    assert ours == theirs
    assert pieces == their_pieces
    np.testing.assert_allclose(scores, their_scores, rtol=1e-15)  # written and read as text once more


def test_rows_of_the_word_table_are_decoded_one_by_one() -> None:
    weights = open_weights()
    rows = weights.blocks("emb.word").reshape(250_037, -1)
    table = weights.tensor("emb.word").reshape(250_037, 384)
    some = np.array([0, 3, 17, 250_036])
    np.testing.assert_array_equal(decode_blocks(rows[some]).reshape(4, 384), table[some])


_WITHOUT_OPENVINO = "import sys; sys.modules['openvino'] = None\n"
_LOAD = """
from pathlib import Path
from search.embedded.engine import Engine
from search.encoder import load_with
from search.errors import ModelUnavailableError
try:
    print(type(load_with(Engine(sys.argv[2]), Path(sys.argv[1]))).__name__)
except ModelUnavailableError as error:
    print(error)
"""


def test_without_openvino_pytorch_encodes_unless_openvino_is_asked_for(
    model_cache: Path, encoder: SentenceTransformerEncoder
) -> None:
    assert encoder.dimension == 384  # unpacked
    said = {}
    for engine in (Engine.AUTO, Engine.OPENVINO):
        command = [sys.executable, "-c", _WITHOUT_OPENVINO + _LOAD, str(model_cache), engine]
        result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_ROOT)
        said[engine] = (result.stdout.strip(), "OpenVINO cannot be loaded" in result.stderr)
    assert said[Engine.AUTO] == ("SentenceTransformerEncoder", True)
    refusal, _ = said[Engine.OPENVINO]
    assert refusal.startswith("OpenVINO cannot be loaded (")
    assert refusal.endswith("Install it with `pip install openvino`, or set MENTORBASE_ENGINE to torch or auto.")


_ENCODE = """
import sys
from pathlib import Path
import numpy as np
from search.embedded.openvino_encoder import load_openvino
np.save(sys.argv[2], load_openvino(Path(sys.argv[1])).encode_passages(sys.argv[3:]))
"""


@pytest.mark.parametrize("instructions", ["AVX2", "AVX512_CORE", "AVX512_CORE_VNNI"])
def test_a_processor_with_fewer_instructions_has_the_same_vectors(
    model_cache: Path, encoder: SentenceTransformerEncoder, tmp_path: Path, instructions: str
) -> None:
    written = tmp_path / "vectors.npy"
    command = [sys.executable, "-c", _ENCODE, str(model_cache), str(written), *_QUESTIONS, _LONG]
    # The library that multiplies for OpenVINO takes the processor for one that has no more than these.
    subprocess.run(command, env={**os.environ, "ONEDNN_MAX_CPU_ISA": instructions}, check=True, cwd=_ROOT)
    assert _least_cosine(np.load(written), encoder.encode_passages([*_QUESTIONS, _LONG])) > _ROUNDED


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_way_has_the_same_vectors(
    model_cache: Path, encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    monkeypatch.setattr(openvino_ways, "WAYS", (way,))
    try:
        vectors = load_openvino(model_cache).encode_passages([*_QUESTIONS, _LONG])
    except CannotComputeError:
        pytest.skip("this processor has no such instructions")
    assert _least_cosine(vectors, encoder.encode_passages([*_QUESTIONS, _LONG])) > _ROUNDED


def test_the_fastest_way_is_measured_once(
    model_cache: Path, fast: OpenVinoEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _copy_unpacked(model_cache, fast, tmp_path)
    load_openvino(tmp_path)
    (chosen,) = (json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("way-*/way.json"))
    assert Way(**chosen) in WAYS
    monkeypatch.setattr(openvino_ways, "_measured", lambda *_: pytest.fail("it is known already"))
    assert load_openvino(tmp_path).dimension == 384


def test_where_openvino_computes_in_no_way_pytorch_encodes_unless_openvino_is_asked_for(
    model_cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(openvino_ways, "WAYS", (Way("no such format", 0, unfolded=False),))
    assert isinstance(load_with(Engine.AUTO, model_cache), SentenceTransformerEncoder)
    assert "in no way on this processor): PyTorch encodes" in caplog.text
    with pytest.raises(ModelUnavailableError, match=r"in no way on this processor.*MENTORBASE_ENGINE to torch or auto"):
        load_with(Engine.OPENVINO, model_cache)


def test_that_the_model_is_unpacked_is_told_once(tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        load_openvino(tmp_path, say=said.append)
    assert said == ["Unpacking the embedded language model (once)"]


def test_the_engine_that_is_asked_for_encodes(model_cache: Path) -> None:
    assert isinstance(load_with(Engine.OPENVINO, model_cache), OpenVinoEncoder)
    assert isinstance(load_with(Engine.TORCH, model_cache), SentenceTransformerEncoder)
    with pytest.raises(ModelUnavailableError, match="cannot be unpacked"):
        load_with(Engine.OPENVINO, Path("/dev/null/cache"))


@pytest.mark.parametrize("name", ["network.xml", "western.json", "western.npy", "words.npy", "tokenizer.json"])
def test_a_model_that_was_damaged_after_it_was_unpacked_is_named_with_what_to_do(
    model_cache: Path, fast: OpenVinoEncoder, tmp_path: Path, name: str
) -> None:
    _copy_unpacked(model_cache, fast, tmp_path)
    for damaged in tmp_path.rglob(name):
        damaged.write_bytes(b"\0" * damaged.stat().st_size)
    with pytest.raises(ModelUnavailableError, match=re.escape(f"Delete the folder {tmp_path}, which is made anew")):
        load_with(Engine.AUTO, tmp_path).encode_queries(["Что такое наставничество?"])
