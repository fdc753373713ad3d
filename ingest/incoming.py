"""Files that come as bytes, from a browser, kept in a folder of their own until they are taken in."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from ingest.inputs import Input, find_inputs

_LONGEST_STEM = 120  # bytes
_LONGEST_ENDING = 8
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file's name, as whoever hands it in calls it, and its bytes."""

    name: str
    data: bytes


class Incoming:
    """Keeps what was handed in together under a token, which nothing but letters and digits is in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, files: Iterable[IncomingFile]) -> str:
        """Write the files down and return their token. Each has a folder of its own, so that names may be the same."""
        token = uuid4().hex
        for number, file in enumerate(files, start=1):
            folder = self._folder / token / f"{number:05}"
            folder.mkdir(parents=True)
            (folder / safe_name(file.name)).write_bytes(file.data)
        return token

    def inputs(self, token: str, handed_in_by: str | None = None) -> Iterator[Input]:
        """The files as ingest takes them, those in archives too.

        They have no origin. An upload comes from no place that stays: of two editors' files with one name, one must not
        overwrite the other's article. What is the same, or a new version of what is there, is known by its text.
        """
        for given in find_inputs(map(str, self.paths(token))):
            yield replace(given, origin=None, handed_in_by=handed_in_by)

    def paths(self, token: str) -> list[Path]:
        """Where the files are, in their order."""
        return sorted(self._at(token).glob("*/*"))

    def is_there(self, token: str) -> bool:
        """Whether the files are still kept."""
        return self._at(token).is_dir()

    def remove(self, token: str) -> None:
        """Keep the files no longer."""
        shutil.rmtree(self._at(token), ignore_errors=True)

    def _at(self, token: str) -> Path:
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"{token!r} is no token")
        return self._folder / token


def safe_name(name: str) -> str:
    """A file's name that leads nowhere else and that every disk takes, with its ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip()
    plain = re.sub(r'[<>:"|?*]', "-", printable).strip(".")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = plain, ""
    while len(stem.encode()) > _LONGEST_STEM:
        stem = stem[:-1]
    return f"{stem or 'file'}{'.' if ending else ''}{ending}"
