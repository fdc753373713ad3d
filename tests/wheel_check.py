"""Builds the wheel, installs it into an empty environment without the developers' tools, and uses it there.

`python -m tests.wheel_check`; the libraries come from this machine's package index, at the lock file's versions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
NEEDED = (
    "corpus/articles/it/primo-incontro.md",
    "corpus/migrations/versions/0001_first_schema.py",
    "search/parallel/directions.npy",
    "search/parallel/sentences.tsv",
    "ui/translations/sv.po",
    "ui/web/app.py",
)
QUESTION = "Ska mentorer få betalt?"
ARTICLE = "pagare-i-mentori.md"


def run(*command: str, **environment: str) -> str:
    """Run a command in an empty folder, with nothing of this checkout on its path, and return what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MENTORBASE"))}
    with tempfile.TemporaryDirectory() as elsewhere:
        result = subprocess.run(
            command, cwd=elsewhere, env={**clean, **environment}, stdout=subprocess.PIPE, text=True, check=True
        )
    return result.stdout


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Entry of the command; a step that fails ends it with an error."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT))
        wheel = next(folder.glob("mentorbase-*.whl"))
        members = zipfile.ZipFile(wheel).namelist()
        missing = [each for each in NEEDED if each not in members]
        foreign = [each for each in members if each.startswith("tests/")]
        if missing or foreign:
            raise SystemExit(f"the wheel lacks {missing} and should not hold {foreign}")
        say(f"wheel built, {wheel.stat().st_size / 1024:.0f} kB, {time.monotonic() - started:.0f} s")
        python = folder / "environment" / "bin" / "python"
        run(sys.executable, "-m", "venv", str(folder / "environment"))
        lock = str(ROOT / "requirements.lock")
        run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", lock, str(wheel))
        say(f"installed, {time.monotonic() - started:.0f} s")
        mentorbase = str(python.with_name("mentorbase"))
        places = {"MENTORBASE_LIBRARY": str(folder / "library"), "MENTORBASE_CACHE": str(folder / "cache")}
        package = run(str(python), "-c", "import corpus; print(corpus.__path__[0])").strip()
        if str(ROOT) in package:
            raise SystemExit(f"the environment uses the checkout, {package}")
        run(mentorbase, "ingest", f"{package}/articles", "--json", **places)
        answer = json.loads(run(mentorbase, "search", QUESTION, "--json", **places))
        if not answer["results"] or not answer["results"][0]["source"].endswith(ARTICLE):
            raise SystemExit(f"the installed program answers {answer}")
    say(f"the installed program answers in another language, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
