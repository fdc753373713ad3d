"""How two articles belong together, and which sections of two translations say the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RelationKind(StrEnum):
    """What the later article is to the other one."""

    NEAR_COPY = "near-copy"
    NEW_VERSION = "new-version"
    TRANSLATION = "translation"


class RelationState(StrEnum):
    """Where a relation stands; a rejected one is kept, so that it is not proposed again."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Decider(StrEnum):
    """Who accepted or rejected a relation."""

    RULE = "rule"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two articles; `article` came later than `other`. The score is between 0 and 1."""

    id: int
    article: int
    other: int
    kind: RelationKind
    score: float
    state: RelationState
    decided_by: Decider | None
    created: datetime


Span = tuple[int, int]
"""A stretch of a text, ``text[start:end]``, in characters."""


class Outdated(StrEnum):
    """Which side of two linked sections is behind the other, whose text has changed since."""

    HERE = "here"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class LinkedSection:
    """A section of an article with the one that says the same in its translation; None where that has none.

    The score is the share of the text of both that is aligned sentence by sentence, from 0 to 1. `outdated` names the
    side that has not followed a change of the other: a changed, a new or a removed section.
    """

    here: Span | None
    there: Span | None
    score: float = 0.0
    outdated: Outdated | None = None

    def turned(self) -> LinkedSection:
        """The same as the other article sees it."""
        sides = {Outdated.HERE: Outdated.THERE, Outdated.THERE: Outdated.HERE}
        return LinkedSection(self.there, self.here, self.score, sides[self.outdated] if self.outdated else None)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two linked translations section by section, in reading order, as these revisions of them are."""

    article: int
    other: int
    revision: int
    other_revision: int
    sections: tuple[LinkedSection, ...]

    def turned(self) -> Alignment:
        """The same as the other article sees it."""
        sections = tuple(section.turned() for section in self.sections)
        return Alignment(self.other, self.article, self.other_revision, self.revision, sections)
