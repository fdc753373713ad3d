"""Keeps who is signed in: a session begins with a password and ends with time, by its owner or by an administrator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from corpus import schema
from corpus.account import Account, SessionLimits
from corpus.account_store import account_of, account_row
from corpus.secret_token import new_token, token_hash
from corpus.transactions import now, reading, writing

account, session = schema.account.c, schema.account_session.c

_NOTED_EVERY = timedelta(minutes=5)
"""A session's use is written down no more often than that."""


class SessionStore:
    """Sessions in the database, by the hashes of their tokens. Every method is one transaction; safe for processes."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, name: str) -> str:
        """Begin a session of an account and return its token. Raises UnknownAccountError."""
        token, moment = new_token(), self._clock()
        with writing(self._engine) as connection:
            begun = {"account_id": account_row(connection, name).id, "begun_at": moment, "seen_at": moment}
            connection.execute(insert(schema.account_session).values(token_hash=token_hash(token), **begun))
        return token

    def account(self, token: str, limits: SessionLimits) -> Account | None:
        """The account whose session the token is; None once it has ended, or the account is disabled."""
        moment, hashed = self._clock(), token_hash(token)
        with reading(self._engine) as connection:
            query = select(schema.account, session.begun_at, session.seen_at).join(
                schema.account_session, account.id == session.account_id
            )
            row = connection.execute(query.where(session.token_hash == hashed)).one_or_none()
        if row is None or row.is_disabled:
            return None
        unused = moment - row.seen_at.replace(tzinfo=UTC)
        if unused >= limits.idle or moment - row.begun_at.replace(tzinfo=UTC) >= limits.longest:
            return None
        if unused >= _NOTED_EVERY:
            with writing(self._engine) as connection:
                seen = update(schema.account_session).where(session.token_hash == hashed)
                connection.execute(seen.values(seen_at=moment))
        return account_of(row)

    def end(self, token: str) -> None:
        """End a session, if there is one."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.account_session).where(session.token_hash == token_hash(token)))

    def end_all(self, name: str) -> None:
        """End every session of an account. Raises UnknownAccountError."""
        with writing(self._engine) as connection:
            mine = session.account_id == account_row(connection, name).id
            connection.execute(delete(schema.account_session).where(mine))

    def forget_ended(self, limits: SessionLimits) -> None:
        """Remove the sessions that time has ended."""
        moment = self._clock()
        ended = (session.seen_at <= moment - limits.idle) | (session.begun_at <= moment - limits.longest)
        with writing(self._engine) as connection:
            connection.execute(delete(schema.account_session).where(ended))
