from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from corpus.database import SCHEMA_VERSION, open_database
from corpus.errors import LibraryError
from corpus.transactions import writing


def test_a_new_database_is_at_the_newest_schema_and_stays_so_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "mentorbase.db"
    for _ in range(2):
        with open_database(path).connect() as connection:
            versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        assert versions == [SCHEMA_VERSION]


def test_a_database_may_stand_in_a_folder_whose_name_means_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "100% ready?mode=ro#1 è" / "mentorbase.db"
    open_database(path)
    assert path.is_file()


def test_a_database_keeps_what_is_written_although_readers_hold_it_open(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "mentorbase.db")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 60_000


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mentorbase.db"
    engine = open_database(path)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LibraryError, match=r"written by a newer Mentorbase \(schema 9999; .* Update Mentorbase"):
        open_database(path)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mentorbase.db"
    path.write_text("A shopping list: bread, cheese, coffee. " * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(LibraryError, match=r"cannot be opened \(file is not a database\)"):
        open_database(path)
    assert path.read_bytes() == before


def test_another_program_s_database_is_refused_and_gets_no_tables_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "mentorbase.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    with pytest.raises(LibraryError, match=r"belongs to another program: it has tables \(recipe\)"):
        open_database(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]


@pytest.mark.parametrize("folder", ["notes.txt", "notes.txt/library"])
def test_a_folder_that_cannot_be_made_gives_an_error_that_names_it(tmp_path: Path, folder: str) -> None:
    (tmp_path / "notes.txt").write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(LibraryError, match=f"The library in {tmp_path / folder} cannot be opened .*--library"):
        open_database(tmp_path / folder / "mentorbase.db")


def test_a_folder_where_the_database_should_be_gives_an_error(tmp_path: Path) -> None:
    (tmp_path / "mentorbase.db").mkdir()
    with pytest.raises(LibraryError, match=r"cannot be opened \(unable to open database file\)"):
        open_database(tmp_path / "mentorbase.db")


def test_processes_that_make_the_same_library_at_once_all_succeed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from corpus.library import open_library;"
        "sys.stdin.readline(); print(open_library(Path(sys.argv[1])).articles.is_empty())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "library")]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    assert [process.communicate() for process in processes] == [("True\n", "")] * 4


def test_threads_that_make_the_same_library_at_once_all_succeed(tmp_path: Path) -> None:
    start = threading.Barrier(8)
    opened = []

    def open_it() -> None:
        start.wait()
        opened.append(open_database(tmp_path / "mentorbase.db"))

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
