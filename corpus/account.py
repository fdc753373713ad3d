"""The values of accounts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import message


class Role(StrEnum):
    """What an account may do: an administrator may also manage accounts."""

    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its password; an editor with `languages` changes only articles in these, without any all."""

    name: str
    role: Role
    languages: frozenset[Language] = frozenset()

    def has(self, role: Role) -> bool:
        """Whether the account may do what a role may; an administrator may do what editors may."""
        return self.role in (role, Role.ADMIN)

    def may_change(self, language: Language | None) -> bool:
        """Whether the account may change articles in a language; None is that of a draft whose language is unknown."""
        return self.role is Role.ADMIN or not self.languages or language is None or language in self.languages


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account as administrators see it."""

    account: Account
    has_password: bool
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts without being used, and at most."""

    idle: timedelta = timedelta(hours=8)
    longest: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link is for: a password for an account, or without one the first administrator."""

    account: Account | None


class UnknownAccountError(MentorbaseError):
    """No account has the given name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "There is no account “{name}”.",
                console=f"There is no account '{name}'. `mentorbase users list` shows the names.",
                name=name,
            )
        )


class AccountTakenError(MentorbaseError):
    """Another account has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "There is an account “{name}” already.",
                console=f"There is an account '{name}' already.",
                name=name,
            )
        )


class LastAdminError(MentorbaseError):
    """Without this account, nobody could manage accounts any more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "{name} is the last administrator. Make somebody else an administrator first.",
                console=f"'{name}' is the last administrator. Make another account an administrator first.",
                name=name,
            )
        )


class InvalidInvitationError(MentorbaseError):
    """The one-time link was used, is too old, or never was one."""

    def __init__(self) -> None:
        super().__init__(message("This link was used already or is too old. Ask an administrator for a new one."))


def written_name(name: str) -> str:
    """A name as it is kept. Raises MentorbaseError when it is empty or has spaces."""
    name = unicodedata.normalize("NFC", name)
    if not name or any(character.isspace() or not character.isprintable() for character in name):
        raise MentorbaseError(message("An account's name has at least one character and no spaces."))
    return name


def folded_name(name: str) -> str:
    """What two spellings of one name have in common, whatever their capitals."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
