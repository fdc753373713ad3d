"""Whether a question is answered by the card that was found first."""

from __future__ import annotations

from math import exp, log

import numpy as np
import numpy.typing as npt

_SCORE, _SUBJECT, _LENGTH, _LENGTH_AGAIN, _ALWAYS = 31.15, 22.18, 13.61, -1.46, -63.67
"""A logistic regression's weights, by the development questions (`python -m tests.benchmarks.choices`)."""

_SHORTEST, _LONGEST = 12, 350
"""The lengths of those questions, in characters: beyond, nothing was learnt."""

ANSWERED = 0.5


def confidence(score: float, subject: float, characters: int) -> float:
    """How likely it is, from 0 to 1, that the first card answers the question.

    `score` is the card's; `subject` the question's cosine to the middle of the library, which tells whether it is
    about what the library is about at all; `characters` the question's length: a few words are near to everything that
    has them, and long messages to nothing.
    """
    length = log(min(max(characters, _SHORTEST), _LONGEST))
    odds = _SCORE * score + _SUBJECT * subject + _LENGTH * length + _LENGTH_AGAIN * length**2 + _ALWAYS
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))


def middle(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The unit vector in the middle of others, of shape (n, dimension); zeros where there are none."""
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    unit: npt.NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return unit
