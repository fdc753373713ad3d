"""The network as graphs for OpenVINO, made straight from the weights: neither PyTorch nor a converter is needed.

A network is cut in two where the adaptation begins, so that the encoder before it was adapted shares the lower part.
The graphs begin with the sum of word, position and type, which NumPy looks up: the table of words, by far the largest
part of the model, stays in its file. They end with the states of tokens.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import Adaptation
from search.embedded.checkpoint import name_in_bert
from search.embedded.weight_file import WeightFile

if TYPE_CHECKING:
    import openvino

_SENDS_STATISTICS = ("openvino_telemetry", "openvino.tools.ovc")

Array = npt.NDArray[np.float32]


def import_openvino() -> Any:
    """The module `openvino`, without what would tell Google Analytics that it was imported.

    Its converter sends that unless the user has forbidden it, and keeps a number for the user in the home folder. Where
    Python finds None in place of a module it raises ImportError, which OpenVINO is prepared for: both are optional.
    """
    for name in _SENDS_STATISTICS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type] # typeshed does not know of it
    import openvino

    return openvino


def adapted_from(adaptation: Adaptation) -> int:
    """The first layer that the adaptation changes."""
    return min(int(name.split(".")[2]) for name in adaptation)


def build_graph(weights: WeightFile, layers: range, adaptation: Adaptation) -> openvino.Model:
    """These layers of the network, with what they have learnt.

    Inputs: what goes into the first layer, of shape (texts, tokens, hidden), and what attention adds for each token it
    looks at, of shape (texts, 1, 1, tokens): 0, or very little for one that only fills a row up. Output: the states
    behind the last layer, of shape (texts, tokens, hidden). In front of layer 0 stands the embeddings' layer norm.
    """
    return _Builder(weights, adaptation).build(layers)


class _Builder:
    def __init__(self, weights: WeightFile, adaptation: Adaptation) -> None:
        self._weights = weights
        self._adaptation = adaptation
        self._shape = weights.architecture
        self._width = self._shape.hidden // self._shape.heads
        self._op = import_openvino().opset13

    def build(self, layers: range) -> openvino.Model:
        op = self._op
        states = given = op.parameter([-1, -1, self._shape.hidden], np.float32, "states")
        looked_at = op.parameter([-1, 1, 1, -1], np.float32, "looked_at")
        if layers.start == 0:
            states = self._norm(states, "emb.ln")
        for layer in layers:
            states = self._layer(states, looked_at, f"l{layer}")
        model: openvino.Model = import_openvino().Model([states], [given, looked_at], f"layers {layers}")
        return model

    def _layer(self, states: Any, looked_at: Any, layer: str) -> Any:
        op = self._op
        attended = self._linear(self._attention(states, looked_at, layer), *self._affine(f"{layer}.ao"))
        states = self._norm(op.add(attended, states), f"{layer}.aln")
        inner = op.gelu(self._linear(states, *self._affine(f"{layer}.fi")), "erf")
        return self._norm(op.add(self._linear(inner, *self._affine(f"{layer}.fo")), states), f"{layer}.oln")

    def _attention(self, states: Any, looked_at: Any, layer: str) -> Any:
        """Queries, keys and values come of one multiplication: measured, a sixth less time than of three."""
        op = self._op
        scale = self._width**-0.5
        parts = [self._affine(f"{layer}.{name}", factor) for name, factor in (("q", scale), ("k", 1), ("v", 1))]
        matrix, bias = (np.concatenate(each) for each in zip(*parts, strict=True))
        split = op.split(self._linear(states, matrix, bias), op.constant(np.int64(2)), 3)
        query = self._transposed(self._reshaped(split.output(0), self._shape.heads, self._width), 0, 2, 1, 3)
        key = self._transposed(self._reshaped(split.output(1), self._shape.heads, self._width), 0, 2, 3, 1)
        value = self._transposed(self._reshaped(split.output(2), self._shape.heads, self._width), 0, 2, 1, 3)
        weights = op.softmax(op.add(op.matmul(query, key, False, False), looked_at), -1)
        return self._reshaped(self._transposed(op.matmul(weights, value, False, False), 0, 2, 1, 3), self._shape.hidden)

    def _reshaped(self, values: Any, *sizes: int) -> Any:
        return self._op.reshape(values, self._op.constant(np.array([0, 0, *sizes])), True)

    def _transposed(self, values: Any, *axes: int) -> Any:
        return self._op.transpose(values, self._op.constant(np.array(axes)))

    def _linear(self, values: Any, matrix: Array, bias: Array) -> Any:
        op = self._op
        return op.add(op.matmul(values, op.constant(matrix, shared_memory=True), False, True), op.constant(bias))

    def _norm(self, values: Any, name: str) -> Any:
        op = self._op
        centred = op.mvn(values, op.constant(np.array([-1])), True, self._shape.layer_norm_epsilon, "inside_sqrt")
        scaled = op.multiply(centred, op.constant(self._weights.tensor(f"{name}.w")))
        return op.add(scaled, op.constant(self._weights.tensor(f"{name}.b")))

    def _affine(self, name: str, times: float = 1) -> tuple[Array, Array]:
        """Matrix, of shape (outputs, inputs), and bias, with what they have learnt."""
        bias = self._weights.tensor(f"{name}.b")
        matrix = self._weights.tensor(f"{name}.w").reshape(len(bias), -1)
        change = self._adaptation.get(name_in_bert(f"{name}.w"))
        if change is not None:
            matrix = matrix + change.up.astype(np.float32) @ change.down.astype(np.float32)
        return (matrix, bias) if times == 1 else (matrix * np.float32(times), bias * np.float32(times))
