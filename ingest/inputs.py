"""What the user hands in, file by file: paths, folders, zip archives and standard input."""

from __future__ import annotations

import os
import re
import stat
import sys
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.message import NOTHING, Message, message
from ingest.errors import UnreadableError, too_large
from ingest.reading.archive import ArchiveLimits, open_archive

LARGEST = 50 * 1024 * 1024
"""Bytes of the largest file that is read: a book has one or two million."""

_STANDARD_INPUT = "-"
_PACKED_DOCUMENTS = (".docx", ".odt")
_IN_DOCUMENT = re.compile(r"(word|xl|ppt)/|mimetype$")
"""Members that tell a document, which is packed as an archive, from an archive of documents."""

_NO_SUCH_FILE = message("There is no such file. Check the path.")
_LINE_BREAKERS = ("Cc", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Input:
    """One file to take in: `source` is kept with the article, `origin` tells when the same file comes again.

    `handed_in_by` is the account that did so, kept with the revision.
    """

    source: str
    origin: str | None
    read: Callable[[], bytes]
    handed_in_by: str | None = None


def find_inputs(
    paths: Iterable[str], origin_of: Callable[[Path], str] = str, only: Container[Path] | None = None
) -> Iterator[Input]:
    """The files under these paths, in the order of their names; of those in folders, `only` these if it is given.

    In a folder, hidden files are left out, and links that lead out of it are refused: whoever filled the folder may
    not choose what else is read. What cannot be read is among the files; its `read` raises UnreadableError.
    """
    for given in paths:
        if given == _STANDARD_INPUT:
            yield Input(_STANDARD_INPUT, None, lambda: _limited(sys.stdin.buffer.read(LARGEST + 1)))
            continue
        path = Path(given)
        if not given:
            yield _refused(given, _NO_SUCH_FILE)
        elif _is(path.is_dir):
            yield from _in_folder(path, origin_of, only)
        else:
            yield from _in_file(path, path.name, origin_of)


def _is(kind: Callable[[], bool]) -> bool:
    try:
        return kind()
    except OSError:  # a folder above may not be looked into, or the name is too long; reading the file tells
        return False


def _in_folder(folder: Path, origin_of: Callable[[Path], str], only: Container[Path] | None) -> Iterator[Input]:
    problems: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked_folders = [name for name in folders if _is(Path(parent, name).is_symlink)]
        for name in sorted([*linked_folders, *(name for name in files if not name.startswith("."))]):
            path = Path(parent, name)
            if only is not None and path not in only:
                continue
            source = path.relative_to(folder).as_posix()
            if _is(path.is_symlink) and (problem := _problem_of_link(path, folder)):
                yield _refused(source, problem)
            else:
                yield from _in_file(path, source, origin_of)
    for error in problems:
        yield _refused(
            str(error.filename),
            message(
                "The folder cannot be read. Check the path and its permissions.",
                console=f"The folder cannot be read ({error.strerror}). Check the path and its permissions.",
            ),
        )


def _problem_of_link(link: Path, folder: Path) -> Message:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
        return message("The link leads nowhere. Hand in the file that it was meant for.")
    if target.is_dir():
        return message("This is a link to a folder, which is not followed. Hand in that folder itself.")
    if not target.is_relative_to(folder.resolve()):
        return message("The link leads out of the folder that was handed in. Hand in the file itself.")
    return NOTHING


def _in_file(path: Path, source: str, origin_of: Callable[[Path], str]) -> Iterator[Input]:
    source = _printable(source)
    origin = _unmistakable(origin_of(Path(os.path.normpath(path.absolute()))))
    itself = Input(source, origin, lambda: _read_file(path))
    if not _begins_as_archive(path):
        yield itself
        return
    try:
        members = list(open_archive(path, ArchiveLimits()))
    except UnreadableError as error:
        # A document that is damaged is told by its reader.
        yield itself if path.suffix.lower() in _PACKED_DOCUMENTS else _refused(source, error.message)
        return
    if any(_IN_DOCUMENT.match(member.name) for member in members):
        yield itself
        return
    for member in members:
        yield Input(member.name, f"{origin}!{member.path}", member.read)


def _begins_as_archive(path: Path) -> bool:
    """Whether a file is a zip archive, or is called one."""
    if path.suffix.lower() == ".zip":
        return _is(path.is_file)
    if not _is(path.is_file):  # to open a pipe is to wait for it
        return False
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False  # reading the file tells


def _read_file(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError(
                message("This is no file but a device, a pipe or a socket. Hand in files or folders.")
            )
        if found.st_size > LARGEST:
            raise UnreadableError(_too_large(found.st_size))
        with path.open("rb") as file:
            return _limited(file.read(LARGEST + 1))
    except FileNotFoundError as error:
        raise UnreadableError(_NO_SUCH_FILE) from error
    except OSError as error:
        raise UnreadableError(
            message(
                "The file cannot be read. Check the path and its permissions.",
                console=f"The file cannot be read ({error.strerror}). Check the path and its permissions.",
            )
        ) from error


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise UnreadableError(_too_large(len(data)))
    return data


def _too_large(size: int) -> Message:
    return too_large(round(size / 1024**2), LARGEST // 1024**2)


def _refused(source: str, reason: Message) -> Input:
    def read() -> bytes:
        raise UnreadableError(reason)

    return Input(_printable(source), None, read)


def _printable(name: str) -> str:
    """A file's name as text that every terminal and database takes."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", errors="replace")
    return "".join("�" if unicodedata.category(character) in _LINE_BREAKERS else character for character in text)


def _unmistakable(name: str) -> str:
    """A file's name as text that no other file's name becomes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", errors="backslashreplace")
