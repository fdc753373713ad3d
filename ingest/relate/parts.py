"""An article to be translated part by part: each section of the text beside the heading and text that say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from corpus.relation import LinkedSection, Outdated
from ingest.relate.alignment import cut_sections

_LEAST_ALIKE = 0.3
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the original, in Markdown, with what says the same in the translation.

    `original` is None where the translation says something more. `level` is that of the heading, from 1 to 6, or 0 for
    a part without one: its text then holds whatever it has. `is_outdated` says that the translation is behind; `before`
    is what the original said when the translation was made, as far as that is known.
    """

    original: str | None
    level: int
    heading: str
    text: str
    is_outdated: bool = False
    before: str = ""


def blank_parts(original: str) -> list[Part]:
    """The parts of a translation that is still to be written, with the headings' levels of the original."""
    return [_blank(original[slice(*span)]) for span in cut_sections(original)]


def linked_parts(text: str, original: str, sections: Iterable[LinkedSection]) -> list[Part]:
    """The parts of a translation that is there; in `sections`, `here` is the translation and `there` the original."""
    parts = []
    for each in sections:
        source = original[slice(*each.there)] if each.there else None
        is_outdated = each.outdated is Outdated.HERE
        if each.here is not None:
            level, heading, rest = _cut_heading(text[slice(*each.here)])
            parts.append(Part(source, level, heading, rest, is_outdated))
        elif source is not None:
            blank = _blank(source)
            parts.append(Part(source, blank.level, "", "", is_outdated))
    return parts


def with_before(parts: Iterable[Part], before: str) -> list[Part]:
    """The parts that are outdated with the section of an earlier text of the original that comes nearest to theirs."""
    sections = [before[slice(*span)] for span in cut_sections(before)]
    return [replace(each, before=_nearest(each, sections)) if each.is_outdated else each for each in parts]


def join_parts(parts: Iterable[Part]) -> str:
    """The text of all parts, those left out that nothing was written in."""
    written = []
    for each in parts:
        heading = " ".join(each.heading.split())
        if each.level and heading:
            written.append(f"{'#' * each.level} {heading}")
        if each.text.strip():
            written.append(each.text.strip())
    return "\n\n".join(written)


def heading_of(section: str) -> str:
    """The words of the heading that a section begins with; none if it has no marked one."""
    return _cut_heading(section)[1]


def _nearest(part: Part, sections: Sequence[str]) -> str:
    """The section that has most in common with what the original says now; none where nothing has enough."""
    words = (part.original or "").split()
    scored = [(SequenceMatcher(None, each.split(), words, autojunk=False).ratio(), each) for each in sections]
    likeness, nearest = max(scored, default=(0.0, ""))
    return nearest if likeness >= _LEAST_ALIKE else ""


def _blank(source: str) -> Part:
    return Part(source, _cut_heading(source)[0], "", "")


def _cut_heading(section: str) -> tuple[int, str, str]:
    """The level and the words of the heading that a section begins with, 0 and none if it has no marked one."""
    found = _HEADING.match(section)
    if found is None:
        return 0, "", section
    return len(found[1]), found[2], section[found.end() :].strip("\n")
