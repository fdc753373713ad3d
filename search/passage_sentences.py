"""The sentences of passages: found, read together with their passage, and kept as a few bytes."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from corpus.article_store import EncodedPassages
from corpus.language import Language
from corpus.passage_store import UnencodedPassage
from search.encoder import Encoder
from search.passage_input import passage_input
from search.sentences import sentence_spans

_LEAST_CHARACTERS = 20
_LONGEST_ITEM = 300
_ITEM = re.compile(r"^[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)

_RECIPE = 1
"""Raised when sentences are cut or kept differently: older ones are read anew."""
_HEAD = struct.Struct("<B2sH")
"""The recipe, the language that the sentences were cut by, and their count."""
_NO_LANGUAGE = b"--"
_MOST = 2**16 - 1
_STEPS = 127

_Passage = UnencodedPassage | LivePassage


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a passage: spans in its text, and their unit vectors, of shape (sentences, dimension)."""

    spans: list[tuple[int, int]]
    vectors: npt.NDArray[np.float32]


def encode_passages(encoder: Encoder, passages: Sequence[_Passage]) -> EncodedPassages:
    """What the store keeps of passages, read in one batch."""
    vectors, sentences = read_passages(encoder, passages)
    kept = [pack(own, passage.language) for own, passage in zip(sentences, passages, strict=True)]
    return EncodedPassages(encoder.fingerprint, vectors, kept)


def read_passages(encoder: Encoder, passages: Sequence[_Passage]) -> tuple[npt.NDArray[np.float32], list[Sentences]]:
    """The passages' vectors, of shape (passages, dimension), and what may be marked in each, in one batch."""
    spans = [candidate_spans(passage) for passage in passages]
    texts = [passage_input(passage) for passage in passages]
    shifts = [len(text) - len(passage.text) for text, passage in zip(texts, passages, strict=True)]
    shifted = [[(start + by, end + by) for start, end in own] for by, own in zip(shifts, spans, strict=True)]
    found = encoder.encode_with_spans(texts, shifted)
    return found.passages, [Sentences(own, vectors) for own, vectors in zip(spans, found.spans, strict=True)]


def candidate_spans(passage: _Passage) -> list[tuple[int, int]]:
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
    return (long or spans or [(0, len(passage.text))])[:_MOST]


def _with_whole_items(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences, those of one item of a list put together: "**Minutes 0–3:** How are you? And your question?"."""
    items = [(item.start(1), item.end(1)) for item in _ITEM.finditer(text) if len(item[1]) <= _LONGEST_ITEM]
    apart = [
        (start, end) for start, end in sentences if not any(first <= end - 1 and start < last for first, last in items)
    ]
    return sorted([*apart, *items])


def pack(sentences: Sentences, language: Language | None) -> bytes:
    """Sentences as the store keeps them, with the language that they were cut by.

    Spans in four bytes each end, then the vectors in one byte each value with one scale a vector: their cosine with the
    exact ones is above 0.999.
    """
    spans = np.array(sentences.spans, "<u4").reshape(-1, 2)
    scales = np.maximum(np.abs(sentences.vectors).max(axis=1), 1e-12).astype("<f4") / _STEPS
    steps = np.rint(sentences.vectors / scales[:, None]).astype(np.int8)
    head = _HEAD.pack(_RECIPE, language.encode() if language else _NO_LANGUAGE, len(spans))
    return b"".join([head, spans.tobytes(), scales.tobytes(), steps.tobytes()])


def unpack(kept: bytes, language: Language | None) -> Sentences | None:
    """What `pack` has made; None if sentences are cut otherwise now, or the language is another."""
    recipe, own, count = _HEAD.unpack_from(kept)
    if recipe != _RECIPE or own != (language.encode() if language else _NO_LANGUAGE):
        return None
    at = _HEAD.size
    spans = np.frombuffer(kept, "<u4", 2 * count, at).reshape(-1, 2)
    at += spans.nbytes
    scales = np.frombuffer(kept, "<f4", count, at)
    steps = np.frombuffer(kept, np.int8, offset=at + scales.nbytes).reshape(count, -1)
    return Sentences([(start, end) for start, end in spans.tolist()], steps * scales[:, None])
