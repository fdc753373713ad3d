"""Finds a title in a text that came without one."""

from __future__ import annotations

import re

from ingest.repair import one_line

_LONGEST = 120
_FIRST_LINES = 4
_MARKDOWN_TITLE = re.compile(r"#\s+(\S.*?)\s*#*$")
_MARKS = re.compile(r"^[\s#*•>|-]+|[\s#*|]+$")
_SENTENCE_END = (".", "!", ",", ";", ":", "…")


def find_title(text: str, proposed: str = "") -> tuple[str, str]:
    """The title, and the text without the line that gave it.

    In this order: the proposed one, a Markdown heading of the first level in the first line, a short line at the
    beginning that is no sentence, the beginning of the text.
    """
    first, _, rest = text.lstrip().partition("\n")
    marked = _MARKDOWN_TITLE.fullmatch(first.strip())
    if proposed:
        same = one_line(_MARKS.sub("", first), _LONGEST) == one_line(proposed, _LONGEST)
        return one_line(proposed, 300), rest.lstrip("\n") if same and rest.strip() else text
    if marked and rest.strip():
        return one_line(marked[1], 300), rest.lstrip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines[:_FIRST_LINES]):
        candidate = _MARKS.sub("", line)
        if _is_title(candidate) and len(lines) > number + 1:
            return one_line(candidate, _LONGEST), rest.lstrip("\n") if number == 0 else text
    return one_line(_MARKS.sub("", lines[0] if lines else text), 80), text


def _is_title(line: str) -> bool:
    letters = sum(character.isalpha() for character in line)
    return len(line) <= _LONGEST and letters > len(line) / 2 and " " in line and not line.endswith(_SENTENCE_END)
