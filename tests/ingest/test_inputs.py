from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import UnreadableError
from ingest.inputs import LARGEST, Input, find_inputs
from tests.ingest.reading.test_office import make_docx

NOBODY = 65534


def found(*paths: str | Path) -> list[Input]:
    return list(find_inputs([str(path) for path in paths]))


def sources(*paths: str | Path) -> list[str]:
    return [each.source for each in found(*paths)]


def reasons(*paths: str | Path) -> dict[str, str]:
    """Why each of the files cannot be read; an empty reason for those that can."""
    told = {}
    for each in found(*paths):
        try:
            each.read()
            told[each.source] = ""
        except UnreadableError as error:
            told[each.source] = str(error)
    return told


def write(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/") + ".txt", text)
    return path


# Files and folders


def test_a_file_is_known_by_its_name_and_by_where_it_lies(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "perché")
    [one] = found(path)
    assert (one.source, one.origin, one.read()) == ("a.txt", str(path), "perché".encode())


def test_the_same_file_has_the_same_origin_whatever_the_way_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "deep" / "a.txt")
    monkeypatch.chdir(tmp_path / "deep")
    ways = ["a.txt", "./a.txt", "../deep/a.txt", str(tmp_path / "deep" / ".." / "deep" / "a.txt"), "."]
    assert {each.origin for each in found(*ways)} == {str(path)}


def test_an_origin_can_be_named_otherwise(tmp_path: Path) -> None:
    write(tmp_path / "it" / "a.txt")
    [one] = find_inputs([str(tmp_path)], lambda path: f"own:{path.relative_to(tmp_path).as_posix()}")
    assert one.origin == "own:it/a.txt"


def test_a_folder_gives_its_files_then_those_of_its_folders_each_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "c/a.txt", "Z.txt", "a.md"):
        write(tmp_path / name)
    assert sources(tmp_path) == ["Z.txt", "a.md", "b.txt", "a/z.txt", "a/b/c.txt", "c/a.txt"]


def test_several_paths_are_taken_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "x.txt")
    assert sources(write(tmp_path / "b.txt"), tmp_path / "folder", write(tmp_path / "a.txt")) == [
        "b.txt",
        "x.txt",
        "a.txt",
    ]


