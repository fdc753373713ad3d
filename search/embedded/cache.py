"""Keeps the unpacked model in the user's cache: made once, whole or not at all, whoever starts at the same time."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from search.embedded.adaptation import adaptation_hash
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT, build_adapted_bert, write_sentence_transformer
from search.embedded.source import WEIGHTS_SHA256, open_weights
from search.errors import ModelUnavailableError
from search.neutrality import PLAIN_DIRECTIONS, projection, read_directions

_FORMAT = 1
"""Raised when the same weights are unpacked differently, so that older folders are left alone."""

_CONTENTS = "mentorbase.json"
"""Lists the files of an unpacked model with their sizes."""

_BESIDE = ".unpacking-"
"""Begins the names of folders in which unpacking has not come to its end."""

_UNPACKING = "Unpacking the embedded language model (once)"

_log = logging.getLogger(__name__)


def embedded_fingerprint() -> str:
    """What makes the embedded encoder's vectors, as a short hash: weights, adaptation, directions, prompts and recipe.

    The number format of the computation is not part of it: the vectors of 8 bits, bfloat16 and float32 have a cosine of
    0.998 and more.
    """
    directions = read_directions().tobytes().hex()
    recipe = [_FORMAT, WEIGHTS_SHA256, adaptation_hash(), QUERY_PROMPT, PASSAGE_PROMPT, directions]
    return "embedded-" + hashlib.sha256(json.dumps(recipe).encode()).hexdigest()[:16]


def plain_fingerprint() -> str:
    """What makes the vectors of the embedded encoder as it was before it was adapted."""
    directions = read_directions(PLAIN_DIRECTIONS).tobytes().hex()
    recipe = [_FORMAT, WEIGHTS_SHA256, QUERY_PROMPT, PASSAGE_PROMPT, directions]
    return "plain-" + hashlib.sha256(json.dumps(recipe).encode()).hexdigest()[:16]


def ensure_unpacked(cache: Path, dtype: str, *, say: Callable[[str], None] = lambda _: None) -> Path:
    """The folder of the unpacked model with weights in `dtype` (a torch name), made if it is not there yet.

    `say` is told when unpacking starts. Raises ModelUnavailableError when the weights are missing or wrong, or the
    cache has no room or cannot be written.
    """

    def write(folder: Path) -> None:
        import torch

        weights = open_weights()
        neutral = projection(read_directions())
        write_sentence_transformer(build_adapted_bert(weights), weights, neutral, folder, getattr(torch, dtype))

    return ensure_made(cache, f"{embedded_fingerprint()}-{dtype}", write, say)


def ensure_made(
    cache: Path, name: str, write: Callable[[Path], None], say: Callable[[str], None] = lambda _: None
) -> Path:
    """The folder of this name in the cache; `write` fills it if it is not there yet, and `say` is told so.

    Raises ModelUnavailableError when the cache has no room or cannot be written, and what `write` raises.
    """
    folder = cache / name
    if _is_whole(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / "unpacking.lock"):
            if not _is_whole(folder):  # another process may have made it while this one waited
                say(_UNPACKING)
                _make(folder, write)
    except OSError as error:
        raise ModelUnavailableError(
            f"The embedded language model cannot be unpacked into {cache} ({error.strerror or error}). It needs 500 MB "
            "of free space in a folder that can be written: choose another one with MENTORBASE_CACHE."
        ) from error
    return folder


def mending(cache: Path) -> str:
    """What to do when something in the cache cannot be read."""
    return f"Delete the folder {cache}, which is made anew then, or set MENTORBASE_ENGINE to torch."


def _is_whole(folder: Path) -> bool:
    """Whether every file that unpacking has written is still there in its full size."""
    try:
        sizes: dict[str, int] = json.loads((folder / _CONTENTS).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def _make(folder: Path, write: Callable[[Path], None]) -> None:
    from safetensors import SafetensorError

    for left in folder.parent.glob(f"{_BESIDE}*"):  # of a process that was killed: the lock lets one unpack at a time
        shutil.rmtree(left, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(prefix=_BESIDE, dir=folder.parent))
    try:
        try:
            write(beside)
        except (SafetensorError, RuntimeError) as error:
            raise OSError(str(error)) from error  # what the libraries report a full disk by
        sizes = {str(file.relative_to(beside)): file.stat().st_size for file in beside.rglob("*") if file.is_file()}
        (beside / _CONTENTS).write_text(json.dumps(sizes), encoding="utf-8")
        for file in beside.rglob("*"):
            _flush(file)
        shutil.rmtree(folder, ignore_errors=True)  # a folder that is not whole
        beside.chmod(0o755)
        beside.rename(folder)
        _flush(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _log.info("embedded model unpacked into %s", folder)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
