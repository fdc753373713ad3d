from __future__ import annotations

import sqlite3
import threading
from datetime import UTC

import pytest
from sqlalchemy import Engine, text

from corpus.database import open_database
from corpus.errors import LibraryError
from corpus.library import Library
from corpus.transactions import now, raise_generation, read_generation, reading, writing


@pytest.fixture
def engine(library: Library) -> Engine:
    return open_database(library.folder / "mentorbase.db")


def test_the_generation_begins_with_zero_and_grows_by_one(engine: Engine) -> None:
    seen = []
    for _ in range(3):
        with writing(engine) as connection:
            seen.append(read_generation(connection))
            raise_generation(connection)
    assert seen == [0, 1, 2]


def test_a_transaction_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    def fail_half_way() -> None:
        with writing(engine) as connection:
            raise_generation(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with reading(engine) as connection:
        assert read_generation(connection) == 0


def test_a_reader_sees_one_state_whatever_is_written_beside_it(engine: Engine) -> None:
    with reading(engine) as reader:
        assert read_generation(reader) == 0
        with writing(engine) as writer:
            raise_generation(writer)
        assert read_generation(reader) == 0
    with reading(engine) as reader:
        assert read_generation(reader) == 1


def test_a_writer_waits_for_another_writer_instead_of_failing(engine: Engine) -> None:
    first_has_begun = threading.Event()
    order: list[str] = []

    def write_second() -> None:
        first_has_begun.wait()
        with writing(engine) as connection:
            order.append("second begins")
            raise_generation(connection)

    second = threading.Thread(target=write_second)
    second.start()
    with writing(engine) as connection:
        first_has_begun.set()
        second.join(timeout=0.2)  # time enough to fail, if it did not wait
        raise_generation(connection)
        order.append("first ends")
    second.join()
    assert order == ["first ends", "second begins"]
    with reading(engine) as connection:
        assert read_generation(connection) == 2


def test_no_writer_s_change_is_lost_among_many(engine: Engine) -> None:
    def write() -> None:
        for _ in range(25):
            with writing(engine) as connection:
                raise_generation(connection)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert read_generation(connection) == 100  # 4 threads, 25 changes each


def test_a_database_that_another_program_holds_is_told_in_words_and_without_its_contents(
    library: Library, engine: Engine
) -> None:
    holder = sqlite3.connect(library.folder / "mentorbase.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with engine.connect() as connection:  # its connection goes back to the pool, with a shorter patience
        connection.execute(text("PRAGMA busy_timeout = 1"))
    with pytest.raises(LibraryError, match=r"cannot be used \(database is locked\)\. Check"), writing(engine):
        pass
    holder.close()


def test_a_refused_statement_names_no_values_in_its_error(engine: Engine) -> None:
    with pytest.raises(LibraryError) as caught, writing(engine) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:text)"), {"text": "a private sentence"})
    assert "a private sentence" not in f"{caught.value}{caught.value.__cause__}"


def test_the_present_moment_is_in_utc_and_to_the_second() -> None:
    moment = now()
    assert moment.tzinfo is UTC
    assert moment.microsecond == 0
