"""Reads and writes a taxonomy as TOML: the file that the project ships, and those of editors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import Message, message
from corpus.toml_tables import CODES, Fault, Table, TableFile, is_text, on_one_line, quoted, too_long
from corpus.topic import Audience, Topic

BUNDLED_TOPICS = Path(__file__).parent / "topics.toml"
"""The taxonomy that a new library starts with."""

MOST_TOPICS = 200
LONGEST_NAME, LONGEST_DESCRIPTION = 60, 600

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 64
_FIELDS = ("id", "audience", "names", "descriptions")


class TopicFileError(MentorbaseError):
    """A file of topics that cannot be taken as it is; the message has a line for each thing that is wrong."""


_FILE = TableFile("topics", "topic", "topics", MOST_TOPICS, TopicFileError)


@cache
def bundled_topics() -> tuple[Topic, ...]:
    """The taxonomy that comes with Mentorbase."""
    return tuple(read_topics(BUNDLED_TOPICS.read_text(encoding="utf-8")))


def read_topics(text: str) -> list[Topic]:
    """The topics of a TOML file. Raises TopicFileError with all that is wrong, each with its line and field."""
    return [_topic(table) for table in _FILE.read(text, _all_faults)]


def format_topics(topics: Sequence[Topic]) -> str:
    """The topics as TOML, which `read_topics` reads back."""
    return "\n".join("".join(f"{line}\n" for line in _lines(topic)) for topic in topics)


def _lines(topic: Topic) -> Iterator[str]:
    yield "[[topics]]"
    yield f"id = {quoted(topic.id)}"
    yield f"audience = [{', '.join(quoted(each) for each in topic.audience)}]"
    for field, texts in (("names", topic.names), ("descriptions", topic.descriptions)):
        yield from (f"{field}.{language} = {quoted(texts[language])}" for language in Language)


def _topic(table: Table) -> Topic:
    audience = tuple(each for each in Audience if each in table["audience"])
    names, descriptions = (
        {language: on_one_line(table[field][language]) for language in Language} for field in ("names", "descriptions")
    )
    return Topic(table["id"], audience, names, descriptions)


def _all_faults(tables: Sequence[Table]) -> Iterator[Fault]:
    for number, table in enumerate(tables):
        yield from ((number, *fault) for fault in _faults(table, tables[:number]))


def _faults(table: Table, earlier: Sequence[Table]) -> Iterator[tuple[str, Message]]:
    """Each field of a topic that is wrong, with what is wrong about it; `earlier` are the topics above it."""
    yield from (
        (field, message("there is no such field; a topic has {fields}", fields=", ".join(_FIELDS)))
        for field in set(table) - {*_FIELDS}
    )
    identifier = table.get("id")
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier) or len(identifier) > _LONGEST_ID:
        yield (
            "id",
            message("expected small letters, digits and single '-', {count} characters at most", count=_LONGEST_ID),
        )
    elif any(other.get("id") == identifier for other in earlier):
        yield "id", message("'{id}' is the id of a topic above already", id=identifier)
    audience = table.get("audience")
    if not isinstance(audience, list) or not audience or any(each not in [*Audience] for each in audience):
        yield "audience", message("expected a list of one or more of {names}", names=", ".join(Audience))
    for field, longest in (("names", LONGEST_NAME), ("descriptions", LONGEST_DESCRIPTION)):
        yield from _text_faults(field, table.get(field), longest)
    for language in Language:
        name = _text(table, "names", language)
        if name and any(_text(other, "names", language).casefold() == name.casefold() for other in earlier):
            yield f"names.{language}", message("'{name}' is the name of a topic above already", name=name)


def _text_faults(field: str, texts: object, longest: int) -> Iterator[tuple[str, Message]]:
    given = texts if isinstance(texts, dict) else {}
    unknown = sorted(set(given) - {*Language})
    yield from ((f"{field}.{code}", message("expected the languages {codes}", codes=CODES)) for code in unknown)
    for language in Language:
        text = given.get(language)
        if text is None:
            yield f"{field}.{language}", message("it is missing")
        elif not is_text(text):
            yield f"{field}.{language}", message("expected a text")
        elif len(text) > longest:
            yield f"{field}.{language}", too_long(text, longest)


def _text(table: Table, field: str, language: Language) -> str:
    texts = table.get(field)
    text = texts.get(language) if isinstance(texts, dict) else None
    return on_one_line(text) if isinstance(text, str) else ""
