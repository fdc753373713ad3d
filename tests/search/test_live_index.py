"""The reader's side of the index: swapped under running searches, whoever writes."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.generation import Generation
from search.live_index import LiveIndex
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf


def _current(index: LiveIndex) -> Generation:
    generation = index.current()
    assert generation is not None
    return generation


def test_there_is_no_generation_before_the_first_is_written(shelf: Shelf) -> None:
    assert shelf.index.current() is None


def test_the_same_generation_is_handed_out_while_no_newer_one_is_written(shelf: Shelf) -> None:
    shelf.catch_up()
    assert _current(shelf.index) is _current(shelf.index)


def test_a_newer_generation_takes_the_place_of_the_one_held(shelf: Shelf) -> None:
    shelf.catch_up()
    assert _current(shelf.index).number == 1
    shelf.catch_up()
    assert _current(shelf.index).number == 2


def test_the_generation_held_goes_on_when_its_folder_has_been_pruned(shelf: Shelf) -> None:
    article = shelf.add("goal and plan")
    shelf.catch_up()
    held = _current(shelf.index)
    for _ in range(3):
        shelf.catch_up()
    assert not (shelf.indexes / "generation-00000001").exists()
    query = shelf.encoder.encode_queries(["goal"])[0]
    found, _ = held.dense.search(query, 1)
    assert shelf.library.passages.live(found.tolist())[int(found[0])].article == article


def test_a_broken_newer_generation_is_read_once_and_the_one_held_goes_on(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.catch_up()
    shelf.catch_up()
    held = _current(shelf.index)
    shelf.catch_up()
    (shelf.indexes / "generation-00000003" / "dense.faiss").write_bytes(b"garbage")
    found = [_current(shelf.index).number for _ in range(5)]
    assert (held.number, found) == (2, [2] * 5)
    assert [record.getMessage() for record in caplog.records] == [
        "index generation generation-00000003 cannot be used: dense.faiss has changed since it was written"
    ]


def test_a_generation_after_a_broken_one_is_opened(shelf: Shelf) -> None:
    shelf.catch_up()
    _current(shelf.index)
    shelf.catch_up()
    (shelf.indexes / "generation-00000002" / "dense.faiss").unlink()
    assert _current(shelf.index).number == 1
    shelf.catch_up()
    assert _current(shelf.index).number == 3


def test_an_index_that_was_thrown_away_and_made_anew_is_noticed(shelf: Shelf) -> None:
    shelf.catch_up()
    assert len(_current(shelf.index).ids) == 0
    (shelf.indexes / "generation-00000001").rename(shelf.indexes.with_name("away"))
    shelf.add("goal and plan")
    shelf.catch_up()
    assert (_current(shelf.index).number, len(_current(shelf.index).ids)) == (1, 1)


def test_the_one_held_goes_on_when_the_whole_index_has_gone(shelf: Shelf) -> None:
    shelf.catch_up()
    held = _current(shelf.index)
    (shelf.indexes / "generation-00000001").rename(shelf.indexes.with_name("away"))
    assert _current(shelf.index) is held


def test_generations_of_another_encoder_are_not_handed_out(shelf: Shelf) -> None:
    shelf.catch_up()
    assert LiveIndex(shelf.indexes, "another").current() is None


def _watch(index: LiveIndex, stop: threading.Event) -> list[int]:
    """Look at the index until told to stop; the numbers of the generations seen.

    Every article of these tests has one passage and raises the store's generation by one, so that a generation that is
    mixed of two shows other counts.
    """
    numbers = []
    while not stop.is_set():
        generation = _current(index)
        counts = {len(generation.ids), len(generation.dense), generation.manifest.passages}
        assert counts == {generation.manifest.store_generation}
        numbers.append(generation.number)
    return numbers


def test_readers_see_whole_generations_that_only_rise_while_a_thread_writes(shelf: Shelf) -> None:
    shelf.add("goal and plan")
    shelf.catch_up()
    stop = threading.Event()
    with ThreadPoolExecutor(4) as readers:
        watching = [readers.submit(_watch, shelf.index, stop) for _ in range(4)]
        try:
            for _ in range(40):
                shelf.add("trust and hope")
                shelf.catch_up()
        finally:
            stop.set()
        seen = [each.result() for each in watching]
    assert all(numbers == sorted(numbers) for numbers in seen)
    assert _current(shelf.index).number == 41


def test_readers_see_whole_generations_while_another_process_writes(shelf: Shelf, tmp_path: Path) -> None:
    first = shelf.add("goal and plan")
    shelf.catch_up()
    command = [sys.executable, "-m", "tests.search.writer", str(tmp_path / "library"), "many", "25"]
    with subprocess.Popen(command) as writer:
        newly_opened = 0
        while writer.poll() is None:
            # A reader that has just started races with the pruning of what it is about to open.
            generation = _current(LiveIndex(shelf.indexes, FakeEncoder.fingerprint))
            assert len(generation.ids) == generation.manifest.store_generation
            assert shelf.found("goal and plan", limit=1) == [first]
            newly_opened += 1
    assert writer.returncode == 0
    assert newly_opened > 0
    assert (_current(shelf.index).number, len(_current(shelf.index).ids)) == (26, 26)
