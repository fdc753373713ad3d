"""The members of a zip archive, none of which is trusted: names, sizes and places are checked before anything is read.

Nothing is unpacked to disk. What overlapping files, ratios and nesting can do: David Fifield, "A better zip bomb",
https://www.bamsoftware.com/hacks/zipbomb/.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import sys
import threading
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.message import NOTHING, Message, message
from ingest.errors import UnreadableError, too_large

_MB = 1024 * 1024
_MOST_BYTES_OF_A_NAME = 1000
"""On average: it bounds the list of members before that is read."""
_LONGEST_NAME = 1000
_HEADER = 30
_ENCRYPTED = 0x41
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGE = (OSError, EOFError, OverflowError, ValueError, struct.error, zlib.error, zipfile.BadZipFile)
"""What zipfile raises on archives that are not as they should be."""
_NOT_IN_NAMES = ("Cc", "Cs", "Zl", "Zp")
_TWICE = message("The archive holds two files of this name. Rename one and make the archive again.")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that show a name in another order than it is written."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold, all that lies in it included; sizes are those of what is unpacked."""

    members: int = 10_000
    total_mb: int = 2048
    member_mb: int = 50
    ratio: int = 200
    """How many times larger than packed a member may be that is larger than `ratio_from_mb`."""
    ratio_from_mb: int = 50
    depth: int = 2
    """How many archives deep an archive may lie in the one that was handed in."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `read` raises UnreadableError: with `reason`, where it is known before reading."""

    name: str
    """To be shown: with '/' between folders, without control characters, unique among the files that are not refused.
    A member of an archive in the archive has that one's name in front."""
    path: str
    """As the archive writes it, to know it again by; '!' stands after an archive in the archive."""
    read: Callable[[], bytes]
    reason: Message = NOTHING


@dataclass(slots=True)
class _Budget:
    """What may still come out of the archive that was handed in."""

    members: int
    size: int


@dataclass(frozen=True, slots=True)
class _Checked:
    info: zipfile.ZipInfo
    name: str
    reason: Message


def open_archive(archive: Path | bytes, limits: ArchiveLimits) -> Iterator[Member]:
    """The files in an archive in the order of their names, those of archives in it at the place of their archive.

    Folders and hidden files are left out. Raises UnreadableError when the archive as a whole is refused. Each member
    can be read at any time, in any thread and again; an archive is closed when each of its members was read.
    """
    budget = _Budget(limits.members, limits.total_mb * _MB)
    opened = _Archive(partial(_open, archive), limits)
    return _members(opened, opened.list(budget), budget, 0)


def _members(opened: _Archive, checked: list[_Checked], budget: _Budget, depth: int) -> Iterator[Member]:
    try:
        for each in checked:
            if each.reason:
                yield _refused(each.name, _unmistakable(each.info), each.reason)
            elif each.name.lower().endswith(".zip"):
                yield from _nested(opened, each, budget, depth + 1)
            else:
                yield Member(each.name, _unmistakable(each.info), partial(opened.read, each.info))
    finally:
        opened.close()  # a list of many archives would keep them all open; reading opens this one again


def _nested(outer: _Archive, listed: _Checked, budget: _Budget, depth: int) -> Iterator[Member]:
    path = _unmistakable(listed.info)
    inner = _Archive(lambda: _open(outer.read(listed.info)), outer.limits)
    try:
        if depth > outer.limits.depth:
            raise UnreadableError(
                message(
                    "The archive lies in {depth} others, and {most} are the most that are opened. Unpack it and hand "
                    "in its files.",
                    depth=depth,
                    most=outer.limits.depth,
                )
            )
        checked = inner.list(budget)
    except UnreadableError as error:
        yield _refused(listed.name, path, error.message)
        return
    for each in _members(inner, checked, budget, depth):
        yield Member(f"{listed.name}/{each.name}", f"{path}!{each.path}", each.read, each.reason)


