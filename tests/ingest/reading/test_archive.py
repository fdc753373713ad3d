from __future__ import annotations

import io
import os
import random
import stat
import struct
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.errors import UnreadableError
from ingest.reading.archive import ArchiveLimits, Member, open_archive

MB = 1024 * 1024
LIMITS = ArchiveLimits()
SMALL = ArchiveLimits(members=4, total_mb=2, member_mb=1, ratio=20, ratio_from_mb=1, depth=2)
OUT = "The file's name in the archive leads out of the archive's folder. Make the archive again from inside it."
CONTROLS = "The file's name in the archive has control characters. Rename the file and make the archive again."
TWICE = "The archive holds two files of this name. Rename one and make the archive again."
OVERLAP = "The archive is damaged (its files overlap). Make it again."
TOO_MANY = "The archive holds more than 4 files, with those of the archives in it. Split it into several archives."
TOO_LARGE = "Unpacked, the archive has more than 2 MB, with the archives in it. Split it into several archives."


def pack(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def named(name: str, mode: int = 0) -> zipfile.ZipInfo:
    """A member with exactly this name, and this kind of a file on Unix."""
    info = zipfile.ZipInfo()
    info.filename = name
    info.external_attr = mode << 16
    return info


def members(archive: Path | bytes, limits: ArchiveLimits = LIMITS) -> list[Member]:
    return list(open_archive(archive, limits))


def outcome(archive: Path | bytes, limits: ArchiveLimits = LIMITS) -> dict[str, bytes | str]:
    """The bytes of each member, or the reason why there are none."""
    told: dict[str, bytes | str] = {}
    for each in members(archive, limits):
        try:
            told[each.name] = each.read()
            assert not each.reason
        except UnreadableError as error:
            told[each.name] = str(error)
    return told


def why_not(archive: Path | bytes, limits: ArchiveLimits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        open_archive(archive, limits)
    return str(caught.value)


def patched(archive: bytes, name: str, *, in_header: dict[int, bytes], in_list: dict[int, bytes]) -> bytes:
    """An archive with other bytes at these places of the member's header and of its entry in the list."""
    data = bytearray(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        header = opened.getinfo(name).header_offset
        entry = archive.index(name.encode(), opened.start_dir) - 46
    for start, changes in ((header, in_header), (entry, in_list)):
        for place, new in changes.items():
            data[start + place : start + place + len(new)] = new
    return bytes(data)


def with_size(archive: bytes, name: str, size: int) -> bytes:
    """An archive that says another size of what a member unpacks to."""
    return patched(archive, name, in_header={22: struct.pack("<L", size)}, in_list={24: struct.pack("<L", size)})


# What is taken


def test_members_come_in_the_order_of_their_names_with_their_bytes(tmp_path: Path) -> None:
    data = pack(("b.txt", b"two"), ("a/c.txt", b"one"), ("e.txt", b""))
    (tmp_path / "all.zip").write_bytes(data)
    assert outcome(data) == outcome(tmp_path / "all.zip") == {"a/c.txt": b"one", "b.txt": b"two", "e.txt": b""}
    assert [each.path for each in members(data)] == ["a/c.txt", "b.txt", "e.txt"]


def test_folders_and_hidden_files_are_left_out() -> None:
    names = ("a.txt", ".hidden", ".git/config", "x/.b", "__MACOSX/._a.txt", "folder/", "./b.txt")
    assert list(outcome(pack(*[(name, b"") for name in names]))) == ["a.txt", "b.txt"]


def test_stored_members_are_read_too() -> None:
    assert outcome(pack(("a.txt", b"one"), method=zipfile.ZIP_STORED)) == {"a.txt": b"one"}


def test_members_may_be_read_again_in_any_order_and_by_many_threads() -> None:
    found = members(pack(*[(f"{number}.txt", b"%d" % number) for number in range(8)]))
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            assert list(threads.map(lambda each: each.read(), reversed(found))) == [
                b"%d" % n for n in reversed(range(8))
            ]


def test_an_archive_is_opened_once_for_all_its_members_and_closed_after_the_last(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(pack(("a.txt", b"one"), ("b.txt", b"two")))
    before = len(list(Path("/proc/self/fd").iterdir()))
    first, second = members(path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    first.read()
    path.unlink()
    assert second.read() == b"two"
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    with pytest.raises(UnreadableError, match="No such file"):
        first.read()


def test_an_archive_without_members_gives_nothing() -> None:
    assert outcome(pack()) == {}


def test_an_archive_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    reason = "The archive cannot be read (No such file or directory). Check the path and its permissions."
    assert why_not(tmp_path / "none.zip") == reason


# Names


@pytest.mark.parametrize(
    "name",
    ["../x.txt", "a/../../x.txt", "a/../x.txt", "/etc/passwd", "//host/x", "..\\x.txt", "a\\..\\x.txt", "\\x.txt"],
)
def test_a_name_that_leads_elsewhere_is_refused_and_the_others_are_read(name: str) -> None:
    told = outcome(pack((named(name), b"words"), ("b.txt", b"two")))
    assert told.pop("b.txt") == b"two"
    assert list(told.values()) == [OUT]


@pytest.mark.parametrize("name", ["C:\\x.txt", "c:/x.txt", "C:x.txt"])
def test_a_name_with_a_drive_is_refused(name: str) -> None:
    assert list(outcome(pack((named(name), b"words"))).values()) == [OUT]


@pytest.mark.parametrize(
    "name", ["a\x1b[31m.txt", "a\n.txt", "a\u2028.txt", "a\x7f.txt", "txt.\u202eexe", "a\x00b.txt"]
)
def test_a_name_with_control_characters_is_refused_and_shown_without_them(name: str) -> None:
    data = pack((named(name.replace("\x00", "0")), b"words"))
    [(shown, reason)] = outcome(data.replace(b"a0b.txt", b"a\x00b.txt") if "\x00" in name else data).items()
    assert reason == CONTROLS
    assert "�" in shown
    assert shown.isprintable()


def test_backslashes_are_folders_as_old_programs_mean_them() -> None:
    [each] = members(pack((named("a\\b.txt"), b"words"), (named("folder\\"), b"")))
    assert (each.name, each.path, each.read()) == ("a/b.txt", "a\\b.txt", b"words")


def test_letters_and_accents_that_stand_apart_are_shown_as_one() -> None:
    [each] = members(pack(("perche\u0301.txt", b"words")))
    assert (each.name, each.path) == ("perch\u00e9.txt", "perche\u0301.txt")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "names", [("a.txt", "a.txt"), ("x/a.txt", "x\\a.txt"), ("a.txt", "./a.txt"), ("\u00e9.txt", "e\u0301.txt")]
)
def test_two_files_of_one_name_are_both_refused(names: tuple[str, str]) -> None:
    found = members(pack(*[(named(name), b"words") for name in names], ("b.txt", b"two")))
    assert sorted(each.reason for each in found) == ["", TWICE, TWICE]


def test_names_without_letters_and_endless_ones_are_refused() -> None:
    told = members(pack((named("./."), b"x"), (named("a" * 2000), b"x")))
    assert [each.reason[:46] for each in told] == [
        "The file has no name in the archive. Make the ",
        "The file's name in the archive is longer than ",
    ]
    assert len(told[1].name) == 1000


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (stat.S_IFLNK, "This is a link, which is not followed. Put the file itself into the archive."),
        (stat.S_IFIFO, "This is no file but a folder, a device, a pipe or a socket. Put only files into the archive."),
        (stat.S_IFDIR, "This is no file but a folder, a device, a pipe or a socket. Put only files into the archive."),
    ],
)
def test_what_is_no_file_is_refused(kind: int, reason: str) -> None:
    archive = pack((named("a.txt", kind | 0o777), b"/etc/passwd"), (named("b.txt", stat.S_IFREG | 0o600), b"two"))
    assert outcome(archive) == {"a.txt": reason, "b.txt": b"two"}


# Sizes


def test_a_small_archive_cannot_grow_without_end() -> None:
    archive = pack(("a.txt", bytes(51 * MB)), ("b.txt", b"two"))
    assert len(archive) < 100_000
    assert outcome(archive) == {
        "a.txt": "The file is packed more than 200 times, to 51 MB unpacked: no text is. Hand in the text itself.",
        "b.txt": b"two",
    }


def test_a_large_file_is_refused_unread() -> None:
    archive = with_size(pack(("a.txt", random.Random(1).randbytes(MB)), ("b.txt", b"two")), "a.txt", 60 * MB)  # noqa: S311
    reason = "The file has 60 MB, and 50 MB are the most that is read. "
    reason += "An article has a few thousand words: cut the file into its articles."
    assert outcome(archive) == {"a.txt": reason, "b.txt": b"two"}


def test_a_file_of_the_largest_size_is_read() -> None:
    noise = random.Random(1).randbytes(MB)  # noqa: S311 - the same bytes every time
    assert outcome(pack(("a.txt", noise)), SMALL) == {"a.txt": noise}
    assert outcome(pack(("a.txt", noise + b"x")), SMALL)["a.txt"] != noise


@pytest.mark.parametrize("said", [0, 3, 1000])
def test_a_size_that_is_smaller_than_what_comes_is_not_believed(said: int) -> None:
    archive = with_size(pack(("a.txt", bytes(10 * MB)), ("b.txt", b"two")), "a.txt", said)
    told = outcome(archive)
    assert str(told["a.txt"]).startswith("The archive's member is damaged (")
    assert told["b.txt"] == b"two"


def test_a_size_that_is_larger_than_what_comes_is_told() -> None:
    told = outcome(with_size(pack(("a.txt", b"words" * 10)), "a.txt", 1000))
    reason = "The archive's member is damaged (it has another length than the archive says). Make the archive again."
    assert told == {"a.txt": reason}


def test_as_many_members_as_allowed_are_read_and_not_one_more() -> None:
    assert len(outcome(pack(*[(f"{number}.txt", b"x") for number in range(4)]), SMALL)) == 4
    assert why_not(pack(*[(f"{number}.txt", b"x") for number in range(5)]), SMALL) == TOO_MANY


def test_a_list_of_members_that_is_too_long_is_not_read_at_all() -> None:
    """Each entry becomes an object of zipfile's, before they can be counted."""
    archive = pack(*[(f"{number}.txt", b"") for number in range(100)])  # more than 46 bytes each: over 4 x 1000
    assert why_not(archive, SMALL) == "The archive's list of files is too long. Split it into several archives."


def test_all_members_together_may_have_the_size_that_is_allowed() -> None:
    noise = random.Random(1).randbytes(MB)  # noqa: S311
    assert len(outcome(pack(("a", noise), ("b", noise)), SMALL)) == 2
    assert why_not(pack(("a", noise), ("b", noise), ("c", b"x")), SMALL) == TOO_LARGE


def test_what_is_refused_does_not_count_as_size() -> None:
    noise = random.Random(1).randbytes(MB)  # noqa: S311
    told = outcome(pack(("a", noise), ("film.mp4", noise * 3), ("c", noise)), SMALL)
    assert (told["a"], told["c"]) == (noise, noise)


# Archives in archives


def nest(depth: int) -> bytes:
    archive = pack(("a.txt", b"words"))
    for _ in range(depth):
        archive = pack(("in.zip", archive))
    return archive


def test_archives_in_archives_are_opened_two_deep() -> None:
    assert outcome(nest(1)) == {"in.zip/a.txt": b"words"}
    assert outcome(nest(2)) == {"in.zip/in.zip/a.txt": b"words"}
    [each] = members(nest(2))
    assert (each.path, each.read(), each.read()) == ("in.zip!in.zip!a.txt", b"words", b"words")
    reason = "The archive lies in 3 others, and 2 are the most that are opened. Unpack it and hand in its files."
    assert outcome(nest(3)) == {"in.zip/in.zip/in.zip": reason}


def test_the_members_of_an_archive_in_the_archive_come_at_its_place() -> None:
    inner = pack(("z.txt", b"2"), ("y.txt", b"1"))
    assert outcome(pack(("c.txt", b"3"), ("a.txt", b"0"), ("b.ZIP", inner))) == {
        "a.txt": b"0",
        "b.ZIP/y.txt": b"1",
        "b.ZIP/z.txt": b"2",
        "c.txt": b"3",
    }


def test_a_damaged_archive_in_the_archive_is_refused_and_the_others_are_read() -> None:
    cut_off = pack(("x.txt", b"x"))[:-10]
    assert outcome(pack(("a.zip", cut_off), ("b.zip", b"words"), ("c.txt", b"3"))) == {
        "a.zip": "The archive is damaged (File is not a zip file). Make it again.",
        "b.zip": "The archive is damaged (File is not a zip file). Make it again.",
        "c.txt": b"3",
    }


def test_the_limits_are_those_of_all_archives_together() -> None:
    two = pack(("x.txt", b"x"), ("y.txt", b"y"))
    told = outcome(pack(("a.zip", two), ("b.zip", two)), SMALL)  # 2 archives and 2 files are the 4 that are allowed
    assert told == {"a.zip/x.txt": b"x", "a.zip/y.txt": b"y", "b.zip": TOO_MANY}
    large = pack(("x.txt", random.Random(1).randbytes(MB - 1000)))  # noqa: S311
    told = outcome(pack(("a.zip", large), ("b.txt", b"two")), SMALL)  # the archive and what is in it: 2 MB nearly
    assert set(told) == {"a.zip/x.txt", "b.txt"}
    assert outcome(pack(("a.zip", large), ("b.zip", large)), SMALL)["a.zip"] == TOO_LARGE


def test_an_archive_that_holds_itself_over_and_over_ends() -> None:
    archive = pack(("a.txt", b"words"))
    for _ in range(3):
        archive = pack(*[(f"{number}.zip", archive) for number in range(16)])
    told = outcome(archive, ArchiveLimits(members=100))
    assert len(told) <= 100 + 16 * 16
    assert sum(isinstance(each, bytes) for each in told.values()) == 0


# Damage


def overlapping(count: int, kernel: int) -> bytes:
    """Many members in the list, all of which are the same bytes."""
    data = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = bytes(kernel)
    packed = data.compress(raw) + data.flush()
    numbers = (zlib.crc32(raw), len(packed), len(raw))
    head = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, *numbers, 1, 0) + b"a"
    entry = b"PK\x01\x02" + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 8, 0, 33, *numbers, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * count
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(head + packed), 0)
    return head + packed + directory + end


