"""Finds the sentence of a passage that answers."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from search.answer_direction import answer_direction
from search.encoder import Encoder
from search.passage_input import passage_input
from search.sentences import sentence_spans

_LEAST_CHARACTERS = 20
_LONGEST_ITEM = 300
_ITEM = re.compile(r"^[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)
_KEPT_PASSAGES = 4096  # about seven sentences each: some 40 MB


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a passage: spans in its text, and their unit vectors, of shape (sentences, dimension)."""

    spans: list[tuple[int, int]]
    vectors: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answer:
    """A sentence that answers: offsets in its passage's text, and how near it comes to an answer of the question."""

    start: int
    end: int
    nearness: float


_Coming = Future[Sentences]
"""Sentences that some search is encoding."""


class AnswerFinder:
    """Marks the sentences that answer. Keeps the vectors of passages that it saw last; safe for threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._direction: npt.NDArray[np.float32] | None = None
        self._kept: OrderedDict[int, Sentences] = OrderedDict()
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
        """The sentences of each passage; those of all passages not yet known are encoded in one batch.

        What another search is encoding at this moment is waited for: many who ask at once often find the same.
        """
        with self._lock:
            known = {passage.id: self._kept[passage.id] for passage in passages if passage.id in self._kept}
            missing = {passage.id: passage for passage in passages if passage.id not in known}
            awaited = {key: self._coming[key] for key in missing if key in self._coming}
            own = {key: (passage, _Coming()) for key, passage in missing.items() if key not in awaited}
            self._coming.update((key, coming) for key, (_, coming) in own.items())
        try:
            found = read_sentences(self._encoder, [passage for passage, _ in own.values()])
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
            for key in known:
                self._kept[key] = known[key]
                self._kept.move_to_end(key)
            while len(self._kept) > _KEPT_PASSAGES:
                self._kept.popitem(last=False)
        return [known[passage.id] for passage in passages]


def read_sentences(encoder: Encoder, passages: Sequence[LivePassage]) -> list[Sentences]:
    """What may be marked in each passage, read in its context, in one batch."""
    spans = [candidate_spans(passage) for passage in passages]
    texts = [passage_input(passage) for passage in passages]
    shifts = [len(text) - len(passage.text) for text, passage in zip(texts, passages, strict=True)]
    shifted = [[(start + by, end + by) for start, end in own] for by, own in zip(shifts, spans, strict=True)]
    found = encoder.encode_spans(texts, shifted)
    return [Sentences(own, vectors) for own, vectors in zip(spans, found, strict=True)]


def candidate_spans(passage: LivePassage) -> list[tuple[int, int]]:
    """The spans of what may be marked: sentences, and items of lists as a whole.

    None is shorter than a clause, and none is a heading, if others exist.
    """
    spans = _with_whole_items(passage.text, sentence_spans(passage.text, passage.language))
    long = [
        (start, end)
        for start, end in spans
        if end - start >= _LEAST_CHARACTERS
        and not passage.text[start:end].startswith("#")
        and passage.text[start:end] != passage.heading
    ]
    return long or spans or [(0, len(passage.text))]


def _with_whole_items(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, those of one item of a list put together: "**Minutes 0–3:** How are you? And your question?"."""
    items = [(item.start(1), item.end(1)) for item in _ITEM.finditer(text) if len(item[1]) <= _LONGEST_ITEM]
    apart = [
        (start, end) for start, end in sentences if not any(first <= end - 1 and start < last for first, last in items)
    ]
    return sorted([*apart, *items])
