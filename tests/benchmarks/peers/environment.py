"""The peers' own environment: nothing of it is installed beside Mentorbase."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.record import ROOT

_FOLDER = ROOT / "build" / "peers-venv"
_WANTED = Path(__file__).parent / "requirements.txt"


def peers_python() -> Path:
    """The peers' Python, in an environment that is made if it is not there or asks for other versions."""
    python, done = _FOLDER / "bin" / "python", _FOLDER / "installed.txt"
    wanted = _WANTED.read_text(encoding="utf-8")
    if not (done.exists() and done.read_text(encoding="utf-8") == wanted):
        sys.stderr.write(f"Installing the peers into {_FOLDER} (2 GB, some minutes)\n")
        subprocess.run([sys.executable, "-m", "venv", str(_FOLDER)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(_WANTED)]
        subprocess.run(install, check=True)
        done.write_text(wanted, encoding="utf-8")
    return python
