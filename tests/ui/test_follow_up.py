from __future__ import annotations

from collections.abc import Collection
from threading import Event

from corpus.errors import MentorbaseError
from corpus.message import Message
from ui.follow_up import FollowUp


def test_changes_that_come_while_it_is_at_work_are_put_together() -> None:
    calls: list[set[int]] = []
    begun, opened = Event(), Event()

    def follow(changed: Collection[int]) -> None:
        calls.append(set(changed))
        begun.set()
        assert opened.wait(30)

    follow_up = FollowUp(follow)
    follow_up.note(1)
    assert begun.wait(30)
    follow_up.note(2)
    follow_up.note()
    follow_up.note(3, 2)
    assert follow_up.is_busy
    opened.set()
    follow_up.join()
    assert calls == [{1}, {2, 3}]
    assert not follow_up.is_busy


def test_trouble_is_told_until_it_works_again() -> None:
    errors = [MentorbaseError(Message("No space.")), KeyError("x"), None]

    def follow(changed: Collection[int]) -> None:
        if (error := errors.pop(0)) is not None:
            raise error

    follow_up = FollowUp(follow)
    told = []
    for _ in range(3):
        follow_up.note()
        follow_up.join()
        told.append(follow_up.trouble)
    assert told == ["No space.", "KeyError: 'x'", ""]
