"""The embedded encoder computed by OpenVINO: the vectors of the SentenceTransformer, in a fraction of the time.

Neither PyTorch nor sentence-transformers is imported, on the first use as little as later. What is made once and kept
in the cache: the network, the word table as the weight file has it, the tokenizer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import Adaptation, read_adaptation
from search.embedded.batches import batches_of_one_length
from search.embedded.cache import embedded_fingerprint, ensure_made, plain_fingerprint
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT
from search.embedded.openvino_network import MASK, WORDS, write_network
from search.embedded.source import WEIGHTS_SHA256, open_weights
from search.embedded.weight_file import decode_blocks
from search.embedded.western_tokenizer import Tokens, WesternTokenizer, open_tokenizer, write_tokenizer
from search.errors import loading_model
from search.late_chunking import Spanned, Spans, tokens_within
from search.neutrality import PLAIN_DIRECTIONS, projection, read_directions

_TOKENS = 1024
"""Texts of about one length pass the network together, filled up to the longest, up to so many tokens. Measured on the
blocks of the bundled articles, 2048 take 6 to 18 % more time, 4096 15 to 28 %."""

_STEP = 8
"""Lengths are rounded up to a multiple of this, so that the network meets few different shapes."""

_POSITIONS = 512
"""How many tokens of a text the network reads."""

_FILLING = 1
"""The number of the piece that fills up; the mask hides it, so that it makes no difference."""

_ROUNDED_TOGETHER = 128
"""So many values of a token share a step when they are rounded to 8 bits. More is hardly faster and costs quality."""

_SETTINGS = (("bf16", _ROUNDED_TOGETHER), ("f32", _ROUNDED_TOGETHER), ("f32", 0))
"""The number format and how many values share a step (0: none is rounded), the fastest first. What a processor lacks
shows when the network is compiled or at its first inference, not in what OpenVINO says of the processor alone."""

_NETWORK, _WORD_TABLE = "network.xml", "words.npy"
_NETWORK_RECIPE, _READING_RECIPE = 2, 2
"""Raised when the same weights are written differently."""

Vectors = npt.NDArray[np.float32]

_log = logging.getLogger(__name__)


class CannotComputeError(RuntimeError):
    """OpenVINO computes the network in no way on this processor."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What comes before the network, the same for the adapted and the plain one."""

    tokenizer: WesternTokenizer
    words: npt.NDArray[np.uint8]
    """The word table in 4-bit blocks, of shape (words, bytes), mapped from its file."""

    def vectors(self, ids: npt.NDArray[np.int64]) -> Vectors:
        """The words' vectors, of the shape of `ids` and (hidden,) behind."""
        own, places = np.unique(ids, return_inverse=True)
        rows = decode_blocks(self.words[own]).reshape(len(own), -1)
        return rows[places.reshape(ids.shape)]


