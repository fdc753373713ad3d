from __future__ import annotations

from datetime import timedelta

import pytest

from corpus.account import Account, Role, SessionLimits, UnknownAccountError
from corpus.database import open_database
from corpus.library import Library
from corpus.session_store import SessionStore
from tests.corpus.clock import Clock

LIMITS = SessionLimits(idle=timedelta(hours=8), longest=timedelta(days=14))
PASSWORD = "eleven oaks by the lake"  # noqa: S105 - of an account that exists in these tests only


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(library: Library, clock: Clock) -> SessionStore:
    library.accounts.add("astrid", Role.EDITOR)
    return SessionStore(open_database(library.folder / "mentorbase.db"), clock)


def test_a_token_stands_for_the_account_as_it_is_now(library: Library, sessions: SessionStore) -> None:
    token = sessions.begin("ASTRID")
    assert sessions.account(token, LIMITS) == Account("astrid", Role.EDITOR)
    library.accounts.change_role("astrid", Role.ADMIN)
    assert sessions.account(token, LIMITS) == Account("astrid", Role.ADMIN)


def test_another_token_stands_for_nobody(sessions: SessionStore) -> None:
    token = sessions.begin("astrid")
    assert [sessions.account(wrong, LIMITS) for wrong in ("", token[:-1], f"{token}x")] == [None] * 3


def test_a_session_of_an_unknown_name_cannot_begin(sessions: SessionStore) -> None:
    with pytest.raises(UnknownAccountError):
        sessions.begin("nobody")


def test_a_session_ends_when_it_is_not_used_for_eight_hours(sessions: SessionStore, clock: Clock) -> None:
    token = sessions.begin("astrid")
    for _ in range(3):
        clock.go_on(hours=7, minutes=59)
        assert sessions.account(token, LIMITS) is not None
    clock.go_on(hours=8)
    assert sessions.account(token, LIMITS) is None


def test_a_session_ends_after_fourteen_days_although_it_is_used(sessions: SessionStore, clock: Clock) -> None:
    token = sessions.begin("astrid")
    for _ in range(14 * 4 - 1):
        clock.go_on(hours=6)
        assert sessions.account(token, LIMITS) is not None
    clock.go_on(hours=6)
    assert sessions.account(token, LIMITS) is None


def test_signing_out_ends_one_session_and_everywhere_ends_all(sessions: SessionStore) -> None:
    first, second, third = (sessions.begin("astrid") for _ in range(3))
    sessions.end(first)
    assert [sessions.account(token, LIMITS) is None for token in (first, second, third)] == [True, False, False]
    sessions.end_all("astrid")
    assert [sessions.account(token, LIMITS) for token in (second, third)] == [None, None]


@pytest.mark.parametrize("change", ["password", "disable", "remove"])
def test_a_changed_password_and_a_disabled_or_removed_account_end_its_sessions(
    library: Library, sessions: SessionStore, change: str
) -> None:
    library.accounts.add("bruno", Role.EDITOR)
    other, token = sessions.begin("bruno"), sessions.begin("astrid")
    if change == "password":
        library.accounts.change_password("astrid", PASSWORD)
    else:
        getattr(library.accounts, change)("astrid")
    assert sessions.account(token, LIMITS) is None
    assert sessions.account(other, LIMITS) == Account("bruno", Role.EDITOR)


def test_an_account_that_is_enabled_again_has_to_sign_in_again(library: Library, sessions: SessionStore) -> None:
    token = sessions.begin("astrid")
    library.accounts.disable("astrid")
    library.accounts.enable("astrid")
    assert sessions.account(token, LIMITS) is None


def test_sessions_that_time_has_ended_are_removed_and_the_others_stay(sessions: SessionStore, clock: Clock) -> None:
    old = sessions.begin("astrid")
    clock.go_on(hours=8)
    new = sessions.begin("astrid")
    sessions.forget_ended(LIMITS)
    unlimited = SessionLimits(timedelta(days=999), timedelta(days=999))
    assert sessions.account(old, unlimited) is None
    assert sessions.account(new, unlimited) is not None


def test_the_files_of_the_library_do_not_hold_the_token(library: Library, sessions: SessionStore) -> None:
    token = sessions.begin("astrid")
    everything = b"".join(path.read_bytes() for path in library.folder.iterdir() if path.is_file())
    assert token.encode() not in everything
