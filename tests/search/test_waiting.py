"""How threads wait for each other is said before the libraries that have them are loaded."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

NAMES = ("GOMP_SPINCOUNT", "OPENBLAS_NUM_THREADS")
ASK = """
import os, sys, {package}
loaded = {{"torch", "faiss", "numpy"}} & {{*sys.modules}}
print(os.environ["GOMP_SPINCOUNT"], os.environ["OPENBLAS_NUM_THREADS"], loaded)
"""


@pytest.mark.parametrize("package", ["search", "ui"])
@pytest.mark.parametrize(
    ("given", "told"),
    [({}, "10000 1 set()"), ({"GOMP_SPINCOUNT": "7", "OPENBLAS_NUM_THREADS": "4"}, "7 4 set()")],
    ids=["nothing said", "somebody wants it"],
)
def test_threads_do_not_wait_for_long_unless_somebody_wants_it(package: str, given: dict[str, str], told: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | given
    command = [sys.executable, "-c", ASK.format(package=package)]
    result = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert result.stdout.strip() == told
