"""Topics of mentoring, and what ties an article to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def named_audiences(details: Mapping[str, str | list[str]]) -> list[Audience]:
    """Whom an article is for by its own details, of those that we know."""
    given = details.get("audience", [])
    named = [given] if isinstance(given, str) else given
    return [audience for audience in Audience if audience in named]


def parse_audiences(names: Iterable[str]) -> frozenset[Audience]:
    """Audiences from names, each also a comma-separated list; ValueError names what is not one."""
    wanted = [name.strip().lower() for part in names for name in part.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in set(Audience)]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: choose from {', '.join(Audience)}")
    return frozenset(Audience(name) for name in wanted)
