"""The reader's side of the index: the newest generation, held in memory and swapped when a newer one is written."""

from __future__ import annotations

import threading
from pathlib import Path

from search.generation import Generation
from search.generations import newest_manifest, open_newest
from search.manifest import Manifest


class LiveIndex:
    """Hands out the newest generation of one encoder. Safe for threads; writers may be other processes."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder
        self._encoder = encoder
        self._lock = threading.Lock()
        self._held: Generation | None = None
        self._seen: tuple[int, Manifest] | None = None  # the newest when the one held was opened; it may be broken

    def current(self) -> Generation | None:
        """The newest generation, or None while there is none. Opens it only if it is not the one seen last."""
        held = self._held
        newest = newest_manifest(self._folder, self._encoder)
        if newest is None or (held is not None and newest == self._seen):
            return held
        if not self._lock.acquire(blocking=held is None):
            return held  # another thread is opening it; this search goes on with the older one
        try:
            if self._held is held:
                self._held, self._seen = open_newest(self._folder, self._encoder, held) or held, newest
        finally:
            self._lock.release()
        return self._held
