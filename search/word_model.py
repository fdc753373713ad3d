"""How likely a string of letters is a word, by the vocabulary of the embedded encoder.

Its 250,000 pieces of words, with the frequencies that they were given when the vocabulary was made (Kudo, "Subword
Regularization", ACL 2018), are a list of the usual words of many languages, and tell a rare form of a word, made of a
few usual pieces, from a slip of the fingers, which falls apart into many.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property

from search.embedded.source import open_weights
from search.errors import ModelUnavailableError

_BEGIN = "▁"  # in front of the pieces that begin a word
_SHORTEST_WORD = 3  # letters; shorter pieces are no evidence of a word
_UNKNOWN_LETTER = -16.0  # less than the rarest piece
_LATIN = re.compile(f"[\0-\u024f{_BEGIN}]*")
_log = logging.getLogger(__name__)


class WordModel:
    """Pieces of words with their log-likelihoods; those that begin a word have "▁" in front. Safe for threads."""

    def __init__(self, read: Callable[[], Mapping[str, float]]) -> None:
        """`read` gives the pieces, when the first word is asked for: most questions have only words of the library."""
        self._read = read

    @cached_property
    def _pieces(self) -> Mapping[str, float]:
        return self._read()

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._pieces), default=1)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(piece[1:].casefold() for piece in self._pieces if piece.startswith(_BEGIN))

    def is_word(self, word: str) -> bool:
        """Whether the word, in small letters, is one of the vocabulary as a whole."""
        return len(word) >= _SHORTEST_WORD and word in self._words

    def log_likelihood(self, word: str) -> float:
        """That of the likeliest way to make the word of pieces; 0 at most."""
        marked = _BEGIN + word
        best = [0.0]
        for end in range(1, len(marked) + 1):
            best.append(
                max(best[begin] + self._piece(marked[begin:end]) for begin in range(max(0, end - self._longest), end))
            )
        return best[-1]

    def _piece(self, piece: str) -> float:
        return self._pieces.get(piece, _UNKNOWN_LETTER * len(piece))


@cache
def embedded_word_model() -> WordModel:
    """The word model of the embedded encoder's vocabulary; one that knows no word where that cannot be read."""
    return WordModel(_embedded_pieces)


def _embedded_pieces() -> dict[str, float]:
    try:
        vocabulary = open_weights().vocabulary
    except ModelUnavailableError as error:
        _log.warning("no word list: %s", error)
        return {}
    pieces = zip(vocabulary.pieces, vocabulary.scores, strict=True)
    return {piece: score for piece, score in pieces if _LATIN.fullmatch(piece)}
