"""Many people search at once while somebody takes in articles: how long each waits, and whether all get their answer.

`python -m tests.benchmarks.load [SEARCHERS [QUESTIONS]]` (50 people, 4 questions each, unless told otherwise): on the
bundled articles, first by the service, in whose process the articles are taken in too, then by the app over HTTP and
WebSocket, beside which `mentorbase ingest` runs. Everybody asks the next question as soon as one is answered: people
read in between, so that fifty here stand for some hundreds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.app_session import AppSession
from tests.benchmarks.bulk import generated
from tests.benchmarks.quality import DEVELOPMENT
from tests.benchmarks.record import record
from tests.browser.serving import serve
from ui.service import open_service
from ui.settings import Settings

_ARTICLES = 2000
"""More than can be taken in meanwhile."""

_AGAIN = "again: every question was asked once before"
_WAIT = 600.0

Ask = Callable[[str], int]
"""Asks a question and returns how many answers there were."""


@dataclass(slots=True)
class Waited:
    """How long each person waited for each answer, in seconds, and what went wrong."""

    people: list[list[float]]
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        """Throughput, percentiles, and fairness: the mean of the person who waited longest by the shortest."""
        every = [each for person in self.people for each in person]
        means = [float(np.mean(person)) for person in self.people if person]
        return {
            "searches": len(every),
            "a second": round(len(every) / self.seconds, 1),
            "p50_ms": round(1000 * float(np.median(every))),
            "p95_ms": round(1000 * float(np.quantile(every, 0.95))),
            "longest_ms": round(1000 * max(every)),
            "longest mean by shortest": round(max(means) / min(means), 2),
            "errors": len(self.errors),
            "first errors": self.errors[:3],
        }


def search_at_once(asks: list[Ask], questions: list[str], each: int) -> Waited:
    """Let everybody ask at once, each some other questions in a row."""
    waited = Waited([[] for _ in asks])
    begin = threading.Barrier(len(asks) + 1)

    def person(number: int) -> None:
        begin.wait()
        for place in range(each):
            begun = time.perf_counter()
            try:
                if not asks[number](questions[(number * each + place) % len(questions)]):
                    waited.errors.append("no card")
            except Exception as error:  # a benchmark counts whatever goes wrong
                waited.errors.append(repr(error))
            waited.people[number].append(time.perf_counter() - begun)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(len(asks))]
    for thread in threads:
        thread.start()
    begin.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    waited.seconds = time.perf_counter() - begun
    return waited


def by_service(folder: Path, searchers: int, each: int) -> dict[str, Any]:
    """All in one process, by threads."""
    service = open_service(Settings(library=folder / "library"))
    list(service.ingest_bundled())
    service.catch_up()
    service.warm_up()
    stop = threading.Event()
    taken: list[str] = []

    def take_in() -> None:
        for report in service.ingest([str(folder / "in")]):
            taken.append(report.status)
            if stop.is_set():
                break

    def ask(question: str) -> int:
        return len(service.search(question).hits)

    figures = {}
    asks: list[Ask] = [ask] * searchers
    figures["alone"] = search_at_once([ask], _questions(), each * 4).summary()
    editor = threading.Thread(target=take_in)
    editor.start()
    figures["first time"] = search_at_once(asks, _questions(), each).summary()
    figures[_AGAIN] = search_at_once(asks, _questions(), each).summary()
    stop.set()
    editor.join()
    return {**figures, "articles taken in meanwhile": len(taken)}


def by_app(folder: Path, searchers: int, each: int) -> dict[str, Any]:
    """The app as it is served, a session for each person."""
    figures: dict[str, Any] = {}
    with serve(folder, Settings().cache.expanduser()) as served, _ingest(folder, served.environment) as taken:
        address = served.address.replace("http:", "ws:")
        sessions = [AppSession(address, served.address) for _ in range(searchers)]
        asks: list[Ask] = [session.ask for session in sessions]
        figures["first time"] = search_at_once(asks, _questions(), each).summary()
        figures[_AGAIN] = search_at_once(asks, _questions(), each).summary()
        figures["articles taken in meanwhile"] = taken()
        for session in sessions:
            session.__exit__(None, None, None)
    return figures


@contextmanager
def _ingest(folder: Path, environment: dict[str, str]) -> Iterator[Callable[[], int]]:
    """`mentorbase ingest` beside; hands out what counts the articles so far."""
    lines: list[str] = []
    program = "from ui.command_line import main; main()"
    command = [sys.executable, "-c", program, "ingest", "--json", str(folder / "in")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    reader = threading.Thread(target=lines.extend, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        yield lambda: len(lines)
    finally:
        process.terminate()
        process.wait(_WAIT)


def _questions() -> list[str]:
    lines = DEVELOPMENT.questions.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["question"] for line in lines))


def main(searchers: int = 50, each: int = 4) -> None:
    """Entry of the command."""
    figures: dict[str, Any] = {"searchers": searchers, "questions each": each}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in generated(_ARTICLES):
            (folder / "in" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "in" / path).write_text(text, encoding="utf-8")
        figures["by the service"] = by_service(folder, searchers, each)
        figures["by the app"] = by_app(folder, searchers, each)
    record("load", figures, [Path(__file__)])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
