"""Slows down whoever tries passwords, or sends one question after the other: each makes the next wait longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import Connection, Engine, delete, insert, select, update

from corpus import schema
from corpus.account import folded_name
from corpus.transactions import now, writing

attempt = schema.sign_in_attempt.c

_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What attempts are counted by, and how many failures cost nothing."""

    subject: str
    free: int


class Throttle:
    """Counts of attempts in the database, which all processes share. Names and addresses are kept as hashes only."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self._clock = clock

    def admit(self, name: str, address: str) -> timedelta:
        """Count an attempt to sign in, and return how long it has to wait; one that has to is not counted.

        An attempt counts as failed until `succeed` is told otherwise, so that many at once do not slip through.
        """
        return self._admit(_tried(name, address))

    def admit_sending(self, address: str) -> timedelta:
        """Count a question that is sent to the editors, and return how long it has to wait, as `admit` does."""
        return self._admit((_Tried(_hash(f"sending {_network(address)}"), 30),))

    def _admit(self, tried: tuple[_Tried, ...]) -> timedelta:
        moment = self._clock()
        with writing(self._engine) as connection:
            connection.execute(delete(schema.sign_in_attempt).where(attempt.tried_at <= moment - _FORGOTTEN_AFTER))
            wait = max(_wait(connection, each, moment) for each in tried)
            if not wait:
                for each in tried:
                    _count(connection, each, moment)
        return wait

    def succeed(self, name: str, address: str) -> None:
        """Forget the failures of a name, and take back the one that `admit` has counted for the address."""
        by_name, by_address = _tried(name, address)
        with writing(self._engine) as connection:
            connection.execute(delete(schema.sign_in_attempt).where(attempt.subject == by_name.subject))
            taken_back = update(schema.sign_in_attempt).where(attempt.subject == by_address.subject)
            connection.execute(taken_back.values(attempts=attempt.attempts - 1))

    def forget(self, name: str) -> None:
        """Forget the failures of a name: it has got a new password."""
        with writing(self._engine) as connection:
            connection.execute(delete(schema.sign_in_attempt).where(attempt.subject == _tried(name, "")[0].subject))


def wait_after(failures: int, free: int) -> timedelta:
    """How long the next attempt has to wait: nothing while failures are free, then 1, 2, 4 … seconds."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - free, 20)), _LONGEST_WAIT)


def _tried(name: str, address: str) -> tuple[_Tried, _Tried]:
    # Behind one address may sit a whole office; behind one name sits one person.
    return _Tried(_hash(f"name {folded_name(name)}"), 5), _Tried(_hash(f"address {_network(address)}"), 20)


def _network(address: str) -> str:
    """The address, or of version 6 the network that one customer gets: its addresses are too many to count by."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address


def _hash(subject: str) -> str:
    return sha256(subject.encode()).hexdigest()


def _wait(connection: Connection, tried: _Tried, moment: datetime) -> timedelta:
    row = connection.execute(select(schema.sign_in_attempt).where(attempt.subject == tried.subject)).one_or_none()
    if row is None:
        return timedelta(0)
    over: datetime = row.tried_at.replace(tzinfo=UTC) + wait_after(row.attempts, tried.free)
    return max(over - moment, timedelta(0))


def _count(connection: Connection, tried: _Tried, moment: datetime) -> None:
    known = update(schema.sign_in_attempt).where(attempt.subject == tried.subject)
    if not connection.execute(known.values(attempts=attempt.attempts + 1, tried_at=moment)).rowcount:
        connection.execute(insert(schema.sign_in_attempt).values(subject=tried.subject, attempts=1, tried_at=moment))
