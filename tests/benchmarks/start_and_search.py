"""How long a start takes and where it goes, and how long a search takes in a library that is warm.

`python -m tests.benchmarks.start_and_search`: the bundled articles; `mentorbase --help` and `mentorbase search` as
processes of their own, then the stages of a cold search, in the order of the command and one after the other: in the
command, the model loads while the rest is imported. `latency` has the stages of a warm search.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.record import record

STARTS = 5
_QUESTION = "Ska mentorer få betalt?"
_PROGRAM = "from ui.command_line import main; main()"


def stages(library: str) -> dict[str, float]:
    """The stages of one cold search, in seconds."""
    times = {}
    moment = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal moment
        times[name] = round(time.perf_counter() - moment, 2)
        moment = time.perf_counter()

    import ui.command_line  # noqa: F401

    lap("import command line")
    from ui.encoders import open_encoders
    from ui.settings import Settings

    settings = Settings(library=Path(library))
    encoders = open_encoders(settings)
    lap("import settings and encoder")
    from ui.service import open_service

    lap("import store, index and service")
    service = open_service(settings, encoders=encoders)
    service.catch_up(wait=False)
    lap("open library and index")
    import openvino  # noqa: F401

    lap("import OpenVINO")
    encoders.searching.loaded()
    lap("load network and tokenizer")
    encoders.searching.encode_queries(["warm up"])
    lap("encode first text")
    service.search(_QUESTION)
    lap("first search, answers marked")
    service.did_you_mean(_QUESTION)
    lap("did you mean")
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
        helped, searched, parts = [], [], []
        for _ in range(STARTS):
            helped.append(_seconds(folder, "--help"))
            searched.append(_seconds(folder, "search", _QUESTION))
            command = [sys.executable, "-m", __spec__.name, folder]
            parts.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
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

    figures: dict[str, Any] = {
        "mentorbase --help": round(statistics.median(helped), 2),
        "mentorbase search": round(statistics.median(searched), 2),
        "stages one after another": {
            name: round(statistics.median(each[name] for each in parts), 2) for name in parts[0]
        },
        "warm_first_time": spread(first),
        "warm_again": spread(again),
    }
    record("start_and_search", figures)


def _seconds(library: str, *words: str) -> float:
    """How long the command takes as a process, from its start to its end."""
    moment = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        env={**os.environ, "MENTORBASE_LIBRARY": library},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - moment


if __name__ == "__main__":
    main()
