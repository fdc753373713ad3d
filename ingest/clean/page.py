"""Judges a page as a whole: where the article begins and ends, and what inside it is not of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.blocks import BlockKind
from ingest.clean.kinds import Meaning
from ingest.clean.lines import byline_name, is_byline
from ingest.clean.removal import Reason
from ingest.clean.seen import Seen, Told, block_hash
from ingest.clean.sight import PROSE, Sight, look

REMOVED, DOUBTFUL = 2.0, 1.2
"""From which score on a block inside the article goes, and from which on it is reported."""

_AT_AN_EDGE = 0.0
_OUTSIDE, _KEPT, _TRUST, _ONE_PHRASE = 1.5, -5.0, 1.5, 2.6
_EDGE_MADE = (Reason.DATE, Reason.SITE, Reason.MENU, Reason.SHARE, Reason.TAGS, Reason.COPYRIGHT)
_LISTS = (Reason.TEASER, Reason.RELATED)
_NEAR, _STRANGE = 0.38, 0.3
_MOST_SHARED = 0.5
_WEAK, _WEAK_LINE, _SUSPECT = -2.0, -2.7, 0.4
_LEAST_CONTENTS = 2
_LEAST_BEFORE = 60  # words of prose before the article can be over
_STEM = re.compile(r"[^\W\d_]{5,}")
_TITLE_PARTS = re.compile(r"\s+[|–—-]\s+")


def judge(text: str, meaning: Meaning | None, told: Told) -> list[Sight]:
    """The blocks of a text, each `gone` with its reason, `doubtful` or kept."""
    page = look(text, meaning)
    _add_told(page, told)
    _add_repeated(page, told.seen)
    _trust_headings(page)
    for sight in page:
        if sight.score >= REMOVED:
            _remove(sight)
    if meaning is None:  # words alone do not tell where an article begins and ends
        return _doubts(page)
    first, last = _body(page)
    last = min(last, _end_by_opener(page))
    _clear_lists(page)
    _clear_head(page, first)
    _clear_tail(page, last)
    _clear_other_articles(page)
    _clear_islands(page)
    _clear_dangling(page)
    return _doubts(page)


def _doubts(page: list[Sight]) -> list[Sight]:
    """Keeps what an editor has put back, and marks what may be boilerplate after all."""
    for sight in page:
        sight.gone = sight.gone and not sight.keep
        sight.doubtful = not sight.gone and not sight.keep and sight.score >= DOUBTFUL
    return page


def _add_told(page: Sequence[Sight], told: Told) -> None:
    """Counts what the file marks as outside the article, and notes what an editor has put back."""
    for sight in page:
        name = block_hash(sight.text)
        sight.keep = name in told.keep
        if sight.keep:
            sight.score = _KEPT
        elif name in told.outside:
            sight.score += _OUTSIDE


def _trust_headings(page: Sequence[Sight]) -> None:
    """A heading between two paragraphs of the article may say "join" or "download" without being an advert."""
    for before, sight, after in zip(page, page[1:], page[2:], strict=False):
        within = all(each.prose and each.score < _WEAK for each in (before, after))
        once = sight.lexical <= _ONE_PHRASE and sight.opener is None
        if sight.block.kind is BlockKind.HEADING and within and once:
            sight.score -= _TRUST


def _remove(sight: Sight, reason: Reason | None = None) -> None:
    if sight.gone:
        return
    sight.gone = True
    strong = sight.reason if sight.lexical >= 1 else None
    sight.reason = reason or sight.made or strong or sight.kind or sight.reason or Reason.ADVERT


def _add_repeated(page: Sequence[Sight], seen: Seen) -> None:
    """Counts what other sources have too; unless they share much of the page, which is then a copy of theirs."""
    counts = [seen.other_sources(block_hash(sight.text)) if sight.words >= 4 else 0 for sight in page]
    shared = sum(sight.words for sight, count in zip(page, counts, strict=True) if count)
    if shared > _MOST_SHARED * sum(sight.words for sight in page):
        return
    for sight, count in zip(page, counts, strict=True):
        if count >= 2 and sight.block.kind is not BlockKind.HEADING:
            sight.score += 3
            sight.kind = sight.kind if sight.lexical >= 1 else Reason.REPEATED


def _body(page: Sequence[Sight]) -> tuple[int, int]:
    """The run of blocks with the greatest sum of worth (maximum subsequence segmentation, Pasternack and Roth 2009)."""
    best, span, total, start = 0.0, (0, len(page)), 0.0, 0
    for number, sight in enumerate(page):
        worth = -min(3.0, max(-3.0, REMOVED if sight.gone else sight.score)) * sight.words**0.5
        if total <= 0:
            total, start = 0.0, number
        total += worth
        if total > best:
            best, span = total, (start, number + 1)
    return span


def _end_by_opener(page: Sequence[Sight]) -> int:
    """Where comments begin: nothing behind them is of the article."""
    for number, sight in enumerate(page):
        said = sight.found.get(Reason.COMMENTS, 0) >= 2.5 and sight.words < 25
        if (sight.opener is Reason.COMMENTS or said) and _ends(page, number):
            for after in page[number:]:
                if after.score < REMOVED:
                    after.reason, after.lexical = Reason.COMMENTS, max(after.lexical, 1)
            return number
    return len(page)


def _ends(page: Sequence[Sight], number: int) -> bool:
    """Whether enough of the article has been said for it to be over here."""
    before = sum(sight.words for sight in page[:number] if sight.prose and not sight.gone)
    behind = sum(sight.words for sight in page[number:] if sight.prose and sight.score < -2)
    return before >= _LEAST_BEFORE and before > behind


def _clear_lists(page: Sequence[Sight]) -> None:
    """Takes out headings over lists of other articles, with the short lines below them."""
    for number, sight in enumerate(page):
        if sight.opener not in _LISTS:
            continue
        _remove(sight, sight.opener)
        below = []
        for after in page[number + 1 :]:
            if (after.prose and after.block.kind is not BlockKind.LIST) or after.block.kind is BlockKind.QUOTE:
                break
            below.append(after)
        behind = page[number + 1 + len(below) :]
        goes_on = bool(behind) and not behind[0].gone
        if goes_on and below and (len(below) > 1 or below[-1].score < -1) and not _twice(page, below[-1]):
            below.pop()  # the heading of what follows
        for after in below:
            _remove(after, after.made or sight.opener)


def _twice(page: Sequence[Sight], sight: Sight) -> bool:
    return sum(each.text == sight.text for each in page) > 1


def _clear_head(page: Sequence[Sight], first: int) -> None:
    """Takes out what stands around the title, before the article's first paragraph."""
    start = next(
        (n for n, sight in enumerate(page) if n >= first and sight.prose and not sight.gone and _is_text(sight)), 0
    )
    lead = next((n for n, sight in enumerate(page) if sight.prose and not sight.gone and _is_text(sight)), 0)
    # A title or a date may stand below the first paragraph, where that is a lead.
    head = [sight for number, sight in enumerate(page) if number < start or (start - lead <= 1 and number < start + 4)]
    for sight in head:
        if sight.made in _EDGE_MADE or is_byline(sight.bare):
            _remove(sight, sight.made or Reason.DATE)
        elif sight.reason is Reason.AUTHOR_BOX and sight.score > DOUBTFUL:
            _remove(sight)
    head = [sight for sight in page[:start] if not sight.gone]
    _clear_contents(head, page[start:])
    head = [sight for sight in head if not sight.gone]
    titles = [sight for sight in head if sight.words <= 25 and not sight.text.endswith((".", ","))]
    if len(titles) > 1:
        _clear_titles(titles, head)
    for sight in head:
        if sight.block.start < page[first].block.start and sight.score > 1:
            _remove(sight)


