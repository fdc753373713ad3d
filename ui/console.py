"""What all commands share: where they print, how they open the library, the options that many have."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from corpus.errors import MentorbaseError
from corpus.message import Message

if TYPE_CHECKING:
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
        raise MentorbaseError(Message(f"The {what} in {path} cannot be read ({error}).")) from error


def write_file(path: Path, text: str, what: str) -> None:
    """Write `what` to a file as text. Raises MentorbaseError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        told = f"The {what} cannot be written to {path} ({error.strerror or error})."
        raise MentorbaseError(Message(told)) from error


@contextmanager
def opened_service(*, asks: bool = False) -> Iterator[Service]:
    """The library that the settings name; whoever `asks` it something has the encoder loaded beside."""
    from ui.encoders import open_encoders
    from ui.settings import Settings

    settings = Settings()
    encoders = open_encoders(settings, say=err.print)
    if asks:
        encoders.load_ahead()
    from ui.service import open_service

    yield open_service(settings, encoders=encoders)


def print_held_back(service: Service) -> None:
    """Say so on standard error where the newest index is held back from readers."""
    held = service.held_back()
    if held is not None:
        err.print(str(held), markup=False, highlight=False)
