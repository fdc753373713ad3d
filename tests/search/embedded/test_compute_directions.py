"""The language directions that are shipped are those that the command computes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_shipped_directions_are_what_the_command_computes_with_any_number_of_threads() -> None:
    # They were made with all cores; here one thread adds up in another order.
    result = subprocess.run(
        [sys.executable, "-m", "search.embedded.compute_directions", "--check"],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "the shipped directions are these, bit for bit\n")
