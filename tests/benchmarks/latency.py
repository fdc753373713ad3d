"""How long a warm search takes in a large library, and what it does meanwhile.

`python -m tests.benchmarks.latency [ARTICLES | LIBRARY]` (10,000 articles unless told otherwise): a library made up of
the bundled articles' paragraphs, kept under `build`; or one that is there, such as what `bulk` has taken in. The
development questions, each asked once and once more.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import search.searcher
from corpus.article_store import ArticleStore
from corpus.passage_store import PassageStore
from search.answer import AnswerFinder
from search.dense import DenseIndex
from search.encoder import LazyEncoder
from search.generation import Generation
from search.live_index import LiveIndex
from tests.benchmarks.made_library import open_made
from tests.benchmarks.quality import DEVELOPMENT
from tests.benchmarks.record import record
from ui.encoders import open_encoders
from ui.service import Service, open_service
from ui.settings import Settings

_STAGES: list[tuple[str, Any, str]] = [
    ("tell the language", search.searcher, "detect_question_language"),
    ("encode the question", LazyEncoder, "encode_queries"),
    ("look for a newer index", LiveIndex, "current"),
    ("exact terms", search.searcher, "passages_with"),
    ("filters", search.searcher, "allowed_passages"),
    ("nearest passages", DenseIndex, "search"),
    ("look passages up in the store", PassageStore, "places"),
    ("read passages from the store", PassageStore, "live"),
    ("questions that articles answer", Generation, "question_gains"),
    ("rank families", search.searcher, "rank_families"),
    ("read articles from the store", ArticleStore, "live_families"),
    ("find the answering sentences", AnswerFinder, "find"),
]
_WARMING = 5
"""Questions asked before anything is measured."""


class Stopwatch:
    """Times calls of functions, in milliseconds, a sum for each question."""

    def __init__(self) -> None:
        self.questions: list[dict[str, float]] = []

    @contextmanager
    def on(self, stages: list[tuple[str, Any, str]]) -> Iterator[None]:
        """Stand in front of the functions while something is measured."""
        before = [(owner, name, getattr(owner, name)) for _, owner, name in stages]
        for stage, owner, name in stages:
            setattr(owner, name, self._timed(stage, getattr(owner, name)))
        try:
            yield
        finally:
            for owner, name, function in before:
                setattr(owner, name, function)

    def ask(self, service: Service, question: str) -> None:
        """Time one question as a whole and by its stages."""
        self.questions.append(defaultdict(float))
        begun = time.perf_counter()
        service.search(question)
        self.questions[-1]["all"] = 1000 * (time.perf_counter() - begun)

    def _timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.questions[-1][stage] += 1000 * (time.perf_counter() - begun)

        return timed


def main(given: str = "10000") -> None:
    """Entry of the command."""
    settings = Settings()
    encoders = open_encoders(settings)
    folder = open_made(int(given), encoders.searching) if given.isdigit() else Path(given)
    service = open_service(settings.model_copy(update={"library": folder}), encoders=encoders)
    begun = time.perf_counter()
    service.catch_up()
    caught_up = time.perf_counter() - begun
    begun = time.perf_counter()
    opened = LiveIndex(folder / "index", encoders.searching.fingerprint).current()
    figures = {
        "articles": sum(1 for _ in service.articles()),
        "passages": opened.manifest.passages if opened else 0,
        "seconds to write the index": round(caught_up, 1),
        "seconds to open the index": round(time.perf_counter() - begun, 2),
        **measure(service, questions()),
    }
    record("latency", figures, [Path(__file__)])


def measure(service: Service, questions: list[str]) -> dict[str, Any]:
    """p50 and p95 of each stage, in milliseconds, and its share of all the time; asked once, and once more."""
    for question in questions[:_WARMING]:
        service.search(question)
    figures = {}
    for name in ("first time", "again"):
        watch = Stopwatch()
        with watch.on(_STAGES):
            for question in questions[_WARMING:]:
                watch.ask(service, question)
        figures[name] = _summary(watch.questions)
    return figures


def _summary(questions: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    total = sum(each["all"] for each in questions)
    summary = {}
    for stage in ("all", *(name for name, _, _ in _STAGES)):
        times = [each.get(stage, 0.0) for each in questions]
        summary[stage] = {
            "p50_ms": round(float(np.median(times)), 2),
            "p95_ms": round(float(np.quantile(times, 0.95)), 2),
            "share": round(sum(times) / total, 3),
        }
    return summary


def questions() -> list[str]:
    """The development questions, each once."""
    lines = DEVELOPMENT.questions.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["question"] for line in lines))


if __name__ == "__main__":
    main(*sys.argv[1:2])
