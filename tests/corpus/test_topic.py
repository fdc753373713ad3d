"""Whom articles are for, as their files and those who search say it."""

from __future__ import annotations

import pytest

from corpus.topic import Audience, named_audiences, parse_audiences


def test_audiences_come_in_one_order_whatever_the_file_says() -> None:
    assert named_audiences({"audience": ["programme", "friends", "mentee"]}) == ["mentee", "programme"]
    assert named_audiences({"audience": "mentor"}) == ["mentor"]
    assert named_audiences({}) == []


def test_audiences_are_read_from_names_and_from_lists_of_names() -> None:
    assert parse_audiences(["mentee, Mentor", "mentor"]) == {Audience.MENTEE, Audience.MENTOR}
    assert parse_audiences([]) == frozenset()


def test_what_is_no_audience_is_named() -> None:
    with pytest.raises(ValueError, match="friends, boss: choose from mentee, mentor, programme"):
        parse_audiences(["friends,mentor", "boss"])
