"""What is said to a user, as an English sentence that can be said in another language later and elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

Value = str | int | float
"""Stands for a `{name}`: text (a Message is translated too), a count, or, as a float, a share from 0 to 1."""

_FIELD = re.compile(r"{([a-z_]{1,30})}")
_MOST_CHARACTERS = 4_000
_MOST_VALUES = 20
_MOST_PARTS = 50
_DEEPEST = 5
_LARGEST = 1e15
_Text = TypeVar("_Text", bound=str)


class Message(str):
    """A text for a user: as a str the English one, with the template and the values to say it otherwise.

    Whatever makes a new text of it, such as an f-string, makes a plain str that stays English: use `message`,
    `sentences` and `by_command`.
    """

    template: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, template: str = "", values: Mapping[str, Value] | None = None) -> Self:
        """A text in English, which was made of a template and its values."""
        made = super().__new__(cls, text)
        made.template = template
        made.values = values or {}
        return made


class Sentences(Message):
    """Sentences one after the other, each of which is said on its own."""

    parts: tuple[str, ...] = ()


class CommandAdvice(Message):
    """What to do on the command line; pages say `in_app` instead, which may be nothing."""

    in_app: str = ""


class LanguageName(str):
    """A language's English name, with the code by which its name in another language is found."""

    code: str

    def __new__(cls, text: str, code: str = "") -> Self:
        """A name in English, and an ISO code."""
        made = super().__new__(cls, text)
        made.code = code
        return made


def message(template: str, /, **values: Value) -> Message:
    """A text in English, with `{names}` for what changes. Catalogues translate each template that is given here."""
    return Message(fill(template, values, _in_english), template, values)


def sentences(*parts: str) -> Message:
    """Several texts as one; empty ones are left out."""
    said = tuple(each for each in parts if each)
    made = Sentences(" ".join(said))
    made.parts = said
    return made


def by_command(text: str, in_app: str = "") -> Message:
    """A sentence that names a command of `mentorbase`, with what pages say in its place."""
    made = CommandAdvice(text)
    made.in_app = in_app
    return made


def message_of(error: BaseException) -> str:
    """What an error says: its Message, where it was raised with one."""
    [told] = error.args if len(error.args) == 1 else [None]
    return told if isinstance(told, Message) else str(error)


def fill(template: str, values: Mapping[str, Value], say: Callable[[Value], str]) -> str:
    """The template with each `{name}` that has a value replaced; nothing else in it, or in values, is looked into."""
    return _FIELD.sub(lambda field: say(values[field[1]]) if field[1] in values else field[0], template)


def to_json(text: str) -> Any:
    """A text as plain JSON values: a Message as an object, any other text as it is."""
    if isinstance(text, Sentences):
        return {"parts": [to_json(each) for each in text.parts]}
    if isinstance(text, CommandAdvice):
        return {"command": str(text), "in_app": to_json(text.in_app)}
    if isinstance(text, Message):
        return {"template": text.template, "values": {name: _to_json(each) for name, each in text.values.items()}}
    return str(text)


def from_json(written: Any) -> str:
    """The text that `to_json` has written. Raises ValueError for anything else: it may come from anywhere."""
    return _text(written, _DEEPEST)


def to_line(text: str) -> str:
    """A text as one text that `from_line` reads, for a place that holds nothing else."""
    return json.dumps(to_json(text), ensure_ascii=False) if isinstance(text, Message) else str(text)


def from_line(line: str) -> str:
    """The text that `to_line` has written; a text that is no Message is itself."""
    if not line.startswith("{"):
        return line
    try:
        return from_json(json.loads(line))
    except (ValueError, RecursionError):
        return line


def _in_english(value: Value) -> str:
    if isinstance(value, str):
        return str(value)
    return f"{value:.0%}" if isinstance(value, float) else f"{value:,}"


def _to_json(value: Value) -> Any:
    if isinstance(value, LanguageName):
        return {"language": value.code, "name": str(value)}
    return to_json(value) if isinstance(value, str) else value


def _text(written: Any, deepest: int) -> str:
    if isinstance(written, str):
        return _bounded(written)
    if not isinstance(written, dict) or not deepest:
        raise ValueError("neither a text nor a message")
    if set(written) == {"template", "values"}:
        values = written["values"]
        if not isinstance(values, dict) or len(values) > _MOST_VALUES:
            raise ValueError("a message without values")
        read = {_bounded(name): _value(each, deepest - 1) for name, each in values.items()}
        return _bounded(message(_bounded(written["template"]), **read))
    if set(written) == {"parts"}:
        parts = written["parts"]
        if not isinstance(parts, list) or len(parts) > _MOST_PARTS:
            raise ValueError("sentences without an end")
        return _bounded(sentences(*(_text(each, deepest - 1) for each in parts)))
    if set(written) == {"command", "in_app"}:
        return by_command(_bounded(written["command"]), _text(written["in_app"], deepest - 1))
    raise ValueError("a message of no known kind")


def _value(written: Any, deepest: int) -> Value:
    if type(written) in (int, float):
        if not abs(written) < _LARGEST:  # not a number is no less either
            raise ValueError("a number that no message has")
        number: int | float = written
        return number
    if isinstance(written, dict) and set(written) == {"language", "name"}:
        return LanguageName(_bounded(written["name"]), _bounded(written["language"]))
    return _text(written, deepest)


def _bounded(text: _Text) -> _Text:
    if not isinstance(text, str) or len(text) > _MOST_CHARACTERS:
        raise ValueError("no text, or one that is longer than any message")
    return text
