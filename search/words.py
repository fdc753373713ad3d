"""Words of a text, and their folded form, in which accents and capitals make no difference."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text without capitals and accents: "Å går" is "a gar"."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in their order."""
    return tuple(WORD.findall(fold(text)))
