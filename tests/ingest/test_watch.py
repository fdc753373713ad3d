from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import Library
from ingest.errors import FolderGoneError
from ingest.watch import articles_without_file, changes, file_exists
from tests.corpus.conftest import content_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def add(library: Library, origin: str) -> int:
    return library.articles.add(
        "a.md", origin, content_of(origin), Language.ENGLISH, None, Splitting("1", []), live=True
    )


def test_a_folder_is_first_to_be_looked_at_as_a_whole_and_then_where_it_changes(
    folder: Path, stop: threading.Event
) -> None:
    watching = changes(folder, stop)
    assert next(watching) is None
    (folder / "a.md").write_text("words", encoding="utf-8")
    assert next(watching) == {folder / "a.md"}
    (folder / "a.md").unlink()
    assert next(watching) == {folder / "a.md"}
    stop.set()
    assert list(watching) == []


def test_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(FolderGoneError, match="Nothing was changed"):
        next(changes(folder / "none"))


def test_articles_whose_files_are_gone_are_named(library: Library, folder: Path) -> None:
    (folder / "there.md").write_text("words", encoding="utf-8")
    add(library, f"{folder}/there.md")
    gone = add(library, f"{folder}/sub/gone.md")
    add(library, f"{folder}-other/gone.md")
    add(library, "bundled:gone.md")
    assert articles_without_file(library.articles, folder) == [gone]
    library.articles.delete(gone)
    assert articles_without_file(library.articles, folder) == []


def test_the_members_and_rows_of_a_file_that_is_there_are_there(folder: Path) -> None:
    (folder / "all.zip").write_bytes(b"")
    (folder / "odd!#name.md").write_bytes(b"")
    assert file_exists(f"{folder}/all.zip!en/a.md")
    assert file_exists(f"{folder}/all.zip!rows.csv#3")
    assert file_exists(f"{folder}/odd!#name.md")
    assert not file_exists(f"{folder}/none.zip!en/a.md")
    assert file_exists("bundled:en/a.md")


def test_an_empty_folder_is_taken_for_a_disk_that_is_not_there(library: Library, folder: Path) -> None:
    add(library, f"{folder}/a.md")
    with pytest.raises(FolderGoneError):
        articles_without_file(library.articles, folder)
