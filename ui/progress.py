"""Progress of long work on standard error: a bar with rate and remaining time, or plain lines where no one looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

_SECONDS_BETWEEN_LINES = 10.0


class _RateColumn(ProgressColumn):
    """Pieces a second."""

    def render(self, task: Task) -> Text:
        """The rate, once it is known."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


class ProgressReport:
    """Shows how far one piece of work has come; call it with what is done and the total."""

    def __init__(self, console: Console, label: str, bar: Progress | None) -> None:
        self._console = console
        self._label = label
        self._bar = bar
        self._task = bar.add_task(label, total=None) if bar else None
        self._started = self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)
            return
        moment = time.monotonic()
        if moment - self._told >= _SECONDS_BETWEEN_LINES:
            self._told = moment
            rate = done / (moment - self._started)
            left = f", {(total - done) / rate:.0f} s left" if rate else ""
            self._console.print(f"{self._label}: {done} of {total}, {rate:.1f}/s{left}")


@contextmanager
def shown_progress(console: Console, label: str) -> Iterator[ProgressReport]:
    """A progress display that goes away when the work is done."""
    if not console.is_terminal:
        yield ProgressReport(console, label, None)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    # What the command prints appears above the bar, unless standard output goes elsewhere.
    with Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        yield ProgressReport(console, label, bar)


class StageClock:
    """Tells the stages of a start with the time that each takes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def stage(self, label: str) -> Iterator[None]:
        """Runs one stage and prints its label and time."""
        started = time.monotonic()
        yield
        self._console.print(f"  {label:<46}{time.monotonic() - started:6.1f} s", highlight=False)
