"""A second process that writes the index: `python -m tests.search.writer FOLDER hold|many|kill NUMBER`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import Engine, event

from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf

_CALLS = ("fsync", "rename", "mkdir", "unlink", "rmdir")


def _hold(shelf: Shelf) -> None:
    """Take the writer's lock until standard input ends."""
    shelf.indexes.mkdir(parents=True, exist_ok=True)
    with FileLock(shelf.indexes / "writer.lock"):
        print("held", flush=True)  # noqa: T201 - tells the test
        sys.stdin.read()


def _many(shelf: Shelf, count: int) -> None:
    """Add articles one by one, each followed by a generation."""
    for _ in range(count):
        shelf.add("trust and hope")
        shelf.catch_up()


def _kill(shelf: Shelf, number: int) -> None:
    """Catch up, and die without warning at the nth call that changes a file or ends a transaction."""
    calls = 0

    def strike(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def struck(call: Callable[..., Any]) -> Callable[..., Any]:
        def strike_first(*arguments: Any, **options: Any) -> Any:
            strike()
            return call(*arguments, **options)

        return strike_first

    for name in _CALLS:
        setattr(os, name, struck(getattr(os, name)))
    event.listen(Engine, "commit", strike)
    shelf.catch_up()
    print(calls)  # noqa: T201 - tells the test


if __name__ == "__main__":
    folder, task, *numbers = sys.argv[1:]
    tasks: dict[str, Callable[..., None]] = {"hold": _hold, "many": _many, "kill": _kill}
    tasks[task](Shelf(Path(folder), FakeEncoder()), *map(int, numbers))
