"""What a block means: which kind of block it resembles, and how near it is to what the page is about."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from ingest.clean.removal import Reason
from search.constant_texts import encode_constant
from search.encoder import Encoder

_FOLDER = Path(__file__).parent / "examples"
_CONTENT = "content"
_RIDGE = 0.3
_LEAST_WORDS, _FULL_WORDS = 15, 80  # of a block that says what the page is about

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Kinds:
    """A ridge regression over the vectors of the examples: learnt once for an encoder."""

    mean: Vectors
    noise: Vectors
    each: Vectors
    reasons: tuple[Reason, ...]

    def noisiness(self, vectors: Vectors) -> Vectors:
        """For each vector, from about -1 (an article's text) to 1 (boilerplate)."""
        return np.asarray((vectors - self.mean) @ self.noise)

    def reason(self, vector: Vectors) -> Reason:
        """The kind of boilerplate that a vector is likest to."""
        return self.reasons[int(np.argmax((vector - self.mean) @ self.each))]


@dataclass
class Meaning:
    """An encoder with what it has learnt, and the vectors of one page's blocks."""

    encoder: Encoder
    kinds: Kinds
    _known: dict[str, Vectors] = field(default_factory=dict)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension); a text is encoded once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self.encoder.encode_passages(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def nearness(self, vectors: Vectors, weights: Vectors) -> Vectors:
        """The cosine of each vector to what the page is about, around the examples' mean.

        That is the weighted mean of the better half of the blocks, found by turns: what lies off the topic does not
        pull it away.
        """
        centred = self.centred(vectors)
        heavy = weights > 0
        if not heavy.any():
            return np.zeros(len(vectors), np.float32)
        centre = _unit((centred * weights[:, None]).sum(0))
        for _ in range(5):
            near = centred @ centre
            inner = (near >= np.median(near[heavy])) * weights
            centre = _unit((centred * inner[:, None]).sum(0))
        return np.asarray(centred @ centre)

    def centred(self, vectors: Vectors) -> Vectors:
        """The vectors seen from the examples' mean, of length one."""
        moved = vectors - self.kinds.mean
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6))


def topic_weights(words: Sequence[int]) -> Vectors:
    """How much blocks of so many words say about a page's topic."""
    counts = np.array(words, np.float32)
    return np.where(counts >= _LEAST_WORDS, np.minimum(counts, _FULL_WORDS), 0).astype(np.float32)


_learnt: dict[str, Kinds] = {}
_learning = threading.Lock()


def open_meaning(encoder: Encoder, folder: Path | None = None) -> Meaning:
    """The encoder with what it learns from the examples; learnt again only for another encoder.

    The folder keeps the examples' vectors from one start to the next.
    """
    with _learning:
        kinds = _learnt.get(encoder.fingerprint)
        if kinds is None:
            kinds = _learnt[encoder.fingerprint] = _learn(encoder, folder)
    return Meaning(encoder, kinds)


def read_examples() -> list[tuple[str, str]]:
    """Pairs of a kind and a text, of all languages."""
    lines = [line for language in Language for line in (_FOLDER / f"{language}.txt").read_text("utf-8").splitlines()]
    pairs = [line.partition(": ") for line in lines if line and not line.startswith("#")]
    return [(kind, text) for kind, _, text in pairs]


def _learn(encoder: Encoder, folder: Path | None) -> Kinds:
    examples = read_examples()
    vectors = encode_constant(encoder, [text for _, text in examples], folder)
    mean = vectors.mean(0)
    seen = vectors - mean
    content = np.array([kind == _CONTENT for kind, _ in examples])
    # Content and boilerplate weigh the same, however many examples there are of each.
    weights = np.where(content, 0.5 / content.sum(), 0.5 / (~content).sum()) * len(examples)
    reasons = tuple(Reason(kind) for kind in dict.fromkeys(kind for kind, _ in examples) if kind != _CONTENT)
    each = np.array([[1.0 if kind == reason else 0.0 for reason in reasons] for kind, _ in examples])
    targets = np.concatenate([np.where(content, -1.0, 1.0)[:, None], each], axis=1)
    square = seen.T @ (seen * weights[:, None]) + _RIDGE * np.eye(seen.shape[1])
    solved = np.linalg.solve(square, seen.T @ (targets * weights[:, None])).astype(np.float32)
    return Kinds(mean, solved[:, 0], solved[:, 1:], reasons)


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)
