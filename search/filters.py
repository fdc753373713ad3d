"""Which articles a search looks at."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.language import Language
from corpus.topic import Audience
from corpus.topic_store import TopicStore
from search.dense import Selection
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


def allowed_passages(filters: Filters, generation: Generation, topics: TopicStore) -> Selection | None:
    """The passages that the filters leave, or None for all. Raises UnknownTopicError."""
    if filters == EVERYTHING:
        return None
    if filters.topics or filters.audiences:
        return generation.among(filters.languages, topics.articles_for(filters.topics, filters.audiences))
    return generation.among(filters.languages)
