"""A clock that stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Gives one moment, and later ones once `go_on` was called."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self._moment

    def go_on(self, **time: float) -> None:
        """Some `hours`, `minutes` or `seconds` pass."""
        self._moment += timedelta(**time)
