"""Keeps the glossary, which editors may change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from corpus import schema
from corpus.glossary import Concept
from corpus.language import Language
from corpus.transactions import raise_wording, read_wording, reading, seed_once, writing

_SEEDED = "glossary seeded"


class GlossaryStore:
    """The glossary in the database. Every method is one transaction; safe for threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def seed(self, make: Callable[[], Sequence[Concept]]) -> None:
        """Give a library that never had a glossary the one that `make` returns; any other keeps its own."""
        seed_once(self._engine, _SEEDED, lambda connection: _save(connection, make()))

    def concepts(self) -> list[Concept]:
        """The whole glossary, in its order."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(schema.concept).order_by(schema.concept.c.position))
            return [_concept(row) for row in rows]

    def replace(self, concepts: Sequence[Concept]) -> None:
        """Take this glossary instead of the present one."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.concept))
            _save(connection, concepts)

    def wording(self) -> int:
        """How often the topics or the glossary were replaced since the library was made."""
        with reading(self._engine) as connection:
            return read_wording(connection)


def _save(connection: Connection, concepts: Sequence[Concept]) -> None:
    """Write a glossary where there is none."""
    rows = [
        {
            "id": concept.id,
            "position": position,
            "terms": {language: list(terms) for language, terms in concept.terms.items()},
            "stands_for": dict(concept.stands_for),
        }
        for position, concept in enumerate(concepts)
    ]
    if rows:
        connection.execute(insert(schema.concept), rows)
    raise_wording(connection)


def _concept(row: Row[Any]) -> Concept:
    return Concept(
        row.id,
        {Language(code): tuple(terms) for code, terms in row.terms.items()},
        {Language(code): meaning for code, meaning in row.stands_for.items()},
    )
