"""A second look at the best cards, by a cross-encoder that reads question and passage together: for those who have one.

None comes with Mentorbase. The embedded encoder compares a question with passages that it read long before; a
cross-encoder reads each pair anew, which tells more and takes longer (Nogueira and Cho 2019).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from corpus.message import message
from search.errors import loading_model
from search.families import Family
from search.passage_input import passage_input

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 50
"""Cards that are looked at again."""

_BATCH = 16


class Reranker(Protocol):
    """Tells how well each of some passages answers a question."""

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """A score for each passage, higher is better, of any range."""


class CrossEncoderReranker:
    """A reranker on a `CrossEncoder`, loaded with the first question. Safe for threads: one passes it at a time."""

    def __init__(self, load: Callable[[], CrossEncoder]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._loaded: CrossEncoder | None = None

    def scores(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float32]:
        """The model's score for each pair. Raises ModelUnavailableError when it cannot be loaded."""
        if not passages:
            return np.empty(0, np.float32)
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            found = self._loaded.predict(
                [(question, passage) for passage in passages], batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(found, np.float32).reshape(len(passages))


def open_cross_encoder(name: str) -> CrossEncoderReranker:
    """The CrossEncoder with this name or path, loaded when it is first used."""

    def load() -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        advice = (
            "MENTORBASE_RERANKER takes the folder of a CrossEncoder with one output or its name on a model hub that "
            "can be reached; leave it empty for none."
        )
        with loading_model(message("The cross-encoder '{name}'", name=name), advice):
            local = Path(name).expanduser()
            model: CrossEncoder = CrossEncoder(str(local) if local.is_dir() else name, num_labels=1, device="cpu")
        return model

    return CrossEncoderReranker(load)


def reranked(families: Sequence[Family], question: str, reranker: Reranker) -> list[Family]:
    """The families in the order of their best passages' scores; those beyond the first ones follow as they were."""
    first = families[:RERANKED]
    scores = reranker.scores(question, [passage_input(family[0].passage) for family in first])
    return [first[place] for place in np.argsort(-scores, kind="stable")] + list(families[RERANKED:])
