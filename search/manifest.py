"""What a generation of the index says of itself; its file is written last, so that what has one is whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from search.checksums import Checksum
from search.judgement import Judgement
from search.probing import Probing

FORMAT = 5
"""To be raised with every change of what the files hold, and of how vectors lean: older generations are made anew."""

DENSE, PASSAGES, QUESTIONS = "dense.faiss", "passages.npz", "questions.npy"
BASE = (DENSE, PASSAGES, QUESTIONS)
"""The files of a base, which several generations may share."""

ARTICLES = "articles.npz"
SEGMENT, CHANGES, CHANGED_QUESTIONS = "segment.faiss", "changes.npz", "changed-questions.npy"
SEGMENTED = (SEGMENT, CHANGES, CHANGED_QUESTIONS)
"""The files of a segment."""

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a generation, what its files must be, and how it did on the library's golden questions, if any.

    `passages` are those that can be found; `base` are the rows of its base, `segment` those of its segment, which it
    has if it differs from its base. `probing` says how an inverted file is searched; None where all vectors are
    compared.
    """

    format: int
    encoder: str
    dimension: int
    splitter: str
    store_generation: int
    complete: bool
    passages: int
    base: int
    segment: int | None
    probing: Probing | None
    checksums: dict[str, Checksum]
    golden: Judgement | None = None


def write_manifest(manifest: Manifest, folder: Path) -> Path:
    """Write the manifest of a generation into its folder, and return its path."""
    path = folder / _MANIFEST
    path.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    return path


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a generation's folder; None where there is none, or none that this program understands."""
    try:
        manifest = _from_json(json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    files = {*BASE, ARTICLES, *(() if manifest.segment is None else SEGMENTED)}
    return manifest if manifest.format == FORMAT and manifest.checksums.keys() == files else None


def _from_json(row: dict[str, Any]) -> Manifest:
    golden, probing = row.pop("golden", None), row.pop("probing")
    checksums = {name: Checksum(**each) for name, each in row.pop("checksums").items()}
    return Manifest(
        **row,
        checksums=checksums,
        probing=None if probing is None else Probing(**probing),
        golden=None if golden is None else Judgement.from_json(golden),
    )
