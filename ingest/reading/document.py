"""What a reader hands on: a file is one article or several, and some of these may be unreadable."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.message import Message


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file and what the file says about itself; every field but the text may be empty."""

    text: str
    title: str = ""
    language: str = ""
    translation_key: str = ""
    details: dict[str, str | list[str]] = field(default_factory=dict)
    part: str = ""
    """Which article of the file this is, where a file holds several: a row's id or number."""
    outside: list[str] = field(default_factory=list)
    """Blocks of `text` that the file itself marks as no part of the article, such as a web page's menus."""

    is_edited: bool = False
    """Whether an editor has given it a title and a language: then nothing is taken out of its text."""


@dataclass(frozen=True, slots=True)
class UnreadablePart:
    """An article of a file that cannot be read while others of the file can; `reason` says why and what to do."""

    part: str
    reason: Message


Documents = list[Document | UnreadablePart]
"""What a file holds, in its order; never empty."""
