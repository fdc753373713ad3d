"""The embedded network as OpenVINO computes it, built from the weight file with neither PyTorch nor a converter.

It is BERT (Devlin et al. 2019) from the word vectors on: the word table, four fifths of all weights, stays outside, in
a file of which only the rows that a text needs are read. The matrices have 8 bits a weight and a step for each output,
so that OpenVINO can round a token's values while it computes and multiply whole numbers (`DYNAMIC_QUANTIZATION`).
Several texts may stand in a row: each token is told its text, and pays attention to that one only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import Adaptation
from search.embedded.checkpoint import name_in_bert
from search.embedded.weight_file import WeightFile

WORDS, POSITIONS, TEXTS = "words", "positions", "texts"
"""The network's inputs: word vectors of shape (rows, tokens, hidden), and for each token its position in its text and
the number of its text in the row, of shape (rows, tokens)."""
_FAR = -10_000.0
"""Is added to the attention that a token of another text would get, which leaves nothing of it."""


def write_network(weights: WeightFile, adaptation: Adaptation, path: Path) -> None:
    """Write the network, with its weights changed by `adaptation`, as `path` (`.xml`) and a `.bin` beside it."""
    import openvino

    openvino.save_model(_Network(weights, adaptation).build(), path, compress_to_fp16=False)


class _Network:
    """Builds the graph from the word vectors to the tokens' last states."""

    def __init__(self, weights: WeightFile, adaptation: Adaptation) -> None:
        from openvino import opset13

        self._ops: Any = opset13
        self._weights = weights
        self._adaptation = adaptation

    def build(self) -> Any:
        import openvino

        ops, shape = self._ops, self._weights.architecture
        words = ops.parameter([-1, -1, shape.hidden], np.float32, name=WORDS)
        positions, texts = (ops.parameter([-1, -1], np.int32, name=name) for name in (POSITIONS, TEXTS))
        states = self._normalise(ops.add(words, self._places(positions)), "emb.ln.w", "emb.ln.b")
        same = ops.equal(ops.unsqueeze(texts, np.int64(1)), ops.unsqueeze(texts, np.int64(2)))
        far = ops.unsqueeze(ops.select(same, np.float32(0), np.float32(_FAR)), np.int64(1))
        for layer in range(shape.layers):
            states = self._layer(states, far, f"l{layer}")
        result = ops.result(states, name="states")
        return openvino.Model([result], [words, positions, texts], "multilingual-e5-small")

    def _places(self, positions: Any) -> Any:
        """The vectors of positions, and of the one type of token, of shape (rows, tokens, hidden)."""
        table = self._matrix("emb.pos") + self._matrix("emb.type")[0]
        return self._ops.gather(self._ops.constant(table), positions, np.int64(0))

    def _layer(self, states: Any, far: Any, layer: str) -> Any:
        ops = self._ops
        query, key, value = (self._heads(self._linear(states, f"{layer}.{part}")) for part in "qkv")
        met = ops.scaled_dot_product_attention(query, key, value, far)
        joined = ops.reshape(ops.transpose(met, np.array([0, 2, 1, 3])), np.array([0, 0, -1]), special_zero=True)
        states = self._normalise(
            ops.add(states, self._linear(joined, f"{layer}.ao")), f"{layer}.aln.w", f"{layer}.aln.b"
        )
        wide = ops.gelu(self._linear(states, f"{layer}.fi"), "erf")
        return self._normalise(ops.add(states, self._linear(wide, f"{layer}.fo")), f"{layer}.oln.w", f"{layer}.oln.b")

    def _heads(self, states: Any) -> Any:
        """Of shape (rows, heads, tokens, part)."""
        ops, shape = self._ops, self._weights.architecture
        parts = np.array([0, 0, shape.heads, shape.hidden // shape.heads])
        return ops.transpose(ops.reshape(states, parts, special_zero=True), np.array([0, 2, 1, 3]))

    def _linear(self, states: Any, name: str) -> Any:
        ops = self._ops
        bias = self._weights.tensor(f"{name}.b")
        whole, step = _in_8_bits(self._matrix(f"{name}.w", outputs=len(bias)))
        weight = ops.multiply(ops.convert(ops.constant(whole), np.float32), ops.constant(step))
        return ops.add(ops.matmul(states, weight, False, True), bias)

    def _normalise(self, states: Any, scale: str, shift: str) -> Any:
        ops = self._ops
        epsilon = self._weights.architecture.layer_norm_epsilon
        even = ops.mvn(states, np.array([-1]), True, epsilon, "inside_sqrt")
        return ops.add(ops.multiply(even, self._weights.tensor(scale)), self._weights.tensor(shift))

    def _matrix(self, name: str, outputs: int | None = None) -> npt.NDArray[np.float32]:
        """A weight of shape (outputs, inputs) with its change."""
        hidden = self._weights.architecture.hidden
        weight = self._weights.tensor(name).reshape((-1, hidden) if outputs is None else (outputs, -1))
        change = self._adaptation.get(name_in_bert(name))
        return weight if change is None else (weight.astype(np.float64) + change.product()).astype(np.float32)


def _in_8_bits(weight: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Whole numbers of the weight's shape, (outputs, inputs), and the step of each output, of shape (outputs, 1)."""
    step = np.maximum(np.abs(weight).max(axis=1, keepdims=True), 1e-12) / 127
    return np.rint(weight / step).astype(np.int8), step.astype(np.float32)
