"""Secrets that only their bearer knows: the store keeps no more than their hashes."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    """A token that nobody guesses, of 43 characters that need no quoting in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits. It needs no salt, being random itself."""
    return sha256(token.encode()).hexdigest()
