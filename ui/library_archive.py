"""A library's folder as one zip file: packed to be downloaded, unpacked with care when it comes back."""

from __future__ import annotations

import zipfile
from pathlib import Path

from corpus.message import message
from ingest.errors import UnreadableError
from ingest.reading.archive import ArchiveLimits, open_archive
from ui.library_folder import MANIFEST, LibraryFolderError

LIMITS = ArchiveLimits(members=200_000, total_mb=4096)
"""Two files an article, and as much text as a hundred thousand of them have."""

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows: the same library is the same file


def pack(folder: Path, archive: Path) -> None:
    """Write everything in a folder to a zip file, which appears under its name when it is whole."""
    unfinished = archive.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as opened:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _MOMENT)
                opened.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    unfinished.replace(archive)


def unpack(archive: Path, folder: Path) -> Path:
    """Write what is in a zip file into an empty folder, and return where in it the library is.

    What does not belong to a library is left where it is. Raises LibraryFolderError when the file is refused.
    """
    try:
        for member in open_archive(archive, LIMITS):
            if member.reason:
                raise UnreadableError(message("{file}: {reason}", file=member.name, reason=member.reason))
            path = folder / member.name
            if path.suffix not in (".md", ".json", ".jsonl", ".toml") or not path.resolve().is_relative_to(
                folder.resolve()
            ):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(member.read())
    except UnreadableError as error:
        reason = error.message
        raise LibraryFolderError(message("The archive cannot be unpacked: {reason}", reason=reason)) from error
    except OSError as error:
        raise LibraryFolderError(
            message(
                "The archive cannot be unpacked here: the disk may be full.",
                console=f"The archive cannot be unpacked: {error}",
            )
        ) from error
    # Whoever packs the folder anew often packs it as a folder in the archive.
    places = (folder, *sorted(folder.glob("*")))
    return next((place for place in places if (place / MANIFEST).is_file()), folder)
