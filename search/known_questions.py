"""What makes searching for many questions in one go cheap: their vectors are known, and no sentence is looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from search.answer import Answer
from search.encoder import Encoder
from search.late_chunking import Spanned, Spans

Vectors = npt.NDArray[np.float32]


class KnownQuestions:
    """An encoder that knows the vectors of some questions already."""

    def __init__(self, encoder: Encoder, vectors: Mapping[str, Vectors]) -> None:
        self._encoder = encoder
        self._vectors = vectors

    @classmethod
    def encoded(cls, encoder: Encoder, texts: Sequence[str]) -> KnownQuestions:
        """With the vectors of some questions, encoded in one go."""
        return cls(encoder, dict(zip(texts, encoder.encode_queries(texts), strict=True)))

    @property
    def texts(self) -> list[str]:
        """The questions that are known."""
        return list(self._vectors)

    @property
    def fingerprint(self) -> str:
        """That of the encoder."""
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return self._encoder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does, which is asked if any of the questions is not known."""
        if all(text in self._vectors for text in texts):
            return np.stack([self._vectors[text] for text in texts])
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does."""
        return self._encoder.encode_passages(texts)

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        """As the encoder does."""
        return self._encoder.encode_with_spans(texts, spans)


class NoSentences:
    """Marks nothing, where only the cards count: to find the sentences takes most of a search's time."""

    def find(self, query: Vectors, passages: Sequence[LivePassage]) -> list[Answer]:
        """The empty beginning of each passage."""
        return [Answer(0, 0, 0.0)] * len(passages)
