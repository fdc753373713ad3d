"""Knows the lines of a page that are made of parts rather than sentences: dates, menus, paths, share buttons."""

from __future__ import annotations

import re
from functools import cache

from ingest.clean.lexicon import words
from ingest.clean.removal import Reason

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_PARTS = re.compile(r"\s*(?:[|·•›»>/~]|::|–|—|\s-\s|\n)\s*| {2,}|\s*,\s*")
_PATH = re.compile(r"\s*(?:[|›»>]|::|\s/\s|/)\s*")
_LONGEST = 24  # words
_NETWORKS = frozenset(
    [
        "facebook",
        "twitter",
        "linkedin",
        "whatsapp",
        "telegram",
        "instagram",
        "pinterest",
        "reddit",
        "mastodon",
        "bluesky",
        "threads",
        "tumblr",
        "flipboard",
        "messenger",
        "youtube",
        "tiktok",
        "xing",
        "rss",
    ]
)


def line_kind(line: str) -> Reason | None:
    """What a line is by its make alone, wherever it stands on a page's edge; nothing for sentences."""
    if len(line.split()) > _LONGEST or line.startswith("|"):  # a row of a Markdown table
        return None
    if _is_date(line):
        return Reason.DATE
    if _is_share(line):
        return Reason.SHARE
    if _is_tags(line):
        return Reason.TAGS
    if line.lstrip("* ").startswith(("©", "(c) ", "(C) ")):
        return Reason.COPYRIGHT
    if _is_menu(line):
        return Reason.MENU
    return Reason.SITE if _is_path(line) else None


def is_byline(line: str) -> bool:
    """Whether a line only names who wrote."""
    bare = line.strip(" .:*•|–-").lower()
    if bare in words().anonymous:
        return True
    if len(line.split()) > 8 or not _byline_start().match(line):
        return False
    rest = _byline_start().sub("", line, count=1).strip()
    tokens = _WORD.findall(rest)
    capital = sum(token[0].isupper() for token in tokens)
    return rest.lower() in words().anonymous or (len(tokens) >= 2 and capital >= len(tokens) - 1)


def _is_date(line: str) -> bool:
    dates = list(_dates().finditer(line))
    if not dates:
        return False
    rest = _dates().sub(" ", line)
    known = words().date | words().weekdays | set(words().months)
    left = [token for token in _WORD.findall(rest) if token.lower().strip(".'’") not in known]
    small = [token for token in left if not token[0].isupper()]
    total = len(line.split())
    if line.rstrip().endswith((".", "!", "?")) and len(left) > 4:
        return False
    return len(small) <= max(1, total // 5) and len(left) <= max(2, total // 2)


def _is_share(line: str) -> bool:
    tokens = [token.lower().strip(".'’-") for token in re.findall(r"[^\W_][\w'’-]*", line)]
    tokens = [token for token in tokens if token and not token[0].isdigit()]
    known = [token for token in tokens if token in words().share or token in _NETWORKS]
    if not tokens or line.rstrip().endswith((".", "?")):
        return False
    networks = sum(token in _NETWORKS for token in tokens)
    parted = len(_PARTS.split(line.strip())) > 1
    enough = len(known) >= 0.6 * len(tokens)
    return enough and ((networks > 0 and (len(tokens) > 1)) or (parted and len(known) >= 2))


def _is_tags(line: str) -> bool:
    tokens = line.split()
    return len(tokens) >= 2 and sum(token.startswith("#") and len(token) > 2 for token in tokens) >= 0.7 * len(tokens)


def _is_menu(line: str) -> bool:
    parts = [part for part in re.split(r"\s*[|·•/\n]\s*|\s+[–—-]\s+| {2,}", line.strip()) if part]
    if line.rstrip().endswith((".", "!", "?", ":")):
        return False
    short = sum(len(part.split()) <= 3 for part in parts)
    known = sum(any(token.lower() in words().menu for token in _WORD.findall(part)) for part in parts)
    if len(parts) >= 4 and short == len(parts):
        return known >= 1
    if len(parts) == 3 and short == 3:
        return known >= 2
    tokens = [token.lower() for token in _WORD.findall(line)]
    return len(tokens) >= 4 and sum(token in words().menu for token in tokens) >= 0.8 * len(tokens)


def _is_path(line: str) -> bool:
    parts = _PATH.split(line.strip())
    if line.rstrip().endswith((".", "!", "?", ":")) or not 2 <= len(parts) <= 7 or not all(parts):
        return False
    spaced = bool(re.search(r"\s[|›»>/]\s|::|\s[›»>]|[›»>]\s", line))
    return spaced and all(len(part.split()) <= 5 for part in parts)


@cache
def _dates() -> re.Pattern[str]:
    month = "|".join(re.escape(each) for each in words().months)
    unit = (
        r"(?:min\w*|hours?|days?|weeks?|months?|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|timm\w+|dag\w*|veck\w+|uur|uren"
        r"|weken|maand\w*)"
    )
    ago = r"(?:ago|fa|sedan|geleden)"
    return re.compile(
        rf"""\d{{4}}-\d{{1,2}}-\d{{1,2}} | \d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?\d{{2,4}} | \d{{1,2}}/\d{{4}}
        | \d{{1,2}}(?:st|nd|rd|th|º|°|:e)?\.?\s(?:of\s|de\s)?(?:{month})\b\.?(?:,?\s\d{{4}})?
        | \b(?:{month})\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}} | ^\s*(?:{month})\s\d{{4}}\s*$
        | \d+\s{unit}\s{ago} | \d+\s?-?min(?:\.|ut\w*|s)?\b(?:\s\w+)?""",
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _byline_start() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words().bylines))})\s*:?\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)
