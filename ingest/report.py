"""What became of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.language import Language


class Outcome(StrEnum):
    """What ingest did with a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    DRAFT = "draft"
    REJECTED = "rejected"
    GONE = "gone"
    """Its file went away from a folder that is kept in step: the article is in the bin until the file is back."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """The line of a file in the report; `reason` says why it was not simply added, and what to do."""

    source: str
    status: Outcome
    article: int | None = None
    language: Language | None = None
    title: str = ""
    passages: int = 0
    removed: int = 0
    translation_key: str | None = None
    reason: str = ""
