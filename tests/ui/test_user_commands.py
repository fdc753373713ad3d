"""The commands `mentorbase users …`."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.account import Account, Invitation, Role
from corpus.language import Language
from corpus.library import Library, open_library
from ui import command_line

PASSWORD = "eleven oaks by the lake"  # noqa: S105 - of an account that exists in these tests only


@dataclass(frozen=True)
class Finished:
    """A command that has run."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; fails when anything else is there."""
        return [json.loads(line) for line in self.out.splitlines()]


Users = Callable[..., Finished]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(tmp_path / "library")


@pytest.fixture
def users(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], model_cache: Path, library: Library
) -> Users:
    """Runs `mentorbase users` in this process with the given words."""
    monkeypatch.setenv("MENTORBASE_CACHE", str(model_cache))
    monkeypatch.setenv("MENTORBASE_LIBRARY", str(library.folder))

    def run_command(*words: str, stdin: str = "") -> Finished:
        monkeypatch.setattr(sys, "argv", ["mentorbase", "users", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        status: object = 0
        try:
            command_line.main()
        except SystemExit as end:
            status = end.code or 0
        captured = capsys.readouterr()
        assert isinstance(status, int)
        return Finished(status, captured.out, captured.err)

    return run_command


def token_of(link: str, address: str = "http://localhost:8501") -> str:
    found = re.fullmatch(rf"{re.escape(address)}/account/invitation\?token=([\w-]{{43}})", link)
    assert found, link
    return found[1]


def test_an_editor_of_some_languages_is_added_and_listed(users: Users) -> None:
    added = users("add", "bruno", "--role", "editor", "--languages", "nl,sv", "--json", stdin=f"{PASSWORD}\n")
    assert (added.status, added.lines) == (0, [{"name": "bruno", "role": "editor"}])
    assert users("list", "--json").lines == [
        {"name": "bruno", "role": "editor", "languages": ["sv", "nl"], "has_password": True, "is_disabled": False}
    ]
    assert re.search(r"bruno .* editor .* sv,nl", users("list").out)


def test_an_unknown_language_is_wrong_use(users: Users, library: Library) -> None:
    assert users("add", "bruno", "--role", "editor", "--languages", "de", stdin=f"{PASSWORD}\n").status == 2
    assert library.accounts.all() == []


def test_an_invited_account_gets_a_link_at_the_app_s_address_and_a_newer_one_ends_it(
    users: Users, library: Library
) -> None:
    (added,) = users("add", "bruno", "--role", "admin", "--invite", "--json").lines
    bruno = Invitation(Account("bruno", Role.ADMIN))
    assert library.invitations.get(token_of(added["link"])) == bruno
    told = users("invite", "Bruno", "--address", "https://mentor.example/")
    token = token_of(told.out.strip(), "https://mentor.example")
    assert library.invitations.get(token) == bruno
    assert "48 hours" in told.err
    assert library.invitations.accept(token, PASSWORD) == Account("bruno", Role.ADMIN)


def test_a_new_password_ends_sessions_and_waits(users: Users, library: Library) -> None:
    library.accounts.add("bruno", Role.EDITOR, PASSWORD, [Language.DUTCH])
    for _ in range(6):
        library.throttle.admit("bruno", "192.0.2.1")
    assert users("password", "bruno", "--json", stdin="another good password\n").lines == [{"name": "bruno"}]
    assert library.accounts.verify("bruno", "another good password") is not None
    assert library.throttle.admit("bruno", "192.0.2.2").total_seconds() == 0
    assert users("password", "bruno", stdin="short\n").status == 1


def test_an_account_is_removed_but_not_the_last_administrator(users: Users, library: Library) -> None:
    library.accounts.add("astrid", Role.ADMIN)
    library.accounts.add("bruno", Role.EDITOR)
    assert users("remove", "bruno", "--json").lines == [{"name": "bruno", "removed": True}]
    refused = users("remove", "astrid")
    assert (refused.status, refused.out) == (1, "")
    assert "last administrator" in refused.err
    assert [each.account.name for each in library.accounts.all()] == ["astrid"]
