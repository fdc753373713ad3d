from __future__ import annotations

import pytest

from corpus.account import Account, Role
from corpus.errors import MentorbaseError
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
