"""Keeps the accounts of editors and administrators; reading needs none."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.account import Account, Role
from corpus.errors import MentorbaseError
from corpus.transactions import now, reading, writing


class AccountStore:
    """Accounts in the database; passwords are kept as argon2id hashes only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, role: Role, password: str) -> None:
        """Make an account. Raises MentorbaseError when the name is empty or taken, or the password too short."""
        from argon2 import PasswordHasher

        if not name.strip() or any(character.isspace() for character in name):
            raise MentorbaseError("An account's name has at least one character and no spaces.")
        if len(password) < 10:
            raise MentorbaseError("The password is too short: take at least 10 characters.")
        values = {"name": name, "role": role, "password_hash": PasswordHasher().hash(password), "created_at": now()}
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(schema.account).values(values))
        except IntegrityError as error:
            raise MentorbaseError(f"There is an account '{name}' already.") from error

    def verify(self, name: str, password: str) -> Account | None:
        """The account, if the name exists and the password is its own."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        with reading(self._engine) as connection:
            row = connection.execute(select(schema.account).where(schema.account.c.name == name)).one_or_none()
        if row is None:
            return None
        try:
            PasswordHasher().verify(row.password_hash, password)
        except VerificationError:
            return None
        return Account(row.name, Role(row.role))
