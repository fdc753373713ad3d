"""Hashes passwords, and tells whether one is right in a time that does not depend on the account."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from corpus.errors import MentorbaseError
from corpus.message import message

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
"""Characters of a password, at least."""

LONGEST = 1000
"""Characters of a password, at most: whoever sends more wants to keep us busy."""

_AT_ONCE = BoundedSemaphore(2)  # a hash takes 64 MiB: many who sign in at once wait instead of filling the memory


def hash_password(password: str) -> str:
    """The argon2id hash of a new password. Raises MentorbaseError when it is too short or too long."""
    password = _typed(password)
    if len(password) < SHORTEST:
        raise MentorbaseError(message("The password is too short: take at least {count} characters.", count=SHORTEST))
    if len(password) > LONGEST:
        raise MentorbaseError(
            message(
                "The password is too long: take at most {count} characters.",
                console=f"The password is too long: take at most {LONGEST} characters.",
                count=LONGEST,
            )
        )
    return hash_again(password)


def hash_again(password: str) -> str:
    """The argon2id hash of a password that is in use already."""
    with _AT_ONCE:
        return _hasher().hash(_typed(password))


def is_right(password: str, hashed: str | None) -> bool:
    """Whether a password belongs to a hash; without one it never does, which takes as long to find out."""
    from argon2.exceptions import VerificationError

    with _AT_ONCE:
        try:
            _hasher().verify(hashed or _hash_of_nobody(), _typed(password)[:LONGEST])
        except VerificationError:
            return False
    return hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return _hasher().check_needs_rehash(hashed)


def _typed(password: str) -> str:
    """One form for all keyboards: an é may come as one character or as two."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash("a password that opens nothing")
