"""Long work that an editor starts: what it is, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from corpus.errors import MentorbaseError
from corpus.message import Message, message

Line = dict[str, Any]
"""Something that JSON can hold."""


class JobKind(StrEnum):
    """What a job does."""

    TAKE_IN = "take-in"
    REINDEX = "reindex"
    EXPORT = "export"
    IMPORT = "import"
    GOLDEN = "golden"


class JobState(StrEnum):
    """How far a job has come; an interrupted one was cut off by the end of the program and can go on."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands: `done` of `total` pieces; `trouble` says why it failed."""

    id: int
    kind: JobKind
    state: JobState
    arguments: Line
    done: int
    total: int
    trouble: Message
    started_by: str | None
    created: datetime
    ended: datetime | None

    @property
    def is_unfinished(self) -> bool:
        """Whether it runs, or waits for its turn."""
        return self.state in UNFINISHED


class UnknownJobError(MentorbaseError):
    """No job has the given id."""

    def __init__(self, identifier: int) -> None:
        super().__init__(message("This job is not there any more.", console=f"There is no job {identifier} any more."))
