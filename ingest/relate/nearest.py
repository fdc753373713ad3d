"""The articles that may be translations of another one: those nearest by the mean of their passages."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpus.language import Language

_FIRST_ROOM = 1024


class NearestArticles:
    """One vector an article, in memory. Not safe for threads."""

    def __init__(self, dimension: int) -> None:
        self._vectors = np.zeros((_FIRST_ROOM, dimension), np.float32)
        self._languages = np.full(_FIRST_ROOM, "", "<U2")
        self._articles = np.zeros(_FIRST_ROOM, np.int64)
        self._rows: dict[int, int] = {}

    @property
    def last(self) -> int:
        """The highest id of an article that was put in."""
        return max(self._rows, default=0)

    def put(self, article: int, language: Language | None, vectors: npt.NDArray[np.float32]) -> None:
        """Add an article, or give it other vectors; `vectors` has shape (passages, dimension), one at least."""
        row = self._rows.setdefault(article, len(self._rows))
        if row == len(self._articles):
            self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            self._languages = np.concatenate([self._languages, np.full(row, "", "<U2")])
            self._articles = np.concatenate([self._articles, np.zeros(row, np.int64)])
        mean = vectors.mean(axis=0)
        self._vectors[row] = mean / np.linalg.norm(mean)
        self._languages[row] = language or ""
        self._articles[row] = article

    def find(self, article: int, most: int) -> list[int]:
        """The nearest articles in other languages, nearest first; none when the language is unknown.

        What all articles have in common is taken out before they are compared.
        """
        row = self._rows.get(article)
        if row is None or not self._languages[row]:
            return []
        count = len(self._rows)
        vectors, languages = self._vectors[:count], self._languages[:count]
        common = vectors.mean(axis=0)
        own = vectors[row] - common
        # |v - c|² = 1 - 2 v·c + |c|², so that no matrix is copied.
        away = np.sqrt(np.maximum(1 - 2 * (vectors @ common) + common @ common, 1e-9))
        cosines = (vectors @ own - common @ own) / away
        cosines[(languages == languages[row]) | (languages == "")] = -np.inf
        nearest = np.argsort(-cosines, kind="stable")[:most]
        return [int(self._articles[each]) for each in nearest if np.isfinite(cosines[each])]
