"""What the user hands in, file by file: paths, folders, zip archives and standard input."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableError

LARGEST = 50 * 1024 * 1024
"""Bytes of the largest file that is read: a book has one or two million."""

_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to take in: `source` is kept with the article, `origin` tells when the same file comes again."""

    source: str
    origin: str | None
    read: Callable[[], bytes]


def find_inputs(paths: Iterable[str], origin_of: Callable[[Path], str] = str) -> Iterator[Input]:
    """The files under these paths, in the order of their names.

    In a folder, hidden files are left out. What cannot be read is among them; its `read` raises UnreadableError.
    """
    for given in paths:
        if given == _STANDARD_INPUT:
            yield Input(_STANDARD_INPUT, None, lambda: _limited(sys.stdin.buffer.read(LARGEST + 1)))
            continue
        path = Path(given)
        if path.is_dir():
            yield from _in_folder(path, origin_of)
        else:
            yield from _in_file(path, path.name, origin_of)


def _in_folder(folder: Path, origin_of: Callable[[Path], str]) -> Iterator[Input]:
    problems: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not name.startswith(".")):
            path = Path(parent, name)
            yield from _in_file(path, path.relative_to(folder).as_posix(), origin_of)
    for problem in problems:
        yield _refused(str(problem.filename), f"The folder cannot be read ({problem.strerror}). Check its permissions.")


def _in_file(path: Path, source: str, origin_of: Callable[[Path], str]) -> Iterator[Input]:
    source = _printable(source)
    origin = _printable(origin_of(path.absolute()))
    try:
        is_archive = stat.S_ISREG(path.stat().st_mode) and zipfile.is_zipfile(path)
    except OSError:
        is_archive = False
    if is_archive and path.suffix.lower() == ".zip":
        yield from _in_archive(path, source, origin)
    else:
        yield Input(source, origin, lambda: _read_file(path))


def _read_file(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("This is no file but a device, a pipe or a socket. Hand in files or folders.")
        if found.st_size > LARGEST:
            raise UnreadableError(_too_large(found.st_size))
        with path.open("rb") as file:
            return _limited(file.read(LARGEST + 1))
    except FileNotFoundError as error:
        raise UnreadableError("There is no such file. Check the path.") from error
    except OSError as error:
        raise UnreadableError(f"The file cannot be read ({error.strerror}). Check its permissions.") from error


def _in_archive(path: Path, source: str, origin: str) -> Iterator[Input]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        yield _refused(source, f"The archive is damaged ({error}). Make it again.")
        return
    for member in sorted(members, key=lambda member: member.filename):
        parts = member.filename.split("/")
        if any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        name = _printable(member.filename)
        yield Input(name, f"{origin}!{name}", lambda member=member: _read_member(path, member))  # type: ignore[misc]


def _read_member(path: Path, member: zipfile.ZipInfo) -> bytes:
    if member.file_size > LARGEST:
        raise UnreadableError(_too_large(member.file_size))
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            return _limited(file.read(LARGEST + 1))
    except (OSError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise UnreadableError(f"The archive's member is damaged ({error}). Make the archive again.") from error
    except RuntimeError as error:  # zipfile's word for an encrypted member
        raise UnreadableError("The archive is protected by a password. Make it without one.") from error


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise UnreadableError(_too_large(len(data)))
    return data


def _too_large(size: int) -> str:
    return (
        f"The file has {size / 1024**2:.0f} MB, and {LARGEST // 1024**2} MB are the most that is read. "
        "An article has a few thousand words: cut the file into its articles."
    )


def _refused(source: str, reason: str) -> Input:
    def read() -> bytes:
        raise UnreadableError(reason)

    return Input(_printable(source), None, read)


def _printable(name: str) -> str:
    """A file's name as text that every terminal and database takes."""
    text = os.fsencode(name).decode("utf-8", errors="replace")
    return "".join("�" if unicodedata.category(character) == "Cc" else character for character in text)
