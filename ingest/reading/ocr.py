"""Recognises the text of scanned pages with Tesseract, where it is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence

_LANGUAGES = ("ita", "swe", "nld", "eng")
_SECONDS_A_PAGE = 60
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad]\n(?=[a-zà-ÿ])")


def find_tesseract() -> str | None:
    """Where Tesseract is, or nothing."""
    return shutil.which("tesseract", path=os.environ.get("PATH", os.defpath))


def recognise(pictures: Iterable[bytes], tesseract: str) -> str:
    """The paragraphs of the pages, each given as a picture file's bytes; a page that cannot be read gives none."""
    languages = _installed(tesseract)
    if not languages:
        return ""
    return "\n\n".join(filter(None, (_page(picture, tesseract, languages) for picture in pictures)))


def _installed(tesseract: str) -> str:
    listed = _run([tesseract, "--list-langs"]).decode("utf-8", "replace").split()
    return "+".join(language for language in _LANGUAGES if language in listed)


def _page(picture: bytes, tesseract: str, languages: str) -> str:
    text = _run([tesseract, "stdin", "stdout", "-l", languages], picture).decode("utf-8", "replace")
    paragraphs = _HYPHEN.sub("", text.replace("\f", "\n\n")).split("\n\n")
    return "\n\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))


def _run(command: Sequence[str], given: bytes = b"") -> bytes:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # several files are read side by side already
    try:
        done = subprocess.run(  # noqa: S603 - found by us, with arguments of ours
            command, input=given, env=environment, capture_output=True, check=False, timeout=_SECONDS_A_PAGE
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
