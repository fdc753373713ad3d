"""Finds the sentence of a passage that answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from search.encoder import Encoder
from search.sentences import sentence_spans

_LEAST_CHARACTERS = 20


def answer_spans(
    query: npt.NDArray[np.float32], passages: Sequence[LivePassage], encoder: Encoder
) -> list[tuple[int, int]]:
    """For each passage, the span of the sentence nearest to the question, as offsets into the passage's text.

    `query` is the question's unit vector. Headings and scraps are answers only where there is nothing else.
    """
    candidates = [_candidates(passage) for passage in passages]
    texts = [passage.text[a:b] for passage, spans in zip(passages, candidates, strict=True) for a, b in spans]
    scores = encoder.encode_passages(texts) @ query
    chosen = []
    at = 0
    for spans in candidates:
        best = int(scores[at : at + len(spans)].argmax())
        chosen.append(spans[best])
        at += len(spans)
    return chosen


def _candidates(passage: LivePassage) -> list[tuple[int, int]]:
    spans = sentence_spans(passage.text, passage.language)
    long = [
        (start, end)
        for start, end in spans
        if end - start >= _LEAST_CHARACTERS and not passage.text[start:end].startswith("#")
    ]
    return long or spans or [(0, len(passage.text))]