def test_members_that_are_the_same_bytes_are_refused() -> None:
    assert outcome(overlapping(1, 1000)) == {"a": bytes(1000)}
    assert why_not(overlapping(2, 1000)) == OVERLAP
    assert why_not(overlapping(9000, 10 * MB)) == OVERLAP


def quoting(count: int) -> bytes:
    """Fifield's bomb: each member's packed bytes hold the next ones' headers as they are, and end in shared ones."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = bytes(MB)
    packed = packer.compress(raw) + packer.flush()
    files: list[tuple[str, bytes]] = []
    tail, content = packed, raw
    for number in reversed(range(count)):
        name = f"{number:04}"
        numbers = (zlib.crc32(content), len(tail), len(content))
        head = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, *numbers, 4, 0) + name.encode()
        entry = struct.pack("<HHHHHHLLLHHHHHL", 20, 20, 0, 8, 0, 33, *numbers, 4, 0, 0, 0, 0, 0)
        files.insert(0, (name, entry))
        quote = struct.pack("<BHH", 0, len(head), len(head) ^ 0xFFFF)
        tail, content = quote + head + tail, head + content
    body = tail[5:]
    directory = b""
    for number, (name, entry) in enumerate(files):
        directory += b"PK\x01\x02" + entry + struct.pack("<L", number * (34 + 5)) + name.encode()
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def test_members_that_quote_each_other_are_refused() -> None:
    archive = quoting(50)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:  # it is a bomb: 50 MB in 8 kB
        assert len(opened.read("0049")) == MB
        assert sum(info.file_size for info in opened.infolist()) > 50 * MB
    assert why_not(archive) == OVERLAP


def test_members_that_reach_into_the_list_are_refused() -> None:
    archive = pack(("a.txt", b"words"))
    assert why_not(patched(archive, "a.txt", in_header={}, in_list={20: struct.pack("<L", 1000)})) == OVERLAP


def test_a_member_with_other_bytes_than_were_packed_is_refused_and_the_others_are_read() -> None:
    archive = pack(("a.txt", b"words"), ("b.txt", b"two"), method=zipfile.ZIP_STORED)
    assert outcome(archive.replace(b"words", b"sword")) == {
        "a.txt": "The archive's member is damaged (Bad CRC-32 for file 'a.txt'). Make the archive again.",
        "b.txt": b"two",
    }


@pytest.mark.parametrize("left", [0, 1, 30, 100])
def test_an_archive_that_was_cut_off_is_refused(left: int) -> None:
    data = pack(("a.txt", b"one" * 100), ("b.txt", b"two" * 100))[:left]
    assert why_not(data) == "The archive is damaged (File is not a zip file). Make it again."


@pytest.mark.parametrize("flag", [0x01, 0x41])
def test_a_member_with_a_password_says_so(flag: int) -> None:
    changed = patched(pack(("a.txt", b"words")), "a.txt", in_header={6: bytes([flag])}, in_list={8: bytes([flag])})
    assert outcome(changed) == {"a.txt": "The archive is protected by a password. Make it without one."}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_a_bound_are_refused(method: int) -> None:
    assert outcome(pack(("a.txt", b"words"), method=method)) == {
        "a.txt": "The archive cannot be unpacked (That compression method is not supported). Make it with plain zip."
    }


def test_an_archive_with_broken_bytes_gives_members_or_reasons() -> None:
    chance = random.Random(5)  # noqa: S311 - the same damage every time
    data = pack(("a.txt", b"one " * 30), ("b/c.txt", b"two " * 30), ("d.zip", nest(1)), ("e.txt", b"three"))
    told: set[type] = set()
    for _ in range(3000):
        broken = bytearray(data)
        for _ in range(chance.choice([1, 3, 10])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            told |= {type(each) for each in outcome(bytes(broken)).values()}
        except UnreadableError:
            told.add(UnreadableError)
    assert told == {bytes, str, UnreadableError}


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    outcome(pack(("a.txt", b"one"), ("b/c.txt", b"two"), ("in.zip", nest(1))))
    assert os.listdir(tmp_path) == []  # noqa: PTH208
