"""The values of accounts."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do: an administrator may also manage accounts."""

    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its password."""

    name: str
    role: Role
