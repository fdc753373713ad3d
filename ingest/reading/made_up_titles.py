"""Knows the titles that programs write into files of which nobody has said a title."""

from __future__ import annotations

import re

_MADE_UP = re.compile(
    r"""untitled | microsoft\ \w+\ -\ .* | \S+\.(docx?|indd|odt|pdf|pptx?|rtf|tex)
    | (word|pdf|text)?\ ?(document|dokument|documento)(\ ?\d+)?
    | naamloos(\ \d+)? | senza\ (nome|titolo)(\ \d+)? | namnlös(t|\ \d+)? | namnlöst\ dokument""",
    re.IGNORECASE | re.VERBOSE,
)


def real_title(title: str) -> str:
    """The title on one line, or nothing when a program has made it up."""
    title = " ".join(title.split())
    return "" if _MADE_UP.fullmatch(title) else title
