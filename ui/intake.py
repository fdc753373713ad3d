"""What lets articles in, put together: loaded when the first is handed in, so that questions do not wait for it."""

from __future__ import annotations

import os

from corpus.library import Library
from ingest.editing import Editor
from ingest.pipeline import Ingestor
from ingest.preparation import Preparer
from ingest.reading.sandbox import ReadingLimits, ReadingSandbox
from ingest.relate.relator import Relator
from ingest.sentence_vectors import SentenceVectors
from search.encoder import Encoder

_READERS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
"""Files that are read at once: a process each, started when it is first needed."""


class Intake:
    """Takes files in, relates and edits articles. Safe for threads."""

    def __init__(self, library: Library, encoder: Encoder, reading: Encoder, limits: ReadingLimits) -> None:
        """`reading` is the encoder that tells boilerplate from articles."""
        self._encoder = encoder
        self._reading = reading
        self._sandbox = ReadingSandbox(limits, workers=_READERS)
        self._sentences = SentenceVectors(encoder)
        self.relator = Relator(library, encoder, self._sentences)
        self.ingestor = self.ingestor_of(library, self.relator)
        self.editor = Editor(library)

    def ingestor_of(self, library: Library, relator: Relator | None) -> Ingestor:
        """One that takes files into this library, and looks for relations if there is a relator."""
        return Ingestor(
            library,
            Preparer(self._encoder, reading=self._reading, sentences=self._sentences, folder=library.folder),
            self._sandbox.read,
            readers=_READERS,
            relator=relator,
        )

    def trial_of(self, copy: Library) -> Ingestor:
        """One that does to a copy of the library what would be done to the library."""
        return self.ingestor_of(copy, Relator(copy, self._encoder, self._sentences))