class _Archive:
    """Lists and reads members, and stays open meanwhile: opening reads the list of all members again."""

    def __init__(self, open_file: Callable[[], _Bounded], limits: ArchiveLimits) -> None:
        self.limits = limits
        self._open_file = open_file
        self._lock = threading.RLock()
        self._unread = 0
        self._opened: zipfile.ZipFile | None = None
        self._file: _Bounded | None = None

    def list(self, budget: _Budget) -> list[_Checked]:
        """The members that are not left out; what they would unpack to is taken from the budget."""
        with self._lock:
            try:
                checked = _check(self._zip(), self.limits, budget)
            except BaseException:
                self.close()
                raise
            self._unread = sum(not each.reason for each in checked)
            return checked

    def read(self, member: zipfile.ZipInfo) -> bytes:
        """A member's bytes. Raises UnreadableError."""
        with self._lock:
            self._unread -= 1
            try:
                return _inflate(self._zip(), member, self.limits.member_mb * _MB)
            finally:
                if self._unread <= 0:
                    self.close()

    def close(self) -> None:
        """Give the file back; reading opens it again."""
        with self._lock:
            opened, file, self._opened, self._file = self._opened, self._file, None, None
            if opened:
                opened.close()
            if file:
                file.close()  # a ZipFile leaves open what it was given open

    def _zip(self) -> zipfile.ZipFile:
        if self._opened is None:
            self._file = self._open_file()
            self._file.most = self.limits.members * _MOST_BYTES_OF_A_NAME
            try:
                self._opened = zipfile.ZipFile(self._file)
            except (*_DAMAGE, NotImplementedError) as error:
                self.close()
                raise UnreadableError(_damaged(str(error))) from error
            except BaseException:
                self.close()
                raise
            self._file.most = sys.maxsize
        return self._opened


class _Bounded(io.BufferedReader):
    """A file of which only so many bytes are read at once: zipfile reads the list of members whole."""

    most = sys.maxsize

    def read(self, size: int | None = -1, /) -> bytes:
        """Like any file's. Raises UnreadableError."""
        if size is not None and size > self.most:
            raise UnreadableError(message("The archive's list of files is too long. Split it into several archives."))
        return super().read(size)


def _open(archive: Path | bytes) -> _Bounded:
    if isinstance(archive, bytes):
        return _Bounded(io.BytesIO(archive))
    try:
        return _Bounded(io.FileIO(archive))
    except OSError as error:
        reason = message(
            "The archive cannot be read. Check the path and its permissions.",
            console=f"The archive cannot be read ({error.strerror}). Check the path and its permissions.",
        )
        raise UnreadableError(reason) from error


def _check(opened: zipfile.ZipFile, limits: ArchiveLimits, budget: _Budget) -> list[_Checked]:
    infos = opened.infolist()
    if len(infos) > budget.members:
        raise UnreadableError(
            message(
                "The archive holds more than {most} files, with those of the archives in it. Split it into several "
                "archives.",
                most=limits.members,
            )
        )
    if _overlap(opened, infos):
        raise UnreadableError(_damaged("its files overlap"))
    kept = [(info, _name(info)) for info in infos]
    kept = sorted(
        ((info, name) for info, name in kept if not _is_left_out(info, name)), key=lambda one: (one[1], one[0].filename)
    )
    often = Counter(name for _, name in kept)
    checked = [
        _Checked(info, name, _problem(info, name, limits) or (_TWICE if often[name] > 1 else NOTHING))
        for info, name in kept
    ]
    size = sum(each.info.file_size for each in checked if not each.reason)
    if size > budget.size:
        raise UnreadableError(
            message(
                "Unpacked, the archive has more than {most} MB, with the archives in it. Split it into several "
                "archives.",
                most=limits.total_mb,
            )
        )
    budget.members -= len(infos)
    budget.size -= size
    return checked


