"""Finds the sentence of a passage that answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from search.answer_direction import answer_direction
from search.encoder import Encoder
from search.lately_used import LatelyUsed
from search.passage_sentences import Sentences, read_passages, unpack

_KEPT_PASSAGES = 4096  # about seven sentences each: some 40 MB


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence that answers: offsets in its passage's text, and how near it comes to an answer of the question."""

    start: int
    end: int
    nearness: float


_Coming = Future[Sentences]
"""Sentences that some search is encoding."""


def _none_kept(passages: Sequence[int]) -> Mapping[int, bytes]:
    return {}


class AnswerFinder:
    """Marks the sentences that answer. Remembers the passages that it saw last; safe for threads."""

    def __init__(self, encoder: Encoder, kept: Callable[[Sequence[int]], Mapping[int, bytes]] = _none_kept) -> None:
        """`kept` gives what the store keeps of passages' sentences, by the passages' ids; others are encoded."""
        self._encoder = encoder
        self._stored = kept
        self._direction: npt.NDArray[np.float32] | None = None
        self._kept: LatelyUsed[int, Sentences] = LatelyUsed(_KEPT_PASSAGES)
        self._coming: dict[int, _Coming] = {}
        self._lock = threading.Lock()

    def find(self, query: npt.NDArray[np.float32], passages: Sequence[LivePassage]) -> list[Answer]:
        """For each passage, the sentence that answers best.

        It is near to the question and near to what answers have in common. `query` is the question's unit vector.
        Headings and scraps are answers only where there is nothing else.
        """
        if self._direction is None:  # not before: the encoder may still be loading
            self._direction = answer_direction(self._encoder)
        wanted = query + self._direction
        answers = []
        for each in self._sentences(passages):
            nearness = each.vectors @ wanted
            best = int(nearness.argmax())
            answers.append(Answer(*each.spans[best], float(nearness[best])))
        return answers

    def _sentences(self, passages: Sequence[LivePassage]) -> list[Sentences]:
        """The sentences of each passage; those of all passages that nobody knows are encoded in one batch.

        What another search is encoding at this moment is waited for: many who ask at once often find the same.
        """
        with self._lock:
            known = self._kept.known(passage.id for passage in passages)
            missing = {passage.id: passage for passage in passages if passage.id not in known}
            awaited = {key: self._coming[key] for key in missing if key in self._coming}
            own = {key: (passage, _Coming()) for key, passage in missing.items() if key not in awaited}
            self._coming.update((key, coming) for key, (_, coming) in own.items())
        try:
            found = self._read([passage for passage, _ in own.values()])
            for (_, coming), sentences in zip(own.values(), found, strict=True):
                coming.set_result(sentences)
        except BaseException as error:
            for _, coming in own.values():
                coming.set_exception(error)
            raise
        finally:
            with self._lock:
                for key in own:
                    del self._coming[key]
        known.update(zip(own, found, strict=True))
        known.update((key, coming.result()) for key, coming in awaited.items())  # only now: nobody waits in a circle
        with self._lock:
            self._kept.put(known)
        return [known[passage.id] for passage in passages]

    def _read(self, passages: Sequence[LivePassage]) -> list[Sentences]:
        """As the store keeps them, or encoded."""
        stored = self._stored([passage.id for passage in passages]) if passages else {}
        found = [unpack(stored[each.id], each.language) if each.id in stored else None for each in passages]
        lacking = [passage for passage, own in zip(passages, found, strict=True) if own is None]
        read = iter(read_passages(self._encoder, lacking)[1] if lacking else [])
        return [next(read) if own is None else own for own in found]
