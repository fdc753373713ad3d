"""Small real classes that stand in for heavy ones in tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.late_chunking import Spanned, Spans


class FakeEncoder:
    """Encodes a text by its words, hashed into a few dimensions: the same words give the same direction."""

    fingerprint = "fake-1"
    dimension = 16

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                vector[hashlib.sha256(word.strip(".,:;?!").encode()).digest()[0] % self.dimension] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        cut = zip(texts, spans, strict=True)
        own = [FakeEncoder.encode_passages(self, [text[start:end] for start, end in some]) for text, some in cut]
        return Spanned(self.encode_passages(texts), own)


def save_word_model(folder: Path, words: Sequence[str]) -> Path:
    """A real SentenceTransformer that loads at once: a text is the mean of its words' vectors, each on an axis of its
    own, and an unknown word points elsewhere. For `MENTORBASE_MODEL`, where a whole program runs."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Split

    vocabulary = {word: number for number, word in enumerate(["[UNK]", *dict.fromkeys(map(str.lower, words))])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - a token of text
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Split(Regex(r"\W+"), "removed")
    weights = np.eye(len(vocabulary), dtype=np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(folder))
    return folder
