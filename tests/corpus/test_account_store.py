from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from argon2 import PasswordHasher

from corpus.account import Account, LastAdminError, ListedAccount, Role, UnknownAccountError
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.library import Library

PASSWORD = "eleven oaks by the lake"  # noqa: S105 - of an account that exists in these tests only


def test_the_right_password_gives_the_account_with_its_role(library: Library) -> None:
    library.accounts.add("astrid", Role.ADMIN, PASSWORD)
    assert library.accounts.verify("astrid", PASSWORD) == Account("astrid", Role.ADMIN)


def test_a_wrong_password_gives_nothing(library: Library) -> None:
    library.accounts.add("astrid", Role.EDITOR, PASSWORD)
    assert library.accounts.verify("astrid", PASSWORD + " ") is None


def test_a_password_opens_no_other_account(library: Library) -> None:
    library.accounts.add("astrid", Role.EDITOR, PASSWORD)
    library.accounts.add("bruno", Role.EDITOR, "another good password")
    assert library.accounts.verify("bruno", PASSWORD) is None


def test_an_unknown_name_gives_nothing(library: Library) -> None:
    assert library.accounts.verify("nobody", PASSWORD) is None


def test_a_taken_name_is_refused_and_its_account_keeps_its_password(library: Library) -> None:
    library.accounts.add("astrid", Role.EDITOR, PASSWORD)
    with pytest.raises(MentorbaseError, match=r"^There is an account 'astrid' already\.$"):
        library.accounts.add("astrid", Role.ADMIN, "a different password")
    assert library.accounts.verify("astrid", PASSWORD) == Account("astrid", Role.EDITOR)


@pytest.mark.parametrize("name", ["", " ", "anna maria", "anna\t", "anna\n"])
def test_a_name_that_is_empty_or_has_spaces_is_refused(library: Library, name: str) -> None:
    with pytest.raises(MentorbaseError, match="at least one character and no spaces"):
        library.accounts.add(name, Role.EDITOR, PASSWORD)


def test_a_password_of_nine_characters_is_too_short_and_one_of_ten_is_not(library: Library) -> None:
    with pytest.raises(MentorbaseError, match="at least 10 characters"):
        library.accounts.add("astrid", Role.EDITOR, "123456789")
    library.accounts.add("astrid", Role.EDITOR, "1234567890")
    assert library.accounts.verify("astrid", "1234567890") == Account("astrid", Role.EDITOR)


def test_the_files_of_the_library_hold_an_argon2_hash_and_never_the_password(library: Library) -> None:
    library.accounts.add("astrid", Role.EDITOR, PASSWORD)
    everything = b"".join(path.read_bytes() for path in library.folder.iterdir() if path.is_file())
    assert b"$argon2id$" in everything
    assert PASSWORD.encode() not in everything


def test_a_name_is_one_whatever_its_capitals_and_however_its_accents_are_written(library: Library) -> None:
    library.accounts.add("Zoe\u0308", Role.EDITOR, PASSWORD)
    assert library.accounts.verify("ZOË", PASSWORD) == Account("Zoë", Role.EDITOR)
    with pytest.raises(MentorbaseError, match=r"^There is an account 'zoë' already\.$"):
        library.accounts.add("zoë", Role.ADMIN, PASSWORD)


def test_a_password_is_one_however_its_accents_are_written(library: Library) -> None:
    library.accounts.add("astrid", Role.EDITOR, "elf a\u030asnor vid sjön")
    assert library.accounts.verify("astrid", "elf åsnor vid sjön") == Account("astrid", Role.EDITOR)


def test_an_account_without_a_password_opens_with_none(library: Library) -> None:
    library.accounts.add("astrid", Role.EDITOR)
    assert library.accounts.verify("astrid", "") is None
    assert library.accounts.all() == [ListedAccount(Account("astrid", Role.EDITOR), False, False)]


