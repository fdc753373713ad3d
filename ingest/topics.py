"""Finds out what an article is about: the topics of the taxonomy that its passages mean."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from corpus.passage_store import UnencodedPassage
from corpus.topic import Topic
from corpus.topic_file import format_topics
from ingest.split import split
from search.constant_texts import encode_constant
from search.encoder import Encoder
from search.passage_input import passage_input

Vectors = npt.NDArray[np.float32]

RULES = "3"
"""The version of what is below; raised when it finds other topics, so that all articles are looked at again."""

MOST = 4
"""An article has no more topics."""

LEAST_SCORE = 0.35
"""Topics below are not proposed."""

# Fitted to the judged articles of the development half (`python -m tests.benchmarks.topic_finding`): the score is the
# probability that an editor gives the topic, from its cosine and from how far that is below the best topic's cosine.
_OFFSET, _PER_COSINE, _PER_DISTANCE = -3.3, 8.0, -16.7
# An article that is farther than this from what articles on mentoring have in common, in their standard deviations, is
# about something else. The judged articles on mentoring are nearer, most of those on other things farther.
_FARTHEST = -1.3
_TINY = 1e-6


class TopicFinder:
    """Compares articles with topics by the vectors of one encoder.

    What all articles on mentoring share says nothing about their topics, and covers what does: their common part, the
    mean of `background`, is taken out of an article's vector, and the mean of all topics out of theirs.
    """

    def __init__(self, topics: Sequence[Topic], vectors: Vectors, background: Vectors) -> None:
        """`vectors` has the shape (languages, topics, dimension), `background` (passages, dimension)."""
        self._ids = [topic.id for topic in topics]
        self._centre = background.mean(0)
        likeness = background @ _unit(self._centre)
        self._usual, self._spread = float(likeness.mean()), max(float(likeness.std()), _TINY)
        self._topics = _unit(vectors - vectors.mean((0, 1))) if topics else vectors

    def find(self, vectors: Vectors) -> dict[str, float]:
        """The topics of an article by the vectors of its passages, shape (n, dimension): ids with scores, best first.

        At most four; none where nothing fits or there are no passages. A score, 0 to 1, is the probability that an
        editor gives the topic.
        """
        if not len(vectors) or not self._ids:
            return {}
        article = _unit(vectors.mean(0))
        if (float(article @ _unit(self._centre)) - self._usual) / self._spread < _FARTHEST:
            return {}
        # The nearest of a topic's languages: their mean would be of no language and near to nothing.
        cosines = (self._topics @ _unit(article - self._centre)).max(0)
        scores = _probabilities(cosines)
        best = [int(at) for at in np.argsort(-scores, kind="stable")[:MOST]]
        return {self._ids[at]: round(float(scores[at]), 4) for at in best if scores[at] >= LEAST_SCORE}


def open_topic_finder(encoder: Encoder, topics: Sequence[Topic], folder: Path | None = None) -> TopicFinder:
    """A finder for these topics. Encoding their words takes seconds; the folder keeps the vectors for the next time."""
    texts = [f"{topic.names[language]}\n{topic.descriptions[language]}" for language in Language for topic in topics]
    vectors = encode_constant(encoder, texts, folder).reshape(len(Language), len(topics), encoder.dimension)
    return TopicFinder(topics, vectors, encode_constant(encoder, background_texts(), folder))


def finder_fingerprint(encoder: Encoder, topics: Sequence[Topic]) -> str:
    """Names everything that found topics depend on besides the article.

    The background goes in as its files are: every start of the app asks, and to read their texts takes half a second.
    """
    digest = hashlib.sha256("\n".join((RULES, encoder.fingerprint, format_topics(topics))).encode())
    for path in _background_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _background_files() -> list[Path]:
    return sorted(BUNDLED_ARTICLES.rglob("*.md"))


@cache
def background_texts() -> tuple[str, ...]:
    """The first passages of the bundled articles: what articles on mentoring are like, whatever their topic."""
    from ingest.reading.markdown import read_markdown
    from ingest.repair import repair

    texts = []
    for path in _background_files():
        document = read_markdown(path.read_bytes())
        text = repair(document.text)
        first = split(text, Language(document.language))[0]
        passage = UnencodedPassage(0, document.title, first.heading, text[first.start : first.end])
        texts.append(passage_input(passage))
    return tuple(texts)


def _probabilities(cosines: Vectors) -> Vectors:
    evidence = _OFFSET + _PER_COSINE * cosines + _PER_DISTANCE * (cosines.max() - cosines)
    probabilities: Vectors = (1 / (1 + np.exp(-evidence))).astype(np.float32)
    return probabilities


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _TINY)
    return unit
