"""What the comparison with peers makes of what its processes measure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.made_library import made_vectors
from tests.benchmarks.peers import measure
from tests.benchmarks.peers.data import ALL, CHOSEN_LANGUAGE, ONE_LANGUAGE, RARE, read_data, write_data
from tests.benchmarks.peers.job import Job, Task
from tests.benchmarks.peers.measure import Measured, Plan
from tests.benchmarks.peers.plot import overview
from tests.benchmarks.peers.report import Row, rows_of, write_table
from tests.benchmarks.peers.worker import OURS, PLAIN

_PLAN = Plan(60, (2000,), (), 2000, 2, 10.0)
_MEASURED = [
    Measured(Task.TEXTS, PLAIN, 60, 0, {"passages a second": 4.0}),
    Measured(Task.TEXTS, OURS, 60, 0, {"passages a second": 2.0}),
    Measured(Task.TEXTS, PLAIN, 60, 1, {"passages a second": 10.0}),
    Measured(Task.TEXTS, OURS, 60, 1, {"passages a second": 1.0}),
    Measured(Task.COLD, PLAIN, 2000, 0, {"first answer s": 8.0}),
    Measured(Task.COLD, "txtai", 2000, 0, {}, "took longer than 10 s"),
]


def _unit(count: int, dimension: int = 16) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    some = np.random.default_rng(0).standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(some / np.linalg.norm(some, axis=1, keepdims=True), np.float32)


def test_figures_are_compared_with_the_plain_loop_of_the_same_round() -> None:
    # Rounds of 2 / 4 and 1 / 10: the ratio is the median of 0.5 and 0.1, not 1.5 / 7.
    assert rows_of(_MEASURED) == [
        Row("60 articles · passages a second", PLAIN, 7.0, 1.0),
        Row("60 articles · passages a second", OURS, 1.5, 0.3),
        Row("2,000 · first answer s", PLAIN, 8.0, 1.0),
        Row("2,000 · cold", "txtai", None, None, "took longer than 10 s"),
    ]


def test_less_is_better_but_for_rates_and_recall() -> None:
    assert [Row(what, OURS, 1.0, 4.0).better for what in ("60 articles · passages a second", "7 · all: recall@10")] == [
        4,
        4,
    ]
    assert Row("7 · memory MB", OURS, 1.0, 4.0).better == 0.25
    assert Row("7 · cold", OURS, None, None, "failed").better is None


def test_the_overview_has_what_is_asked_for_first_at_the_largest_size_that_we_were_filled_with() -> None:
    named = [
        ("60 articles · passages a second", OURS),
        ("10 · memory MB", OURS),
        ("1,000 · memory MB", OURS),
        ("1,000 · disk MB", OURS),
        ("1,000 · vector, all: recall@10", "txtai"),
        ("9,000 · memory MB", "txtai"),
    ]
    kept = overview([{"what": what, "engine": engine} for what, engine in named])
    assert [row["what"] for row in kept] == [
        "60 articles · passages a second",
        "1,000 · memory MB",
        "1,000 · vector, all: recall@10",
    ]


def test_the_table_tells_what_failed(tmp_path: Path) -> None:
    write_table(tmp_path / "docs" / "peers.md", rows_of(_MEASURED), _PLAN, "Measured today.")
    written = (tmp_path / "docs" / "peers.md").read_text(encoding="utf-8")
    assert "| passages · figure | plain loop | mentorbase | txtai |" in written
    assert "| 60 articles · passages a second | 7 | 1.5 (0.3×) | – |" in written
    assert written.endswith("Failed:\n\n- txtai, 2,000 · cold: took longer than 10 s\n")


def test_an_engine_that_could_not_be_filled_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Runner:
        def __init__(self, *_: object) -> None: ...

        def measured(self, task: Task, size: int, number: int, engine: str) -> Measured:
            failed = "took too long" if (task, engine, size) == (Task.VECTORS, "chromadb", 5000) else ""
            return Measured(task, engine, size, number, {}, failed)

    monkeypatch.setattr(measure, "_Runner", Runner)
    plan = Plan(60, (2000,), (5000,), 2000, 1, 10.0)
    found = {(each.task, each.size) for each in measure.measure(plan, Path(), Path()) if each.engine == "chromadb"}
    assert (Task.VECTORS, 5000) in found
    assert (Task.QUESTIONS, 5000) not in found
    assert {(Task.QUESTIONS, 2000), (Task.COLD, 2000)} <= found


def test_the_true_nearest_are_those_that_a_filter_leaves(tmp_path: Path) -> None:
    vectors, queries = _unit(500), _unit(3)
    write_data(tmp_path, ["a", "b"], {"en/a.md": "a b"}, ["one", "two", "three"], vectors, queries)
    data = read_data(tmp_path)
    for among, allowed in (
        (ALL, data.rare | True),
        (ONE_LANGUAGE, data.languages == CHOSEN_LANGUAGE),
        (RARE, data.rare),
    ):
        for query, nearest in zip(queries, data.nearest[among], strict=True):
            scores = np.where(allowed, vectors @ query, -2.0)
            assert nearest.tolist() == np.argsort(-scores)[: len(nearest)].tolist()
    assert [data.text(number) for number in (0, 1, 2)] == ["a", "b", "a"]


def test_made_vectors_are_of_unit_length_near_a_real_one_and_always_the_same() -> None:
    real = _unit(50)
    made = made_vectors(real, 400)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert (made @ real.T).max(axis=1).min() > 0.5
    np.testing.assert_array_equal(made, made_vectors(real, 400))


def test_a_job_goes_to_its_process_and_back() -> None:
    job = Job(Task.VECTORS, "lancedb", Path("data"), Path("folder"), Path("model"))
    assert Job.from_json(job.to_json()) == job
