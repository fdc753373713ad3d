"""Decides which blocks of a page are boilerplate: a logistic regression whose weights come with the program.

`python -m tests.benchmarks.learn_cleaning` learns them from pages whose truth is marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.clean.features import features
from ingest.clean.sight import Sight

WEIGHTS = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Decision:
    """The weights of the features, and the one that is always added."""

    always: float
    weights: Mapping[str, float]

    def log_odds(self, page: Sequence[Sight]) -> npt.NDArray[np.float64]:
        """For each block, the logarithm of how much likelier it is boilerplate than a part of the article."""
        found = features(page)
        return self.always + sum((self.weights[name] * found[name] for name in found), np.zeros(len(page)))


@cache
def shipped_decision() -> Decision:
    """The decision with the weights that come with the program."""
    told = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Decision(told["always"], told["weights"])
