"""Transactions on the store, and the counts that every change of what is searched, or of its words, raises by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine, Integer, cast, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from corpus.errors import LibraryError
from corpus.message import message
from corpus.schema import library_state

MOST_VARIABLES = 900
"""SQLite takes so many values in one statement."""

_GENERATION, _WORDING = "generation", "wording"
_YES = "yes"


_Value = TypeVar("_Value")


def portions(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """The values, some after the other, as many as one statement takes."""
    for at in range(0, len(values), MOST_VARIABLES):
        yield values[at : at + MOST_VARIABLES]


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the store, whatever is written beside it. Raises LibraryError."""
    with _troubles_told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the store's write lock from its start; kept as a whole or not at all.

    Raises LibraryError when the database cannot be used.
    """
    with _troubles_told(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def _troubles_told() -> Iterator[None]:
    """Turns what may happen to any database (locked, full, read-only, damaged) into an error for people."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise
    except DatabaseError as error:
        raise LibraryError(
            message(
                "The library cannot be read or written at the moment. Try again; if that does not help, ask whoever "
                "looks after Mentorbase to see whether its disk is full.",
                console=f"The library's database cannot be used ({error.orig}). Check that its disk has space and can "
                "be written and that no other program holds it, then try again.",
            )
        ) from error


def read_generation(connection: Connection) -> int:
    """How often what is searched has changed since the library was made."""
    return _read_count(connection, _GENERATION)


def raise_generation(connection: Connection) -> None:
    """Mark that the index no longer shows what the store holds; call it in the transaction that changes this."""
    _raise_count(connection, _GENERATION)


def read_wording(connection: Connection) -> int:
    """How often the topics or the glossary were replaced since the library was made."""
    return _read_count(connection, _WORDING)


def raise_wording(connection: Connection) -> None:
    """Mark that topics or glossary have other words than before; call it in the transaction that changes them."""
    _raise_count(connection, _WORDING)


def seed_once(engine: Engine, name: str, save: Callable[[Connection], None]) -> None:
    """Let `save` write what a new library begins with, unless it has under this name; any library is asked once."""

    def is_done(connection: Connection) -> bool:
        return connection.scalar(select(library_state.c.value).where(library_state.c.name == name)) is not None

    with reading(engine) as connection:
        if is_done(connection):
            return
    with writing(engine) as connection:
        if not is_done(connection):  # another process may have been faster
            connection.execute(insert(library_state).values(name=name, value=_YES))
            save(connection)


def _read_count(connection: Connection, name: str) -> int:
    value = connection.scalar(select(library_state.c.value).where(library_state.c.name == name))
    return int(value or 0)


def _raise_count(connection: Connection, name: str) -> None:
    raised = cast(cast(library_state.c.value, Integer) + 1, library_state.c.value.type)
    mine = library_state.c.name == name
    if not connection.execute(update(library_state).where(mine).values(value=raised)).rowcount:
        connection.execute(insert(library_state).values(name=name, value="1"))


def now() -> datetime:
    """The present moment in UTC, to the second: what the store writes down."""
    return datetime.now(UTC).replace(microsecond=0)
