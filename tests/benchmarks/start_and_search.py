"""How long a start takes and where it goes, and how long a search takes in a library that is warm.

`python -m tests.benchmarks.start_and_search`: the bundled articles; the start in fresh processes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.record import record

STARTS = 3


def stages(library: str) -> dict[str, float]:
    """The stages of one cold search, in seconds."""
    times = {}
    moment = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal moment
        times[name] = round(time.perf_counter() - moment, 2)
        moment = time.perf_counter()

    from ui.service import open_service
    from ui.settings import Settings

    lap("import store, index and service")
    service = open_service(Settings(library=Path(library)))
    service.catch_up(wait=False)
    lap("open library and index")
    import torch  # noqa: F401

    lap("import torch")
    import sentence_transformers  # noqa: F401

    lap("import sentence-transformers")
    service.warm_up()
    lap("load model, encode first text")
    service.search("Ska mentorer få betalt?")
    lap("first search, answers marked")
    return times


def main() -> None:
    """Entry of the command."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(stages(sys.argv[1])))
        return
    from tests.benchmarks.quality import DEVELOPMENT
    from ui.service import open_service
    from ui.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        service = open_service(Settings(library=Path(folder)))
        list(service.ingest_bundled())
        service.catch_up()
        command = [sys.executable, "-m", "tests.benchmarks.start_and_search", folder]
        starts: list[dict[str, Any]] = []
        for _ in range(STARTS):
            moment = time.perf_counter()
            finished = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            starts.append({**json.loads(finished.stdout), "whole process": round(time.perf_counter() - moment, 2)})
        questions = [
            json.loads(line)["question"] for line in DEVELOPMENT.questions.read_text(encoding="utf-8").splitlines()
        ]
        first: list[float] = []
        again: list[float] = []
        for times in (first, again):
            for question in questions:
                moment = time.perf_counter()
                service.search(question)
                times.append(1000 * (time.perf_counter() - moment))

    def spread(times: list[float]) -> dict[str, float]:
        ordered = sorted(times)
        return {"p50_ms": round(statistics.median(ordered), 1), "p95_ms": round(ordered[int(0.95 * len(ordered))], 1)}

    record("start_and_search", {"cold": starts, "warm_first_time": spread(first), "warm_again": spread(again)})


if __name__ == "__main__":
    main()
