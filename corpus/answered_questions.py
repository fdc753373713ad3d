"""The questions that an article answers, as its editors have written them down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

FIELD = "questions"
"""Where an article's details, and a file's front matter, have them."""

MOST = 40
"""An article answers so many at most: each of them takes part in every index."""

LONGEST = 300
"""In characters."""


def answered_questions(details: Mapping[str, str | list[str]]) -> tuple[str, ...]:
    """The questions among an article's details, each once, in their order; too long ones and blanks are left out."""
    given = details.get(FIELD, [])
    return tidy_questions([given] if isinstance(given, str) else given)


def tidy_questions(questions: Iterable[str]) -> tuple[str, ...]:
    """The questions with single blanks, each once whatever its capitals, and no more than an article may have."""
    found: dict[str, str] = {}
    for each in questions:
        question = " ".join(each.split())
        if 0 < len(question) <= LONGEST:
            found.setdefault(question.casefold(), question)
    return tuple(found.values())[:MOST]
