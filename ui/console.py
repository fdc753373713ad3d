"""What all commands share: where they print, how they open the library, the options that many have."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from corpus.errors import MentorbaseError

if TYPE_CHECKING:
    from search.encoder import LazyEncoder
    from ui.service import Service

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else there.")]
ArticleId = Annotated[int, typer.Argument(metavar="ID", help="The article's id, as `articles list` shows it.")]

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)


def print_json(line: dict[str, Any]) -> None:
    """One line for machines, there at once."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def read_file(path: Path, what: str) -> str:
    """The text of a file that holds `what`. Raises MentorbaseError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MentorbaseError(f"The {what} in {path} cannot be read ({error}).") from error


def write_file(path: Path, text: str, what: str) -> None:
    """Write `what` to a file as text. Raises MentorbaseError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MentorbaseError(f"The {what} cannot be written to {path} ({error.strerror or error}).") from error


@contextmanager
def opened_service(*, encoding: bool = False) -> Iterator[Service]:
    """The library that the settings name.

    A command that is surely going to encode a text has the language model loaded while the rest is.
    """
    from ui.encoders import open_encoders
    from ui.settings import Settings

    settings = Settings()
    encoders = open_encoders(settings, say=err.print)
    if encoding and not settings.model:
        Thread(target=_load, args=(encoders.searching,), name="load", daemon=True).start()
    from ui.service import open_service

    yield open_service(settings, encoders, say=err.print)


def _load(encoder: LazyEncoder) -> None:
    with suppress(MentorbaseError):  # whoever encodes meets the same error and tells it
        encoder.loaded()


def print_held_back(service: Service) -> None:
    """Say so on standard error where the newest index is held back from readers."""
    held = service.held_back()
    if held is not None:
        err.print(str(held), markup=False, highlight=False)
