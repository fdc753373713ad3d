"""The writer's side of the index: encodes what has no vector yet, and writes the next generation."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from corpus.passage_store import PassageStore, UnencodedPassage
from search.encoder import Encoder
from search.errors import IndexUnavailableError
from search.generation import Generation, prune, write_generation

_CHUNK = 256
"""Passages encoded in one go and saved in one transaction: what a killed writer may have to do again."""

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """Is told how far a long piece of work has come."""

    def __call__(self, done: int, total: int, /) -> None:
        """`done` of `total` passages are encoded."""


def passage_input(passage: UnencodedPassage) -> str:
    """What the encoder reads of a passage: title and heading tell what it, cut out of its article, is about.

    A title that was cut out of a first sentence, and ends in an ellipsis, tells nothing and is left out. Whoever
    changes this raises the splitter's version, so that all passages are encoded anew.
    """
    lead = [] if passage.title.endswith("…") else [passage.title]
    if passage.heading not in passage.text:
        lead.append(passage.heading)
    return "\n".join([*lead, passage.text])


class Indexer:
    """Brings the index up to the store. Processes take turns at writing; readers never wait."""

    def __init__(self, passages: PassageStore, encoder: Encoder, folder: Path, splitter: str) -> None:
        self._passages = passages
        self._encoder = encoder
        self._folder = folder
        self._splitter = splitter

    def is_behind(self, generation: Generation | None, store_generation: int) -> bool:
        """Whether a generation of the index shows another state than the store's.

        An older one, or a newer one when the database was put back from a copy.
        """
        if generation is None:
            return True
        made = generation.manifest
        return made.store_generation != store_generation or made.splitter != self._splitter or not made.complete

    def catch_up(self, progress: Progress = lambda done, total: None, *, wait: bool = True) -> bool:
        """Encode all live passages that have no vector, then write a generation; work that was cut off goes on.

        Returns False, without `wait`, when another process is writing. Raises IndexUnavailableError when the disk is
        full or read-only.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "writer.lock", blocking=wait):
                self._encode_missing(progress)
                self._write()
        except Timeout:
            return False
        except OSError as error:
            raise IndexUnavailableError(
                f"The search index in {self._folder} cannot be written ({error.strerror or error}). Free some space or "
                "make the folder writable; the articles are safe, and `mentorbase reindex` completes the index."
            ) from error
        return True

    def _encode_missing(self, progress: Progress) -> None:
        fingerprint = self._encoder.fingerprint
        total = self._passages.count_unencoded(fingerprint)
        done = last = 0
        while pending := self._passages.unencoded(fingerprint, _CHUNK, after=last):
            progress(done, max(total, done + len(pending)))
            vectors = self._encoder.encode_passages([passage_input(each) for each in pending])
            self._passages.save_vectors(fingerprint, [each.id for each in pending], vectors)
            done, last = done + len(pending), pending[-1].id
            progress(done, max(total, done))

    def _write(self) -> None:
        snapshot = self._passages.snapshot(self._encoder.fingerprint)
        number = write_generation(self._folder, snapshot, self._encoder.fingerprint, self._splitter)
        prune(self._folder)
        _log.info("index generation %d with %d passages", number, len(snapshot.ids))
