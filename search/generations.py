"""Generations of the index: immutable folders, each written beside the others and complete once its manifest is there.

A generation's folder is named after its number. Readers take the newest complete one that their encoder made; writers
write the next one under a temporary name and rename it. Killing a writer leaves a temporary folder, which nobody reads
and the next writer removes. One that is clearly worse than the one before it gets a name that no reader looks for.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from search.checksums import has_changed
from search.generation import Generation, load_generation
from search.manifest import Manifest, read_manifest

NAMED = re.compile(r"generation-(\d{8})")
NAMED_HELD_BACK = re.compile(r"held-back-(\d{8})")
_KEPT = 2
"""Generations that stay on disk for an encoder: the newest, and the one that a reader may be opening."""

_log = logging.getLogger(__name__)


def newest_manifest(folder: Path, encoder: str) -> tuple[int, Manifest] | None:
    """Number and manifest of the newest generation that this encoder made, without opening it."""
    return next(((number, manifest) for number, _, manifest in _made_by(folder, encoder)), None)


def open_newest(folder: Path, encoder: str, held: Generation | None = None) -> Generation | None:
    """Open the newest generation that this encoder made and that is whole; older ones take a broken one's place.

    What it has in common with the one `held` is not read once more.
    """
    while True:
        there = listed(folder)
        for number, path, manifest in _made_by(folder, encoder):
            generation = _open(number, path, manifest, held)
            if generation is not None:
                return generation
        if there == listed(folder):  # else a writer has removed what was about to be opened
            return None


def open_served(folder: Path, encoder: str) -> Generation | None:
    """Open the generation that a new one of this encoder is to take the place of: its newest, else another's."""
    others = ((number, path, read_manifest(path)) for number, path in listed(folder))
    opened = (_open(number, path, manifest) for number, path, manifest in others if manifest is not None)
    return open_newest(folder, encoder) or next((each for each in opened if each is not None), None)


def newest_held_back(folder: Path, encoder: str) -> tuple[int, Manifest] | None:
    """Number and manifest of this encoder's newest generation, if that is held back."""
    live = newest_manifest(folder, encoder)
    held = next(((number, manifest) for number, _, manifest in _made_by(folder, encoder, NAMED_HELD_BACK)), None)
    return held if held is not None and (live is None or live[0] < held[0]) else None


def folder_of(folder: Path, number: int) -> Path:
    """Where the generation of a number is."""
    return folder / f"generation-{number:08d}"


def changed_files(folder: Path, generation: Generation) -> list[str]:
    """Those of a generation's files that are not as they were written, each read to its end."""
    changed = []
    for name, expected in generation.manifest.checksums.items():
        try:
            is_as_written = not has_changed(folder_of(folder, generation.number) / name, expected, whole=True)
        except OSError:
            is_as_written = False
        if not is_as_written:
            changed.append(name)
    return changed


def prune(folder: Path) -> None:
    """Remove the generations that no reader opens any more; each encoder keeps its newest ones.

    A base that several of them share is a file with several names, and goes with the last.
    """
    for _, path in listed(folder, NAMED_HELD_BACK):
        manifest = read_manifest(path)
        held = newest_held_back(folder, manifest.encoder) if manifest else None
        if held is None or path.name != f"held-back-{held[0]:08d}":
            shutil.rmtree(path, ignore_errors=True)
    kept: dict[str | None, int] = {}
    for _, path in listed(folder):
        manifest = read_manifest(path)
        encoder = manifest.encoder if manifest else None
        kept[encoder] = kept.get(encoder, 0) + 1
        if encoder is None or kept[encoder] > _KEPT:
            shutil.rmtree(path, ignore_errors=True)


def listed(folder: Path, named: re.Pattern[str] = NAMED) -> list[tuple[int, Path]]:
    """Generations on disk that have such a name, newest first."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    found = [(int(match[1]), folder / name) for name in names if (match := named.fullmatch(name))]
    return sorted(found, reverse=True)


def _made_by(folder: Path, encoder: str, named: re.Pattern[str] = NAMED) -> Iterator[tuple[int, Path, Manifest]]:
    """Generations that this encoder made, newest first."""
    for number, path in listed(folder, named):
        manifest = read_manifest(path)
        if manifest is not None and manifest.encoder == encoder:
            yield number, path, manifest


def _open(number: int, path: Path, manifest: Manifest, held: Generation | None = None) -> Generation | None:
    try:
        return load_generation(number, path, manifest, held)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        _log.warning("index generation %s cannot be used: %s", path.name, error)
        return None