def _clear_contents(head: Sequence[Sight], body: Sequence[Sight]) -> None:
    """Takes out a table of contents: lines above the article that are headings in it."""
    headings = {sight.bare for sight in body if sight.block.kind is BlockKind.HEADING}
    listed = [sight for sight in head if sight.bare in headings]
    if len(listed) >= _LEAST_CONTENTS:
        for sight in listed:
            _remove(sight, Reason.MENU)


def _clear_titles(titles: Sequence[Sight], head: Sequence[Sight]) -> None:
    """Keeps one of the lines that may be the title."""
    plain = [sight for sight in titles if not any(_says_with_more(sight, other) for other in titles)]
    title = _best_title(plain or titles)
    for sight in titles:
        if sight.text == title.text or sight is title:
            continue
        if _twice(head, sight) or _says_with_more(sight, title):
            _remove(sight, Reason.SITE if _says_with_more(sight, title) else Reason.TEASER)
        elif sight.block.start < title.block.start or sight.score > _AT_AN_EDGE:
            _remove(sight, None if sight.score > _AT_AN_EDGE else Reason.TEASER)


def _is_text(sight: Sight) -> bool:
    return sight.score < 0 and sight.text.endswith((".", "!", "?", "”", "»", '"', ":", "…", ")"))


def _best_title(titles: Sequence[Sight]) -> Sight:
    """The likeliest title: near the topic, not noisy, not said twice beside another, rather late than early."""

    def worth(sight: Sight) -> float:
        place = 0.5 * titles.index(sight) / len(titles)
        twice = 1.0 if _twice(titles, sight) and len({each.text for each in titles}) > 1 else 0.0
        return place - 0.7 * sight.score + 3 * sight.nearness - twice

    return max(titles, key=worth)


