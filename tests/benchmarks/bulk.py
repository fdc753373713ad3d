"""What taking in many articles costs: rate, memory, and what the time goes into.

`python -m tests.benchmarks.bulk [ARTICLES] [FOLDER]` (10,000 unless told otherwise) makes that many noisy articles of
three to eight paragraphs in the four languages, from the bundled ones and the noise of the development pages, takes
them in as `mentorbase ingest` does, then once more unchanged. In a FOLDER of its own it may be killed at any time: the
next call goes on where it stopped, and the figures are sums over all calls.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, open_library
from ingest.reading.markdown import read_markdown
from ingest.reading.sandbox import ReadingLimits
from ingest.report import Outcome
from search.encoder import Encoder, open_embedded_encoder, open_plain_encoder
from search.late_chunking import Spanned, Spans
from tests.benchmarks.noisy_set import DEVELOPMENT, read_pages
from tests.benchmarks.record import record
from ui.service import Service
from ui.settings import Settings

MB = 1024 * 1024

_Read = TypeVar("_Read")


class TimedEncoder:
    """An encoder that counts what it is asked for, and how long it takes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.seconds = 0.0
        self.texts = 0

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._timed(self._encoder.encode_queries, texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._timed(self._encoder.encode_passages, texts)

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        return self._timed(lambda some: self._encoder.encode_with_spans(some, spans), texts)

    def _timed(self, encode: Callable[[Sequence[str]], _Read], texts: Sequence[str]) -> _Read:
        started = time.perf_counter()
        try:
            return encode(texts)
        finally:
            self.seconds += time.perf_counter() - started
            self.texts += len(texts)


def generated(count: int) -> Iterator[tuple[str, str]]:
    """Names and texts of articles: paragraphs of one language mixed, with a title and noise of their own."""
    chance = random.Random(0)  # noqa: S311 - not for secrets
    paragraphs: dict[Language, list[str]] = {language: [] for language in Language}
    for path in sorted(BUNDLED_ARTICLES.rglob("*.md")):
        text = read_markdown(path.read_bytes()).text
        paragraphs[Language(path.parent.name)] += [each for each in text.split("\n\n") if len(each) > 120]
    noise: dict[str, list[str]] = {language: [] for language in Language}
    for page in read_pages(DEVELOPMENT):
        noise[page.language] += [block.text for block in page.blocks if not block.keep]
    for number in range(count):
        language = list(Language)[number % len(Language)]
        body = chance.sample(paragraphs[language], chance.randint(3, 8))
        mixed = [" ".join(chance.sample(each.split(". "), len(each.split(". ")))) for each in body]
        words = " ".join(mixed[0].split()[:5])
        blocks = [*chance.sample(noise[language], 2), f"{words} ({number})", *mixed, *chance.sample(noise[language], 3)]
        yield f"{language}/{number:05}.txt", "\n\n".join(blocks)


def main(count: int = 10_000, folder: Path | None = None) -> None:
    """Entry of the command."""
    if folder is None:
        with tempfile.TemporaryDirectory() as temporary:
            measure(count, Path(temporary))
    else:
        measure(count, folder)


def measure(count: int, folder: Path) -> None:
    """Take the articles in and write the figures."""
    embedded = open_embedded_encoder(Settings().cache)
    encoder = TimedEncoder(embedded.loaded())
    reading = TimedEncoder(open_plain_encoder(embedded).loaded())
    files = folder / "in"
    for name, text in generated(count):
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        if not (files / name).exists():
            (files / name).write_text(text, encoding="utf-8")
    service = Service(open_library(folder / "library"), encoder, ReadingLimits(), reading)
    journal = Journal(folder / "journal.json", [encoder, reading])
    for report in service.ingest([str(files)]):
        journal.count(report.status)
    first = journal.total()
    started = time.perf_counter()
    service.catch_up()
    indexed = time.perf_counter() - started
    again = _take_in(service, files)
    database = sum(path.stat().st_size for path in (folder / "library").glob("mentorbase.db*")) / MB
    taken_in = sum(number for status, number in first.reports.items() if status != Outcome.UNCHANGED)
    figures = {
        "articles": count,
        "calls": first.calls,
        "seconds": round(first.seconds),
        "reports": first.reports,
        "articles a second": round(taken_in / first.seconds, 2),
        "share of encoding": round(first.encoding / first.seconds, 3),
        "texts encoded": first.texts,
        "seconds to index": round(indexed, 1),
        "unchanged": again,
        "memory before, MB": first.memory_before,
        "peak memory, MB": first.peak,
        "database, MB": round(database),
    }
    record("bulk", figures, [Path(__file__)])


@dataclass(slots=True)
class Total:
    """What all calls so far have taken, as far as the journal knows: a killed call loses its last seconds."""

    calls: int = 0
    seconds: float = 0.0
    encoding: float = 0.0
    texts: int = 0
    reports: dict[str, int] = field(default_factory=dict)
    memory_before: int = 0
    peak: int = 0


class Journal:
    """Adds this call's figures to those of the calls before, every now and then on disk."""

    _EVERY = 50

    def __init__(self, path: Path, encoders: Sequence[TimedEncoder]) -> None:
        self._path = path
        self._encoders = encoders
        self._before = Total(**json.loads(path.read_text("utf-8"))) if path.exists() else Total()
        self._counts: Counter[str] = Counter(self._before.reports)
        self._started = time.perf_counter()
        self._memory_before = _peak()
        self._counted = 0

    def count(self, status: Outcome) -> None:
        """Note one report; what an earlier call has taken in is no news."""
        if status is not Outcome.UNCHANGED:
            self._counts[str(status)] += 1
        self._counted += 1
        if self._counted % self._EVERY == 0:
            beside = self._path.with_suffix(".new")
            beside.write_text(json.dumps(asdict(self.total())), encoding="utf-8")
            beside.replace(self._path)

    def total(self) -> Total:
        """The figures of all calls up to this moment."""
        return Total(
            self._before.calls + 1,
            self._before.seconds + time.perf_counter() - self._started,
            self._before.encoding + sum(each.seconds for each in self._encoders),
            self._before.texts + sum(each.texts for each in self._encoders),
            dict(self._counts),
            max(self._before.memory_before, self._memory_before),
            max(self._before.peak, _peak()),
        )


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _take_in(service: Service, files: Path) -> dict[str, Any]:
    started = time.perf_counter()
    counts: Counter[str] = Counter()
    for report in service.ingest([str(files)]):
        counts[report.status] += 1
    return {"seconds": round(time.perf_counter() - started, 1), "reports": dict(counts)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000, Path(sys.argv[2]) if sys.argv[2:] else None)
