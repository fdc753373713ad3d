"""The embedded encoder on OpenVINO: the vectors of the SentenceTransformer, faster and without PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import Adaptation, read_adaptation
from search.embedded.cache import embedded_fingerprint, plain_fingerprint
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT
from search.embedded.graph import adapted_from, build_graph, import_openvino
from search.embedded.source import embedded_weights
from search.embedded.tokenizer import PieceTokenizer, Tokens
from search.embedded.weight_file import WeightFile
from search.encoder import Spans, tokens_of_span
from search.neutrality import PLAIN_DIRECTIONS, projection, read_directions
from search.token_batches import filled_length, token_batches

if TYPE_CHECKING:
    import openvino

_TOKENISED = 512
"""Texts that are cut into tokens and put in order of their length together."""

_NOT_LOOKED_AT = -1e9

Vectors = npt.NDArray[np.float32]
_Ids = npt.NDArray[np.int64]
_There = npt.NDArray[np.bool_]


class _Network:
    """The compiled parts of a network, one behind the other, with the tables that stand in front of them."""

    def __init__(self, weights: WeightFile, parts: Sequence[openvino.CompiledModel], turns: ThreadPoolExecutor) -> None:
        """`turns` has one thread, in which one batch after another passes, in the order in which they came."""
        shape = weights.architecture
        self.weights = weights
        self._hidden = shape.hidden
        kinds = weights.tensor("emb.type").reshape(-1, shape.hidden)
        self._places = weights.tensor("emb.pos").reshape(-1, shape.hidden) + kinds[0]
        self._requests = [part.create_infer_request() for part in parts]
        self.parts = parts
        self.turns = turns

    def states(self, ids: _Ids, there: _There) -> Vectors:
        """The states of tokens, of shape (texts, tokens, hidden); `there` tells which are no filling."""
        words = self.weights.rows("emb.word", self._hidden, ids.reshape(-1)).reshape(*ids.shape, self._hidden)
        looked_at = np.where(there, np.float32(0), np.float32(_NOT_LOOKED_AT))[:, None, None, :]
        return self.turns.submit(self._run, words + self._places[: ids.shape[1]], looked_at).result()

    def _run(self, states: Vectors, looked_at: Vectors) -> Vectors:
        for request in self._requests:
            request.infer([states, looked_at], share_inputs=True)
            states = request.get_output_tensor(0).data
        return states.copy()  # the next batch is written into the same memory


class OpenVinoEncoder:
    """The embedded encoder, as an `Encoder`. Safe for threads: batches take turns, a question waits for one at most."""

    def __init__(self, network: _Network, tokenizer: PieceTokenizer, matrix: Vectors, fingerprint: str) -> None:
        """`matrix`, symmetric, takes the language out of a vector."""
        self._network = network
        self._tokenizer = tokenizer
        self._matrix = matrix
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """Names everything that the vectors depend on; not the engine, whose vectors are the same."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return len(self._matrix)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, of shape (len(texts), dimension), under the query prompt."""
        return self._encode(QUERY_PROMPT, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, of shape (len(texts), dimension), under the passage prompt."""
        return self._encode(PASSAGE_PROMPT, texts)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Vectors]:
        """For each passage the unit vectors of its spans, of shape (len(spans), dimension), read in their context.

        See `search.encoder.SentenceTransformerEncoder.encode_spans`.
        """
        ends = np.cumsum([0, *map(len, spans)])
        means = np.zeros((ends[-1], self.dimension), np.float32)
        shift = len(PASSAGE_PROMPT)
        for place, tokens, states in self._read(PASSAGE_PROMPT, texts):
            for number, (start, end) in enumerate(spans[place], start=int(ends[place])):
                inside = tokens_of_span(tokens.offsets, start + shift, end + shift)
                means[number] = (states[inside] if inside else states).mean(0)
        vectors = self._finished(means)
        return [vectors[start:end] for start, end in pairwise(ends)]

    def without_adaptation(self) -> OpenVinoEncoder:
        """The encoder before it was adapted, which shares everything with this one but the layers that differ."""
        weights, turns, lower = self._network.weights, self._network.turns, self._network.parts[0]
        first = adapted_from(read_adaptation())
        upper = _compiled(weights, range(first, weights.architecture.layers), {})
        network = _Network(weights, [lower, upper], turns)
        return OpenVinoEncoder(
            network, self._tokenizer, projection(read_directions(PLAIN_DIRECTIONS)), plain_fingerprint()
        )

    def _encode(self, prompt: str, texts: Sequence[str]) -> Vectors:
        means = np.empty((len(texts), self.dimension), np.float32)
        for place, _, states in self._read(prompt, texts):
            means[place] = states.mean(0)
        return self._finished(means)

    def _read(self, prompt: str, texts: Sequence[str]) -> Iterator[tuple[int, Tokens, Vectors]]:
        """The place of each text with its tokens and their states, of shape (tokens, hidden), in any order."""
        for first in range(0, len(texts), _TOKENISED):
            tokens = self._tokenizer.encode_batch([prompt + text for text in texts[first : first + _TOKENISED]])
            for batch in token_batches([len(each.ids) for each in tokens]):
                states = self._network.states(*_table([tokens[place].ids for place in batch]))
                for place, own in zip(batch, states, strict=True):
                    yield first + place, tokens[place], own[: len(tokens[place].ids)]

    def _finished(self, means: Vectors) -> Vectors:
        """Unit vectors of means of states, with the language taken out, in float32."""
        vectors = means @ self._matrix
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), np.float32)


def load_openvino() -> OpenVinoEncoder:
    """The embedded encoder on OpenVINO.

    Raises ImportError where that is not installed, RuntimeError where it cannot compute here, and
    ModelUnavailableError when the weights are missing or wrong.
    """
    import_openvino()
    weights = embedded_weights()
    adaptation = read_adaptation()
    first, layers = adapted_from(adaptation), weights.architecture.layers
    with ThreadPoolExecutor(2) as side_by_side:
        lower = side_by_side.submit(_compiled, weights, range(first), adaptation)
        upper = side_by_side.submit(_compiled, weights, range(first, layers), adaptation)
        tokenizer = PieceTokenizer(weights.vocabulary, weights.architecture.positions)
        parts = [lower.result(), upper.result()]
    network = _Network(weights, parts, ThreadPoolExecutor(1, thread_name_prefix="encoder"))
    return OpenVinoEncoder(network, tokenizer, projection(read_directions()), embedded_fingerprint())


def _compiled(weights: WeightFile, layers: range, adaptation: Adaptation) -> openvino.CompiledModel:
    """Layers, compiled for one batch at a time on all cores, in bfloat16 where the processor has instructions."""
    core = import_openvino().Core()
    native = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if native else "f32",
        "ENABLE_CPU_PINNING": False,  # two programs would hold on to the same cores
    }
    return core.compile_model(build_graph(weights, layers, adaptation), "CPU", settings)


def _table(rows: Sequence[_Ids]) -> tuple[_Ids, _There]:
    """Ids of tokens as a table, each row filled up with zeros, and which of them are no filling."""
    lengths = np.array([len(row) for row in rows])
    there = np.arange(filled_length(int(lengths.max()))) < lengths[:, None]
    ids = np.zeros(there.shape, np.int64)
    ids[there] = np.concatenate(rows)
    return ids, there
