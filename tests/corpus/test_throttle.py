from __future__ import annotations

from datetime import timedelta

import pytest

from corpus.database import open_database
from corpus.library import Library
from corpus.throttle import Throttle, wait_after
from tests.corpus.clock import Clock

HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(library: Library, clock: Clock) -> Throttle:
    return Throttle(open_database(library.folder / "mentorbase.db"), clock)


def waits(throttle: Throttle, name: str, address: str, times: int) -> list[float]:
    return [throttle.admit(name, address).total_seconds() for _ in range(times)]


def test_the_wait_doubles_with_each_failure_up_to_a_quarter_of_an_hour() -> None:
    seconds = [wait_after(failures, free=5).total_seconds() for failures in (0, 4, 5, 6, 7, 14, 15, 5000)]
    assert seconds == [0, 0, 1, 2, 4, 512, 900, 900]


def test_five_failures_under_a_name_are_free_from_wherever_they_come(throttle: Throttle, clock: Clock) -> None:
    assert waits(throttle, "astrid", HERE, 3) == [0, 0, 0]
    assert waits(throttle, "ASTRID", THERE, 3) == [0, 0, 1]
    clock.go_on(seconds=1)
    # The sixth is let through and fails; the next has to wait for two seconds, and waiting alone does not add to it.
    assert waits(throttle, "astrid", HERE, 3) == [0, 2, 2]
    clock.go_on(seconds=1.5)
    assert waits(throttle, "astrid", HERE, 1) == [0.5]


def test_twenty_failures_from_an_address_are_free_under_whatever_names(throttle: Throttle) -> None:
    assert [wait for number in range(21) for wait in waits(throttle, f"name-{number}", HERE, 1)] == [0] * 20 + [1]
    assert waits(throttle, "name-0", THERE, 1) == [0]


def test_the_addresses_of_one_customer_in_version_6_are_one(throttle: Throttle) -> None:
    found = [wait for number in range(21) for wait in waits(throttle, f"name-{number}", f"2001:db8::{number:x}", 1)]
    assert found == [0] * 20 + [1]
    assert waits(throttle, "astrid", "2001:db8:0:1::1", 1) == [0]


def test_a_success_forgets_the_failures_of_the_name_but_not_those_of_the_address(throttle: Throttle) -> None:
    assert waits(throttle, "mallory", HERE, 5) == [0] * 5
    assert waits(throttle, "astrid", HERE, 5) == [0] * 5
    throttle.succeed("astrid", HERE)
    # The address has failed nine times now, so that eleven more are free.
    assert [wait for number in range(12) for wait in waits(throttle, f"name-{number}", HERE, 1)] == [0] * 11 + [1]
    assert waits(throttle, "astrid", THERE, 1) == [0]


def test_failures_are_forgotten_after_a_day(throttle: Throttle, clock: Clock) -> None:
    assert waits(throttle, "astrid", HERE, 6) == [0] * 5 + [1]
    clock.go_on(hours=24)
    assert waits(throttle, "astrid", HERE, 6) == [0] * 5 + [1]


def test_a_new_password_lets_its_owner_in_at_once(throttle: Throttle) -> None:
    waits(throttle, "astrid", HERE, 6)
    throttle.forget("Astrid")
    assert throttle.admit("astrid", THERE) == timedelta(0)


def test_another_process_sees_the_same_counts_without_names_and_addresses(
    library: Library, throttle: Throttle, clock: Clock
) -> None:
    waits(throttle, "astrid", HERE, 5)
    other = Throttle(open_database(library.folder / "mentorbase.db"), clock)
    assert waits(other, "astrid", THERE, 1) == [1]
    everything = b"".join(path.read_bytes() for path in library.folder.iterdir() if path.is_file())
    assert b"astrid" not in everything
    assert HERE.encode() not in everything


def test_thirty_questions_sent_from_an_address_are_free_and_sign_ins_are_counted_apart(throttle: Throttle) -> None:
    assert [throttle.admit_sending(HERE).total_seconds() for _ in range(32)] == [0] * 30 + [1, 1]
    assert throttle.admit_sending(THERE).total_seconds() == 0
    assert waits(throttle, "astrid", HERE, 1) == [0]
