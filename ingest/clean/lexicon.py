"""The words of boilerplate, by kind, from the files in `lexicon/`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.language import Language
from ingest.clean.removal import Reason

_FOLDER = Path(__file__).parent / "lexicon"
_SURE, _SURE_AGAIN, _LIKELY, _HINT = 2.5, 1.0, 1.0, 0.4
_MOST_HINTS = 1.2
_SHORT = 25  # words; what a longer block says counts less, since an article may speak of newsletters too
_MOST_CHARACTERS = 1500
_EDGE = " \t:.…!?»>›→▸•*#–—-|_="


@dataclass(frozen=True, slots=True)
class _Phrases:
    sure: re.Pattern[str] | None
    likely: re.Pattern[str] | None
    hint: re.Pattern[str] | None
    opens: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Words:
    """The words that lines of dates, of share buttons and of menus are made of, in all languages."""

    date: frozenset[str]
    months: tuple[str, ...]
    weekdays: frozenset[str]
    bylines: tuple[str, ...]
    anonymous: frozenset[str]
    share: frozenset[str]
    menu: frozenset[str]


def evidence(text: str) -> dict[Reason, float]:
    """How much a block's words speak for each kind of boilerplate: 0 nothing, 2.5 one phrase that is hardly said else.

    The phrases of all languages are looked for, since a page's banners need not be in the article's own.
    """
    text = text[:_MOST_CHARACTERS]
    words = len(text.split())
    found: dict[Reason, float] = {}
    for reason in Reason:
        sure, likely, hints = set[str](), set[str](), set[str]()
        for phrases in _load()[0].get(reason, ()):
            sure |= _matches(phrases.sure, text)
            likely |= _matches(phrases.likely, text)
            hints |= _matches(phrases.hint, text)
        weight = min(_HINT * len(hints), _MOST_HINTS) + _LIKELY * len(likely)
        weight += _SURE + _SURE_AGAIN * (len(sure) - 1) if sure else 0
        if weight:
            found[reason] = weight * min(1.0, _SHORT / max(words, 1)) ** 0.7
    return found


def opens(line: str) -> Reason | None:
    """What a heading that says only this stands over: related articles, teasers, comments; else nothing."""
    bare = line.strip(_EDGE)
    if len(bare) > 80:
        return None
    for reason, all_phrases in _load()[0].items():
        if any(phrases.opens and phrases.opens.fullmatch(bare) for phrases in all_phrases):
            return reason
    return None


def words() -> Words:
    """The words of lines that hold no phrases."""
    return _load()[1]


def _matches(pattern: re.Pattern[str] | None, text: str) -> set[str]:
    return {match[0].lower() for match in pattern.finditer(text)} if pattern else set()


@cache
def _load() -> tuple[dict[Reason, list[_Phrases]], Words]:
    files = [tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")) for language in Language]
    phrases: dict[Reason, list[_Phrases]] = {}
    for file in files:
        for name, kind in file.items():
            compiled = _Phrases(*(_compile(kind.get(key, ()), key) for key in ("sure", "likely", "hint", "opens")))
            phrases.setdefault(Reason(name), []).append(compiled)

    def union(kind: str, key: str = "words") -> list[str]:
        return [word for file in files for word in file.get(kind, {}).get(key, ())]

    months = sorted(set(union("date", "months")), key=len, reverse=True)
    bylines = sorted(set(union("date", "bylines")), key=len, reverse=True)
    return phrases, Words(
        frozenset(union("date")),
        tuple(months),
        frozenset(union("date", "weekdays")),
        tuple(bylines),
        frozenset(union("date", "anonymous")),
        frozenset(union("share")),
        frozenset(union("menu")),
    )


def _compile(patterns: list[str], key: str) -> re.Pattern[str] | None:
    if not patterns:
        return None
    # A word of a pattern may be one that has lost its vowel: "scarica l'e-book".
    joined = "|".join(f"(?:{pattern})" for pattern in patterns).replace(r"(\w+ )", r"(\w+[ '’])")
    return re.compile(f"(?:{joined})" if key == "opens" else rf"(?<!\w)(?:{joined})", re.IGNORECASE)
