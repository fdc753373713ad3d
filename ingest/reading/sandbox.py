"""Reads untrusted files in child processes, so that no file can stop, slow or fill the program that takes it in."""

from __future__ import annotations

import queue
import threading
import weakref
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from corpus.message import message
from ingest.errors import UnreadableError
from ingest.reading.document import Documents
from ingest.reading.worker_process import ReadingLimits, WorkerLostError, WorkerProcess

__all__ = ["ReadingLimits", "ReadingSandbox"]

_READER = "ingest.reading.reader:read_documents"
_STOPPED = message("Reading was stopped before the file was read. Hand it in again.")


@dataclass(slots=True)
class _Place:
    worker: WorkerProcess | None = None


class ReadingSandbox:
    """A few workers that are started when they are first needed and kept for the next file. Safe for threads.

    More threads than workers wait for their turn, which does not count as time that a file takes. A worker that is
    lost is replaced; a file that it was lost over is tried once more when the worker had read other files before, as
    what those left behind may be to blame. After `files_per_worker` files a worker is replaced too, whatever it leaks.
    `reader` names another function than `read_documents`, for tests.
    """

    def __init__(
        self, limits: ReadingLimits, *, workers: int = 2, files_per_worker: int = 500, reader: str = _READER
    ) -> None:
        self._limits = limits
        self._files_per_worker = files_per_worker
        self._reader = reader
        self._lock = threading.Lock()
        self._is_closed = False
        self._living: set[WorkerProcess] = set()
        self._workers = workers
        self._places: queue.LifoQueue[_Place] = queue.LifoQueue()  # the one used last first: its worker is warm
        for _ in range(workers):
            self._places.put(_Place())
        self._at_exit = weakref.finalize(self, _end_all, self._living)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str, data: bytes) -> Documents:
        """What a file's bytes hold.

        Raises UnreadableError when the file cannot be read, or not within the limits.
        """
        place = self._places.get()
        try:
            return self._read_in(place, name, data)
        finally:
            if place.worker is not None and place.worker.files >= self._files_per_worker:
                self._empty(place)
            self._places.put(place)

    def close(self) -> None:
        """End all workers; files that are being read are given up, with a reason."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            living = list(self._living)
        for worker in living:
            worker.end()
        places = [self._places.get() for _ in range(self._workers)]  # whoever reads notices the end at once
        for place in places:
            self._empty(place)
            self._places.put(place)  # for those who wait for their turn
        self._at_exit.detach()

    def _read_in(self, place: _Place, name: str, data: bytes) -> Documents:
        if place.worker is not None and not place.worker.is_idle():
            self._empty(place)
        while True:
            worker = self._worker_in(place)
            is_fresh = worker.files == 0
            try:
                return worker.read(name, data)
            except WorkerLostError as error:
                self._empty(place)
                if self._is_closed:
                    raise UnreadableError(_STOPPED) from error
                if is_fresh or not error.again:
                    raise
            except UnreadableError:
                raise
            except BaseException:  # an interruption: what the worker says now would be taken for its next answer
                self._empty(place)
                raise

    def _worker_in(self, place: _Place) -> WorkerProcess:
        with self._lock:  # held while starting, so that closing sees every worker
            if self._is_closed:
                raise UnreadableError(_STOPPED)
            if place.worker is None:
                place.worker = WorkerProcess.start(self._limits, self._reader)
                self._living.add(place.worker)
            return place.worker

    def _empty(self, place: _Place) -> None:
        worker, place.worker = place.worker, None
        if worker is not None:
            worker.close()
            with self._lock:
                self._living.discard(worker)


def _end_all(living: set[WorkerProcess]) -> None:
    """At the end of the program, or of a sandbox that nobody has closed."""
    for worker in list(living):
        worker.end()
