"""Signing in: names and passwords, sessions, and one-time links, with what slows down whoever guesses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from corpus.account import Account, Invitation, SessionLimits
from corpus.errors import MentorbaseError
from corpus.message import message

if TYPE_CHECKING:
    from corpus.library import Library
    from ui.settings import Settings


class WrongPasswordError(MentorbaseError):
    """Name and password do not belong together; which of them is wrong is not told."""

    def __init__(self) -> None:
        super().__init__(message("Name or password is wrong."))


class TooManyAttemptsError(MentorbaseError):
    """So many attempts have failed that the next one has to wait."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(round(wait.total_seconds()), 1)
        super().__init__(
            message("Too many attempts have failed. Try again in {seconds} seconds.", seconds=self.seconds)
        )


class Authenticator:
    """Tells who somebody is. Safe for threads and processes."""

    def __init__(self, library: Library, limits: SessionLimits) -> None:
        self._accounts = library.accounts
        self._sessions = library.sessions
        self._invitations = library.invitations
        self._throttle = library.throttle
        self._limits = limits

    @property
    def longest(self) -> timedelta:
        """How long a session lasts at most."""
        return self._limits.longest

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Begin a session and return its token. Raises WrongPasswordError and TooManyAttemptsError."""
        if wait := self._throttle.admit(name, address):
            raise TooManyAttemptsError(wait)
        account = self._accounts.verify(name, password)
        if account is None:
            raise WrongPasswordError
        self._throttle.succeed(name, address)
        self._sessions.forget_ended(self._limits)
        return self._sessions.begin(account.name)

    def account(self, token: str) -> Account | None:
        """The account that is signed in with a token, as it is now."""
        return self._sessions.account(token, self._limits)

    def account_named(self, name: str) -> Account | None:
        """The account of a name that somebody else vouches for, such as a verified e-mail address."""
        return self._accounts.find(name)

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._sessions.end(token)

    def invitation(self, token: str) -> Invitation:
        """What a one-time link is for. Raises InvalidInvitationError."""
        return self._invitations.get(token)

    def accept_invitation(self, token: str, password: str, name: str = "") -> str:
        """Use a one-time link and begin a session; returns its token. See `InvitationStore.accept`."""
        account = self._invitations.accept(token, password, name)
        self._throttle.forget(account.name)
        return self._sessions.begin(account.name)

    def change_password(self, name: str, present: str, password: str, address: str) -> str:
        """Let somebody change their password: they are signed out everywhere, and the new session's token is returned.

        Raises WrongPasswordError and TooManyAttemptsError, and MentorbaseError when the new password is too short.
        """
        if wait := self._throttle.admit(name, address):
            raise TooManyAttemptsError(wait)
        if self._accounts.verify(name, present) is None:
            raise WrongPasswordError
        self._throttle.succeed(name, address)
        self._accounts.change_password(name, password)
        return self._sessions.begin(name)


def session_limits(settings: Settings) -> SessionLimits:
    """How long sessions last by the settings."""
    return SessionLimits(timedelta(hours=settings.session_idle_hours), timedelta(days=settings.session_days))


def open_authenticator(settings: Settings) -> Authenticator:
    """Open the library that the settings name, without what searches it. Raises LibraryError."""
    from corpus.library import open_library

    return Authenticator(open_library(settings.library.expanduser()), session_limits(settings))
