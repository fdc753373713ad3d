"""`mentorbase library …`: a whole library goes out as a folder and comes into another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import SmallLibrary
from tests.ui.test_command_line import INGEST_FIELDS, Run
from tests.ui.test_command_line import run as run
from ui.library_archive import pack


@pytest.fixture
def folder(small_library: SmallLibrary, tmp_path: Path) -> Path:
    """The small library with a golden question, written to a folder."""
    small_library.service.add_golden_question("Vanno pagati?", [small_library.ids["paying-it.md"]])
    list(small_library.service.export_library(tmp_path / "out"))
    return tmp_path / "out"


def test_export_prints_a_line_for_each_article_and_writes_its_file(
    run: Run, small_library: SmallLibrary, tmp_path: Path
) -> None:
    exported = run("library", "export", tmp_path / "out", "--json")
    assert exported.status == 0
    assert [list(line) for line in exported.lines] == [["article", "file"]] * 4
    assert [line["article"] for line in exported.lines] == sorted(small_library.ids.values())
    assert all(Path(line["file"]).is_file() for line in exported.lines)
    told = run("library", "export", tmp_path / "again")
    assert (told.status, told.out) == (0, f"The library is written to {tmp_path / 'again'}: 4 articles.\n")


@pytest.mark.parametrize("is_packed", [False, True])
def test_an_empty_library_gets_everything_and_search_finds_it(
    run: Run, folder: Path, tmp_path: Path, is_packed: bool
) -> None:
    given = folder
    if is_packed:
        given = tmp_path / "out.zip"
        pack(folder, given)
    before = run("articles", "list", "--json").lines
    imported = run("--library", tmp_path / "second", "library", "import", given, "--json")
    assert imported.status == 0
    assert [list(line) for line in imported.lines] == [INGEST_FIELDS] * 4
    assert {line["status"] for line in imported.lines} == {"added"}
    assert imported.err.endswith("4 added\n")
    # Both are listed in the order of their ids, with the moments of their last changes.
    assert run("--library", tmp_path / "second", "articles", "list", "--json").lines == before
    (found,) = run("--library", tmp_path / "second", "search", "book a meeting over coffee", "--json").lines
    assert found["results"][0]["source"] == "meeting-en.md"
    (asked,) = run("--library", tmp_path / "second", "golden", "list", "--json").lines
    assert asked["question"] == "Vanno pagati?"


def test_a_second_import_is_told_in_one_line_and_changes_nothing(run: Run, folder: Path) -> None:
    before = run("articles", "list", "--json").lines
    imported = run("library", "import", folder)
    assert (imported.status, imported.out) == (0, "")
    assert imported.err.endswith("4 unchanged\n")
    assert run("articles", "list", "--json").lines == before


def test_one_broken_file_is_named_with_status_1_and_the_others_come_in(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "history" / "sv" / "meeting-sv.json").write_text("{}", encoding="utf-8")
    imported = run("--library", tmp_path / "second", "library", "import", folder, "--json")
    assert imported.status == 1
    # What was said of it and its translation has nothing to stand on.
    assert {line["source"]: line["status"] for line in imported.lines if line["status"] != "added"} == {
        "sv/meeting-sv.json": "rejected",
        "alignments.jsonl": "rejected",
    }
    assert len([line for line in imported.lines if line["status"] == "added"]) == 3


def test_what_is_no_library_is_refused_with_what_to_do(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"no archive")
    (tmp_path / "empty").mkdir()
    before = run("articles", "list", "--json").lines
    for given, told in ((tmp_path / "no.zip", "cannot be unpacked"), (tmp_path / "empty", "There is no whole library")):
        refused = run("library", "import", given, "--json")
        assert (refused.status, refused.out) == (1, "")
        assert told in refused.err
    assert run("articles", "list", "--json").lines == before


def test_a_folder_that_holds_something_is_not_written_to(run: Run, folder: Path) -> None:
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    refused = run("library", "export", folder)
    assert (refused.status, refused.out) == (1, "")
    assert "There is something in" in refused.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
