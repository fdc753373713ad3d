"""The map of a small library."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.language import Language
from search.library_map import LibraryMap
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "library", FakeEncoder())
    shelf.add("goals and steps", Language.ENGLISH, "goals")
    shelf.add("goals and steps", Language.DUTCH, "goals")
    shelf.add("coffee at the station", Language.ENGLISH, "coffee")
    shelf.add("money for the train", Language.SWEDISH, "money")
    return shelf


def drawn(shelf: Shelf) -> LibraryMap:
    return LibraryMap(shelf.library.passages, shelf.index)


def test_without_an_index_there_is_no_place(shelf: Shelf) -> None:
    assert drawn(shelf).places() == {}


def test_every_family_has_one_place(shelf: Shelf) -> None:
    shelf.catch_up()
    places = drawn(shelf).places()
    assert sorted(places) == ["coffee", "goals", "money"]
    assert len(set(places.values())) == 3


def test_the_map_is_drawn_again_only_for_another_generation(shelf: Shelf) -> None:
    shelf.catch_up()
    library_map = drawn(shelf)
    first = library_map.places()
    assert library_map.places() is first
    shelf.add("birds and letters", Language.ENGLISH, "birds")
    assert library_map.places() is first
    shelf.catch_up()
    assert sorted(library_map.places()) == ["birds", "coffee", "goals", "money"]


def test_what_has_gone_since_the_index_was_written_has_no_place(shelf: Shelf) -> None:
    gone = shelf.add("birds and letters", Language.ENGLISH, "birds")
    shelf.catch_up()
    shelf.library.articles.delete(gone)
    assert "birds" not in drawn(shelf).places()
