"""Opens the database: SQLite made safe for one writer and many readers, at the schema's newest version."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError

from corpus.errors import LibraryError
from corpus.message import message

SCHEMA_VERSION = "0011"
"""The newest migration; opening a database that is older runs the missing ones."""

_BUSY_TIMEOUT_MS = 60_000
_log = logging.getLogger(__name__)


def open_database(path: Path) -> Engine:
    """Open the SQLite database at ``path``, making or migrating it first.

    Raises LibraryError when the file cannot be used: a folder that cannot be written, a file that is not a database,
    or one that a newer Mentorbase has made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = _create_engine(path)
        # One after the other: SQLite does not wait for the change to write-ahead logging, which the file then keeps.
        with FileLock(path.with_name("migration.lock")):
            with engine.connect() as connection:
                connection.connection.execute("PRAGMA journal_mode = WAL")
            if _version(engine) != SCHEMA_VERSION:
                _migrate(engine)
    except (OSError, DatabaseError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        raise LibraryError(
            message(
                "The library cannot be opened. Ask whoever looks after Mentorbase.",
                console=f"The library in {path.parent} cannot be opened ({cause}). Check that the folder can be "
                f"written and that {path.name} is a Mentorbase database, or choose another folder with --library or "
                "MENTORBASE_LIBRARY.",
            )
        ) from error
    return engine


def _create_engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000},
        hide_parameters=True,  # they hold the articles' text, which belongs into no log
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions itself, below
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: a transaction that reads first and writes later would fail instead of wait.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    version = _version(engine)
    if version is None and (tables := inspect(engine).get_table_names()):
        raise LibraryError(
            message(
                "The library cannot be opened. Ask whoever looks after Mentorbase.",
                console=f"The database {engine.url.database} belongs to another program: it has tables "
                f"({', '.join(tables[:3])}), but not Mentorbase's. Choose another folder with --library or "
                "MENTORBASE_LIBRARY.",
            )
        )
    if version is not None and version not in known:
        raise LibraryError(
            message(
                "This library was written by a newer Mentorbase. Ask whoever looks after it to update this one.",
                console=f"This library was written by a newer Mentorbase (schema {version}; this program knows "
                f"{SCHEMA_VERSION}). Update Mentorbase to open it.",
            )
        )
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    _log.info("database at schema %s", SCHEMA_VERSION)
