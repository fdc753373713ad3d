"""The glossary of mentoring: concepts, and what each is called in every language."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.language import Language


@dataclass(frozen=True, slots=True)
class Concept:
    """Terms that mean the same: its id stays, its words may change. A language may lack terms, but one has some.

    `terms` holds a language's usual term first; `stands_for` tells what an acronym among them stands for.
    """

    id: str
    terms: dict[Language, tuple[str, ...]]
    stands_for: dict[Language, str] = field(default_factory=dict)
