"""The ways in which OpenVINO computes the embedded network, and the fastest of them on this processor.

Which one that is, nobody can tell from what a processor is said to have: on one whose tiles multiply bfloat16, rounding
to 8 bits is no gain; on others it is a quarter, and on some bfloat16 itself is slower than float32. So it is measured,
once, and kept in the cache.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.embedded.cache import ensure_made, mending
from search.embedded.openvino_network import POSITIONS, TEXTS, WORDS
from search.errors import loading_model

_ROUNDED_TOGETHER = 128
"""So many values of a token share a step when they are rounded to 8 bits. More is hardly faster and costs quality."""

_ROUNDS = 5
_ROWS, _TOKENS = 4, 128
"""The batch that ways are compared by: half of one as it comes while articles are taken in."""

_FILE = "way.json"

Inputs = dict[str, npt.NDArray[Any]]

_log = logging.getLogger(__name__)


class CannotComputeError(RuntimeError):
    """OpenVINO computes the network in no way on this processor."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the network is computed: the number format, and how many values of a token share a step (0: none is rounded).

    With `unfolded`, weights are held in the number format instead of 8 bits.
    """

    precision: str
    rounded_together: int
    unfolded: bool


WAYS: tuple[Way, ...] = (
    Way("bf16", _ROUNDED_TOGETHER, unfolded=False),
    Way("bf16", 0, unfolded=True),
    Way("f32", _ROUNDED_TOGETHER, unfolded=False),
    Way("f32", 0, unfolded=True),
)
"""Their vectors are equally good. What a processor lacks shows when the network is compiled or at its first inference,
not in what OpenVINO says of the processor alone."""


def compiled(network: Path, cache: Path) -> Any:
    """The network, compiled in the fastest way of this processor, which is measured at the first call.

    Raises ModelUnavailableError if it cannot be read, and CannotComputeError.
    """
    import openvino

    core = openvino.Core()
    chosen = _fastest(core, network, cache)
    for _, found in _working(core, network, sorted(WAYS, key=lambda each: each != chosen), cache):
        return found
    raise CannotComputeError("it computes the embedded network in no way on this processor")


def _fastest(core: Any, network: Path, cache: Path) -> Way | None:
    """What was measured on this processor with this OpenVINO; None if nothing can be computed."""
    import openvino

    about = [
        openvino.__version__,
        core.get_property("CPU", "FULL_DEVICE_NAME"),
        core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"),
        [asdict(way) for way in WAYS],
    ]

    def write(folder: Path) -> None:
        way = _measured(core, network, cache)
        (folder / _FILE).write_text(json.dumps(way and asdict(way)), encoding="utf-8")

    name = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]
    folder = ensure_made(cache, f"way-{name}", write)
    with loading_model("The embedded model", mending(cache)):
        way = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return Way(**way) if way else None


def _measured(core: Any, network: Path, cache: Path) -> Way | None:
    """The way whose best round is the shortest; all in turn, so that other work beside meets all of them."""
    requests = {way: found.create_infer_request() for way, found in _working(core, network, WAYS, cache)}
    some = {way: _some_words(request.model_inputs[0], _ROWS, _TOKENS) for way, request in requests.items()}
    times: dict[Way, list[float]] = {way: [] for way in requests}
    for _ in range(_ROUNDS):
        for way, request in requests.items():
            begun = time.perf_counter()
            request.infer(some[way])
            times[way].append(time.perf_counter() - begun)
    _log.info("A batch takes %s", {way: min(taken) for way, taken in times.items()})
    return min(times, key=lambda way: min(times[way]), default=None)


def _working(core: Any, network: Path, ways: Iterable[Way], cache: Path) -> Iterator[tuple[Way, Any]]:
    """The network compiled in each of the ways that this processor has the instructions for."""
    native = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    for way in ways:
        if way.precision == "bf16" and not native:
            continue
        with loading_model("The embedded model", mending(cache)):
            graph = core.read_model(network)
        config = {
            "INFERENCE_PRECISION_HINT": way.precision,
            "PERFORMANCE_HINT": "LATENCY",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(way.rounded_together),
            "ENABLE_CPU_PINNING": False,  # two processes would sit on one processor
        }
        try:
            if way.unfolded:
                _unfold(graph)
            found = core.compile_model(graph, "CPU", config)
            found.create_infer_request().infer(_some_words(found.input(WORDS), 1, 8))
        except RuntimeError as error:
            _log.info("OpenVINO does not compute in %s: %s", way, error)
        else:
            yield way, found


def _unfold(graph: Any) -> None:
    """Multiply the weights by their steps now, rather than whenever they are used."""
    from openvino.passes import ConstantFolding, Manager

    passes = Manager()
    passes.register_pass(ConstantFolding())
    passes.run_passes(graph)


def _some_words(words: Any, rows: int, tokens: int) -> Inputs:
    """What the network takes in, given its input of word vectors: each row one text."""
    hidden = words.get_partial_shape()[2].get_length()
    positions = np.tile(np.arange(tokens, dtype=np.int32), (rows, 1))
    vectors = np.random.default_rng(0).normal(size=(rows, tokens, hidden)).astype(np.float32)
    return {WORDS: vectors, POSITIONS: positions, TEXTS: np.zeros_like(positions)}
