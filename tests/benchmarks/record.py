"""Writes the result of a benchmark as a file: figures with what they were measured on."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "build" / "benchmarks"


def record(name: str, figures: Any, data: Iterable[Path] = ()) -> None:
    """Write `build/benchmarks/NAME.json` and print the figures."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    digest = hashlib.sha256()
    for path in sorted(data):
        digest.update(path.read_bytes())
    result = {
        "benchmark": name,
        "commit": commit.stdout.strip(),
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
        "data": digest.hexdigest()[:16],
        "figures": figures,
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{name}: {json.dumps(figures, indent=1, ensure_ascii=False)}\n")
