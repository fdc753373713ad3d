"""A difference of two texts as HTML: what was removed and added in its place, and long stretches that stayed folded."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.difference import Change, Stretch
from ui.translator import Translator

_SHOWN_AROUND = 300  # characters of what stayed, on each side of a change
_TAGS = {Change.REMOVED: "del", Change.ADDED: "ins"}


def difference_html(translator: Translator, stretches: Sequence[Stretch], language: str) -> str:
    """The whole difference, with the language that its text is in."""
    parts = [
        _stretch_html(translator, stretch, is_first=number == 0, is_last=number == len(stretches) - 1)
        for number, stretch in enumerate(stretches)
    ]
    return f"<div class='difference' lang='{escape(language)}'>{''.join(parts)}</div>"


def _stretch_html(translator: Translator, stretch: Stretch, *, is_first: bool, is_last: bool) -> str:
    if stretch.change is not Change.KEPT:
        tag = _TAGS[stretch.change]
        return f"<{tag}>{escape(stretch.text)}</{tag}>"
    text = stretch.text
    before = 0 if is_first else _end_of_line(text, _SHOWN_AROUND)
    behind = len(text) if is_last else _start_of_line(text, len(text) - _SHOWN_AROUND)
    if behind - before < _SHOWN_AROUND:
        return escape(text)
    lines = [line for line in text[before:behind].splitlines() if line.strip()]
    folded = translator.ngettext("{count} line that stayed", "{count} lines that stayed", len(lines))
    return (
        f"{escape(text[:before])}<details><summary>{escape(folded)}</summary>{escape(text[before:behind].strip())}"
        f"</details>{escape(text[behind:])}"
    )


def _end_of_line(text: str, at: int) -> int:
    found = text.find("\n", min(at, len(text)))
    return len(text) if found < 0 else found


def _start_of_line(text: str, at: int) -> int:
    return text.rfind("\n", 0, max(at, 0)) + 1
