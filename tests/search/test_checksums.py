"""Whether a file has changed is told in a moment, or for certain."""

from __future__ import annotations

from pathlib import Path

from search.checksums import WHOLE_UP_TO, flushed_checksum, has_changed


def _flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def test_any_change_of_a_small_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "small"
    path.write_bytes(b"0123456789" * 100_000)
    written = flushed_checksum(path)
    assert not has_changed(path, written)
    _flip(path, 123_456)
    assert has_changed(path, written)


def test_of_a_large_file_its_size_its_ends_and_a_sample_are_looked_at_and_all_of_it_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(2 * WHOLE_UP_TO)
    written = flushed_checksum(path)
    assert not has_changed(path, written, whole=True)
    for at in (0, 2 * WHOLE_UP_TO - 1):
        _flip(path, at)
        assert has_changed(path, written)
        _flip(path, at)
    _flip(path, 1_000_000)  # between two blocks of the sample
    assert not has_changed(path, written)
    assert has_changed(path, written, whole=True)
    _flip(path, 1_000_000)
    with path.open("ab") as file:
        file.write(b"0")
    assert has_changed(path, written)
