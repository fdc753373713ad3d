"""Vectors that an older version has kept in single precision."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.library import open_library
from tests.corpus.older_schema import migrate

_COUNT = 4_321  # more than two portions


def _older(folder: Path) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A library of the version before, with an article of many passages that two encoders have read."""
    migrate(folder / "mentorbase.db", "0008")
    vectors = np.random.default_rng(0).standard_normal((_COUNT, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with closing(sqlite3.connect(folder / "mentorbase.db")) as connection:
        connection.execute(
            "INSERT INTO article (id, source, language, translation_key, live_revision_id, updated_at) "
            "VALUES (1, 'a.md', 'it', 'a', 1, '2026-11-02 09:00:00')"
        )
        connection.execute(
            "INSERT INTO revision (id, article_id, number, title, words, text_hash, details, created_at, text) "
            "VALUES (1, 1, 1, 'A', 1, 'x', '{}', '2026-11-02 09:00:00', 'text')"
        )
        numbers = range(1, _COUNT + 1)
        connection.executemany(
            "INSERT INTO passage VALUES (?, 1, ?, 0, 4, '', '1')", [(number, number) for number in numbers]
        )
        for encoder in ("ours", "theirs"):
            rows = [(number, encoder, vectors[number - 1].tobytes()) for number in numbers]
            connection.executemany("INSERT INTO vector VALUES (?, ?, ?)", rows)
        connection.execute(
            "INSERT INTO answered_question_vector VALUES (?, 'ours', ?)", ("0" * 64, vectors[0].tobytes())
        )
        connection.commit()
    return vectors


def test_older_vectors_are_kept_in_half_precision_and_none_is_lost(tmp_path: Path) -> None:
    vectors = _older(tmp_path)
    library = open_library(tmp_path)
    for encoder in ("ours", "theirs"):
        snapshot = library.passages.snapshot(encoder)
        assert snapshot.complete
        assert snapshot.vectors.tobytes() == vectors.astype(np.float16).tobytes()
    with closing(sqlite3.connect(tmp_path / "mentorbase.db")) as connection:
        (value,) = connection.execute("SELECT value FROM answered_question_vector").fetchone()
    assert value == vectors[0].astype(np.float16).tobytes()


def test_a_change_to_half_precision_that_is_cut_off_leaves_the_vectors_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = _older(tmp_path)
    calls = iter(range(10))
    halves = np.frombuffer

    def failing(*arguments: object, **options: object) -> object:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return halves(*arguments, **options)  # type: ignore[call-overload]

    with monkeypatch.context() as patched:
        patched.setattr(np, "frombuffer", failing)
        with pytest.raises(KeyboardInterrupt):
            open_library(tmp_path)
    with closing(sqlite3.connect(tmp_path / "mentorbase.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0008",)
        sizes = connection.execute("SELECT DISTINCT length(value) FROM vector").fetchall()
    assert sizes == [(vectors[0].nbytes,)]
    assert len(open_library(tmp_path).passages.snapshot("ours").vectors) == _COUNT