def test_a_hash_of_weaker_parameters_is_made_anew_when_the_password_is_seen(library: Library) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    library.accounts.add("astrid", Role.EDITOR, PASSWORD)
    with closing(sqlite3.connect(library.folder / "mentorbase.db")) as connection:
        connection.execute("UPDATE account SET password_hash = ?", (weak,))
        connection.commit()
        assert library.accounts.verify("astrid", PASSWORD) == Account("astrid", Role.EDITOR)
        (kept,) = connection.execute("SELECT password_hash FROM account").fetchone()
    assert not PasswordHasher().check_needs_rehash(kept)
    assert library.accounts.verify("astrid", PASSWORD) == Account("astrid", Role.EDITOR)


def test_accounts_are_listed_by_name_with_role_and_languages(library: Library) -> None:
    library.accounts.add("bruno", Role.EDITOR, PASSWORD, [Language.DUTCH, Language.SWEDISH])
    library.accounts.add("Astrid", Role.ADMIN, PASSWORD)
    library.accounts.disable("BRUNO")
    bruno = Account("bruno", Role.EDITOR, frozenset({Language.SWEDISH, Language.DUTCH}))
    assert library.accounts.all() == [
        ListedAccount(Account("Astrid", Role.ADMIN), True, False),
        ListedAccount(bruno, True, True),
    ]


def test_role_languages_and_password_can_be_changed(library: Library) -> None:
    library.accounts.add("bruno", Role.EDITOR, PASSWORD)
    library.accounts.change_role("bruno", Role.ADMIN)
    library.accounts.change_languages("bruno", [Language.ITALIAN])
    library.accounts.change_password("bruno", "another good password")
    assert library.accounts.verify("bruno", PASSWORD) is None
    bruno = Account("bruno", Role.ADMIN, frozenset({Language.ITALIAN}))
    assert library.accounts.verify("bruno", "another good password") == bruno


def test_a_disabled_account_does_not_open_until_it_is_enabled(library: Library) -> None:
    library.accounts.add("bruno", Role.EDITOR, PASSWORD)
    library.accounts.disable("bruno")
    assert (library.accounts.verify("bruno", PASSWORD), library.accounts.find("bruno")) == (None, None)
    library.accounts.enable("bruno")
    assert library.accounts.verify("bruno", PASSWORD) == library.accounts.find("bruno") == Account("bruno", Role.EDITOR)


def test_the_last_administrator_stays_one_in_every_way(library: Library) -> None:
    library.accounts.add("astrid", Role.ADMIN, PASSWORD)
    library.accounts.add("bruno", Role.ADMIN, PASSWORD)
    library.accounts.disable("bruno")
    refused = pytest.raises(LastAdminError, match=r"^'astrid' is the last administrator")
    with refused:
        library.accounts.remove("astrid")
    with refused:
        library.accounts.disable("astrid")
    with refused:
        library.accounts.change_role("astrid", Role.EDITOR)
    assert library.accounts.verify("astrid", PASSWORD) == Account("astrid", Role.ADMIN)
    library.accounts.remove("bruno")
    assert [each.account.name for each in library.accounts.all()] == ["astrid"]


@pytest.mark.parametrize("change", ["get", "disable", "enable", "remove"])
def test_an_unknown_name_is_told_with_the_command_that_lists_names(library: Library, change: str) -> None:
    with pytest.raises(UnknownAccountError, match=r"^There is no account 'nobody'\. `mentorbase users list`"):
        getattr(library.accounts, change)("nobody")


def test_an_administrator_may_do_what_editors_may_and_editors_change_their_languages_only() -> None:
    editor = Account("bruno", Role.EDITOR, frozenset({Language.SWEDISH}))
    admin = Account("astrid", Role.ADMIN, frozenset({Language.SWEDISH}))
    assert [editor.has(Role.EDITOR), editor.has(Role.ADMIN), admin.has(Role.EDITOR)] == [True, False, True]
    asked = (Language.SWEDISH, Language.DUTCH, None)
    assert [editor.may_change(language) for language in asked] == [True, False, True]
    assert all(each.may_change(Language.DUTCH) for each in (admin, Account("carla", Role.EDITOR)))