def _overlap(opened: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> bool:
    """Whether bytes belong to two members, or to one and the list: so a small archive holds a large one many times.

    The extra fields before the packed bytes are left out of the count; without them the overlap is only shorter.
    """
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return True
        end = info.header_offset + _HEADER + len(info.orig_filename) + info.compress_size
    return end > opened.start_dir


def _name(info: zipfile.ZipInfo) -> str:
    """Old programs write backslashes between folders, macOS letters and accents apart."""
    parts = info.orig_filename.replace("\\", "/").split("/")
    return unicodedata.normalize("NFC", "/".join(part for part in parts if part not in ("", ".")))


def _is_left_out(info: zipfile.ZipInfo, name: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in name.split("/"))
    return hidden or info.orig_filename.endswith(("/", "\\"))


def _damaged(how: str) -> Message:
    return message("The archive is damaged. Make it again.", console=f"The archive is damaged ({how}). Make it again.")


def _problem(info: zipfile.ZipInfo, name: str, limits: ArchiveLimits) -> Message:
    """Why a member is refused without being read."""
    return _problem_of_name(info, name) or _problem_of_kind(info) or _problem_of_size(info, limits)


def _problem_of_name(info: zipfile.ZipInfo, name: str) -> Message:
    raw = info.orig_filename
    if not name:
        return message("The file has no name in the archive. Make the archive again.")
    if any(unicodedata.category(character) in _NOT_IN_NAMES or character in _TURNING for character in raw):
        return message(
            "The file's name in the archive has characters that cannot be shown. Rename the file and make the archive "
            "again.",
            console="The file's name in the archive has control characters. Rename the file and make the archive "
            "again.",
        )
    if raw.startswith(("/", "\\")) or _DRIVE.match(raw) or ".." in name.split("/"):
        return message(
            "The file's name in the archive leads out of the archive's folder. Make the archive again from inside it."
        )
    if len(name) > _LONGEST_NAME:
        return message(
            "The file's name in the archive is longer than {most} characters. Rename the file.", most=_LONGEST_NAME
        )
    return NOTHING


def _problem_of_kind(info: zipfile.ZipInfo) -> Message:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return message("This is a link, which is not followed. Put the file itself into the archive.")
    if kind not in (0, stat.S_IFREG):
        return message(
            "This is no file. Put only files into the archive.",
            console="This is no file but a folder, a device, a pipe or a socket. Put only files into the archive.",
        )
    if info.flag_bits & _ENCRYPTED:
        return message("The archive is protected by a password. Make it without one.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others unpack without a bound
        return _not_plain("That compression method is not supported")
    return NOTHING


def _not_plain(how: str) -> Message:
    return message(
        "The archive is packed in a way that is not read. Make it again as a plain zip archive.",
        console=f"The archive cannot be unpacked ({how}). Make it with plain zip.",
    )


def _problem_of_size(info: zipfile.ZipInfo, limits: ArchiveLimits) -> Message:
    if info.file_size > limits.ratio_from_mb * _MB and info.file_size > limits.ratio * info.compress_size:
        return message(
            "The file grows to {size} MB when it is unpacked, more than {ratio} times what it was: no text does. Hand "
            "in the text itself.",
            console=f"The file is packed more than {limits.ratio} times, to {info.file_size / _MB:.0f} MB unpacked: no "
            "text is. Hand in the text itself.",
            size=round(info.file_size / _MB),
            ratio=limits.ratio,
        )
    return _too_large(info.file_size, limits.member_mb) if info.file_size > limits.member_mb * _MB else NOTHING


def _too_large(size: int, most_mb: int) -> Message:
    return too_large(round(size / _MB), most_mb)


def _inflate(opened: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """A member's bytes, counted as they come: what the archive says of their number may be wrong."""
    try:
        with opened.open(member) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise UnreadableError(_too_large(len(data), most // _MB))
        if len(data) != member.file_size:
            raise EOFError("it has another length than the archive says")
    except NotImplementedError as error:
        raise UnreadableError(_not_plain(str(error))) from error
    except (*_DAMAGE, RuntimeError) as error:
        raise UnreadableError(
            message(
                "The file is damaged in the archive. Make the archive again.",
                console=f"The archive's member is damaged ({error}). Make the archive again.",
            )
        ) from error
    return data


def _refused(name: str, path: str, reason: Message) -> Member:
    def read() -> bytes:
        raise UnreadableError(reason)

    shown = "".join("�" if unicodedata.category(one) in _NOT_IN_NAMES or one in _TURNING else one for one in name)
    return Member(shown[:_LONGEST_NAME], path, read, reason)


def _unmistakable(info: zipfile.ZipInfo) -> str:
    """A member's name as text that no other's becomes."""
    return info.filename.encode("utf-8", "surrogateescape").decode("utf-8", errors="backslashreplace")
