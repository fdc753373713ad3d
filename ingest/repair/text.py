"""Repairs whole texts: Unicode first, then what is broken within each line."""

from __future__ import annotations

import re
import unicodedata

from ingest.repair.encoding import mend_encoding
from ingest.repair.letters import mend_letters
from ingest.repair.spacing import mend_spacing

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\x85")
_PAGE_ENDS = re.compile(r"[\f\u2029]")
_ODD_SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Without the look-behind, a long run of spaces inside a line would be tried from each of its spaces.
_SPACES_AT_LINE_END = re.compile(r"(?<! ) +$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_CODE_LINE = re.compile(r" {4,}(?![-*+•] |\d{1,2}[.)] )")
_CODE_WITHIN = re.compile(r"(?<!\w)`[^`\n]+`(?!\w)")
_MOST_TURNS = 8


def repair(text: str) -> str:
    r"""The text as it was meant, in NFC, with `\n` between lines, one blank line at most and no invisible characters.

    Mends broken encodings, letters torn from words, and blanks where none belong; code, addresses and what is right
    in one of the languages stay. Idempotent: what one repair uncovers for the next is mended too.
    """
    if _SURROGATE.search(text):  # halves of a character, as PDF readers give them; no database takes them
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for _ in range(_MOST_TURNS):
        mended = _mend_lines(_clean_unicode(mend_encoding(text)))
        if mended == text:
            break
        text = mended
    return text


def one_line(text: str, limit: int) -> str:
    """The text as one line of at most `limit` characters, cut at a word with an ellipsis.

    Idempotent: what stood in two lines, or stands before an ellipsis now, may look broken in one, and is mended too.
    """
    for _ in range(_MOST_TURNS):
        line = _cut(" ".join(repair(text).split()), limit)
        if line == text:
            break
        text = line
    return text


def _cut(words: str, limit: int) -> str:
    if len(words) <= limit:
        return words
    cut = words[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]).rstrip(" ,;:-–") + "…"


def _clean_unicode(text: str) -> str:
    text = _LINE_ENDS.sub("\n", text)
    text = _PAGE_ENDS.sub("\n\n", text)
    text = _INVISIBLE.sub("", text)
    text = _ODD_SPACES.sub(" ", text)
    text = unicodedata.normalize("NFC", text)
    text = _SPACES_AT_LINE_END.sub("", text)
    return _BLANK_LINES.sub("\n\n", text).strip("\n ")


def _mend_lines(text: str) -> str:
    lines = text.split("\n")
    fenced = False
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not (fenced or _CODE_LINE.match(line) or _CODE_WITHIN.search(line)):
            lines[number] = mend_spacing(mend_letters(line))
    return "\n".join(lines)
