"""Fixtures that every suite uses."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

import search  # noqa: F401 - says how OpenMP's threads wait, before anything loads OpenMP

# The processes of pytest-xdist ignore Ctrl-C, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Where the embedded model is unpacked, once for all tests: MENTORBASE_CACHE, or a folder of the checkout."""
    return Path(os.environ.get("MENTORBASE_CACHE") or Path(__file__).parent.parent / "build" / "test-cache")
