"""What two processes that encode at the same time cost each other, with OpenMP's own way of waiting, with
ours, and with OpenVINO.

`python -m tests.benchmarks.two_processes`: the same passages and questions by one process and by two at once, in turn,
three times; ours is the number that `search` sets.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping

from corpus.library import BUNDLED_ARTICLES
from tests.benchmarks.record import record

_SPINS = "GOMP_SPINCOUNT"
_WAYS = {
    "OpenMP's own": {_SPINS: "300000", "MENTORBASE_ENGINE": "torch"},
    "ours": {"MENTORBASE_ENGINE": "torch"},
    "OpenVINO": {"MENTORBASE_ENGINE": "openvino"},
}
_ROUNDS = 3
_READY = "ready"


def _encode() -> None:
    """Open the encoder, say so, wait for a line, and encode."""
    from search.encoder import open_embedded_encoder
    from ui.settings import Settings

    settings = Settings()
    encoder = open_embedded_encoder(settings.cache.expanduser(), settings.engine)
    texts = [path.read_text(encoding="utf-8")[:900] for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))]
    encoder.encode_queries(["What is mentoring?"])
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    encoder.encode_passages(texts)
    for text in texts:
        encoder.encode_queries([text[100:160]])


def _seconds(processes: int, way: Mapping[str, str]) -> float:
    """How long it takes until all have encoded, from when all are ready."""
    environment = {name: value for name, value in os.environ.items() if name != _SPINS}
    environment |= way
    running = [
        subprocess.Popen(
            [sys.executable, "-m", __spec__.name, "--encode"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # as two programs in two terminals are: Linux shares the processors among sessions
        )
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == _READY
    begun = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.wait()
    return time.perf_counter() - begun


def main() -> None:
    """Measure all ways in turn."""
    taken: dict[tuple[str, int], list[float]] = {}
    for _ in range(_ROUNDS):
        for name, way in _WAYS.items():
            for processes in (1, 2):
                taken.setdefault((name, processes), []).append(_seconds(processes, way))
    lines = [
        {"waiting": name, "processes": processes, "seconds": round(statistics.median(seconds), 2)}
        for (name, processes), seconds in taken.items()
    ]
    record("two_processes", lines)


if __name__ == "__main__":
    _encode() if "--encode" in sys.argv else main()
