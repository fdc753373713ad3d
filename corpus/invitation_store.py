"""Keeps one-time links: by one of them a person chooses a password, or becomes the first administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.account import Account, AccountTakenError, InvalidInvitationError, Invitation, Role, written_name
from corpus.account_store import account_of, account_row, add_account, count_admins
from corpus.password import hash_password
from corpus.secret_token import new_token, token_hash
from corpus.transactions import now, reading, writing

account, invitation = schema.account.c, schema.invitation.c
session = schema.account_session.c

VALID = timedelta(hours=48)
"""How long a one-time link can be used."""


class InvitationStore:
    """One-time links in the database, by the hashes of their tokens. Every method is one transaction."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._clock = clock

    def invite(self, name: str) -> str:
        """The token of a new link by which an account gets a password; older ones are no longer valid.

        Raises UnknownAccountError.
        """
        with writing(self._engine) as connection:
            return self._renew(connection, account_row(connection, name).id)

    def invite_first_admin(self) -> str | None:
        """The token of a new link that makes the first administrator, or None where there is one.

        Older ones are no longer valid.
        """
        with writing(self._engine) as connection:
            if count_admins(connection):
                connection.execute(delete(schema.invitation).where(invitation.account_id.is_(None)))
                return None
            return self._renew(connection, None)

    def get(self, token: str) -> Invitation:
        """What a link is for; looking does not use it up. Raises InvalidInvitationError."""
        with reading(self._engine) as connection:
            row = self._valid_row(connection, token)
            return Invitation(account_of(row) if row.account_id is not None else None)

    def accept(self, token: str, password: str, name: str = "") -> Account:
        """Use a link: give its account the password, or make the first administrator under this name.

        The account's sessions end. Raises InvalidInvitationError, and MentorbaseError when the password is too short
        or the name is empty or taken; the link stays valid then.
        """
        self.get(token)  # what is not valid is worth no hash
        hashed = hash_password(password)
        with writing(self._engine) as connection:
            row = self._valid_row(connection, token)
            connection.execute(delete(schema.invitation).where(invitation.token_hash == token_hash(token)))
            if row.account_id is None:
                return _make_first_admin(connection, written_name(name), hashed)
            changed = update(schema.account).where(account.id == row.account_id).values(password_hash=hashed)
            connection.execute(changed)
            connection.execute(delete(schema.account_session).where(session.account_id == row.account_id))
            return account_of(row)

    def _renew(self, connection: Connection, identifier: int | None) -> str:
        moment, token = self._clock(), new_token()
        outdated = (invitation.account_id.is_not_distinct_from(identifier)) | (invitation.expires_at <= moment)
        connection.execute(delete(schema.invitation).where(outdated))
        link = {"token_hash": token_hash(token), "account_id": identifier, "expires_at": moment + VALID}
        connection.execute(insert(schema.invitation).values(link))
        return token

    def _valid_row(self, connection: Connection, token: str) -> Row[Any]:
        query = select(schema.invitation, schema.account).outerjoin(schema.account, account.id == invitation.account_id)
        row = connection.execute(query.where(invitation.token_hash == token_hash(token))).one_or_none()
        if row is None or row.is_disabled or row.expires_at.replace(tzinfo=UTC) <= self._clock():
            raise InvalidInvitationError
        return row


def _make_first_admin(connection: Connection, name: str, password_hash: str) -> Account:
    if count_admins(connection):
        raise InvalidInvitationError
    admin = Account(name, Role.ADMIN)
    try:
        add_account(connection, admin, password_hash)
    except IntegrityError as error:
        raise AccountTakenError(name) from error
    return admin
