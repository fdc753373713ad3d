"""The embedded encoder computed by OpenVINO: the vectors of the SentenceTransformer, in a fraction of the time.

Neither PyTorch nor sentence-transformers is imported, on the first use as little as later. What is made once and kept
in the cache: the network, which way of computing it is the fastest, the word table as the weight file has it, the
tokenizer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import Adaptation, read_adaptation
from search.embedded.cache import embedded_fingerprint, ensure_made, mending, plain_fingerprint
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT
from search.embedded.openvino_network import POSITIONS, TEXTS, WORDS, write_network
from search.embedded.openvino_ways import compiled
from search.embedded.packing import packed
from search.embedded.source import WEIGHTS_SHA256, open_weights
from search.embedded.weight_file import decode_blocks
from search.embedded.western_tokenizer import Tokens, WesternTokenizer, open_tokenizer, write_tokenizer
from search.errors import loading_model
from search.late_chunking import Spanned, Spans, tokens_within
from search.neutrality import PLAIN_DIRECTIONS, projection, read_directions

_TOKENS = 1024
"""Rows of one length pass the network together, up to so many tokens; 2048 are not faster."""

_POSITIONS = 512
"""How many tokens of a text the network reads."""

_FILLING = 1
"""The number of the piece that fills a row up; it is of no text, so that it makes no difference."""

_NETWORK, _WORD_TABLE = "network.xml", "words.npy"
_NETWORK_RECIPE, _READING_RECIPE = 3, 2
"""Raised when the same weights are written differently."""

Vectors = npt.NDArray[np.float32]


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
        return OpenVinoEncoder(
            self._reading, compiled(folder / _NETWORK, self._cache), neutral, fingerprint, self._cache
        )

    def _encode(self, texts: Sequence[str]) -> Vectors:
        means = np.empty((len(texts), self.dimension), np.float32)
        for number, states in self._states(self._tokens(texts)):
            means[number] = states.mean(axis=0)
        return self._finished(means)

    def _tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return self._reading.tokenizer.encode(texts) if texts else []

    def _states(self, encodings: Sequence[Tokens]) -> Iterator[tuple[int, Vectors]]:
        """For each text its number and its tokens' last states, of shape (tokens, hidden); valid until the next."""
        for batch in packed([len(each) for each in encodings], _TOKENS):
            shape = (len(batch.rows), batch.length)
            ids = np.full(shape, _FILLING)
            positions, texts = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
            places: list[tuple[int, int, slice]] = []
            for row, numbers in enumerate(batch.rows):
                end = 0
                for number in numbers:
                    start, end = end, end + len(encodings[number])
                    places.append((number, row, slice(start, end)))
                    ids[row, start:end] = encodings[number].ids
                    positions[row, start:end] = np.arange(end - start)
                    texts[row, start:end] = number + 1
            words = self._reading.vectors(ids)
            with self._lock:
                states = self._request.infer({WORDS: words, POSITIONS: positions, TEXTS: texts})[0].copy()
            for number, row, own in places:
                yield number, states[row, own]

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
        network = beside.submit(compiled, folder / _NETWORK, cache)
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
    tokenizer = open_tokenizer(folder, _POSITIONS, mending(folder.parent))
    with loading_model("The embedded model", mending(folder.parent)):
        return _Reading(tokenizer, np.load(folder / _WORD_TABLE, mmap_mode="r"))
