"""Generations of the index: immutable folders, each written beside the others and complete once its manifest is there.

A generation's folder is named after its number. Readers take the newest complete one that their encoder made; writers
write the next one under a temporary name and rename it. Killing a writer leaves a temporary folder, which nobody reads
and the next writer removes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.passage_store import VectorSnapshot
from search.dense import DenseIndex, build_dense_index, read_dense_index

_FORMAT = 1
_MANIFEST = "manifest.json"
_DENSE = "dense.faiss"
_PASSAGES = "passages.npz"
_NAME = re.compile(r"generation-(\d{8})")
_KEPT = 2
"""Generations that stay on disk for an encoder: the newest, and the one that a reader may be opening."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a generation, and what its files must be."""

    format: int
    encoder: str
    dimension: int
    splitter: str
    store_generation: int
    complete: bool
    passages: int
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened generation. Immutable; safe for threads."""

    number: int
    manifest: Manifest
    dense: DenseIndex
    ids: npt.NDArray[np.int64]
    languages: npt.NDArray[np.str_]

    def ids_in(self, languages: frozenset[Language]) -> npt.NDArray[np.int64]:
        """The ids of the passages in any of these languages."""
        return self.ids[np.isin(self.languages, [str(language) for language in languages])]


def write_generation(folder: Path, snapshot: VectorSnapshot, encoder: str, splitter: str) -> int:
    """Write the next generation and return its number. One writer at a time: the caller holds the writer's lock.

    Raises OSError when the disk is full or cannot be written; the older generations stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".writing-*"):
        shutil.rmtree(left, ignore_errors=True)
    number = max((found for found, _ in _listed(folder)), default=0) + 1
    beside = folder / f".writing-{number:08d}"
    beside.mkdir()
    try:
        index = build_dense_index(snapshot.ids, snapshot.vectors)
        index.write(beside / _DENSE)
        np.savez(beside / _PASSAGES, ids=snapshot.ids, languages=snapshot.languages)
        manifest = Manifest(
            format=_FORMAT,
            encoder=encoder,
            dimension=index.dimension,
            splitter=splitter,
            store_generation=snapshot.generation,
            complete=snapshot.complete,
            passages=len(snapshot.ids),
            sha256={name: _flushed_sha256(beside / name) for name in (_DENSE, _PASSAGES)},
        )
        text = json.dumps(asdict(manifest), indent=1)
        (beside / _MANIFEST).write_text(text, encoding="utf-8")
        _flushed_sha256(beside / _MANIFEST)
        beside.rename(folder / f"generation-{number:08d}")
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return number


def newest_manifest(folder: Path, encoder: str) -> tuple[int, Manifest] | None:
    """Number and manifest of the newest generation that this encoder made, without opening it."""
    return next(((number, manifest) for number, _, manifest in _made_by(folder, encoder)), None)


def open_newest(folder: Path, encoder: str) -> Generation | None:
    """Open the newest generation that this encoder made and that is whole; older ones take a broken one's place."""
    while True:
        listed = _listed(folder)
        for number, path, manifest in _made_by(folder, encoder):
            generation = _open(number, path, manifest)
            if generation is not None:
                return generation
        if listed == _listed(folder):  # else a writer has removed what was about to be opened
            return None


def prune(folder: Path) -> None:
    """Remove the generations that no reader opens any more; each encoder keeps its newest ones."""
    kept: dict[str | None, int] = {}
    for _, path in _listed(folder):
        manifest = _read_manifest(path)
        encoder = manifest.encoder if manifest else None
        kept[encoder] = kept.get(encoder, 0) + 1
        if encoder is None or kept[encoder] > _KEPT:
            shutil.rmtree(path, ignore_errors=True)


def _listed(folder: Path) -> list[tuple[int, Path]]:
    """Generations on disk, newest first."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    found = [(int(match[1]), folder / name) for name in names if (match := _NAME.fullmatch(name))]
    return sorted(found, reverse=True)


def _made_by(folder: Path, encoder: str) -> Iterator[tuple[int, Path, Manifest]]:
    """Generations that this encoder made, newest first."""
    for number, path in _listed(folder):
        manifest = _read_manifest(path)
        if manifest is not None and manifest.encoder == encoder:
            yield number, path, manifest


def _read_manifest(path: Path) -> Manifest | None:
    try:
        manifest = Manifest(**json.loads((path / _MANIFEST).read_text(encoding="utf-8")))
        sound = manifest.format == _FORMAT and manifest.sha256.keys() == {_DENSE, _PASSAGES}
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return manifest if sound else None


def _open(number: int, path: Path, manifest: Manifest) -> Generation | None:
    try:
        for name, expected in manifest.sha256.items():
            with (path / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise ValueError(f"{name} has changed since it was written")
        dense = read_dense_index(path / _DENSE)
        with np.load(path / _PASSAGES, allow_pickle=False) as arrays:
            ids, languages = arrays["ids"], arrays["languages"]
        if not len(dense) == len(ids) == manifest.passages or dense.dimension != manifest.dimension:
            raise ValueError("counts do not agree with the manifest")
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        _log.warning("index generation %s cannot be used: %s", path.name, error)
        return None
    return Generation(number, manifest, dense, ids, languages)


def _flushed_sha256(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()
