"""What cleaning gives back, and how what it took out is put in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.article import DoubtfulBlock, RemovedBlock


class Reason(StrEnum):
    """What a block is that does not belong to the article."""

    DATE = "date"
    SITE = "site"
    MENU = "menu"
    SHARE = "share"
    COOKIES = "cookies"
    NEWSLETTER = "newsletter"
    PROMO = "promo"
    TEASER = "teaser"
    RELATED = "related"
    AUTHOR_BOX = "author-box"
    LOG_IN = "log-in"
    COMMENTS = "comments"
    COPYRIGHT = "copyright"
    TAGS = "tags"
    CAPTION = "caption"
    ADVERT = "advert"
    OTHER_ARTICLE = "other-article"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without boilerplate: `restore(text, removed)` is the text that was given, to the letter.

    A removed block carries the white space that went with it.
    """

    text: str
    removed: tuple[RemovedBlock, ...] = ()
    doubtful: tuple[DoubtfulBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a text to take out, and why."""

    start: int
    end: int
    reason: Reason


def restore(text: str, removed: Iterable[RemovedBlock]) -> str:
    """The text with these blocks put back where they stood; they are in the order in which cleaning gave them."""
    parts = []
    at = 0
    for block in removed:
        parts += [text[at : block.start], block.text]
        at = block.start
    return "".join([*parts, text[at:]])


def put_back(text: str, removed: Sequence[RemovedBlock], number: int) -> tuple[str, tuple[RemovedBlock, ...]]:
    """The text with the removed block of this number, from 1, back in its place, and the blocks that are still out."""
    block = removed[number - 1]
    behind = (replace(each, start=each.start + len(block.text)) for each in removed[number:])
    return text[: block.start] + block.text + text[block.start :], (*removed[: number - 1], *behind)


def take_out(text: str, cuts: Sequence[Cut]) -> tuple[str, tuple[RemovedBlock, ...]]:
    """The text without these stretches, which are in order and do not overlap."""
    kept: list[str] = []
    removed = []
    at = length = 0
    for cut in cuts:
        kept.append(text[at : cut.start])
        length += cut.start - at
        removed.append(RemovedBlock(length, text[cut.start : cut.end], cut.reason))
        at = cut.end
    return "".join([*kept, text[at:]]), tuple(removed)


def with_spaces(text: str, cuts: Sequence[Cut]) -> list[Cut]:
    """The cuts, each with the white space on one of its sides, so that what stays is parted as widely as before."""
    widened = []
    at = 0
    while at < len(cuts):
        after = at + 1
        while after < len(cuts) and not text[cuts[after - 1].end : cuts[after].start].strip():
            after += 1
        run = cuts[at:after]
        first = len(text[: run[0].start].rstrip())
        last = run[-1].end + len(text[run[-1].end :]) - len(text[run[-1].end :].lstrip())
        before, behind = text[first : run[0].start], text[run[-1].end : last]
        leading = last == len(text) or (first > 0 and before.count("\n") < behind.count("\n"))
        edges = [first, *(cut.end for cut in run)] if leading else [*(cut.start for cut in run), last]
        widened += [Cut(start, end, cut.reason) for cut, start, end in zip(run, edges[:-1], edges[1:], strict=True)]
        at = after
    return widened


def compose(earlier: Sequence[Cut], later: Sequence[Cut]) -> list[Cut]:
    """Cuts of a text, from those made in it and those made afterwards in what they had left."""
    whole = list(earlier)
    for cut in later:
        at, left = 0, cut.start
        pieces: list[Cut] = []
        length = cut.end - cut.start
        for hole in earlier:
            if hole.start - at > left:
                take = min(hole.start - at - left, length)
                pieces.append(Cut(at + left, at + left + take, cut.reason))
                length -= take
                left = 0
                if not length:
                    break
            else:
                left -= hole.start - at
            at = hole.end
        if length:
            pieces.append(Cut(at + left, at + left + length, cut.reason))
        whole += pieces
    return sorted(whole, key=lambda each: each.start)
