"""What the embedded encoder has learnt for Mentorbase: a low-rank change of its layers' weights.

Questions and passages on mentoring, each in four languages, have taught the encoder that a question's language says
nothing about its answer's (`tests.benchmarks.learn_adaptation`). The change of a matrix is the product of two thin ones
(LoRA: Hu et al., "Low-Rank Adaptation of Large Language Models", ICLR 2022); it is added when the model is unpacked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from transformers import BertModel

ADAPTATION = Path(__file__).parent / "adaptation.npz"


@dataclass(frozen=True, slots=True)
class LowRank:
    """The change of a weight of shape (outputs, inputs): `up` @ `down`.

    `up` has the shape (outputs, rank), `down` (rank, inputs); both are float16.
    """

    up: npt.NDArray[np.float16]
    down: npt.NDArray[np.float16]

    def product(self) -> npt.NDArray[np.float64]:
        """The change itself, of shape (outputs, inputs).

        Sums of products of float16 numbers are exact in float64, so that threads and processors make no difference.
        """
        return self.up.astype(np.float64) @ self.down.astype(np.float64)


Adaptation = dict[str, LowRank]
"""The changes by the names of the weights in a `BertModel`."""


def read_adaptation(path: Path = ADAPTATION) -> Adaptation:
    """The adaptation that comes with Mentorbase."""
    with np.load(path, allow_pickle=False) as arrays:
        names = sorted({name.rpartition("|")[0] for name in arrays.files})
        return {name: LowRank(arrays[f"{name}|up"], arrays[f"{name}|down"]) for name in names}


def write_adaptation(adaptation: Adaptation, path: Path = ADAPTATION) -> None:
    """Keep an adaptation as a NumPy archive."""
    arrays = {}
    for name, change in sorted(adaptation.items()):
        arrays[f"{name}|up"], arrays[f"{name}|down"] = change.up, change.down
    np.savez(path, allow_pickle=False, **arrays)


def adaptation_hash(path: Path = ADAPTATION) -> str:
    """Names the adaptation by its bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def adapt(model: BertModel, adaptation: Adaptation, *, times: float = 1.0) -> None:
    """Add the changes to a model's weights; -1 times takes them away. Raises KeyError for a weight that it lacks."""
    import torch

    weights = dict(model.named_parameters())
    with torch.no_grad():
        for name, change in adaptation.items():
            weight = weights[name]
            weight.copy_(weight.double() + times * torch.from_numpy(change.product()))
