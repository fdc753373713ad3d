"""The values of what readers ask in the app: a question, where it stands, and a vote on a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from corpus.language import Language


class QuestionState(StrEnum):
    """Where a question stands."""

    FOUND = "found"
    """Search has answered it, in its own language: there is nothing to do."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


WAITING = frozenset({QuestionState.OPEN, QuestionState.ASSIGNED})
"""The states of questions that wait for an editor."""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as it was asked, and what search found: the first card's article, and all languages of its family."""

    question: str
    language: Language
    answered: bool = False
    article: int | None = None
    found_in: tuple[Language, ...] = ()

    @property
    def in_own_language(self) -> bool:
        """Whether it was answered, and its own language has the article."""
        return self.answered and self.language in self.found_in


@dataclass(frozen=True, slots=True)
class ReaderQuestion:
    """A question that is kept. Nothing in it tells who has asked.

    `sent` says that the reader has sent it to the editors, `details` what they added. `answer` is the article that an
    editor has answered it with, `reason` the word with which one has closed it.
    """

    id: int
    question: str
    language: Language
    asked: datetime
    answered: bool
    article: int | None
    found_in: tuple[Language, ...]
    state: QuestionState
    sent: bool
    details: str
    assignee: str
    answer: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many questions were asked on a day in a language, answered, and answered in their own language."""

    day: date
    language: Language
    asked: int
    answered: int
    in_own_language: int


@dataclass(frozen=True, slots=True)
class Vote:
    """What a reader said of a card for a question."""

    article: int
    question: str
    language: Language
    helpful: bool
    word: str = ""


@dataclass(frozen=True, slots=True)
class VoteCount:
    """The votes on all cards of a family of translations."""

    helpful: int
    unhelpful: int

    @property
    def balance(self) -> int:
        """How many more have found it helpful than not."""
        return self.helpful - self.unhelpful
