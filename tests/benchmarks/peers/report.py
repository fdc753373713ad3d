"""The comparison as a table: each figure by the plain loop's of the same round, in turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.peers.job import Task
from tests.benchmarks.peers.measure import Measured, Plan
from tests.benchmarks.peers.worker import ENGINES, PLAIN

_MORE_IS_BETTER = ("a second", "recall@10")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of an engine: its own value, and by the plain loop's; `failed` says why there is none."""

    what: str
    engine: str
    value: float | None
    ratio: float | None
    failed: str = ""

    @property
    def better(self) -> float | None:
        """How many times better than the plain loop: its ratio, or the inverse where less is better."""
        if not self.ratio:
            return None
        return self.ratio if self.what.endswith(_MORE_IS_BETTER) else 1 / self.ratio


def rows_of(measured: Iterable[Measured]) -> list[Row]:
    """Medians over the rounds of each figure and of its ratio to the plain loop's in the same round."""
    values: dict[str, dict[str, dict[int, float]]] = {}
    failed: dict[str, dict[str, str]] = {}
    for each in measured:
        for name, value in (each.figures or {"": None}).items():
            articles = " articles" if each.task is Task.TEXTS else ""
            what = f"{each.size:,}{articles} · {name or each.task}"
            if value is None:
                failed.setdefault(what, {})[each.engine] = each.failed
            else:
                values.setdefault(what, {}).setdefault(each.engine, {})[each.round] = float(value)
    rows = []
    for what, engines in values.items():
        plain = engines.get(PLAIN, {})
        for engine in (each for each in ENGINES if each in engines):
            own = engines[engine]
            ratios = [value / plain[number] for number, value in own.items() if plain.get(number)]
            rows.append(Row(what, engine, median(own.values()), median(ratios) if ratios else None))
    rows += [Row(what, engine, None, None, why) for what, some in failed.items() for engine, why in some.items()]
    return rows


def write_table(path: Path, rows: Sequence[Row], plan: Plan, measured: str) -> None:
    """The table as Markdown, with what was measured and how."""
    used = [engine for engine in ENGINES if any(row.engine == engine for row in rows)]
    lines = [
        "# Mentorbase beside its peers",
        "",
        f"{measured} Written by `make bench-peers`, which measures all of them anew.",
        "",
        "All have the same encoder. The plain loop is sentence-transformers with a flat FAISS index; in brackets, how "
        "many times its figure in the same round. *mentorbase* takes articles in with everything that ingest does, and "
        "answers with cards: checked against the store, translations together, the sentence that answers marked; for "
        "the search, each passage is an article of its own. *mentorbase, bare* does what the peers do: it takes the "
        "articles in as they are written and gives the nearest passages. What is done once, such as loading the model, "
        "is not counted where texts are taken in. Vectors are mixtures of the bundled "
        "passages', a little beside; recall is by the exact ten nearest. *one language of four* and *one in a "
        "hundred* are filters. *vector* is a search whose vector is given, *question* one with the encoder. "
        f"{plan.rounds} rounds; medians.",
        "",
        "![How many times better than the plain loop each engine is](peers.svg)",
        "",
        f"| passages · figure | {' | '.join(used)} |",
        f"| --- |{' ---: |' * len(used)}",
    ]
    for what in dict.fromkeys(row.what for row in rows if not row.failed):
        cells = [_cell(row) for row in (_find(rows, what, engine) for engine in used)]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    lost = [row for row in rows if row.failed]
    if lost:
        lines += ["", "Failed:", "", *(f"- {row.engine}, {row.what}: {row.failed}" for row in lost)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _find(rows: Sequence[Row], what: str, engine: str) -> Row | None:
    return next((row for row in rows if row.what == what and row.engine == engine and not row.failed), None)


def _cell(row: Row | None) -> str:
    if row is None or row.value is None:
        return "–"
    value = f"{row.value:,.4g}"
    return value if row.engine == PLAIN or row.ratio is None else f"{value} ({row.ratio:.2g}×)"
