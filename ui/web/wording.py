"""Phrases that several pages use, in the reader's language."""

from __future__ import annotations

from html import escape

from corpus.language import Language
from corpus.topic import Audience
from ui.translator import Translator

_WORDS_A_MINUTE = 200


def audience_name(translator: Translator, audience: Audience) -> str:
    """Whom an article is for, as in the middle of a sentence."""
    names = {
        Audience.MENTEE: translator.gettext("mentees"),
        Audience.MENTOR: translator.gettext("mentors"),
        Audience.PROGRAMME: translator.gettext("programme coordinators"),
    }
    return names[audience]


def capitalised(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def listed_topics(translator: Translator, names: list[str]) -> str:
    """The names of topics as one heading; each begins with a capital letter only where it comes first."""
    return translator.listing([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])


def meta_line(translator: Translator, language: Language | None, words: int, audiences: list[Audience]) -> str:
    """An article's language, reading time and readers, as HTML."""
    parts = [capitalised(translator.language_name(language))] if language else []
    parts.append(translator.gettext("{minutes} min read", minutes=max(1, round(words / _WORDS_A_MINUTE))))
    if audiences:
        readers = translator.listing([audience_name(translator, audience) for audience in audiences])
        parts.append(translator.gettext("For {readers}", readers=readers))
    return " <span aria-hidden='true'>·</span> ".join(f"<span>{escape(part)}</span>" for part in parts)
