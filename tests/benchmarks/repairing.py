"""How well broken text is mended, and whether right text stays: `python -m tests.benchmarks.repairing`.

The pairs of `repairs/development.tsv` chose the rules; those of `repairs/final.tsv` are for the reported figure only.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import ftfy

from corpus.library import BUNDLED_ARTICLES
from ingest.repair import repair
from tests.benchmarks.record import record

REPAIRS = Path(__file__).parent / "repairs"


def pairs(part: str) -> list[tuple[str, str, str]]:
    """Language, broken and right text; where both are the same, nothing is to be changed."""
    lines = (REPAIRS / f"{part}.tsv").read_text(encoding="utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [(row[0], row[1], row[2]) for row in rows]


def figures(part: str) -> dict[str, object]:
    rows = pairs(part)
    broken = [row for row in rows if row[1] != row[2]]
    right = [row for row in rows if row[1] == row[2]]
    return {
        "broken": len(broken),
        "mended": sum(repair(text) == meant for _, text, meant in broken),
        "mended by ftfy alone": sum(ftfy.fix_text(text) == meant for _, text, meant in broken),
        "right": len(right),
        "harmed": sum(repair(text) != text for _, text, _ in right),
        "harmed by ftfy alone": sum(ftfy.fix_text(text) != text for _, text, _ in right),
    }


def main() -> None:
    """Entry of the command."""
    for _, text, meant in pairs("development"):
        if repair(text) != meant:
            sys.stdout.write(f"{text!r}\n  became {repair(text)!r}\n  not    {meant!r}\n")
    texts = [path.read_text(encoding="utf-8") for path in sorted(BUNDLED_ARTICLES.rglob("*.md"))]
    started = time.perf_counter()
    for text in texts:
        repair(text)
    rate = sum(map(len, texts)) / (time.perf_counter() - started) / 1e6
    result = {part: figures(part) for part in ("development", "final")}
    record("repairing", {**result, "million characters a second": round(rate, 1)}, REPAIRS.glob("*.tsv"))


if __name__ == "__main__":
    main()
