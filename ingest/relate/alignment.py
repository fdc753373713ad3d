"""Links the sections of two translations, and tells which have not followed a change of the other side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.relation import Alignment, LinkedSection, Outdated, Span
from ingest.blocks import BlockKind, cut_blocks
from ingest.relate.translation import NO_SENTENCES, Sentences, align_sentences

_LEAST_SHARE = 0.4  # of a section's text that has its counterpart in one section of the other side
_WORD = re.compile(r"\w+")


def cut_sections(text: str) -> list[Span]:
    """The sections of a text: each heading with what stands below it, or the paragraphs of a text without headings.

    Headings that follow each other without a text between them belong to one section.
    """
    blocks = cut_blocks(text)
    headed = sum(block.kind is BlockKind.HEADING for block in blocks) > 1
    sections: list[Span] = []
    below = True  # whether the section that is open has more than headings
    for block in blocks:
        heading = block.kind is BlockKind.HEADING
        if not sections or (heading and below if headed else below):
            sections.append((block.start, block.end))
        else:
            sections[-1] = (sections[-1][0], block.end)
        below = not heading
    return sections


@dataclass(frozen=True, slots=True)
class Side:
    """One of two translations as it is now; `before` is its text when the two were last aligned, "" if never."""

    text: str
    sentences: Sentences = NO_SENTENCES
    before: str = ""

    def has_lost(self, span: Span) -> bool:
        """Whether a part of what it was before is not there any more; made of sections."""
        known = {_words(self.text[slice(*each)]) for each in cut_sections(self.text)}
        sections = (each for each in cut_sections(self.before) if _lies_in(each, span))
        return any(_words(self.before[slice(*each)]) not in known for each in sections)

    def changed(self, span: Span) -> bool:
        """Whether a part of the text says something that it did not say before; made of sections."""
        if not self.before:
            return False
        known = {_words(self.before[slice(*each)]) for each in cut_sections(self.before)}
        return any(
            _words(self.text[slice(*each)]) not in known for each in cut_sections(self.text) if _lies_in(each, span)
        )


def link_sections(here: Side, there: Side) -> list[LinkedSection]:
    """The sections of both in reading order, those that say the same together.

    Where one side has two sections for what is one on the other, the link holds both.
    """
    ours, theirs = cut_sections(here.text), cut_sections(there.text)
    shared: dict[tuple[int, int], list[int]] = {}
    for first, second in align_sentences(here.sentences, there.sentences):
        spans = here.sentences.spans[first], there.sentences.spans[second]
        pair = _holder(ours, spans[0]), _holder(theirs, spans[1])
        lengths = shared.setdefault(pair, [0, 0])
        for number, (start, end) in enumerate(spans):
            lengths[number] += end - start
    linked = {
        pair
        for pair, (one, other) in shared.items()
        if max(one / _length(ours[pair[0]]), other / _length(theirs[pair[1]])) >= _LEAST_SHARE
    }
    return list(_in_order(ours, theirs, linked, shared))


def mark_outdated(
    sections: Iterable[LinkedSection], here: Side, there: Side, earlier: Alignment | None
) -> tuple[LinkedSection, ...]:
    """The sections with the side that is behind, by what has changed since the `earlier` alignment was made."""
    if earlier is None:
        return tuple(sections)
    return tuple(
        LinkedSection(each.here, each.there, each.score, _behind(each, here, there, earlier)) for each in sections
    )


def follow(
    sections: Iterable[LinkedSection], here: Side, there: Side, earlier: Alignment | None
) -> tuple[LinkedSection, ...]:
    """The sections once this side has followed the other: of the earlier marks those stay that say the other is behind.

    What was changed here to follow does not leave the other behind.
    """
    kept = []
    for each in sections:
        before = _earlier(each, here, there, earlier) if earlier else None
        still = before is not None and before.outdated is Outdated.THERE
        kept.append(LinkedSection(each.here, each.there, each.score, Outdated.THERE if still else None))
    return tuple(kept)


def by_meaning(alignment: Alignment) -> bool:
    """Whether sections are linked by what they say; those that are linked by their order have no score."""
    return any(each.score for each in alignment.sections)


def _behind(section: LinkedSection, here: Side, there: Side, earlier: Alignment) -> Outdated | None:
    ours = section.here is not None and here.changed(section.here)
    theirs = section.there is not None and there.changed(section.there)
    before = _earlier(section, here, there, earlier)
    was = before.outdated if before else None
    if ours and theirs:
        return None  # whoever changed both knew
    if ours:
        return None if was is Outdated.HERE else Outdated.THERE  # it has followed, or is ahead
    if theirs:
        return None if was is Outdated.THERE else Outdated.HERE
    if before and section.there is None and before.there is not None and there.has_lost(before.there):
        return Outdated.HERE  # the other side has taken it out
    if before and section.here is None and before.here is not None and here.has_lost(before.here):
        return Outdated.THERE
    return was


def _earlier(section: LinkedSection, here: Side, there: Side, earlier: Alignment) -> LinkedSection | None:
    """The link that a section was in before, known by the text of a side that has not changed."""
    now = _spanned(here.text, section.here), _spanned(there.text, section.there)
    for each in earlier.sections:
        then = _spanned(here.before, each.here), _spanned(there.before, each.there)
        if any(words and words == was for words, was in zip(now, then, strict=True)):
            return each
    return None


def _in_order(
    ours: list[Span], theirs: list[Span], linked: set[tuple[int, int]], shared: dict[tuple[int, int], list[int]]
) -> Iterator[LinkedSection]:
    """All sections, links where they stand here, and what only the other side has where it stands there."""
    row = column = 0
    while row < len(ours) or column < len(theirs):
        last_row, last_column = _group(row, column, linked)
        if last_row == row and last_column == column:
            # Nothing begins here that is linked: whatever has no link at all comes first.
            unlinked = not any(pair[0] == row for pair in linked)
            if row < len(ours) and (unlinked or column == len(theirs)):
                yield LinkedSection(ours[row], None)
                row += 1
            else:
                yield LinkedSection(None, theirs[column])
                column += 1
            continue
        here = (ours[row][0], ours[last_row - 1][1])
        there = (theirs[column][0], theirs[last_column - 1][1])
        inside = [
            lengths
            for (one, other), lengths in shared.items()
            if row <= one < last_row and column <= other < last_column
        ]
        aligned = sum(sum(lengths) for lengths in inside)
        score = aligned / (sum(map(_length, ours[row:last_row])) + sum(map(_length, theirs[column:last_column])))
        yield LinkedSection(here, there, round(min(score, 1.0), 4))
        row, column = last_row, last_column


def _group(row: int, column: int, linked: set[tuple[int, int]]) -> tuple[int, int]:
    """Where the sections end that are linked, by one or by others, to the two at which they begin; else the same."""
    last_row, last_column = row, column
    if (row, column) in linked:
        last_row, last_column = row + 1, column + 1
        grown = True
        while grown:
            reach = [pair for pair in linked if row <= pair[0] < last_row or column <= pair[1] < last_column]
            rows, columns = (max(pair[side] for pair in reach) + 1 for side in (0, 1))
            grown = (rows, columns) != (last_row, last_column)
            last_row, last_column = max(rows, last_row), max(columns, last_column)
    return last_row, last_column


def _holder(sections: list[Span], span: Span) -> int:
    """The number of the section in which a sentence begins."""
    return max(number for number, (start, _) in enumerate(sections) if start <= span[0])


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _length(span: Span) -> int:
    return span[1] - span[0]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _spanned(text: str, span: Span | None) -> tuple[str, ...]:
    return _words(text[slice(*span)]) if span else ()
