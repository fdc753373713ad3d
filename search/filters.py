"""Which articles a search looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.topic import Audience
from corpus.topic_store import TopicStore
from search.generation import Generation


@dataclass(frozen=True, slots=True)
class Filters:
    """Articles in one of the languages, on one of the topics and for one of the audiences.

    No topics stand for any topic or none, no audiences for everybody.
    """

    languages: frozenset[Language] = frozenset(Language)
    topics: frozenset[str] = frozenset()
    audiences: frozenset[Audience] = frozenset()


EVERYTHING = Filters()
"""Takes nothing out."""


def allowed_passages(filters: Filters, generation: Generation, topics: TopicStore) -> npt.NDArray[np.int64] | None:
    """The ids of the passages that the filters leave, or None for all. Raises UnknownTopicError."""
    if filters == EVERYTHING:
        return None
    allowed = generation.ids_in(filters.languages)
    if filters.topics or filters.audiences:
        articles = topics.articles_for(filters.topics, filters.audiences)
        allowed = np.intersect1d(allowed, generation.ids_of(articles), assume_unique=True)
    return allowed
