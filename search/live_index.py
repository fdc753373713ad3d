"""The reader's side of the index: the newest generation, held in memory and swapped when a newer one is written."""

from __future__ import annotations

import threading
from pathlib import Path

from search.generation import Generation, newest_number, open_newest


class LiveIndex:
    """Hands out the newest generation of one encoder. Safe for threads; writers may be other processes."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder
        self._encoder = encoder
        self._lock = threading.Lock()
        self._held: Generation | None = None

    def current(self) -> Generation | None:
        """The newest generation, or None while there is none. Opens it only if it is newer than the one held."""
        held = self._held
        newest = newest_number(self._folder, self._encoder)
        if newest is None or (held is not None and newest == held.number):
            return held
        if held is not None and not self._lock.acquire(blocking=False):
            return held  # another thread is opening it; this search goes on with the older one
        if held is None:
            self._lock.acquire()
        try:
            if self._held is held:
                self._held = open_newest(self._folder, self._encoder) or held
        finally:
            self._lock.release()
        return self._held
