"""What the index costs as a library grows: `python -m tests.benchmarks.index_growth [PASSAGES…]`.

For 10,000, 100,000 and 1,000,000 passages unless told otherwise, a library is made whose vectors are realistic: the
bundled articles' passages, mixed and moved within their language as real ones lie apart. *Build*: the first generation,
from the store. *Search*: with the bundled articles' questions, in turn with an exact search in float32, among all and
among some. *Grow*: from the moment when an article is saved until an index that another process holds finds it.
Memory is that of a process that has answered all questions with the real encoder loaded.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import faiss
import frontmatter
import numpy as np
import numpy.typing as npt

from corpus.answered_questions import FIELD
from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library, open_library
from search.encoder import Encoder, open_embedded_encoder
from search.generation import Generation
from search.indexer import Indexer
from search.late_chunking import Spanned, Spans
from search.leaning import background_texts
from search.live_index import LiveIndex
from tests.benchmarks.made_store import fill_store
from tests.benchmarks.record import record
from ui.settings import Settings

SIZES = (10_000, 100_000, 1_000_000)
_AN_ARTICLE = 8
"""Passages of an article."""

_PORTION = 16_384
_ASKED = 60
_DEPTH = 200
"""Passages that a search for ten cards asks for."""

_SPLITTER, _ENCODER = "made up", "made up"
_ADDED = 3
MB = 1024 * 1024
Vectors = npt.NDArray[np.float32]


class KnownVectors:
    """An encoder that gives every text the vectors that it was told to."""

    fingerprint = _ENCODER

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self.dimension = vectors.shape[1]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors[np.arange(len(texts)) % len(self._vectors)]

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        return Spanned(self.encode_passages(texts), [self._vectors[: len(each)] for each in spans])


def main(*sizes: int) -> None:
    """Entry of the command."""
    with tempfile.TemporaryDirectory() as name:
        real = Path(name) / "bundled.npz"
        encode_bundled(real)
        figures = {}
        for count in sizes or SIZES:
            with tempfile.TemporaryDirectory() as folder:
                started = time.perf_counter()
                fill_store(open_library(Path(folder)), made_up(real, count), _ENCODER, _SPLITTER)
                filled = round(time.perf_counter() - started, 1)
                steps = {step: _in_a_process(step, folder, real) for step in ("build", "search", "grow")}
                figures[f"{count} passages"] = {"seconds to fill the store": filled, **steps}
                record("index_growth", figures)


def _in_a_process(step: str, folder: str, real: Path) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks.index_growth", step, folder, str(real)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(finished.stdout)


def encode_bundled(path: Path) -> None:
    """Write the vectors of the bundled articles' paragraphs, and of the questions that they answer, with languages."""
    encoder = open_embedded_encoder(Settings().cache).loaded()
    passages: list[str] = []
    questions: list[str] = []
    languages: list[str] = []
    for file in sorted(BUNDLED_ARTICLES.rglob("*.md")):
        article = frontmatter.load(str(file))
        own = [each for each in article.content.split("\n\n") if len(each) > 80]
        passages += [f"{article['title']}\n{each}" for each in own]
        languages += [file.parent.name] * len(own)
        questions += [str(each) for each in cast(list[object], article.get(FIELD, []))]
    vectors, asked = encoder.encode_passages(passages), encoder.encode_queries(questions)
    background = encoder.encode_queries(background_texts())
    np.savez(path, vectors=vectors, languages=np.array(languages), questions=asked, background=background)


