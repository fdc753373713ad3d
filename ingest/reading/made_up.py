"""Knows the titles and authors that programs write into files of which nobody has told them."""

from __future__ import annotations

import re

_MADE_UP = re.compile(
    r"""untitled(\ document|\ \d+)? | \((anonymous|unspecified|untitled)\) | (powerpoint|pdf)\ presentation
    | microsoft\ \w+\ -\ .* | \S+\.(docx?|indd|odt|pdf|pptx?|rtf|tex)
    | (word|pdf|text)?\ ?(document|dokument|documento)(\ ?\d+)?
    | naamloos(\ \d+)? | senza\ (nome|titolo)(\ \d+)? | namnlös(t|\ \d+)? | namnlöst\ dokument""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_AUTHOR = frozenset(
    {"", "admin", "administrator", "anonymous", "author", "owner", "python-docx", "unknown", "unspecified", "user"}
)


def real_title(title: str) -> str:
    """The title on one line, or nothing when a program has made it up."""
    title = " ".join(title.split())
    return "" if _MADE_UP.fullmatch(title) else title


def real_author(author: str) -> str:
    """The author on one line, or nothing when a program has made it up."""
    author = " ".join(author.split())
    return "" if author.strip("()").casefold() in _NO_AUTHOR else author
