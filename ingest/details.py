"""Finds who wrote an article and when, in the lines that cleaning has taken out of its page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from corpus.article import RemovedBlock
from corpus.language import Language
from ingest.clean.lexicon import words
from ingest.clean.removal import Reason

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})\b")
_DAY_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|º|°|:e)?\.? (?:of |de |di )?([^\W\d_]{3,})\.?,? (\d{4})\b")
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_MONTHS = {
    1: "gennaio januari january gen jan",
    2: "febbraio februari february feb febr",
    3: "marzo mars maart march mar mrt",
    4: "aprile april apr",
    5: "maggio maj mei may mag",
    6: "giugno juni june giu jun",
    7: "luglio juli july lug jul",
    8: "agosto augusti augustus august ago aug",
    9: "settembre september set sett sep sept",
    10: "ottobre oktober october ott okt oct",
    11: "novembre november nov",
    12: "dicembre december dic dec",
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]*\w"
_PARTICLE = r"(?:van|van der|van den|de|der|den|von|di|da|del|della|el|al|af|ten|ter)"
_BYLINE = re.compile(
    rf"(?<!\w)(?:[Bb]y|BY|[Dd]a|[Dd]i|[Aa]v|[Dd]oor|[Vv]an|[Tt]ext|[Tt]esto|[Tt]ekst|[Aa]utore|[Aa]uteur|[Aa]uthor|[Ff]örfattare):?"
    rf" ({_NAME}(?: (?:{_PARTICLE} )?{_NAME}){{1,3}})(?!\w)"
)
_EARLIEST, _LATEST = 1980, 2100
_LONGEST_NAME = 40
_NO_NAME = re.compile(r"\d|[@/|]|https?:")


def find_details(removed: Sequence[RemovedBlock], language: Language | None) -> dict[str, str | list[str]]:
    """What a page tells about its article, as far as it is certain: `author`, and `date` in ISO 8601.

    The date is the first that stands in a line of dates. Of two numbers that may both be months, the first is the day;
    in English, which writes them both ways, such a date tells nothing.
    """
    lines = list(_lines(removed))
    details: dict[str, str | list[str]] = {}
    if author := _author(lines):
        details["author"] = author
    if day := next((found for line in lines if (found := find_date(line, language))), None):
        details["date"] = day.isoformat()
    return details


def find_date(line: str, language: Language | None = None) -> date | None:
    """The first date in a line that names day, month and year."""
    found: list[tuple[int, date]] = []
    for pattern, order in ((_ISO, "ymd"), (_NUMBERS, "dmy"), (_DAY_MONTH, "dmy"), (_MONTH_DAY, "mdy")):
        for match in pattern.finditer(line):
            unsure = pattern is _NUMBERS and language is Language.ENGLISH and max(int(match[1]), int(match[2])) <= 12
            if (day := _date(dict(zip(order, match.groups(), strict=True)))) and not unsure:
                found.append((match.start(), day))
    return min(found)[1] if found else None


def _date(parts: dict[str, str]) -> date | None:
    month = int(parts["m"]) if parts["m"].isdigit() else _MONTH_OF.get(parts["m"].lower(), 0)
    day, year = int(parts["d"]), int(parts["y"])
    if month > 12 >= day and parts["m"].isdigit():  # written the American way, as the day shows
        day, month = month, day
    try:
        return date(year, month, day) if _EARLIEST <= year <= _LATEST else None
    except ValueError:
        return None


def _author(lines: Iterable[str]) -> str:
    """The name that stands behind "by" in a line of dates; nothing where none does."""
    known = words()
    for line in lines:
        if found := _BYLINE.search(line):
            name = found[1].strip()
            small = {word.lower().strip(".") for word in name.split()}
            if _is_name(name) and not small & (known.weekdays | set(known.months) | known.anonymous | known.date):
                return name
    return ""


def _is_name(name: str) -> bool:
    return 2 <= len(name.split()) <= 4 and len(name) <= _LONGEST_NAME and not _NO_NAME.search(name)


def _lines(removed: Sequence[RemovedBlock]) -> Iterator[str]:
    for block in removed:
        if block.reason == Reason.DATE:
            yield from (line.strip() for line in block.text.splitlines() if line.strip())
