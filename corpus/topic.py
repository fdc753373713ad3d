"""Topics of mentoring, and what ties an article to one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.language import Language


class Audience(StrEnum):
    """Whom an article on a topic is written for."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    PROGRAMME = "programme"


class TopicState(StrEnum):
    """Who says that an article is about a topic: the program proposes, an editor accepts or rejects."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the taxonomy: its id stays, its words may change. Both texts are there in every language."""

    id: str
    audience: tuple[Audience, ...]
    names: dict[Language, str]
    descriptions: dict[Language, str]


@dataclass(frozen=True, slots=True)
class ArticleTopic:
    """An article's topic: `score`, 0 to 1, is how likely an editor would give it; what an editor has added has 1."""

    article: int
    topic: str
    score: float
    state: TopicState
