"""Judges a page as a whole: which of its blocks are the article, and which stand around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import BlockKind
from ingest.clean.decision import Decision
from ingest.clean.kinds import Meaning
from ingest.clean.removal import Reason
from ingest.clean.seen import Seen, Told, block_hash
from ingest.clean.sight import Sight, look

SURE, LIKELY = 0.3, -0.7
"""From which log-odds on a block goes, and from which on it is reported."""

CARE, MOST_CARE = 0.02, 60
"""What each word of a block adds to the log-odds that it takes to remove it, and up to how many do: a paragraph that is
lost costs more than a line that is left."""

_SURE_WORDS, _LIKELY_WORDS = 2.0, 1.2
"""The same for the score of a block, where there is no encoder and words alone are asked."""

_OUTSIDE, _REPEATED, _KEPT = 1.0, 4.0, -20.0
_WITHIN, _TRUST, _TAIL, _TAIL_HEADING = -1.0, 1.5, -1.2, -3.0
_MOST_SHARED = 0.5
_NO_TITLE = 2.0  # log-odds from which on a line cannot be the title
_LEAST_CONTENTS = 2
_TITLE_PARTS = re.compile(r"\s+[|–—-]\s+")


def judge(text: str, meaning: Meaning | None, told: Told, decision: Decision) -> list[Sight]:
    """The blocks of a text, each `gone` with its reason, `doubtful` or kept."""
    page = look(text, meaning)
    sure, likely = (SURE, LIKELY) if meaning else (_SURE_WORDS, _LIKELY_WORDS)
    for sight, odds in zip(page, decision.log_odds(page) if meaning else [sight.score for sight in page], strict=True):
        sight.odds = float(odds)
    _add_told(page, told)
    _add_repeated(page, told.seen)
    if meaning:
        _trust_headings(page)
    for sight in page:
        if sight.odds >= sure + (CARE * min(sight.words, MOST_CARE) if meaning else 0):
            _remove(sight)
    if meaning:
        _clear_head(page)
        _clear_tail(page)
        _clear_dangling(page)
        _save_headings(page)
    for sight in page:
        sight.doubtful = not sight.gone and sight.odds >= likely
    return page


def _remove(sight: Sight, reason: Reason | None = None) -> None:
    if sight.gone or sight.keep:
        return
    sight.gone = True
    strong = sight.reason if sight.lexical >= 1 else None
    sight.reason = reason or sight.made or strong or sight.kind or sight.reason or Reason.ADVERT


def _trust_headings(page: Sequence[Sight]) -> None:
    """A heading between two paragraphs of the article may say "join" or "download" without being an advert."""
    for before, sight, after in zip(page, page[1:], page[2:], strict=False):
        within = all(each.prose and each.odds < _WITHIN for each in (before, after))
        if sight.block.kind is BlockKind.HEADING and sight.opener is None and within:
            sight.odds -= _TRUST


def _add_told(page: Sequence[Sight], told: Told) -> None:
    """Counts what the file marks as outside the article, and notes what an editor has put back."""
    for sight in page:
        name = block_hash(sight.text)
        sight.keep = name in told.keep
        if sight.keep:
            sight.odds = _KEPT
        elif name in told.outside:
            sight.odds += _OUTSIDE


def _add_repeated(page: Sequence[Sight], seen: Seen) -> None:
    """Counts what other sources have too; unless they share much of the page, which is then a copy of theirs."""
    counts = [seen.other_sources(block_hash(sight.text)) if sight.words >= 4 else 0 for sight in page]
    shared = sum(sight.words for sight, count in zip(page, counts, strict=True) if count)
    if shared > _MOST_SHARED * sum(sight.words for sight in page):
        return
    for sight, count in zip(page, counts, strict=True):
        if count >= 2 and sight.block.kind is not BlockKind.HEADING and not sight.keep:
            sight.odds += _REPEATED
            sight.kind = sight.kind if sight.lexical >= 1 else Reason.REPEATED


def _clear_head(page: Sequence[Sight]) -> None:
    """Keeps one title above the first paragraph, and no table of contents."""
    start = next((number for number, sight in enumerate(page) if sight.prose and not sight.gone), 0)
    head = [sight for sight in page[:start] if not sight.gone]
    _clear_contents(head, page[start:])
    head = [sight for sight in head if not sight.gone]
    titles = [sight for sight in head if _may_be_title(sight)]
    if len(titles) > 1:
        _clear_titles(titles, head)
    elif not titles:
        _save_title(page[:start])


def _may_be_title(sight: Sight) -> bool:
    return sight.words <= 25 and not sight.text.endswith((".", ","))


def _save_title(head: Sequence[Sight]) -> None:
    """Keeps the likeliest title after all, where the decision has left none."""
    plain = [
        sight
        for sight in head
        if _may_be_title(sight)
        and sight.words > 2
        and sight.made is None
        and sight.lexical < 1
        and sight.odds < _NO_TITLE
    ]
    if plain:
        _best_title(plain).gone = False


def _clear_tail(page: Sequence[Sight]) -> None:
    """Takes out what is in doubt at the article's end: between what is gone, or a section of its own before it."""
    for number in range(len(page) - 1, 0, -1):
        before, sight = page[number - 1], page[number]
        if sight.gone:
            continue
        behind_is_gone = number + 1 < len(page) and page[number + 1].gone
        headed = before.block.kind is BlockKind.HEADING and before.odds > _TAIL_HEADING and behind_is_gone
        if sight.odds < _TAIL or not (before.gone or headed):
            break
        _remove(sight)
        if headed:
            _remove(before, sight.reason)


