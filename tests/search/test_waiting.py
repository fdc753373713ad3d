"""How OpenMP's threads wait is said before torch or FAISS load it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "import os, sys, search; print(os.environ['GOMP_SPINCOUNT'], 'torch' in sys.modules, 'faiss' in sys.modules)"


@pytest.mark.parametrize(("given", "spins"), [({}, "10000"), ({"GOMP_SPINCOUNT": "7"}, "7")])
def test_threads_do_not_wait_for_long_unless_somebody_wants_it(given: dict[str, str], spins: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"} | given
    told = subprocess.run([sys.executable, "-c", ASK], env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.split() == [spins, "False", "False"]
