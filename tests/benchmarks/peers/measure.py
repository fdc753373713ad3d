"""Runs jobs in processes of their own, each engine beside the plain loop in the same round, and keeps what came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from ingest.reading.markdown import read_markdown
from ingest.split import split
from tests.benchmarks.peers.data import read_data, write_data
from tests.benchmarks.peers.job import Job, Task
from tests.benchmarks.peers.worker import BARE, ENGINES, FIGURES, IN_OUR_ENVIRONMENT, OURS
from tests.benchmarks.record import RESULTS, ROOT

_WORKER = "tests.benchmarks.peers.worker"
_KEPT = RESULTS / "peers"
PLACE = ROOT / "build" / "peers"
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONPATH": str(ROOT),
}
_REASON = 300
"""Characters of what a failed job has written last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared: the numbers of articles taken in and of passages, and how often what is quick is repeated."""

    texts: int
    sizes: tuple[int, ...]
    larger: tuple[int, ...]
    ours_up_to: int
    rounds: int
    seconds: float
    """The longest that one job may take."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a job, or why there are none."""

    task: Task
    engine: str
    size: int
    round: int
    figures: dict[str, Any]
    failed: str = ""


def measure(plan: Plan, model: Path, python: Path) -> Iterator[Measured]:
    """Everything in turn; what an earlier call has measured is taken from its file, what failed is tried again.

    An engine that could not be filled is asked nothing: it may hold a part of the vectors.
    """
    runner = _Runner(plan, model, python)
    empty = set()
    for task, size, number, engine in _turns(plan):
        if (size, engine) not in empty:
            measured = runner.measured(task, size, number, engine)
            if task is Task.VECTORS and measured.failed:
                empty.add((size, engine))
            yield measured


def _turns(plan: Plan) -> Iterator[tuple[Task, int, int, str]]:
    for number in range(plan.rounds):
        for engine in ENGINES:
            yield Task.TEXTS, plan.texts, number, engine
    for size in (*plan.sizes, *plan.larger):
        filled = [each for each in ENGINES if each != OURS or size <= plan.ours_up_to]
        for engine in filled:
            yield Task.VECTORS, size, 0, engine
        for number in range(plan.rounds):
            for engine in filled:
                yield Task.QUESTIONS, size, number, engine
        for number in range(plan.rounds if size in plan.sizes else 0):
            for engine in filled:
                if engine != BARE:
                    yield Task.COLD, size, number, engine


class _Runner:
    def __init__(self, plan: Plan, model: Path, python: Path) -> None:
        self._plan = plan
        self._model = model
        self._python = python

    def measured(self, task: Task, size: int, number: int, engine: str) -> Measured:
        kept = _KEPT / f"{task}-{size}-{number}-{_file_name(engine)}.json"
        if kept.exists():
            row = json.loads(kept.read_text(encoding="utf-8"))
            if not row["failed"]:
                return Measured(task, engine, size, number, row["figures"])
        sys.stderr.write(f"{task} {size}, round {number + 1}: {engine}\n")
        try:
            figures, failed = self._run(task, size, engine), ""
        except (subprocess.SubprocessError, ValueError, OSError) as error:
            figures, failed = {}, _reason(error)
            sys.stderr.write(f"  failed: {failed}\n")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"figures": figures, "failed": failed}), encoding="utf-8")
        return Measured(task, engine, size, number, figures, failed)

    def _run(self, task: Task, size: int, engine: str) -> dict[str, Any]:
        folder = PLACE / f"{_file_name(engine)}-{'texts' if task is Task.TEXTS else size}"
        job = Job(task, engine, self._data(size, texts=task is Task.TEXTS), folder, self._model)
        environment = {**os.environ, **_QUIET}
        if task is Task.COLD and engine == OURS:  # as people start it
            question = read_data(job.data).questions[0]
            program = "from ui.command_line import main; main()"
            command = [sys.executable, "-c", program, "search", "--json", question]
            environment["MENTORBASE_LIBRARY"] = str(folder / "library")
        else:
            python = sys.executable if engine in IN_OUR_ENVIRONMENT else str(self._python)
            command = [python, "-m", _WORKER, json.dumps(job.to_json())]
        begun = time.perf_counter()
        finished = subprocess.run(
            command,
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=self._plan.seconds,
        )
        if task is Task.COLD:
            return {"first answer s": round(time.perf_counter() - begun, 2)}
        line = next(each for each in finished.stdout.splitlines() if each.startswith(FIGURES))
        figures: dict[str, Any] = json.loads(line.removeprefix(FIGURES))
        return figures

    def _data(self, size: int, *, texts: bool) -> Path:
        """What is searched, made once: real passages, or as many vectors as are wanted."""
        folder = PLACE / (f"data-texts-{size}" if texts else f"data-{size}")
        if not (folder / "texts.json").exists():
            _make_data(folder, size, texts=texts)
        return folder


def _make_data(folder: Path, size: int, *, texts: bool) -> None:
    from tests.benchmarks.latency import questions
    from tests.benchmarks.made_library import bundled_passages, made_vectors
    from ui.encoders import open_encoders
    from ui.settings import Settings

    encoder = open_encoders(Settings()).searching
    articles, real = (_some_articles(size), []) if texts else ({}, [text for _, _, text in bundled_passages()])
    for each in articles.values():
        article = read_markdown(each.encode())
        real += [article.text[span.start : span.end] for span in split(article.text, Language(article.language))]
    asked = questions()[:: max(1, len(questions()) // _QUESTIONS)][:_QUESTIONS]
    vectors = encoder.encode_passages(real)
    made = vectors if texts else made_vectors(vectors, size)
    write_data(folder, real, articles, asked, made, encoder.encode_queries(asked))


def _some_articles(count: int) -> dict[str, str]:
    """So many bundled articles, without the questions that they answer, which the peers know nothing of."""
    found = {}
    for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))[:count]:
        article = frontmatter.load(str(path))
        article.metadata = {name: article[name] for name in ("title", "language")}
        found[path.relative_to(BUNDLED_ARTICLES).as_posix()] = frontmatter.dumps(article)
    return found


_QUESTIONS = 100


def _file_name(engine: str) -> str:
    return engine.replace(", ", "-").replace(" ", "-")


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"took longer than {error.timeout:.0f} s"
    if isinstance(error, subprocess.CalledProcessError):
        lines = [each for each in (error.stderr or "").strip().splitlines() if each.strip()]
        return (lines[-1] if lines else f"ended with status {error.returncode}")[-_REASON:]
    return str(error)[-_REASON:] or type(error).__name__
