"""Runs long work in a thread of its own, one job after the other, whatever page or browser it was started from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Queue
from threading import Event, Lock, Thread

from filelock import FileLock, Timeout

from corpus.errors import MentorbaseError, unexpected
from corpus.job import Job, JobKind, JobState, Line
from corpus.job_store import JobStore
from corpus.message import message

_log = logging.getLogger(__name__)


class CancelledError(Exception):
    """An editor has stopped the job; what it has done so far stays."""


class Steps:
    """What a job tells while it runs. Every call raises CancelledError once the job is to stop."""

    def __init__(self, store: JobStore, job: int, cancelled: Event) -> None:
        self._store = store
        self._job = job
        self._cancelled = cancelled

    def progress(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished."""
        self._store.set_progress(self._job, done, total)
        self._go_on()

    def report(self, line: Line) -> None:
        """One piece has become this."""
        self._store.add_report(self._job, line)
        self._go_on()

    def _go_on(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError


Work = Callable[[Job, Steps], None]
"""Does a job. It may be called again with a job that was cut off."""


class JobRunner:
    """Runs the jobs of a library. Safe for threads; its thread starts with the first job and ends with the program."""

    def __init__(self, store: JobStore, folder: Path, works: Mapping[JobKind, Work]) -> None:
        self._store = store
        self._works = works
        self._waiting: Queue[int] = Queue()
        self._cancelled: dict[int, Event] = {}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._ours = FileLock(folder / "jobs.lock", blocking=False, thread_local=False)
        self._has_looked = False

    def submit(self, kind: JobKind, arguments: Line, total: int = 0, started_by: str | None = None) -> int:
        """Put a job at the end of the queue and return its id."""
        self._mark_interrupted()
        job = self._store.add(kind, arguments, total, started_by)
        self._enqueue(job)
        return job

    def resume(self, identifier: int) -> None:
        """Let a job that was cut off, stopped or has failed go on. Raises UnknownJobError."""
        with self._lock:
            if self._store.get(identifier).is_unfinished:
                return
            self._store.set_state(identifier, JobState.WAITING)
        self._enqueue(identifier)

    def cancel(self, identifier: int) -> None:
        """Stop a job before its next step, or before its first; one that has ended stays as it is."""
        with self._lock:
            if (flag := self._cancelled.get(identifier)) is not None:
                flag.set()
            if self._store.get(identifier).state is JobState.WAITING:
                self._store.set_state(identifier, JobState.CANCELLED)

    def jobs(self) -> list[Job]:
        """Every job that was not removed, newest first."""
        self._mark_interrupted()
        return self._store.all()

    def remove(self, identifier: int) -> None:
        """Forget a job that has ended. Raises UnknownJobError, and MentorbaseError while it has not."""
        if self._store.get(identifier).is_unfinished:
            raise MentorbaseError(message("The job has not ended. Stop it first."))
        self._store.remove(identifier)

    def join(self) -> None:
        """Wait until no job waits or runs."""
        self._waiting.join()

    def _enqueue(self, job: int) -> None:
        with self._lock:
            self._cancelled[job] = Event()
            self._waiting.put(job)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def _mark_interrupted(self) -> None:
        """At the first look: what is unfinished was left by a program that is gone, unless another one holds the lock.

        The lock is held as long as the program runs, and the system lets it go with it.
        """
        with self._lock:
            if self._has_looked:
                return
            self._has_looked = True
            try:
                self._ours.acquire()
            except (Timeout, OSError):
                return  # another program runs jobs on this library, or its folder is read-only
            self._store.interrupt_unfinished()

    def _run(self) -> None:
        while True:
            identifier = self._waiting.get()
            try:
                self._do(identifier)
            except Exception:  # the store itself failed; the next job may fare better
                _log.exception("a job could not be noted down")
            finally:
                self._waiting.task_done()

    def _do(self, identifier: int) -> None:
        with self._lock:
            job = self._store.get(identifier)
            if job.state is not JobState.WAITING:
                return
            self._store.set_state(identifier, JobState.RUNNING)
        try:
            self._works[job.kind](job, Steps(self._store, identifier, self._cancelled[identifier]))
        except CancelledError:
            self._store.set_state(identifier, JobState.CANCELLED)
        except MentorbaseError as error:
            _log.warning("a job has failed: %s", error)  # it may say more than the page does
            self._store.set_state(identifier, JobState.FAILED, error.message)
        except Exception as error:
            _log.exception("a job has failed")
            self._store.set_state(identifier, JobState.FAILED, unexpected(error))
        else:
            self._store.set_state(identifier, JobState.DONE)
        finally:
            del self._cancelled[identifier]
