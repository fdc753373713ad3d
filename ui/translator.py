"""The interface's texts in the reader's language, from the gettext catalogues in `ui/translations`."""

from __future__ import annotations

import datetime
import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from corpus.language import Language
from corpus.message import CommandAdvice, LanguageName, Message, Sentences, Value, fill, message_of

CATALOGUES = Path(__file__).parent / "translations"
"""Holds a `.po` file for each language but English, in which the texts are written."""


class Translator:
    """Speaks one language. Without state of its own: every session may have another one."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = _read_catalogue(language)
        self._locale = Locale(language.value)

    def gettext(self, message: str, **values: object) -> str:
        """The text in this language, with `{names}` replaced by values."""
        return self._texts.gettext(message).format(**values)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The text for a number of things; `{count}` stands for the number."""
        return self._texts.ngettext(one, many, count).format(count=count)

    def message(self, said: str | BaseException) -> str:
        """What an error, a report or a job says, in this language; what has no translation stays as it is."""
        text = message_of(said) if isinstance(said, BaseException) else said
        if isinstance(text, Sentences):
            return " ".join(filter(None, map(self.message, text.parts)))
        if isinstance(text, CommandAdvice):
            return self.message(text.in_app)
        if isinstance(text, Message) and text.template:
            return fill(self._texts.gettext(text.template), text.values, self._value)
        return self._texts.gettext(str(text)) if text else ""

    def _value(self, value: Value) -> str:
        if isinstance(value, LanguageName):
            return str(self._locale.languages.get(value.code, value))
        if isinstance(value, str):
            return self.message(value) if isinstance(value, Message) else str(value)
        return self.share(value) if isinstance(value, float) else str(format_decimal(value, locale=self._locale))

    def language_name(self, language: Language) -> str:
        """The name of a language in this one, written as in the middle of a sentence."""
        return Locale(language.value).get_language_name(self._locale) or language.own_name

    def listing(self, parts: list[str]) -> str:
        """The parts as a sentence lists them: `a, b and c`."""
        return str(format_list(parts, locale=self._locale))

    def moment(self, moment: datetime.datetime, timezone: str | None = None) -> str:
        """A day and the time of day, in a time zone by its name, or else in UTC."""
        zone = get_timezone(timezone) if timezone else None
        return str(format_datetime(moment, format="medium", tzinfo=zone, locale=self._locale)).replace("\u202f", " ")

    def ago(self, moment: datetime.datetime, now: datetime.datetime) -> str:
        """How long ago a moment was, in words."""
        return str(format_timedelta(moment - now, add_direction=True, locale=self._locale))

    def size(self, count: int) -> str:
        """A number of bytes, in kilobytes or megabytes."""
        unit, name = (1024, "kB") if count < 1024**2 else (1024**2, "MB")
        return f"{format_decimal(count / unit, format='0.#' if unit > 1024 else '0', locale=self._locale)} {name}"

    def share(self, share: float) -> str:
        """A part of the whole, from 0 to 1, in per cent."""
        return str(format_percent(share, locale=self._locale))

    def date(self, day: datetime.date) -> str:
        """A day, with its month as a word."""
        return str(format_date(day, format="long", locale=self._locale))


@cache
def _read_catalogue(language: Language) -> NullTranslations:
    """Reads a catalogue once; shared between threads, which only read it."""
    path = CATALOGUES / f"{language}.po"
    if language is Language.ENGLISH:
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.value)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