def made_up(real: Path, count: int) -> Any:
    """Portions of passages: unit vectors, the number of each one's article, and of its language."""
    with np.load(real) as bundled:
        vectors, languages = bundled["vectors"], bundled["languages"]
    own = [vectors[languages == str(language)] for language in Language]
    # Each language's passages lie apart from their middle as these factors of their covariance say.
    factors = [np.linalg.svd(each - each.mean(axis=0), full_matrices=False)[1:] for each in own]
    away = [
        (sizes[:, None] * axes / np.sqrt(len(each)))[:192] for each, (sizes, axes) in zip(own, factors, strict=True)
    ]
    chance = np.random.default_rng(0)
    first = 0
    for at in range(0, count, _PORTION):
        size = min(_PORTION, count - at)
        articles = np.arange(size) // _AN_ARTICLE
        theirs = chance.integers(0, len(own), articles[-1] + 1)
        found = np.empty((size, vectors.shape[1]), np.float32)
        for number, each in enumerate(own):
            mine = np.flatnonzero(theirs == number)
            weights = chance.dirichlet([0.6] * 3, len(mine)).astype(np.float32)
            mixed = np.einsum("ij,ijd->id", weights, each[chance.integers(0, len(each), (len(mine), 3))])
            mixed += 0.6 * _normal(chance, len(mine), away[number])
            rows = np.flatnonzero(theirs[articles] == number)
            places = np.searchsorted(mine, articles[rows])
            found[rows] = mixed[places] + 0.7 * _normal(chance, len(rows), away[number])
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        yield found, articles + first, theirs[articles]
        first += int(articles[-1]) + 1


def _normal(chance: np.random.Generator, count: int, away: Vectors) -> Vectors:
    return np.asarray(chance.standard_normal((count, len(away)), np.float32) @ away, np.float32)


def _indexer(library: Library, encoder: Encoder, served: LiveIndex | None = None) -> Indexer:
    return Indexer(library.passages, library.answered, encoder, library.index_folder, _SPLITTER, served=served)


def build(folder: Path, real: Path) -> dict[str, Any]:
    """The first generation, from the store."""
    with np.load(real) as bundled:
        indexer = _indexer(open_library(folder), KnownVectors(bundled["background"]))
    before = _memory()["all"]
    started = time.perf_counter()
    indexer.catch_up()
    seconds = time.perf_counter() - started
    newest = _current(folder).manifest
    return {
        "seconds": round(seconds, 1),
        "peak memory, MB": _memory()["peak"],
        "memory before, MB": before,
        "index on disk, MB": _size(folder / "index"),
        "store on disk, MB": _size(folder, "mentorbase.db*"),
        "probing": None if newest.probing is None else json.loads(json.dumps(newest.probing, default=_slots)),
    }


