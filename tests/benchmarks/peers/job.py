"""What a child process of the comparison is asked to do; imported in the peers' environment too, so nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Task(StrEnum):
    """What is measured."""

    TEXTS = "texts"
    """Texts in, until they can be found."""
    VECTORS = "vectors"
    """Vectors in, then the ten nearest to other vectors: speed, recall, filters, disk."""
    QUESTIONS = "questions"
    """Questions in, the ten nearest out, with the encoder; memory."""
    COLD = "cold"
    """One question, from the start of a process."""


@dataclass(frozen=True, slots=True)
class Job:
    """A task for an engine: `data` holds what is searched, `folder` what the engine keeps, `model` the encoder."""

    task: Task
    engine: str
    data: Path
    folder: Path
    model: Path

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "task": self.task,
            "engine": self.engine,
            "data": str(self.data),
            "folder": str(self.folder),
            "model": str(self.model),
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Job:
        """What `to_json` has made."""
        return cls(Task(row["task"]), row["engine"], Path(row["data"]), Path(row["folder"]), Path(row["model"]))
