"""What it costs to read files in a child process: files a second with the sandbox and without, in turn.

`python -m tests.benchmarks.reading`: 300 short texts and 100 PDFs of one page; the workers are warm.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from ingest.reading.document import Documents
from ingest.reading.reader import read_documents
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
from tests.benchmarks.record import record
from tests.ingest.conftest import OURS, make_pdf

ROUNDS = 7
TEXT = "\n\n".join(OURS.values())
TEXTS = [(f"{number}.txt", f"Number {number}\n\n{TEXT}".encode()) for number in range(300)]
LINES = [TEXT[start : start + 80] for start in range(0, len(TEXT), 80)]
PDFS = [(f"{number}.pdf", make_pdf([f"Number {number}", *LINES])) for number in range(100)]


def seconds(read: Callable[[str, bytes], Documents], files: list[tuple[str, bytes]]) -> float:
    """How long reading these files takes."""
    moment = time.perf_counter()
    for name, data in files:
        read(name, data)
    return time.perf_counter() - moment


def main() -> None:
    """Entry of the command."""
    figures: dict[str, dict[str, float]] = {}
    moment = time.perf_counter()
    with ReadingSandbox(ReadingLimits()) as sandbox:
        sandbox.read(*TEXTS[0])
        started = time.perf_counter() - moment
        for kind, files in (("texts", TEXTS), ("pdfs", PDFS)):
            rounds = [(seconds(read_documents, files), seconds(sandbox.read, files)) for _ in range(ROUNDS)]
            without, within = (statistics.median(times) for times in zip(*rounds, strict=True))
            ratios = sorted(inside / outside for outside, inside in rounds)
            figures[kind] = {
                "files_a_second_without": round(len(files) / without),
                "files_a_second_within": round(len(files) / within),
                "more_ms_a_file": round(1000 * (within - without) / len(files), 2),
                "ratio_of_times": round(statistics.median(ratios), 2),
                "ratio_least": round(ratios[0], 2),
                "ratio_most": round(ratios[-1], 2),
            }
    record("reading", {"first_file_ms": round(1000 * started), **figures})


if __name__ == "__main__":
    main()
