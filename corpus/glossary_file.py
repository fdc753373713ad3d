"""Reads and writes a glossary as TOML: the file that the project ships, and those of editors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from corpus.errors import MentorbaseError
from corpus.glossary import Concept
from corpus.language import Language
from corpus.message import Message, message
from corpus.toml_tables import CODES, Fault, Table, TableFile, is_text, on_one_line, quoted, too_long

BUNDLED_GLOSSARY = Path(__file__).parent / "glossary.toml"
"""The glossary that a new library starts with."""

MOST_CONCEPTS, MOST_TERMS = 5000, 20
LONGEST_TERM, LONGEST_MEANING = 80, 300

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 64
_FIELDS = ("id", "terms", "stands_for")


class GlossaryFileError(MentorbaseError):
    """A glossary that cannot be taken as it is; the message has a line for each thing that is wrong."""


_FILE = TableFile("concepts", "concept", "glossary", MOST_CONCEPTS, GlossaryFileError)


@cache
def bundled_glossary() -> tuple[Concept, ...]:
    """The glossary that comes with Mentorbase."""
    return tuple(read_glossary(BUNDLED_GLOSSARY.read_text(encoding="utf-8")))


def read_glossary(text: str) -> list[Concept]:
    """The concepts of a TOML file. Raises GlossaryFileError with all that is wrong, each with its line and field."""
    return [_concept(table) for table in _FILE.read(text, _faults)]


def format_glossary(concepts: Sequence[Concept]) -> str:
    """The concepts as TOML, which `read_glossary` reads back."""
    return "\n".join("".join(f"{line}\n" for line in _lines(concept)) for concept in concepts)


def _lines(concept: Concept) -> Iterator[str]:
    yield "[[concepts]]"
    yield f"id = {quoted(concept.id)}"
    for language in Language:
        if terms := concept.terms.get(language):
            yield f"terms.{language} = [{', '.join(map(quoted, terms))}]"
    for language in Language:
        if meaning := concept.stands_for.get(language):
            yield f"stands_for.{language} = {quoted(meaning)}"


def _concept(table: Table) -> Concept:
    terms, meanings = table["terms"], table.get("stands_for", {})
    return Concept(
        table["id"],
        {each: tuple(map(on_one_line, terms[each])) for each in Language if each in terms},
        {each: on_one_line(meanings[each]) for each in Language if each in meanings},
    )


def _faults(tables: Sequence[Table]) -> Iterator[Fault]:
    """Each field that is wrong, with the number of its concept and what is wrong about it."""
    identifiers: set[str] = set()
    owners: dict[tuple[str, str], int] = {}
    for number, table in enumerate(tables):
        for field in sorted(set(table) - {*_FIELDS}):
            yield number, field, message("there is no such field; a concept has {fields}", fields=", ".join(_FIELDS))
        identifier = table.get("id")
        if not isinstance(identifier, str) or not _ID.fullmatch(identifier) or len(identifier) > _LONGEST_ID:
            yield (
                number,
                "id",
                message("expected small letters, digits and single '-', {count} characters at most", count=_LONGEST_ID),
            )
        elif identifier in identifiers:
            yield number, "id", message("'{id}' is the id of a concept above already", id=identifier)
        else:
            identifiers.add(identifier)
        yield from ((number, *fault) for fault in _term_faults(table.get("terms")))
        yield from ((number, *fault) for fault in _meaning_faults(table.get("stands_for", {})))
        for code, term in _given_terms(table):
            owner = owners.setdefault((code, term.casefold()), number)
            if owner != number:
                yield (
                    number,
                    f"terms.{code}",
                    message(
                        "'{term}' is a term of the concept '{id}' already", term=term, id=str(tables[owner].get("id"))
                    ),
                )


def _term_faults(terms: object) -> Iterator[tuple[str, Message]]:
    if not isinstance(terms, dict) or not terms:
        yield "terms", message("expected terms in one or more of the languages {codes}", codes=CODES)
        return
    for code, given in terms.items():
        field = f"terms.{code}"
        if code not in {*Language}:
            yield field, message("expected the languages {codes}", codes=CODES)
        elif not isinstance(given, list) or not given or not all(map(is_text, given)):
            yield field, message("expected a list of one or more terms")
        elif len(given) > MOST_TERMS:
            yield field, message("it has {count} terms; {most} at most", count=len(given), most=MOST_TERMS)
        elif longest := next((term for term in given if len(term) > LONGEST_TERM), None):
            yield (
                field,
                message(
                    "'{text}…' has {count} characters; {most} at most",
                    console=f"'{longest[:20]}…' has {len(longest)} characters; {LONGEST_TERM} at most",
                    text=longest[:20],
                    count=len(longest),
                    most=LONGEST_TERM,
                ),
            )
        elif len({on_one_line(term).casefold() for term in given}) < len(given):
            yield field, message("a term stands there twice")


def _meaning_faults(meanings: object) -> Iterator[tuple[str, Message]]:
    if not isinstance(meanings, dict):
        yield "stands_for", message("expected a text in one or more of the languages {codes}", codes=CODES)
        return
    for code, meaning in meanings.items():
        field = f"stands_for.{code}"
        if code not in {*Language}:
            yield field, message("expected the languages {codes}", codes=CODES)
        elif not is_text(meaning):
            yield field, message("expected a text")
        elif len(meaning) > LONGEST_MEANING:
            yield field, too_long(meaning, LONGEST_MEANING)


def _given_terms(table: Table) -> Iterator[tuple[str, str]]:
    """The terms of a table that may be wrong otherwise, each with its language's code."""
    terms = table.get("terms")
    for code, given in terms.items() if isinstance(terms, dict) else ():
        yield from ((code, on_one_line(term)) for term in (given if isinstance(given, list) else ()) if is_text(term))
