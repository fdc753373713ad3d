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

from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import LanguageCode, Message, Share, Value, fill

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

    def message(self, told: str | MentorbaseError) -> str:
        """What a message or an error says, in this language; a text that is no message says the same in each."""
        said = told.message if isinstance(told, MentorbaseError) else told
        if not isinstance(said, Message) or not said.template:
            return str(said)
        template = self._texts.gettext(said.template)
        return fill(template, {name: self._value(value) for name, value in said.values.items()})

    def _value(self, value: Value) -> str:
        """What stands in a message, as this language writes it."""
        if isinstance(value, Message):
            return self.message(value)
        if isinstance(value, Language | LanguageCode):
            return str(self._locale.languages.get(str(value), value))
        if isinstance(value, Share):
            return self.share(value.part)
        if isinstance(value, tuple):
            return self.listing([self._value(each) for each in value])
        return value if isinstance(value, str) else str(format_decimal(value, format="#,##0.#", locale=self._locale))

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
