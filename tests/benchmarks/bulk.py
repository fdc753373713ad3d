"""What taking in many articles costs: rate, memory, and what the time goes into.

`python -m tests.benchmarks.bulk [ARTICLES]` (10,000 unless told otherwise) makes that many noisy articles in the four
languages from the bundled ones and the noise of the development pages, takes them in as `mentorbase ingest` does, then
once more unchanged.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, open_library
from ingest.reading.markdown import read_markdown
from ingest.reading.sandbox import ReadingLimits
from search.encoder import Encoder, open_embedded_encoder
from tests.benchmarks.noisy_set import DEVELOPMENT, read_pages
from tests.benchmarks.record import record
from ui.service import Service
from ui.settings import Settings

MB = 1024 * 1024


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

    def _timed(
        self, encode: Callable[[Sequence[str]], npt.NDArray[np.float32]], texts: Sequence[str]
    ) -> npt.NDArray[np.float32]:
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
        body = chance.sample(paragraphs[language], 8)
        mixed = [" ".join(chance.sample(each.split(". "), len(each.split(". ")))) for each in body]
        words = " ".join(mixed[0].split()[:5])
        blocks = [*chance.sample(noise[language], 2), f"{words} ({number})", *mixed, *chance.sample(noise[language], 3)]
        yield f"{language}/{number:05}.txt", "\n\n".join(blocks)


def main(count: int = 10_000) -> None:
    """Entry of the command."""
    encoder = TimedEncoder(open_embedded_encoder(Settings().cache).loaded())
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "in")
        for name, text in generated(count):
            (files / name).parent.mkdir(parents=True, exist_ok=True)
            (files / name).write_text(text, encoding="utf-8")
        service = Service(open_library(Path(folder, "library")), encoder, ReadingLimits())
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        first = _take_in(service, files)
        encoding, texts = encoder.seconds, encoder.texts
        started = time.perf_counter()
        service.catch_up()
        indexed = time.perf_counter() - started
        again = _take_in(service, files)
        database = sum(path.stat().st_size for path in Path(folder, "library").glob("mentorbase.db*")) / MB
    seconds = first["seconds"]
    figures = {
        "articles": count,
        "first time": first,
        "articles a second": round(count / seconds, 2),
        "share of encoding": round(encoding / seconds, 3),
        "texts encoded": texts,
        "seconds to index": round(indexed, 1),
        "unchanged": again,
        "memory before, MB": round(before),
        "peak memory, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak memory of a reader, MB": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "database, MB": round(database),
    }
    record("bulk", figures, [Path(__file__)])


def _take_in(service: Service, files: Path) -> dict[str, Any]:
    started = time.perf_counter()
    counts: Counter[str] = Counter()
    for report in service.ingest([str(files)]):
        counts[report.status] += 1
    return {"seconds": round(time.perf_counter() - started, 1), "reports": dict(counts)}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