def _clear_dangling(page: Sequence[Sight]) -> None:
    """Takes out the headings at the article's end that stand over a paragraph that is gone."""
    below: Sight | None = None
    for sight in reversed(page):
        if not sight.gone:
            if below is None or sight.block.kind is not BlockKind.HEADING or not below.prose:
                break
            _remove(sight, below.reason)
        below = sight


def _save_headings(page: Sequence[Sight]) -> None:
    """Keeps a marked heading within the article that is no advert by its words: "## Afterwards" says too little."""
    for before, sight, after in zip(page, page[1:], page[2:], strict=False):
        marked = sight.block.kind is BlockKind.HEADING and sight.text.startswith("#")
        if sight.gone and marked and sight.opener is None and sight.lexical < 1 and not (before.gone or after.gone):
            sight.gone = False


def _clear_contents(head: Sequence[Sight], body: Sequence[Sight]) -> None:
    """Takes out a table of contents: lines above the article that are headings in it."""
    headings = {_unnumbered(sight) for sight in body if sight.block.kind is BlockKind.HEADING}
    listed = [sight for sight in head if _unnumbered(sight) in headings]
    if len(listed) >= _LEAST_CONTENTS:
        for sight in listed:
            _remove(sight, Reason.MENU)


def _unnumbered(sight: Sight) -> str:
    return sight.bare.lstrip("0123456789.) \t")


def _clear_titles(titles: Sequence[Sight], head: Sequence[Sight]) -> None:
    """Keeps one of the lines that may be the title."""
    plain = [sight for sight in titles if not any(_says_with_more(sight, other) for other in titles)]
    title = _best_title(plain or titles)
    for sight in titles:
        if sight.text == title.text or sight is title:
            continue
        if _twice(head, sight) or _says_with_more(sight, title):
            _remove(sight, Reason.SITE if _says_with_more(sight, title) else Reason.TEASER)
        elif sight.block.start < title.block.start or sight.odds > LIKELY:
            _remove(sight, None if sight.odds > LIKELY else Reason.TEASER)


def _best_title(titles: Sequence[Sight]) -> Sight:
    """The likeliest title: near the topic, not noisy, not said twice beside another, rather late than early."""

    def worth(sight: Sight) -> float:
        place = 0.5 * titles.index(sight) / len(titles)
        twice = 1.0 if _twice(titles, sight) and len({each.text for each in titles}) > 1 else 0.0
        return place - 0.7 * sight.odds + 3 * sight.nearness - twice

    return max(titles, key=worth)


def _twice(page: Sequence[Sight], sight: Sight) -> bool:
    return sum(each.text == sight.text for each in page) > 1


def _says_with_more(sight: Sight, title: Sight) -> bool:
    """Whether a line is the title with a site's name behind it or in front."""
    return any(part == title.bare for part in _TITLE_PARTS.split(sight.bare)) or (
        sight.bare != title.bare and sight.bare.startswith(title.bare + " |")
    )
