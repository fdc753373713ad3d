"""The embedded encoder on OpenVINO, against the SentenceTransformer of the same weights."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from corpus.library import BUNDLED_ARTICLES
from search.embedded.graph import import_openvino
from search.encoder import SentenceTransformerEncoder
from search.neutrality import read_directions, read_parallel_sentences
from search.openvino_encoder import OpenVinoEncoder, load_openvino

_ROOT = Path(__file__).parents[2]
_NEAR = 0.999

Vectors = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def openvino() -> OpenVinoEncoder:
    try:
        import_openvino()
    except ImportError:
        pytest.skip("OpenVINO is not installed")
    return load_openvino()


def _questions() -> list[str]:
    return [text for texts in read_parallel_sentences().values() for text in texts[::24]]


def _passages() -> list[str]:
    articles = [path.read_text(encoding="utf-8") for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))]
    return [max(article.split("\n\n"), key=len) for article in articles]


_ODD = {
    "empty": "",
    "blank": " \n\t ",
    "no text": "\x00\x01",
    "far too long": "word " * 3000,
    "one endless word": "o" * 5000,
    "emoji": "🙂🙃 👩‍🏫 ok",
    "Japanese": "日本語のメンタリング",
    "Arabic": "كيف أجد مرشداً؟",
    "Greek and Cyrillic": "Πώς βρίσκω μέντορα; Как найти наставника?",
    "letters and marks": "ﬁne ① ½ ™ e\u0301 İstanbul ß ŉ \u200b\u00ad",
    "special tokens": "<s> what is a <mask> </s> <pad> <unk>",
    "the tokenizer's own sign": "▁a ▁b",
}


def _least(one: Vectors, other: Vectors) -> float:
    return float((one * other).sum(axis=1).min())


# The same vectors


def test_questions_and_passages_have_the_vectors_of_the_sentence_transformer(
    openvino: OpenVinoEncoder, encoder: SentenceTransformerEncoder
) -> None:
    assert (openvino.fingerprint, openvino.dimension) == (encoder.fingerprint, encoder.dimension)
    for texts in (_questions(), _passages()):
        assert _least(openvino.encode_queries(texts), encoder.encode_queries(texts)) > _NEAR
        assert _least(openvino.encode_passages(texts), encoder.encode_passages(texts)) > _NEAR


@pytest.mark.parametrize("text", _ODD.values(), ids=_ODD.keys())
def test_odd_texts_have_the_vectors_of_the_sentence_transformer(
    openvino: OpenVinoEncoder, encoder: SentenceTransformerEncoder, text: str
) -> None:
    assert _least(openvino.encode_queries([text]), encoder.encode_queries([text])) > _NEAR
    assert _least(openvino.encode_passages([text]), encoder.encode_passages([text])) > _NEAR


def test_spans_have_the_vectors_of_the_sentence_transformer(
    openvino: OpenVinoEncoder, encoder: SentenceTransformerEncoder
) -> None:
    texts = [*_passages(), "Fine 🙂 words. ﬁne ½ words.", "word " * 1000, ""]
    spans = [[(at, min(at + 60, len(text))) for at in range(0, len(text), 60)] for text in texts]
    spans[-2].append((4900, 4950))  # beyond what the model reads
    ours, theirs = openvino.encode_spans(texts, spans), encoder.encode_spans(texts, spans)
    assert [each.shape for each in ours] == [(len(own), 384) for own in spans]
    assert min(_least(one, other) for one, other in zip(ours, theirs, strict=True) if len(one)) > _NEAR
    assert openvino.encode_spans([], []) == []
    (nothing,) = openvino.encode_spans(["a text without spans"], [[]])
    assert nothing.shape == (0, 384)


def test_the_plain_encoder_has_the_vectors_of_the_plain_sentence_transformer(
    openvino: OpenVinoEncoder, encoder: SentenceTransformerEncoder
) -> None:
    ours, theirs = openvino.without_adaptation(), encoder.without_adaptation()
    assert ours.fingerprint == theirs.fingerprint != openvino.fingerprint
    passages = _passages()
    assert _least(ours.encode_passages(passages), theirs.encode_passages(passages)) > _NEAR
    assert _least(openvino.encode_passages(passages), encoder.encode_passages(passages)) > _NEAR  # it stays adapted
    spans = [[(0, 40)]] * len(passages)
    found = ours.encode_spans(passages, spans), theirs.encode_spans(passages, spans)
    assert _least(*map(np.concatenate, found)) > _NEAR


def test_vectors_are_float32_contiguous_of_unit_length_and_without_language(openvino: OpenVinoEncoder) -> None:
    for texts in ([], _questions(), [*_ODD.values()]):
        vectors = openvino.encode_queries(texts)
        assert (vectors.shape, vectors.dtype, vectors.flags.c_contiguous) == ((len(texts), 384), np.float32, True)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert np.abs(vectors @ read_directions().T).max(initial=0) < 1e-6


def test_a_vector_hardly_depends_on_the_texts_beside_it(openvino: OpenVinoEncoder) -> None:
    texts = [*_questions(), *_passages()]
    alone = np.concatenate([openvino.encode_passages([text]) for text in texts])
    assert _least(openvino.encode_passages(texts), alone) > _NEAR


def test_many_texts_keep_their_order(openvino: OpenVinoEncoder) -> None:
    texts = [f"Step {number % 9} of the plan" + " goes on" * (number % 5) for number in range(1100)]
    vectors = openvino.encode_queries(texts)  # more than are tokenised at once
    assert _least(vectors[45:], vectors[:-45]) > _NEAR  # 45 texts, again and again
    assert _least(vectors[1:], vectors[:-1]) < _NEAR


# Side by side


def test_threads_get_the_vectors_of_their_own_texts(openvino: OpenVinoEncoder) -> None:
    texts = _questions()[:8]
    plain = openvino.without_adaptation()
    expected = {each: [each.encode_queries([text]) for text in texts] for each in (openvino, plain)}
    with ThreadPoolExecutor(8) as threads:
        for own, vectors in expected.items():
            found = threads.map(lambda text, own=own: own.encode_queries([text]), texts * 4)
            assert all(_least(one, vectors[place % 8]) > 0.99999 for place, one in enumerate(found))


def test_a_question_does_not_wait_until_all_passages_are_encoded(openvino: OpenVinoEncoder) -> None:
    passages, ended = _passages() * 3, threading.Event()

    def encode() -> None:
        openvino.encode_passages(passages)
        ended.set()

    thread = threading.Thread(target=encode)
    thread.start()
    time.sleep(0.05)
    openvino.encode_queries(["How do I find a mentor?"])
    waited_for_all = ended.is_set()
    thread.join()
    assert not waited_for_all


# On the way to a question


_ASK = """
import sys
from pathlib import Path
from search.encoder import open_embedded_encoder
encoder = open_embedded_encoder(Path("/nowhere/at/all"))
print(encoder.encode_queries(["Hur hittar jag en mentor?"]).shape)
encoder.encode_passages(["Fråga programmet."])
heavy = ("torch", "transformers", "sentence_transformers", "openvino_telemetry", "openvino.tools.ovc")
print([name for name in heavy if sys.modules.get(name) is not None])
"""


def test_neither_pytorch_nor_a_cache_nor_anything_that_sends_statistics_is_needed(
    openvino: OpenVinoEncoder, tmp_path: Path
) -> None:
    del openvino  # is installed
    result = subprocess.run(
        [sys.executable, "-c", _ASK],
        env={**os.environ, "HOME": str(tmp_path)},
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == ["(1, 384)", "[]"]
    assert (result.stderr, list(tmp_path.iterdir())) == ("", [])
