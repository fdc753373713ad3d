from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.account import Account, ListedAccount, Role
from corpus.library import open_library
from tests.corpus.older_schema import migrate


def test_older_accounts_stay_and_of_two_names_that_are_one_now_the_later_gets_its_number(tmp_path: Path) -> None:
    migrate(tmp_path / "mentorbase.db", "0004")
    with closing(sqlite3.connect(tmp_path / "mentorbase.db")) as connection:
        connection.executemany(
            "INSERT INTO account VALUES (?, ?, ?, 'unread', '2026-11-02 09:00:00')",
            [(1, "Anna", "admin"), (2, "anna", "editor"), (3, "Zoe\u0308", "editor")],
        )
        connection.commit()
    kept = [Account("Anna", Role.ADMIN), Account("anna-2", Role.EDITOR), Account("Zoë", Role.EDITOR)]
    assert open_library(tmp_path).accounts.all() == [ListedAccount(account, True, False) for account in kept]
