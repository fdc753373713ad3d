from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.difference import Change, Stretch, difference, place_in_new

KEPT, REMOVED, ADDED = Change.KEPT, Change.REMOVED, Change.ADDED
texts = st.lists(st.sampled_from(["a", "b ", "word", " ", "\n", "\n\n", "è", "## ", "."]), max_size=40).map("".join)


def told(old: str, new: str) -> list[tuple[Change, str]]:
    return [(each.change, each.text) for each in difference(old, new)]


@given(texts, texts)
def test_both_texts_can_be_rebuilt_from_their_difference(old: str, new: str) -> None:
    found = difference(old, new)
    assert "".join(each.text for each in found if each.change is not ADDED) == old
    assert "".join(each.text for each in found if each.change is not REMOVED) == new
    assert all(each.text for each in found)
    assert all(one.change is not other.change for one, other in pairwise(found))
    assert (ADDED, REMOVED) not in [(one.change, other.change) for one, other in pairwise(found)]


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert difference(text, text) == ((Stretch(KEPT, text),) if text else ())


@given(texts, texts)
def test_a_place_in_a_kept_stretch_is_found_in_the_new_text(old: str, new: str) -> None:
    found = difference(old, new)
    at = 0
    for stretch in found:
        if stretch.change is KEPT:
            moved = place_in_new(found, at)
            assert new[moved : moved + len(stretch.text)] == stretch.text
        at += len(stretch.text) if stretch.change is not ADDED else 0
    assert place_in_new(found, len(old)) == len(new)


def test_a_changed_word_is_told_within_its_paragraph() -> None:
    old = "First one.\n\nListen before you speak today.\n\nLast one."
    new = "First one.\n\nListen before you answer today.\n\nLast one."
    assert told(old, new) == [
        (KEPT, "First one.\n\nListen before you"),
        (REMOVED, " speak"),
        (ADDED, " answer"),
        (KEPT, " today.\n\nLast one."),
    ]


def test_a_new_paragraph_is_added_as_a_whole() -> None:
    assert told("One.\n\nThree.\n", "One.\n\nTwo.\n\nThree.\n") == [
        (KEPT, "One.\n\n"),
        (ADDED, "Two.\n\n"),
        (KEPT, "Three.\n"),
    ]


def test_a_lone_word_between_two_changes_is_changed_with_them() -> None:
    assert told("They met the boss yesterday at noon.", "They saw the coach yesterday at noon.") == [
        (KEPT, "They"),
        (REMOVED, " met the boss"),
        (ADDED, " saw the coach"),
        (KEPT, " yesterday at noon."),
    ]


@pytest.mark.parametrize("ending", [" ", "\n\n"])
def test_very_long_texts_that_have_nothing_in_common_do_not_take_long(ending: str) -> None:
    old, new = (ending.join(f"{name}{number}" for number in range(60_000)) for name in ("a", "b"))
    started = time.process_time()
    assert told(old, new) == [(REMOVED, old), (ADDED, new)]
    assert time.process_time() - started < 2


def test_a_word_in_a_very_long_text_is_still_found() -> None:
    paragraphs = [f"Paragraph {number} of a very long text." for number in range(20_000)]
    old = "\n\n".join(paragraphs)
    paragraphs[7] = "Paragraph 7 of an endless text."
    found = [each for each in difference(old, "\n\n".join(paragraphs)) if each.change is not KEPT]
    assert found == [Stretch(REMOVED, " a very long"), Stretch(ADDED, " an endless")]