def _says_with_more(sight: Sight, title: Sight) -> bool:
    """Whether a line is the title with a site's name behind it or in front."""
    return any(part == title.bare for part in _TITLE_PARTS.split(sight.bare)) or (
        sight.bare != title.bare and sight.bare.startswith(title.bare + " |")
    )


def _clear_tail(page: Sequence[Sight], last: int) -> None:
    """Takes out what stands behind the article's end."""
    names = {name for sight in page if sight.made is Reason.DATE and (name := byline_name(sight.text))}
    for sight in page[len(page) // 2 :]:
        if not sight.gone and any(sight.bare.startswith(name) for name in names) and sight.words <= 80:
            sight.score += 2.5
            sight.found[Reason.AUTHOR_BOX] = sight.found.get(Reason.AUTHOR_BOX, 0) + 2.5
            sight.reason, sight.lexical = Reason.AUTHOR_BOX, max(sight.lexical, 2.5)
            if sight.score > _AT_AN_EDGE + 0.5:
                _remove(sight, Reason.AUTHOR_BOX)
    commented = False
    for number, sight in enumerate(page):
        if number < last:
            continue
        commented = commented or sight.reason is Reason.COMMENTS
        # The article's last line may be short and odd: behind what stays, it takes words to condemn it.
        last_line = number > 0 and not page[number - 1].gone and sight.lexical < 1 and sight.opener is None
        if (
            commented
            or sight.made in _EDGE_MADE
            or sight.score > (1.5 if last_line else _AT_AN_EDGE)
            or (sight.words < 25 and number > 0 and page[number - 1].gone)
        ):
            _remove(sight)
    # From the end upwards: lines of parts, and the short ones between what is gone already.
    for number in range(len(page) - 1, -1, -1):
        sight = page[number]
        if sight.gone:
            continue
        if sight.made in _EDGE_MADE and sight.block.kind is not BlockKind.LIST:
            _remove(sight)
        else:
            break


def _clear_islands(page: Sequence[Sight]) -> None:
    """Takes out what stands between boilerplate behind the article's end without saying what an article would say."""
    said = 0
    runs = [(gone, list(run)) for gone, run in groupby(page, key=lambda sight: sight.gone)]
    for number, (gone, run) in enumerate(runs):
        if gone:
            continue
        enclosed = number > 0 and number + 1 < len(runs)
        weak = all(sight.score > (_WEAK if sight.prose else _WEAK_LINE) for sight in run)
        if enclosed and said >= _LEAST_BEFORE and weak and not _is_said_later(runs[number + 1 :]):
            for sight in run:
                _remove(sight)
        said += sum(sight.words for sight in run if sight.prose and not sight.gone)


def _is_said_later(runs: Sequence[tuple[bool, list[Sight]]]) -> bool:
    """Whether the article goes on in one of these runs."""
    return any(sight.prose and sight.score <= _WEAK for gone, run in runs if not gone for sight in run)


def _clear_dangling(page: Sequence[Sight]) -> None:
    """Takes out headings under which nothing is left, and what boilerplate stands right before them."""
    left = [sight for sight in page if not sight.gone]
    if not page or not page[-1].gone:
        return
    at = len(left)
    while at > 0 and left[at - 1].block.kind is BlockKind.HEADING and _dangles(page, left[at - 1]):
        at -= 1
    if at < len(left):
        while at > 0 and left[at - 1].score > _SUSPECT and left[at - 1].words < PROSE:
            at -= 1
    if sum(sight.words for sight in left[:at] if sight.prose) < _LEAST_BEFORE:
        return
    for sight in left[at:]:
        _remove(sight)


def _dangles(page: Sequence[Sight], heading: Sight) -> bool:
    """Whether a heading looks like boilerplate, or stands over a paragraph that is."""
    below = next(iter(page[page.index(heading) + 1 :]), None)
    return heading.score > _WEAK or (below is not None and below.gone and below.prose)


def _clear_other_articles(page: Sequence[Sight]) -> None:
    """Takes out articles that are glued on behind the end: sections about something else, up to the end."""
    left = [sight for sight in page if not sight.gone]
    sections = list(_sections(left))
    if len(sections) < 2:
        return
    strange = _strangeness(sections, page)
    cut = len(sections)
    for number in range(len(sections) - 1, 0, -1):
        said = sum(sight.words for section in sections[:number] for sight in section if sight.prose)
        again = 0.7 if cut == number + 1 and cut < len(sections) and _has_prose(sections[cut]) else 0.0
        if strange[number] + again <= _STRANGE or said < _LEAST_BEFORE:
            break
        cut = number
    for section in sections[cut:]:
        for sight in section:
            _remove(sight, Reason.OTHER_ARTICLE)


def _sections(left: Sequence[Sight]) -> Iterator[list[Sight]]:
    section: list[Sight] = []
    for sight in left:
        if sight.block.kind is BlockKind.HEADING and any(each.words >= 8 for each in section):
            yield section
            section = []
        section.append(sight)
    if section:
        yield section


def _strangeness(sections: Sequence[Sequence[Sight]], page: Sequence[Sight]) -> list[float]:
    """How little each section has to do with the others: above 0 for another article."""
    themes = _themes(sections)
    headed = [sections[n][0].block.kind is BlockKind.HEADING for n in range(len(sections))]
    words = [sum(sight.words for sight in section) for section in sections]
    result = []
    for number, section in enumerate(sections):
        means = sum(sight.score * sight.words for sight in section) / max(words[number], 1)
        strange = means + 6 * (_NEAR - _nearness(section))
        missing = themes and not themes & _stems(" ".join(sight.text for sight in section))
        if missing and words[number] >= 25:
            strange += 1.5
        if headed[number] and number > 0 and not any(headed[1:number]) and len(section) == 2:
            strange += 1.0
        place = page.index(section[0])
        if place > 0 and page[place - 1].gone and headed[number]:
            strange += 0.7
        result.append(strange if headed[number] else -1.0)
    return result


def _has_prose(section: Sequence[Sight]) -> bool:
    return any(sight.prose for sight in section)


def _nearness(section: Sequence[Sight]) -> float:
    """How near a section's paragraphs are to what the page is about."""
    prose = [sight for sight in section if sight.prose]
    return sum(sight.nearness * sight.words for sight in prose) / max(sum(sight.words for sight in prose), 1)


def _themes(sections: Sequence[Sequence[Sight]]) -> set[str]:
    """The beginnings of the words that most paragraphs share."""
    prose = [sight for section in sections for sight in section if sight.prose]
    counts = Counter(stem for sight in prose for stem in _stems(sight.text))
    return {stem for stem, count in counts.items() if len(prose) >= 8 and count >= 0.6 * len(prose)}


def _stems(text: str) -> set[str]:
    return {word[:5].casefold() for word in _STEM.findall(text)}
