"""Compares Mentorbase with txtai, ChromaDB, LanceDB and a plain loop: `python -m tests.benchmarks.peers`.

The peers get an environment of their own under `build`. `--sizes` are numbers of passages that all are filled with,
`--larger` those at which a process is not started for one question. What has been measured is kept in
`build/benchmarks/peers`: a command that was cut off goes on where it was, and `--anew` begins again. A failure is a row
of the table, and stops nothing; the next call tries it again.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
from dataclasses import asdict
from datetime import date
from pathlib import Path

from search.embedded.cache import ensure_unpacked
from tests.benchmarks.peers.environment import peers_python
from tests.benchmarks.peers.measure import PLACE, Plan, measure
from tests.benchmarks.peers.report import rows_of, write_table
from tests.benchmarks.record import RESULTS, ROOT, record
from ui.settings import Settings

_DOCS = ROOT / "docs" / "benchmarks"


def main() -> None:
    """Entry of the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description=__doc__)
    parser.add_argument("--texts", type=int, default=60, help="articles taken in, as texts")
    parser.add_argument("--sizes", type=_numbers, default=(10_000, 100_000))
    parser.add_argument("--larger", type=_numbers, default=(1_000_000,))
    parser.add_argument("--ours-up-to", type=int, default=100_000, help="passages that Mentorbase is filled with")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3600, help="the longest that one job may take")
    parser.add_argument("--dtype", default="float32", choices=("float32", "bfloat16"), help="of the peers' encoder")
    parser.add_argument("--anew", action="store_true", help="measure what has been measured again")
    given = parser.parse_args()
    if given.anew:
        shutil.rmtree(RESULTS / "peers", ignore_errors=True)
        shutil.rmtree(PLACE, ignore_errors=True)
    plan = Plan(given.texts, given.sizes, given.larger, given.ours_up_to, given.rounds, given.seconds)
    model = ensure_unpacked(Settings().cache.expanduser(), given.dtype)
    python = peers_python()
    measured = list(measure(plan, model, python))
    rows = rows_of(measured)
    record(
        "peers",
        {"plan": asdict(plan), "rows": [{**asdict(row), "better": row.better} for row in rows]},
        [Path(__file__)],
    )
    when = f"Measured on {date.today().isoformat()} on {platform.processor() or platform.machine()}."
    write_table(_DOCS / "peers.md", rows, plan, when)
    pictures = [str(_DOCS / name) for name in ("peers.svg", "peers-overview.svg")]
    command = [str(python), "-m", "tests.benchmarks.peers.plot", str(RESULTS / "peers.json"), *pictures]
    subprocess.run(command, cwd=ROOT, check=True)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(",") if each)


if __name__ == "__main__":
    main()
