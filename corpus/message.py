"""What users are told: sentences that are written in English and can be said in another language."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, Union

from corpus.language import Language


class LanguageCode(str):
    """A language that need not be one of ours, by its ISO 639-1 code: an interface names it in its own language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the whole, from 0 to 1, to be told in per cent."""

    part: float


Value: TypeAlias = Union["Message", Language, LanguageCode, Share, str, int, float, tuple["Value", ...]]
"""What a sentence has in it. Whole numbers are counts, which are written in groups of digits; an id is given as a text.
Several are listed, and a message is said in the language of the whole."""

_FIELD = re.compile(r"{(\w+)}")
_AS_IT_IS = "{text}"
_MARK = '{"english":'
_DEEPEST = 6
_CODE = re.compile(r"[a-z]{2,3}")
_LARGEST = 10**15


class Message(str):
    """A sentence or several: as a text it is English, as the command line and the log have it.

    `template` is what the app says, in English too: `{names}` stand for the `values`. It may differ from the text, as a
    reader of the app has no command line. A message made of a text alone is said as it is in every language.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, english: str, template: str | None = None, values: Mapping[str, Value] | None = None) -> Message:
        """A text alone, or one with its template and values."""
        made = super().__new__(cls, english)
        if template is None:
            made.template, made.values = (_AS_IT_IS, {"text": str(english)}) if english else ("", {})
        else:
            made.template, made.values = template, dict(values or {})
        return made

    @property
    def is_as_it_is(self) -> bool:
        """Whether it is a text alone, which no language has another wording for."""
        if not self.template:
            return not self
        values = [(name, value, type(value)) for name, value in self.values.items()]
        return self.template == _AS_IT_IS and values == [("text", str(self), str)]

    def to_json(self) -> Any:
        """What JSON can hold: a text, or an object that `from_json` reads back."""
        return str(self) if self.is_as_it_is else self._to_object()

    def to_text(self) -> str:
        """The same as a text, for where nothing else can be kept."""
        is_plain = self.is_as_it_is and not self.startswith(_MARK)
        return str(self) if is_plain else json.dumps(self._to_object(), ensure_ascii=False)

    def _to_object(self) -> dict[str, Any]:
        values = {name: _value_to_json(value) for name, value in self.values.items()}
        return {"english": str(self), "template": self.template, "values": values}

    @classmethod
    def from_json(cls, given: object) -> Message:
        """The message that `to_json` wrote, or a text alone. Raises ValueError when it is neither.

        Whoever has written it need not be trusted: nothing is formatted but plain `{names}`, each once, so that what is
        said is never longer than what was given.
        """
        return _message_from_json(given, 0)

    @classmethod
    def from_text(cls, text: str) -> Message:
        """The message that `to_text` wrote; any other text, such as an older Mentorbase kept, is said as it is."""
        if text.startswith(_MARK):
            try:
                return cls.from_json(json.loads(text))
            except (ValueError, RecursionError):
                pass
        return cls(text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Any) -> Any:
        """For pydantic, in what is written to a file: the text of `to_text`."""
        from pydantic import AfterValidator, PlainSerializer

        return handler(Annotated[str, AfterValidator(cls.from_text), PlainSerializer(cls.to_text)])


NOTHING = Message("")
"""There is nothing to tell."""


def message(template: str, /, *, console: str = "", **values: Value) -> Message:
    """A message of a template, which stands here as it is, so that the catalogues can be held against it.

    `console` is what the command line says where that differs: it names a command, or quotes what a library has said.
    """
    return Message(
        console or fill(template, {name: _in_english(value) for name, value in values.items()}), template, values
    )


def together(*parts: Message, between: str = " ") -> Message:
    """One message of several, one after the other; those that are empty are left out."""
    told = [part for part in parts if part]
    if len(told) < 2:
        return told[0] if told else NOTHING
    values = {str(number): part for number, part in enumerate(told, start=1)}
    return Message(between.join(told), between.join(f"{{{name}}}" for name in values), values)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its values; braces in these, and names that have none, stay as they are."""
    return _FIELD.sub(lambda field: values.get(field[1], field[0]), template)


def fields_of(template: str) -> list[str]:
    """The names that stand in a template."""
    return _FIELD.findall(template)


def _in_english(value: Value) -> str:
    if isinstance(value, Share):
        return f"{value.part:.0%}"
    if isinstance(value, tuple):
        return ", ".join(map(_in_english, value))
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value_to_json(value: Value) -> Any:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, Language | LanguageCode):
        return {"language": str(value)}
    if isinstance(value, Share):
        return {"share": value.part}
    return [_value_to_json(each) for each in value] if isinstance(value, tuple) else value


def _message_from_json(given: object, depth: int) -> Message:
    if isinstance(given, str):
        return Message(given)
    if not isinstance(given, dict) or set(given) != {"english", "template", "values"} or depth > _DEEPEST:
        raise ValueError("neither a text nor a message")
    english, template, values = given["english"], given["template"], given["values"]
    if not isinstance(english, str) or not isinstance(template, str) or not isinstance(values, dict):
        raise ValueError("a message of other fields")
    names = fields_of(template)
    if len(set(names)) < len(names):
        raise ValueError("a message that says the same again and again")
    return Message(english, template, {str(name): _value_from_json(value, depth) for name, value in values.items()})


def _value_from_json(given: object, depth: int) -> Value:
    if isinstance(given, list):
        if depth > _DEEPEST:
            raise ValueError("a value that is too deep")
        return tuple(_value_from_json(each, depth + 1) for each in given)
    if isinstance(given, dict) and set(given) == {"language"}:
        return _code(given["language"])
    if isinstance(given, dict) and set(given) == {"share"}:
        return Share(float(_number(given["share"])))
    if isinstance(given, dict):
        return _message_from_json(given, depth + 1)
    return given if isinstance(given, str) else _number(given)


def _code(given: object) -> LanguageCode:
    if not isinstance(given, str) or not _CODE.fullmatch(given):
        raise ValueError("no code of a language")
    return LanguageCode(given)


def _number(given: object) -> int | float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("neither a text nor a number")
    if abs(given) > _LARGEST or not math.isfinite(given):
        raise ValueError("a number that is told nowhere")
    return given
