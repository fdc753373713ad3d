"""Does one job in a process of its own and prints its figures: `python -m tests.benchmarks.peers.worker JOB`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.peers.data import ALL, FILTERS, Data, read_data
from tests.benchmarks.peers.engines import Chroma, Engine, Lance, Plain, Txtai
from tests.benchmarks.peers.job import Job, Task

PLAIN, OURS, BARE = "plain loop", "mentorbase", "mentorbase, bare"
ENGINES = (PLAIN, OURS, BARE, "txtai", "chromadb", "lancedb")
IN_OUR_ENVIRONMENT = (OURS, BARE)
FIGURES = "figures: "

_MB = 1024 * 1024


def open_engine(name: str, folder: Path, model: Path) -> Engine:
    """The engine of this name."""
    if name in IN_OUR_ENVIRONMENT:
        from tests.benchmarks.peers.ours import Mentorbase, MentorbaseBare

        return Mentorbase(folder) if name == OURS else MentorbaseBare(folder)
    kinds: dict[str, Any] = {PLAIN: Plain, "txtai": Txtai, "chromadb": Chroma, "lancedb": Lance}
    engine: Engine = kinds[name](folder, model)
    return engine


def run(job: Job) -> dict[str, Any]:
    """The figures of one job."""
    engine = open_engine(job.engine, job.folder, job.model)
    if job.task is Task.COLD:
        said = json.loads((job.data / "texts.json").read_text(encoding="utf-8"))
        engine.open()
        engine.load()
        return {"found": engine.by_text(said["questions"][0], ALL)}
    data = read_data(job.data)
    if job.task is Task.TEXTS:
        return _texts(engine, job.folder, data)
    if job.task is Task.VECTORS:
        return _vectors(engine, job.folder, data)
    return _questions(engine, data)


def _texts(engine: Engine, folder: Path, data: Data) -> dict[str, Any]:
    _empty(folder)
    engine.load()
    engine.begin()
    begun = time.perf_counter()
    engine.add_texts(data)
    return {"passages a second": round(len(data.texts) / (time.perf_counter() - begun), 2)}


def _vectors(engine: Engine, folder: Path, data: Data) -> dict[str, Any]:
    _empty(folder)
    begun = time.perf_counter()
    engine.add_vectors(data)
    figures: dict[str, Any] = {"seconds to take vectors in": round(time.perf_counter() - begun, 2)}
    for among in FILTERS:
        times, right = [], 0
        for number, query in enumerate(data.queries):
            begun = time.perf_counter()
            found = engine.by_vector(number, query, among)
            times.append(time.perf_counter() - begun)
            right += len(set(found) & set(data.nearest[among][number].tolist()))
        figures |= _quantiles(f"vector, {among}", times)
        figures[f"vector, {among}: recall@10"] = round(right / data.nearest[among].size, 4)
    figures["disk MB"] = round(sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / _MB, 1)
    return figures


def _questions(engine: Engine, data: Data) -> dict[str, Any]:
    engine.open()
    engine.load()
    figures: dict[str, Any] = {}
    for among in FILTERS:
        engine.by_text("warm up", among)
        times = []
        for question in data.questions:
            begun = time.perf_counter()
            engine.by_text(question, among)
            times.append(time.perf_counter() - begun)
        figures |= _quantiles(f"question, {among}", times)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {**figures, "memory MB": round(pages * os.sysconf("SC_PAGE_SIZE") / _MB)}


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _quantiles(what: str, times: list[float]) -> dict[str, float]:
    return {
        f"{what}: {name} ms": round(1000 * float(np.quantile(times, share)), 2)
        for name, share in (("p50", 0.5), ("p95", 0.95))
    }


if __name__ == "__main__":
    sys.stdout.write(f"{FIGURES}{json.dumps(run(Job.from_json(json.loads(sys.argv[1]))))}\n")
