"""What was used last is kept."""

from __future__ import annotations

from search.lately_used import LatelyUsed


def test_what_was_put_the_longest_ago_goes() -> None:
    kept: LatelyUsed[str, int] = LatelyUsed(2)
    kept.put({"one": 1, "two": 2})
    kept.put({"one": 1})
    kept.put({"three": 3})
    assert kept.known(["one", "two", "three", "four"]) == {"one": 1, "three": 3}
    kept.put({"four": 4, "five": 5, "six": 6})
    assert kept.known(["three", "four", "five", "six"]) == {"five": 5, "six": 6}
