"""What `mentorbase ingest` offers beyond the contract: trying, reading again, tables, folders kept in step."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from string import ascii_lowercase

import pytest

from ingest.errors import FolderGoneError
from tests.ui.conftest import SmallLibrary
from tests.ui.test_command_line import Run, write
from tests.ui.test_command_line import run as run
from ui.service import Service

WALK = "Book a meeting over coffee and a walk, ideally soon, and bring one question that keeps you awake at night."
TALK = "Ask a mentor whom you trust what went wrong in the first year, and listen longer than feels comfortable to you."


def statuses(service: Service, *paths: Path, dry_run: bool = False) -> list[tuple[str, str, int | None]]:
    take_in = service.try_ingest if dry_run else service.ingest
    return [(each.source, each.status, each.article) for each in take_in(map(str, paths))]


def test_trying_tells_what_would_become_of_each_file_and_changes_nothing(
    small_library: SmallLibrary, tmp_path: Path
) -> None:
    service = small_library.service
    known = small_library.ids["meeting-en.md"]
    changed = write(small_library.files / "meeting-en.md", f"---\nlanguage: en\n---\n{WALK}\n")
    new = write(tmp_path / "new.md", f"---\nlanguage: en\n---\n{TALK}\n")
    empty = write(tmp_path / "empty.md", "")
    before = [(each.id, each.updated) for each in service.articles()]
    expected = [("meeting-en.md", "updated", known), ("new.md", "added", None), ("empty.md", "rejected", None)]
    assert statuses(service, changed, new, empty, dry_run=True) == expected
    assert [(each.id, each.updated) for each in service.articles()] == before
    assert [status for _, status, _ in statuses(service, changed, new, empty)] == ["updated", "added", "rejected"]


def test_a_try_says_that_nothing_was_changed(run: Run, small_library: SmallLibrary, tmp_path: Path) -> None:
    done = run("ingest", "--dry-run", write(tmp_path / "new.md", f"---\nlanguage: en\n---\n{TALK}\n"), "--json")
    assert (done.status, [line["status"] for line in done.lines]) == (0, ["added"])
    assert "Nothing was changed. It would be: 1 added" in done.err
    assert len(list(small_library.service.articles())) == len(small_library.ids)


def test_the_report_is_also_written_as_a_table(run: Run, small_library: SmallLibrary, tmp_path: Path) -> None:
    new = write(tmp_path / "in2" / "città.md", f"---\nlanguage: en\n---\n{TALK}\n")
    write(tmp_path / "in2" / "empty.md", "")
    done = run("ingest", new.parent, "--report", tmp_path / "report.csv")
    assert done.status == 1
    assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # so that spreadsheets see the accents
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["source"], row["status"]) for row in rows] == [("città.md", "added"), ("empty.md", "rejected")]
    assert rows[1]["reason"].startswith("The file is empty.")


def test_a_report_that_cannot_be_written_ends_before_anything_is_taken_in(
    run: Run, small_library: SmallLibrary, tmp_path: Path
) -> None:
    new = write(tmp_path / "new.md", f"---\nlanguage: en\n---\n{TALK}\n")
    done = run("ingest", new, "--report", tmp_path / "nowhere" / "report.csv")
    assert (done.status, "Choose another file with --report." in done.err) == (1, True)
    assert len(list(small_library.service.articles())) == len(small_library.ids)


@pytest.mark.parametrize("words", [[], ["--watch", ".", "a.md"], ["--watch", ".", "--dry-run"]])
def test_paths_and_a_folder_to_watch_are_told_apart(run: Run, words: list[str]) -> None:
    assert run("ingest", *words).status == 2


def test_a_folder_is_kept_in_step_until_it_is_told_to_stop(small_library: SmallLibrary, tmp_path: Path) -> None:
    service, stop = small_library.service, threading.Event()
    folder = tmp_path / "in"
    write(folder / "walk.md", f"---\nlanguage: en\n---\n{WALK}\n")
    assert [each.status for each in service.ingest([str(folder)])] == ["added"]
    looks = service.keep_in_step(folder, stop=stop)
    assert [each.status for each in next(looks)] == ["unchanged"]

    new = write(folder / "new.md", f"---\nlanguage: en\n---\n{TALK}\n")
    [added] = next(looks)
    assert (added.source, added.status) == ("new.md", "added")
    assert service.search("a mentor whom you trust").hits[0].article.id == added.article

    moved = new.rename(folder / "moved.md")
    assert [(each.status, each.article) for each in next(looks)] == [("unchanged", added.article)]

    moved.unlink()
    assert [(each.source, each.status, each.article) for each in next(looks)] == [("new.md", "gone", added.article)]
    write(moved, f"---\nlanguage: en\n---\n{TALK}\n")
    assert [(each.status, each.article) for each in next(looks)] == [("updated", added.article)]
    stop.set()
    assert list(looks) == []


def test_a_folder_that_is_not_there_is_not_kept_in_step(small_library: SmallLibrary, tmp_path: Path) -> None:
    with pytest.raises(FolderGoneError):
        next(small_library.service.keep_in_step(tmp_path / "none"))
    assert all(each.status == "live" for each in small_library.service.articles())


def test_a_batch_that_is_killed_goes_on_where_it_was_and_repeats_nothing(
    small_library: SmallLibrary, tmp_path: Path
) -> None:
    chance = random.Random(0)  # noqa: S311 - not for secrets
    for number in range(120):
        words = ["".join(chance.choices(ascii_lowercase, k=6)) for _ in range(30)]  # articles that are not alike
        write(tmp_path / "many" / f"{number:03}.md", f"---\nlanguage: en\n---\n{' '.join(words)}.\n")
    program = "import sys; from ui.command_line import main; sys.argv[0] = 'mentorbase'; main()"
    command = [sys.executable, "-c", program, "ingest", str(tmp_path / "many"), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        told = [json.loads(process.stdout.readline()) for _ in range(20)]
        process.kill()
        told += [json.loads(line) for line in process.stdout if line.endswith("\n")]
    assert 20 <= len(told) < 120
    again = list(small_library.service.ingest([str(tmp_path / "many")]))
    known = {each.source: each.article for each in again if each.status == "unchanged"}
    assert {line["source"]: line["article"] for line in told}.items() <= known.items()
    assert {each.status for each in again} == {"unchanged", "added"}
    assert len(list(small_library.service.articles())) == len(small_library.ids) + 120