class OpenVinoEncoder:
    """An encoder on the embedded network. Safe for threads: one batch at a time passes the network."""

    def __init__(self, reading: _Reading, network: Any, neutral: Vectors, fingerprint: str, cache: Path) -> None:
        """`network` is compiled; `neutral` is the projection, of shape (dimension, dimension)."""
        self._reading = reading
        self._request = network.create_infer_request()
        self._neutral = neutral
        self._fingerprint = fingerprint
        self._cache = cache
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """Names everything that the vectors depend on."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return len(self._neutral)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, of shape (len(texts), dimension), under the model's query prompt."""
        return self._encode([QUERY_PROMPT + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, of shape (len(texts), dimension), under the model's document prompt."""
        return self._encode([PASSAGE_PROMPT + text for text in texts])

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        """The unit vectors of passages, of shape (len(texts), dimension), and of their spans, read in their context."""
        encodings = self._tokens([PASSAGE_PROMPT + text for text in texts])
        before = len(PASSAGE_PROMPT)
        whole = np.empty((len(texts), self.dimension), np.float32)
        means: list[Vectors] = [np.empty((0, self.dimension), np.float32)] * len(encodings)
        for number, states in self._states(encodings):
            whole[number] = states.mean(axis=0)
            offsets = encodings[number].offsets
            places = [tokens_within(offsets, start + before, end + before) for start, end in spans[number]]
            if places:
                means[number] = np.stack([(states[own] if own else states).mean(axis=0) for own in places])
        finished = self._finished(np.concatenate([whole, *means]))
        ends = np.cumsum([len(whole), *map(len, means)])
        first, *rest = np.split(finished, ends[:-1])
        return Spanned(first, rest)

    def plain(self) -> OpenVinoEncoder:
        """The encoder as it was before it was adapted; it shares the word table and the tokenizer with this one."""
        fingerprint, neutral = plain_fingerprint(), projection(read_directions(PLAIN_DIRECTIONS))
        folder = _ensure_network(self._cache, fingerprint, dict)
        return OpenVinoEncoder(self._reading, _compiled(folder), neutral, fingerprint, self._cache)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        means = np.empty((len(texts), self.dimension), np.float32)
        for number, states in self._states(self._tokens(texts)):
            means[number] = states.mean(axis=0)
        return self._finished(means)

    def _tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return self._reading.tokenizer.encode(texts) if texts else []

    def _states(self, encodings: Sequence[Tokens]) -> Iterator[tuple[int, Vectors]]:
        """For each text its number and its tokens' last states, of shape (tokens, hidden); valid until the next."""
        for batch in batches_of_one_length([len(each) for each in encodings], _TOKENS):
            longest = max(len(encodings[number]) for number in batch)
            ids = np.full((len(batch), -(-longest // _STEP) * _STEP), _FILLING)
            mask = np.zeros(ids.shape, np.float32)
            for row, number in enumerate(batch):
                own = encodings[number].ids
                ids[row, : len(own)] = own
                mask[row, : len(own)] = 1
            words = self._reading.vectors(ids)
            with self._lock:
                states = self._request.infer({WORDS: words, MASK: mask})[0].copy()
            for row, number in enumerate(batch):
                yield number, states[row, : len(encodings[number])]

    def _finished(self, means: Vectors) -> Vectors:
        """The unit vectors that the projection makes of mean vectors."""
        # Not by `@`, whose threads would wait for those of the network: 11 ms for a question of five wordings, not 0.1.
        vectors = np.einsum("ij,jk->ik", means, self._neutral)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def load_openvino(cache: Path, *, say: Callable[[str], None] = lambda _: None) -> OpenVinoEncoder:
    """The embedded encoder, unpacked first if need be.

    Raises ModelUnavailableError; ImportError without OpenVINO; CannotComputeError on a processor that it cannot use.
    """
    import openvino  # noqa: F401 - before anything is written, if it cannot be loaded

    fingerprint = embedded_fingerprint()
    shared = _ensure_reading(cache, say)
    folder = _ensure_network(cache, fingerprint, read_adaptation)
    with ThreadPoolExecutor(1) as beside:  # the tokenizer takes half as long as the network, and each one processor
        network = beside.submit(_compiled, folder)
        reading = _open_reading(shared)
    return OpenVinoEncoder(reading, network.result(), projection(read_directions()), fingerprint, cache)


def _ensure_network(cache: Path, fingerprint: str, adaptation: Callable[[], Adaptation]) -> Path:
    """Made within a second, so nothing is said of it: what takes longer comes before it and has been."""

    def write(folder: Path) -> None:
        write_network(open_weights(), adaptation(), folder / _NETWORK)

    return ensure_made(cache, f"{fingerprint}-openvino-{_NETWORK_RECIPE}", write)


def _ensure_reading(cache: Path, say: Callable[[str], None]) -> Path:
    def write(folder: Path) -> None:
        weights = open_weights()
        shape = weights.architecture
        write_tokenizer(weights.vocabulary, folder)
        np.save(folder / _WORD_TABLE, weights.blocks("emb.word").reshape(shape.vocabulary_rows, -1))

    return ensure_made(cache, f"words-{WEIGHTS_SHA256[:16]}-{_READING_RECIPE}", write, say)


def _open_reading(folder: Path) -> _Reading:
    tokenizer = open_tokenizer(folder, _POSITIONS, _mending(folder.parent))
    with loading_model("The embedded model", _mending(folder.parent)):
        return _Reading(tokenizer, np.load(folder / _WORD_TABLE, mmap_mode="r"))


def _compiled(folder: Path) -> Any:
    """The network with the first settings that compute it here. Raises ModelUnavailableError and CannotComputeError."""
    import openvino

    with loading_model("The embedded model", _mending(folder.parent)):
        core = openvino.Core()
        native = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        network = core.read_model(folder / _NETWORK)
    failed: RuntimeError | None = None
    for precision, together in _SETTINGS:
        if precision == "bf16" and not native:
            continue
        config = {
            "INFERENCE_PRECISION_HINT": precision,
            "PERFORMANCE_HINT": "LATENCY",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(together),
            "ENABLE_CPU_PINNING": False,  # two processes would sit on one processor
        }
        try:
            compiled = core.compile_model(network, "CPU", config)
            compiled.create_infer_request().infer(_few_words(network))
        except RuntimeError as error:
            _log.info("OpenVINO does not compute in %s with steps for %d values: %s", precision, together, error)
            failed = error
        else:
            return compiled
    raise CannotComputeError("it computes the embedded network in no way on this processor") from failed


def _few_words(network: Any) -> dict[str, Vectors]:
    hidden = network.input(WORDS).get_partial_shape()[2].get_length()
    return {WORDS: np.zeros((1, _STEP, hidden), np.float32), MASK: np.ones((1, _STEP), np.float32)}


def _mending(cache: Path) -> str:
    return f"Delete the folder {cache}, which is made anew then, or set MENTORBASE_ENGINE to torch."
