"""What has to follow a change of an article, done at once in a thread of its own so that no page waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from threading import Condition, Thread

from corpus.errors import MentorbaseError, unexpected
from corpus.message import NOTHING, Message

_log = logging.getLogger(__name__)


class FollowUp:
    """Calls `follow` with the articles that have changed since it was last called. Safe for threads.

    Changes that come while it is at work are put together for its next call: ten clicks do not write ten indexes.
    """

    def __init__(self, follow: Callable[[Collection[int]], None]) -> None:
        self._follow = follow
        self._changes = Condition()
        self._waiting: set[int] | None = None
        self._is_busy = False
        self._thread: Thread | None = None
        self._trouble = NOTHING

    @property
    def trouble(self) -> Message:
        """What went wrong the last time, in words for an editor; empty when nothing did."""
        return self._trouble

    @property
    def is_busy(self) -> bool:
        """Whether something that was changed has not been followed up yet."""
        with self._changes:
            return self._is_busy or self._waiting is not None

    def note(self, *articles: int) -> None:
        """The index is to follow a change; of these articles the text is new."""
        with self._changes:
            self._waiting = (self._waiting or set()) | set(articles)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="follow-up", daemon=True)
                self._thread.start()
            self._changes.notify_all()

    def join(self) -> None:
        """Wait until all changes have been followed up."""
        with self._changes:
            self._changes.wait_for(lambda: self._waiting is None and not self._is_busy)

    def _run(self) -> None:
        while True:
            with self._changes:
                self._changes.wait_for(lambda: self._waiting is not None)
                changed, self._waiting, self._is_busy = self._waiting or set(), None, True
            trouble = self._trouble_with(changed)
            with self._changes:
                self._trouble, self._is_busy = trouble, False
                self._changes.notify_all()

    def _trouble_with(self, changed: Collection[int]) -> Message:
        try:
            self._follow(changed)
        except MentorbaseError as error:
            _log.warning("a change was not followed up: %s", error)
            return error.message
        except Exception as error:
            _log.exception("a change was not followed up")
            return unexpected(error)
        return NOTHING