def _slots(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def search(folder: Path, real: Path) -> dict[str, Any]:
    """Medians in milliseconds and recall@10, in turn with a flat index in float32."""
    with np.load(real) as bundled:
        questions = bundled["questions"]
    questions = questions[:: max(1, len(questions) // _ASKED)]
    open_embedded_encoder(Settings().cache).loaded().encode_queries(["How do I find a mentor?"])
    encoder_alone = _memory()
    started = time.perf_counter()
    generation = _current(folder)
    opened = time.perf_counter() - started
    articles = np.unique(generation.articles)
    chance = np.random.default_rng(1)

    def some(share: float) -> set[int]:
        return set(chance.choice(articles, max(1, round(share * len(articles))), replace=False).tolist())

    every = frozenset(Language)
    italian = generation.among(frozenset({Language.ITALIAN}))
    filters: dict[str, Any] = {
        "all": None,
        "a language (25 %)": italian,
        **{
            f"articles ({100 * share:g} %)": generation.among(every, some(share)) for share in (0.25, 0.05, 0.01, 0.001)
        },
    }
    quarter = some(0.25)
    started = time.perf_counter()
    generation.among(every, quarter)
    prepared = time.perf_counter() - started
    for question in questions:
        for among in filters.values():
            generation.dense.search(question, _DEPTH, among)
    used = _memory()
    exact = faiss.IndexFlatIP(generation.dense.dimension)
    for at in range(0, len(generation.ids), _PORTION):
        exact.add(generation.dense.vectors(generation.ids[at : at + _PORTION]))
    figures: dict[str, Any] = {
        "seconds to open": round(opened, 3),
        "ms to choose a quarter of the articles": round(1000 * prepared, 1),
        "memory with the encoder alone, MB": encoder_alone,
        "memory, MB": used,
    }
    for name, among in filters.items():
        times: list[tuple[float, float]] = []
        found = 0
        wanted = 0
        bitmap = None if among is None else np.packbits(among.mask, bitorder="little")
        for question in questions:
            moment = time.perf_counter()
            ids, _ = generation.dense.search(question, _DEPTH, among)
            middle = time.perf_counter()
            chosen = None
            if bitmap is not None:
                chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap.size, faiss.swig_ptr(bitmap)))
            _, rows = exact.search(question[None], _DEPTH, params=chosen)
            times.append((middle - moment, time.perf_counter() - middle))
            best = generation.ids[rows[0][:10][rows[0][:10] >= 0]]
            found += len(np.intersect1d(ids[:10], best))
            wanted += len(best)
        ours, theirs = (1000 * float(np.median(each)) for each in zip(*times, strict=True))
        figures[name] = {
            "p50, ms": round(ours, 2),
            "flat float32, ms": round(theirs, 2),
            "ratio": round(ours / theirs, 3),
            "recall@10": round(found / wanted, 4),
        }
    return figures


def grow(folder: Path, real: Path) -> dict[str, Any]:
    """Seconds from an article's saving until an index that is held finds it."""
    with np.load(real) as bundled:
        questions = bundled["questions"]
    library = open_library(folder)
    reader = LiveIndex(library.index_folder, _ENCODER)
    found: list[dict[str, Any]] = []
    for number in range(_ADDED):
        encoder = KnownVectors(questions[number : number + 1])
        indexer = _indexer(library, encoder, reader)
        held = reader.current()
        started = time.perf_counter()
        text = "\n".join(["A sentence."] * _AN_ARTICLE)
        spans = [PassageSpan(12 * at, 12 * at + 11) for at in range(_AN_ARTICLE)]
        content = RevisionContent("…", text)
        article = library.articles.add(
            "new.md", None, content, Language.ENGLISH, None, Splitting(_SPLITTER, spans), live=True
        )
        saved = time.perf_counter()
        is_behind = indexer.is_behind(held, library.articles.generation())
        indexer.catch_up()
        written = time.perf_counter()
        generation = reader.current()
        if generation is None or not is_behind:
            raise RuntimeError("the index has not followed")
        ids, _ = generation.dense.search(encoder.encode_queries([""])[0], 10)
        is_found = bool(np.isin(ids, generation.ids_of({article})).any())
        ended = time.perf_counter()
        found.append(
            {
                "found": is_found,
                "seconds": round(ended - started, 3),
                "to save": round(saved - started, 3),
                "to write": round(written - saved, 3),
                "to open and find": round(ended - written, 3),
                "segment": generation.manifest.segment,
            }
        )
    return {"articles": found, "index on disk, MB": _size(folder / "index")}


def _current(folder: Path) -> Generation:
    generation = LiveIndex(folder / "index", _ENCODER).current()
    if generation is None:
        raise RuntimeError("there is no index")
    return generation


def _size(folder: Path, names: str = "**/*") -> int:
    """Megabytes on disk; a file of several names counts once."""
    files = {path.stat().st_ino: path.stat().st_size for path in folder.glob(names) if path.is_file()}
    return round(sum(files.values()) / MB)


def _memory() -> dict[str, int]:
    """Resident megabytes: all, without the files that are mapped, which the system may drop, and at most so far."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    keys = (("all", "VmRSS"), ("own", "RssAnon"), ("peak", "VmHWM"))
    return {name: int(lines[key].split()[0]) // 1024 for name, key in keys}


if __name__ == "__main__":
    arguments = sys.argv[1:]
    steps = {"build": build, "search": search, "grow": grow}
    if arguments and arguments[0] in steps:
        result = steps[arguments[0]](Path(arguments[1]), Path(arguments[2]))
        sys.stdout.write(json.dumps(result))
    else:
        main(*map(int, arguments))
