"""Keeps the accounts of editors and administrators; reading needs none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.account import (
    Account,
    AccountTakenError,
    LastAdminError,
    ListedAccount,
    Role,
    UnknownAccountError,
    folded_name,
    written_name,
)
from corpus.language import Language
from corpus.password import hash_again, hash_password, is_outdated, is_right
from corpus.transactions import now, reading, writing

account, session = schema.account.c, schema.account_session.c


class AccountStore:
    """Accounts in the database; passwords are kept as argon2id hashes only.

    Names are told apart whatever their capitals. Every method is one transaction; safe for threads and processes.
    Those that take a name raise UnknownAccountError.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, role: Role, password: str | None = None, languages: Iterable[Language] = ()) -> None:
        """Make an account; one without a password waits for an invitation to be used.

        Raises MentorbaseError when the name is empty or taken, or the password too short.
        """
        name = written_name(name)
        hashed = None if password is None else hash_password(password)
        try:
            with writing(self._engine) as connection:
                add_account(connection, Account(name, role, frozenset(languages)), hashed)
        except IntegrityError as error:
            raise AccountTakenError(name) from error

    def verify(self, name: str, password: str) -> Account | None:
        """The account, if the name exists, the password is its own and it is not disabled.

        It takes as long for a name that does not exist. A hash made with weaker parameters is made anew.
        """
        with reading(self._engine) as connection:
            row = connection.execute(select(schema.account).where(account.folded == folded_name(name))).one_or_none()
        if not is_right(password, row.password_hash if row else None) or row is None or row.is_disabled:
            return None
        if is_outdated(row.password_hash):
            better = update(schema.account).where(account.id == row.id, account.password_hash == row.password_hash)
            renewed = better.values(password_hash=hash_again(password))
            with writing(self._engine) as connection:
                connection.execute(renewed)
        return account_of(row)

    def get(self, name: str) -> Account:
        """The account of a name."""
        with reading(self._engine) as connection:
            return account_of(account_row(connection, name))

    def find(self, name: str) -> Account | None:
        """The account of a name, if there is one that is not disabled."""
        with reading(self._engine) as connection:
            wanted = select(schema.account).where(account.folded == folded_name(name), ~account.is_disabled)
            row = connection.execute(wanted).one_or_none()
        return account_of(row) if row else None

    def all(self) -> list[ListedAccount]:
        """All accounts in the order of their names."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(schema.account).order_by(account.folded)).all()
        return [ListedAccount(account_of(row), row.password_hash is not None, row.is_disabled) for row in rows]

    def has_admin(self) -> bool:
        """Whether anybody can manage accounts."""
        with reading(self._engine) as connection:
            return count_admins(connection) > 0

    def change_password(self, name: str, password: str) -> None:
        """Give an account a password, and sign it out everywhere. Raises MentorbaseError when it is too short."""
        hashed = hash_password(password)
        with writing(self._engine) as connection:
            row = account_row(connection, name)
            _set(connection, row, password_hash=hashed)
            _end_sessions(connection, row)

    def change_role(self, name: str, role: Role) -> None:
        """Let an account be an editor or an administrator. Raises LastAdminError."""
        with writing(self._engine) as connection:
            row = account_row(connection, name)
            _set(connection, row, role=role)
            _check_admin_left(connection, row)

    def change_languages(self, name: str, languages: Iterable[Language]) -> None:
        """Say in which languages an editor changes articles; none are all."""
        with writing(self._engine) as connection:
            _set(connection, account_row(connection, name), languages=_codes(languages))

    def disable(self, name: str) -> None:
        """Let an account not sign in any more, and sign it out everywhere. Raises LastAdminError."""
        with writing(self._engine) as connection:
            row = account_row(connection, name)
            _set(connection, row, is_disabled=True)
            _end_sessions(connection, row)
            _check_admin_left(connection, row)

    def enable(self, name: str) -> None:
        """Let a disabled account sign in again."""
        with writing(self._engine) as connection:
            _set(connection, account_row(connection, name), is_disabled=False)

    def remove(self, name: str) -> None:
        """Remove an account with its sessions and invitations. Raises LastAdminError."""
        with writing(self._engine) as connection:
            row = account_row(connection, name)
            connection.execute(delete(schema.account).where(account.id == row.id))
            _check_admin_left(connection, row)


def add_account(connection: Connection, added: Account, password_hash: str | None) -> int:
    """Write an account and return its id; the database refuses a name that is taken."""
    values = {
        "name": added.name,
        "folded": folded_name(added.name),
        "role": added.role,
        "languages": _codes(added.languages),
        "password_hash": password_hash,
        "created_at": now(),
    }
    identifier: int = connection.execute(insert(schema.account).values(values).returning(account.id)).scalar_one()
    return identifier


def account_row(connection: Connection, name: str) -> Row[Any]:
    """The row of a name. Raises UnknownAccountError."""
    row = connection.execute(select(schema.account).where(account.folded == folded_name(name))).one_or_none()
    if row is None:
        raise UnknownAccountError(name)
    return row


def account_of(row: Row[Any]) -> Account:
    """The value of a row that has an account's columns."""
    return Account(row.name, Role(row.role), frozenset(map(Language, row.languages)))


def _codes(languages: Iterable[Language]) -> list[str]:
    wanted = set(languages)
    return [language.value for language in Language if language in wanted]


def _set(connection: Connection, row: Row[Any], **values: object) -> None:
    connection.execute(update(schema.account).where(account.id == row.id).values(values))


def _end_sessions(connection: Connection, row: Row[Any]) -> None:
    connection.execute(delete(schema.account_session).where(session.account_id == row.id))


def count_admins(connection: Connection) -> int:
    """How many can manage accounts."""
    is_admin: ColumnElement[bool] = (account.role == Role.ADMIN) & ~account.is_disabled
    return connection.execute(select(func.count()).select_from(schema.account).where(is_admin)).scalar_one()


def _check_admin_left(connection: Connection, changed: Row[Any]) -> None:
    """Refuses, and so takes back, a change that has left no administrator; `changed` is the account before it."""
    if changed.role == Role.ADMIN and not changed.is_disabled and not count_admins(connection):
        raise LastAdminError(changed.name)
