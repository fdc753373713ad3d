"""Finds a title in a text that came without one."""

from __future__ import annotations

import re

from ingest.repair import one_line

_LONGEST = 120
_LONGEST_PROPOSED = 300
_FIRST_LINES = 4
_MARKDOWN_TITLE = re.compile(r"#\s+\S")
_MARKS_BEFORE = " \t#*•>|-"
_MARKS_AFTER = " \t*|"
_LINE = re.compile(r"\S.*")
_ANNOUNCING_LINES = 12
_SHORTEST_ANNOUNCED, _LONGEST_ANNOUNCED = 3, 12  # words
_ANNOUNCES = re.compile(
    r"(?:ecco|here (?:are|is)|here['’]s|här (?:är|kommer|följer)|hier (?:zijn|volgen|is)|dit zijn|these are|this is"
    r"|det här är|dessa är|questi sono|queste sono)\s+",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"([3-9]|[1-9]\d) [^\W\d_]{4,}(?: [^\s.!?:;]+){2,15}")
_SENTENCE_END = (".", "!", ",", ";", ":", "…")


def find_title(text: str, proposed: str = "") -> tuple[str, str]:
    """The title, and the text without the lines at its beginning that only say it again.

    In this order: the proposed one, a Markdown heading of the first level in the first line, a short line at the
    beginning that is no sentence, what the first lines announce ("Here are four reasons to listen:") or a heading
    counts ("7 reasons to listen"), the beginning of the text. A text that has lost its title and is given it back as
    the proposed one stays as it is.
    """
    text = text.strip()
    title = one_line(proposed, _LONGEST_PROPOSED) or _title_within(text)
    start = 0
    for line in _LINE.finditer(text):
        start = line.start()
        if line.end() == len(text) or not _says(line[0], title):
            break
    return title, text[start:]


def _title_within(text: str) -> str:
    first, _, rest = text.partition("\n")
    if _MARKDOWN_TITLE.match(first) and _unmarked(first) and rest.strip():
        return one_line(_unmarked(first), _LONGEST_PROPOSED)
    lines = [line for line in text.split("\n", 4 * _FIRST_LINES) if line.strip()]
    for number, line in enumerate(lines[:_FIRST_LINES]):
        candidate = _unmarked(line)
        if _is_title(candidate) and len(lines) > number + 1:
            return one_line(candidate, _LONGEST)
    if announced := _announced(text):
        return announced
    return next((one_line(bare, 80) for line in lines if (bare := _unmarked(line))), "")


def _announced(text: str) -> str:
    """What a line at the beginning says is coming, or a heading that counts what the article lists, as a title."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line in lines[:_ANNOUNCING_LINES]:
        opening = _ANNOUNCES.match(line)
        if opening is None or not line.endswith(":"):
            continue
        said = line[opening.end() :].rstrip(" :")
        if _SHORTEST_ANNOUNCED <= len(said.split()) <= _LONGEST_ANNOUNCED and not re.search(r"[.!?:;]", said):
            return one_line(said[0].upper() + said[1:], _LONGEST_PROPOSED)
    counted = {int(match[1]): line for line in map(_unmarked, lines) if (match := _COUNTED.fullmatch(line))}
    alone = (line for number, line in counted.items() if not {number - 1, number + 1} & counted.keys())
    return one_line(next(alone, ""), _LONGEST_PROPOSED)


def _says(line: str, title: str) -> bool:
    """Whether a line is the title and no sentence of the text that happens to be short."""
    said = one_line(_unmarked(line), len(line) + 1)
    return said == title and (bool(_MARKDOWN_TITLE.match(line)) or not said.endswith(_SENTENCE_END))


def _unmarked(line: str) -> str:
    bare = line.lstrip(_MARKS_BEFORE).rstrip(_MARKS_AFTER)
    before, space, last = bare.rpartition(" ")
    return before.rstrip() if space and not last.strip("#") else bare


def _is_title(line: str) -> bool:
    letters = sum(character.isalpha() for character in line)
    return len(line) <= _LONGEST and letters > len(line) / 2 and " " in line and not line.endswith(_SENTENCE_END)
