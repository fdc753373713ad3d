from __future__ import annotations

import pytest

from corpus.account import Account, InvalidInvitationError, Invitation, Role, SessionLimits, UnknownAccountError
from corpus.database import open_database
from corpus.errors import MentorbaseError
from corpus.invitation_store import InvitationStore
from corpus.library import Library
from tests.corpus.clock import Clock

PASSWORD = "eleven oaks by the lake"  # noqa: S105 - of an account that exists in these tests only


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def invitations(library: Library, clock: Clock) -> InvitationStore:
    library.accounts.add("bruno", Role.EDITOR)
    return InvitationStore(open_database(library.folder / "mentorbase.db"), clock)


def first_admin_token(invitations: InvitationStore) -> str:
    token = invitations.invite_first_admin()
    assert token is not None
    return token


def test_a_link_gives_its_account_a_password_once(library: Library, invitations: InvitationStore) -> None:
    token = invitations.invite("Bruno")
    assert invitations.get(token) == invitations.get(token) == Invitation(Account("bruno", Role.EDITOR))
    assert invitations.accept(token, PASSWORD) == Account("bruno", Role.EDITOR)
    assert library.accounts.verify("bruno", PASSWORD) == Account("bruno", Role.EDITOR)
    with pytest.raises(InvalidInvitationError, match="used already or is too old"):
        invitations.accept(token, "another good password")


def test_a_link_is_valid_for_forty_eight_hours(invitations: InvitationStore, clock: Clock) -> None:
    token = invitations.invite("bruno")
    clock.go_on(hours=47, minutes=59)
    assert invitations.get(token) == Invitation(Account("bruno", Role.EDITOR))
    clock.go_on(minutes=1)
    with pytest.raises(InvalidInvitationError):
        invitations.get(token)
    with pytest.raises(InvalidInvitationError):
        invitations.accept(token, PASSWORD)


def test_a_new_link_ends_the_older_one_of_the_same_account_only(library: Library, invitations: InvitationStore) -> None:
    library.accounts.add("astrid", Role.EDITOR)
    older, other, newer = invitations.invite("bruno"), invitations.invite("astrid"), invitations.invite("bruno")
    with pytest.raises(InvalidInvitationError):
        invitations.get(older)
    assert [invitations.get(token).account is None for token in (other, newer)] == [False, False]


def test_a_password_that_is_too_short_does_not_use_the_link_up(invitations: InvitationStore) -> None:
    token = invitations.invite("bruno")
    with pytest.raises(MentorbaseError, match="too short"):
        invitations.accept(token, "short")
    assert invitations.accept(token, PASSWORD) == Account("bruno", Role.EDITOR)


def test_a_link_signs_its_account_out_everywhere(library: Library, invitations: InvitationStore) -> None:
    session = library.sessions.begin("bruno")
    invitations.accept(invitations.invite("bruno"), PASSWORD)
    assert library.sessions.account(session, SessionLimits()) is None


def test_a_link_of_a_disabled_or_removed_account_is_not_valid(library: Library, invitations: InvitationStore) -> None:
    token = invitations.invite("bruno")
    library.accounts.disable("bruno")
    with pytest.raises(InvalidInvitationError):
        invitations.accept(token, PASSWORD)
    library.accounts.remove("bruno")
    with pytest.raises(InvalidInvitationError):
        invitations.get(token)
    with pytest.raises(UnknownAccountError):
        invitations.invite("bruno")


def test_the_first_administrator_is_made_once_and_by_the_newest_link(
    library: Library, invitations: InvitationStore
) -> None:
    older, newer = first_admin_token(invitations), first_admin_token(invitations)
    with pytest.raises(InvalidInvitationError):
        invitations.get(older)
    assert invitations.get(newer) == Invitation(None)
    assert invitations.accept(newer, PASSWORD, "astrid") == Account("astrid", Role.ADMIN)
    assert library.accounts.verify("astrid", PASSWORD) == Account("astrid", Role.ADMIN)
    assert invitations.invite_first_admin() is None


def test_the_link_of_the_first_administrator_makes_no_second_one(
    library: Library, invitations: InvitationStore
) -> None:
    token = first_admin_token(invitations)
    library.accounts.add("astrid", Role.ADMIN, PASSWORD)
    with pytest.raises(InvalidInvitationError):
        invitations.accept(token, PASSWORD, "mallory")
    assert library.accounts.find("mallory") is None


@pytest.mark.parametrize("name", ["", "anna maria", "BRUNO"])
def test_a_first_administrator_needs_a_name_that_is_free_and_may_try_again(
    invitations: InvitationStore, name: str
) -> None:
    token = first_admin_token(invitations)
    with pytest.raises(MentorbaseError, match=r"no spaces|already"):
        invitations.accept(token, PASSWORD, name)
    assert invitations.accept(token, PASSWORD, "astrid") == Account("astrid", Role.ADMIN)


def test_the_files_of_the_library_do_not_hold_the_token(library: Library, invitations: InvitationStore) -> None:
    token = invitations.invite("bruno")
    everything = b"".join(path.read_bytes() for path in library.folder.iterdir() if path.is_file())
    assert token.encode() not in everything