def test_hidden_files_and_folders_are_left_out_of_a_folder_but_not_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path / ".hidden.txt")
    write(tmp_path / ".git" / "config.txt")
    write(tmp_path / "seen.txt")
    assert sources(tmp_path) == ["seen.txt"]
    assert sources(tmp_path / ".hidden.txt", tmp_path / ".git") == [".hidden.txt", "config.txt"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_no_path_and_a_path_of_nothing_do_not_mean_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert found() == []
    assert reasons("") == {"": "There is no such file. Check the path."}


@pytest.mark.parametrize("name", ["missing.txt", "missing/a.txt", "missing.zip"])
def test_a_path_that_leads_nowhere_says_so(tmp_path: Path, name: str) -> None:
    assert reasons(tmp_path / name) == {Path(name).name: "There is no such file. Check the path."}


def test_a_name_that_is_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    [reason] = reasons(tmp_path / ("x" * 300)).values()
    assert reason == "The file cannot be read (File name too long). Check the path and its permissions."


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    [reason] = reasons(write(tmp_path / "a.txt") / "b.txt").values()
    assert reason == "The file cannot be read (Not a directory). Check the path and its permissions."


@contextmanager
def as_somebody_else() -> Iterator[Path]:
    """A folder that everybody may use, and rights that permissions bind: those of root would open everything."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        is_root = os.geteuid() == 0
        (folder / "shelf").mkdir()
        write(folder / "shelf" / "locked" / "a.txt")
        write(folder / "shelf" / "open.txt")
        write(folder / "shelf" / "private.txt").chmod(0)
        write_archive(folder / "shelf" / "private.zip", a="x").chmod(0)
        write(folder / "shelf" / "listed" / "b.txt")
        (folder / "shelf" / "listed").chmod(0o444)
        (folder / "shelf" / "locked").chmod(0)
        if is_root:
            os.seteuid(NOBODY)
        try:
            yield folder / "shelf"
        finally:
            if is_root:
                os.seteuid(0)
            for name in ("listed", "locked"):
                (folder / "shelf" / name).chmod(0o700)


def test_what_may_not_be_read_is_told_and_the_rest_is_read() -> None:
    with as_somebody_else() as shelf:
        assert reasons(shelf) == {
            "open.txt": "",
            "listed/b.txt": "The file cannot be read (Permission denied). Check the path and its permissions.",
            "private.txt": "The file cannot be read (Permission denied). Check the path and its permissions.",
            "private.zip": "The archive cannot be read (Permission denied). Check the path and its permissions.",
            str(shelf / "locked"): "The folder cannot be read (Permission denied). Check the path and its permissions.",
        }


def test_a_file_in_a_folder_that_may_not_be_looked_into_is_told() -> None:
    with as_somebody_else() as shelf:
        denied = "The file cannot be read (Permission denied). Check the path and its permissions."
        assert reasons(shelf / "locked" / "a.txt", shelf / "locked" / "b.zip") == {"a.txt": denied, "b.zip": denied}


def test_a_file_that_is_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = write(tmp_path / "large.txt")
    os.truncate(path, 200 * 1024 * 1024)
    assert reasons(path) == {
        "large.txt": "The file has 200 MB, and 50 MB are the most that is read. An article has a few thousand words: "
        "cut the file into its articles."
    }


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = write(tmp_path / "large.txt")
    os.truncate(path, LARGEST)
    assert len(found(path)[0].read()) == LARGEST
    os.truncate(path, LARGEST + 1)
    assert reasons(path)["large.txt"].startswith("The file has 50 MB, and 50 MB are the most")


@pytest.mark.timeout(20)
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    for name in ("pipe.txt", "pipe.zip"):
        os.mkfifo(tmp_path / name)
    reason = "This is no file but a device, a pipe or a socket. Hand in files or folders."
    assert reasons(tmp_path) == {"pipe.txt": reason, "pipe.zip": reason}
    assert reasons("/dev/zero") == {"zero": reason}


# Links


def test_links_in_a_folder_are_read_when_they_stay_in_it(tmp_path: Path) -> None:
    target = write(tmp_path / "shelf" / "deep" / "a.txt", "the text")
    (tmp_path / "shelf" / "link.txt").symlink_to(target)
    assert {each.source: each.read() for each in found(tmp_path / "shelf")} == {
        "link.txt": b"the text",
        "deep/a.txt": b"the text",
    }


def test_links_that_lead_out_of_the_folder_are_refused_unread(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt")
    shelf = tmp_path / "shelf"
    write(shelf / "a.txt")
    (shelf / "absolute.txt").symlink_to(secret)
    (shelf / "archive.zip").symlink_to(write_archive(tmp_path / "secret.zip", a="x"))
    (shelf / "relative.txt").symlink_to("../secret.txt")
    (shelf / "twice.txt").symlink_to("relative.txt")
    out = "The link leads out of the folder that was handed in. Hand in the file itself."
    assert reasons(shelf) == {
        "a.txt": "",
        "absolute.txt": out,
        "archive.zip": out,
        "relative.txt": out,
        "twice.txt": out,
    }


def test_a_link_that_was_itself_handed_in_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.txt", "the text")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real" / "a.txt")
    assert [(each.source, each.read()) for each in found(tmp_path / "link", tmp_path / "link.txt")] == [
        ("a.txt", b"the text"),
        ("link.txt", b"the text"),
    ]


def test_links_to_folders_are_not_followed_and_said_so(tmp_path: Path) -> None:
    write(tmp_path / "shelf" / "a.txt")
    write(tmp_path / "elsewhere" / "b.txt")
    (tmp_path / "shelf" / "loop").symlink_to(tmp_path / "shelf")
    (tmp_path / "shelf" / "out").symlink_to(tmp_path / "elsewhere")
    not_followed = "This is a link to a folder, which is not followed. Hand in that folder itself."
    assert reasons(tmp_path / "shelf") == {"a.txt": "", "loop": not_followed, "out": not_followed}


def test_links_that_lead_nowhere_or_to_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "dead.txt").symlink_to("missing.txt")
    (tmp_path / "ping.txt").symlink_to("pong.txt")
    (tmp_path / "pong.txt").symlink_to("ping.txt")
    nowhere = "The link leads nowhere. Hand in the file that it was meant for."
    assert reasons(tmp_path) == {"dead.txt": nowhere, "ping.txt": nowhere, "pong.txt": nowhere}


# Names


def test_a_name_with_control_characters_is_shown_without_them(tmp_path: Path) -> None:
    write(tmp_path / "a\x1b[31m\nb\u2028c.txt")
    assert sources(tmp_path) == ["a\ufffd[31m\ufffdb\ufffdc.txt"]


def test_names_that_are_no_text_are_shown_with_a_mark_and_yet_told_apart(tmp_path: Path) -> None:
    for name in (b"caff\xe8.txt", b"caff\xe9.txt"):
        (Path(os.fsdecode(bytes(tmp_path) + b"/" + name))).write_bytes(name)
    inputs = found(tmp_path)
    assert [(each.source, each.read()) for each in inputs] == [
        ("caff\ufffd.txt", b"caff\xe8.txt"),
        ("caff\ufffd.txt", b"caff\xe9.txt"),
    ]
    assert [each.origin for each in inputs] == [rf"{tmp_path}/caff\xe8.txt", rf"{tmp_path}/caff\xe9.txt"]


# Standard input


def test_standard_input_is_a_file_without_an_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("perché".encode())))
    [one] = found("-")
    assert (one.source, one.origin, one.read()) == ("-", None, "perché".encode())


def test_standard_input_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/zero").open(encoding="utf-8") as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        assert reasons("-")["-"].startswith("The file has 50 MB, and 50 MB are the most")


# Archives


def test_an_archive_gives_its_members_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "all.ZIP", b="two", a__c="one")
    assert [(each.source, each.origin, each.read()) for each in found(path)] == [
        ("a/c.txt", f"{path}!a/c.txt", b"one"),
        ("b.txt", f"{path}!b.txt", b"two"),
    ]


def test_an_archive_in_a_folder_is_opened_too(tmp_path: Path) -> None:
    write(tmp_path / "z.txt")
    write_archive(tmp_path / "all.zip", a="one")
    assert sources(tmp_path) == ["a.txt", "z.txt"]


def test_hidden_members_and_folders_are_left_out_of_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in ("a.txt", ".hidden", ".git/config", "__MACOSX/._a.txt", "folder/", "./b.txt", "../c.txt"):
            archive.writestr(name, "words")
    assert sources(tmp_path / "all.zip") == ["../c.txt", "a.txt", "b.txt"]


def test_members_may_be_read_again_and_in_any_order(tmp_path: Path) -> None:
    first, second = found(write_archive(tmp_path / "all.zip", a="one", b="two"))
    assert [second.read(), first.read(), second.read(), first.read()] == [b"two", b"one", b"two", b"one"]


def test_an_archive_is_opened_once_for_all_its_members(tmp_path: Path) -> None:
    """Opening it reads the list of all members: done for each of them, that would be quadratic."""
    path = write_archive(tmp_path / "all.zip", a="one", b="two", c="three")
    first, *others = found(path)
    first.read()
    path.unlink()
    assert [each.read() for each in others] == [b"two", b"three"]


def test_an_archive_without_articles_gives_nothing(tmp_path: Path) -> None:
    assert found(write_archive(tmp_path / "empty.zip")) == []


@pytest.mark.parametrize("left", [0, 1, 30, 100])
def test_an_archive_that_was_cut_off_is_refused_as_damaged(tmp_path: Path, left: int) -> None:
    path = write_archive(tmp_path / "all.zip", a="one" * 100, b="two" * 100)
    os.truncate(path, left)
    [(source, reason)] = reasons(path).items()
    assert source == "all.zip"
    assert reason == "The archive is damaged (File is not a zip file). Make it again."


def test_a_text_that_is_named_as_an_archive_is_refused_as_damaged(tmp_path: Path) -> None:
    assert reasons(write(tmp_path / "a.zip", "words")) == {
        "a.zip": "The archive is damaged (File is not a zip file). Make it again."
    }


def test_a_damaged_member_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "all.zip", a="first text " * 50, b="second text " * 50)
    data = bytearray(path.read_bytes())
    data[30 + len("a.txt")] = 0xFF  # the compressed bytes follow the header of 30 bytes and the name
    path.write_bytes(data)
    told = reasons(path)
    assert told["a.txt"].startswith("The archive's member is damaged (Error -3 while decompressing data")
    assert told["b.txt"] == ""


def test_a_member_with_a_password_says_so(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "all.zip", a="text")
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1  # the flag of encryption, in the member's header
    data[directory + 8] |= 1  # and in the list of members
    path.write_bytes(data)
    assert reasons(path) == {"a.txt": "The archive is protected by a password. Make it without one."}


def test_a_member_packed_in_an_unknown_way_says_so(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "all.zip", a="text")
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[8] = data[directory + 10] = 97
    path.write_bytes(data)
    assert reasons(path) == {
        "a.txt": "The archive cannot be unpacked (That compression method is not supported). Make it with plain zip."
    }


def test_a_small_archive_cannot_grow_without_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as member:
        for _ in range(51):
            member.write(bytes(1024 * 1024))
    assert path.stat().st_size < 100_000
    assert reasons(path)["a.txt"].startswith("The file is packed more than 200 times, to 51 MB unpacked")


def test_an_archive_with_broken_bytes_gives_members_or_reasons(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - the same damage every time
    path = write_archive(tmp_path / "all.zip", a="one " * 30, b__c="two " * 30, d="three")
    data = path.read_bytes()
    told = set()
    for _ in range(400):
        broken = bytearray(data)
        for _ in range(chance.choice([1, 3, 10])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken)
        told |= {reason[:11] for reason in reasons(path).values()}
    assert told == {"", "The archive", "The file is", "The file's ", "This is no "}


def test_an_archive_is_opened_and_a_document_that_is_packed_as_one_is_not_whatever_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive", "w") as archive:
        archive.writestr("a.txt", "words")
    (tmp_path / "document.zip").write_bytes(make_docx())
    (tmp_path / "damaged.docx").write_bytes(make_docx()[:-500])
    found = [each.source for each in find_inputs([str(tmp_path)])]
    assert found == ["a.txt", "damaged.docx", "document.zip"]
