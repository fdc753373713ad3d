"""Times things in turn, so that other work beside meets all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median


def seconds_in_turn(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of each over the rounds."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, do in ways.items():
            begun = time.perf_counter()
            do()
            times[name].append(time.perf_counter() - begun)
    return {name: median(taken) for name, taken in times.items()}
