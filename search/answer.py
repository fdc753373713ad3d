"""Finds the sentence of a passage that answers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from search.encoder import Encoder
from search.sentences import sentence_spans

_LEAST_CHARACTERS = 20
_KEPT_PASSAGES = 4096  # about seven sentences each: some 40 MB


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of a passage: spans in its text, and their unit vectors, of shape (sentences, dimension)."""

    spans: list[tuple[int, int]]
    vectors: npt.NDArray[np.float32]


class AnswerFinder:
    """Marks the sentence nearest to a question. Keeps the vectors of passages that it saw last; safe for threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: OrderedDict[int, _Sentences] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, query: npt.NDArray[np.float32], passages: Sequence[LivePassage]) -> list[tuple[int, int]]:
        """For each passage, the span of the sentence nearest to the question, as offsets into the passage's text.

        `query` is the question's unit vector. Headings and scraps are answers only where there is nothing else.
        """
        return [each.spans[int((each.vectors @ query).argmax())] for each in self._sentences(passages)]

    def _sentences(self, passages: Sequence[LivePassage]) -> list[_Sentences]:
        """The sentences of each passage; those of all passages not yet known are encoded in one batch."""
        with self._lock:
            known = {passage.id: self._kept[passage.id] for passage in passages if passage.id in self._kept}
        spans = {passage.id: candidate_spans(passage) for passage in passages if passage.id not in known}
        texts = {passage.id: passage.text for passage in passages}
        vectors = self._encoder.encode_passages([texts[key][a:b] for key, found in spans.items() for a, b in found])
        at = 0
        for key, found in spans.items():
            known[key] = _Sentences(found, vectors[at : at + len(found)].copy())
            at += len(found)
        with self._lock:
            for key in known:
                self._kept[key] = known[key]
                self._kept.move_to_end(key)
            while len(self._kept) > _KEPT_PASSAGES:
                self._kept.popitem(last=False)
        return [known[passage.id] for passage in passages]


def candidate_spans(passage: LivePassage) -> list[tuple[int, int]]:
    """The spans of the sentences that may be marked: none shorter than a clause, and no heading, if others exist."""
    spans = sentence_spans(passage.text, passage.language)
    long = [
        (start, end)
        for start, end in spans
        if end - start >= _LEAST_CHARACTERS
        and not passage.text[start:end].startswith("#")
        and passage.text[start:end] != passage.heading
    ]
    return long or spans or [(0, len(passage.text))]
