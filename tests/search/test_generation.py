"""Generations of the index on disk: whole or not read, newest first, each encoder's own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.language import Language
from corpus.passage_store import LiveArticles, VectorSnapshot
from search.generation import Generation
from search.generation_writer import write_generation
from search.generations import newest_held_back, newest_manifest, open_newest, open_served, prune
from search.judgement import Comparison, GoldenFigures, Judgement

_LANGUAGES = ["it", "sv", "nl", "en"]


def _snapshot(count: int, generation: int = 1, complete: bool = True) -> VectorSnapshot:
    """Passages 0, 10, 20 …, two an article, each on an axis of its own, in the four languages by turns."""
    languages = np.array([_LANGUAGES[number % 4] for number in range(count)], "<U2")
    vectors = np.eye(count, 8, dtype=np.float16)
    numbers = np.arange(count, dtype=np.int64)
    articles = np.unique(numbers // 2)
    live = LiveArticles(generation, articles, np.zeros_like(articles), articles, articles, count * 10)
    return VectorSnapshot(live, complete, numbers * 10, numbers // 2, languages, vectors)


def _write(folder: Path, count: int, encoder: str = "ours") -> int:
    return write_generation(folder, _snapshot(count), encoder, "splitter-1")


def _open(folder: Path, encoder: str = "ours") -> Generation:
    generation = open_newest(folder, encoder)
    assert generation is not None
    return generation


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_generation_is_read_as_it_was_written(tmp_path: Path) -> None:
    number = write_generation(tmp_path, _snapshot(5, generation=7, complete=False), "ours", "splitter-1")
    generation = _open(tmp_path)
    manifest = generation.manifest
    assert (number, generation.number) == (1, 1)
    assert (manifest.encoder, manifest.splitter, manifest.dimension) == ("ours", "splitter-1", 8)
    assert (manifest.store_generation, manifest.complete, manifest.passages) == (7, False, 5)
    assert generation.ids.tolist() == [0, 10, 20, 30, 40]
    assert generation.articles.tolist() == [0, 0, 1, 1, 2]
    assert [generation.rows.are_in({language}).tolist() for language in (Language.ITALIAN, Language.DUTCH)] == [
        [True, False, False, False, True],
        [False, False, True, False, False],
    ]
    assert generation.dense.search(np.eye(8, dtype=np.float32)[2], 1)[0].tolist() == [20]


def test_passages_are_told_by_their_languages(tmp_path: Path) -> None:
    _write(tmp_path, 6)
    generation = _open(tmp_path)
    asked = np.ones(8, np.float32)

    def found(languages: set[Language], articles: set[int] | None = None) -> list[int]:
        return sorted(generation.dense.search(asked, 9, generation.among(frozenset(languages), articles))[0].tolist())

    assert found({Language.ITALIAN, Language.DUTCH}) == [0, 20, 40]
    assert found({Language.ITALIAN, Language.DUTCH}, {0, 2}) == [0, 40]
    assert found(set()) == found(set(Language), set()) == []


def test_passages_are_told_by_their_articles(tmp_path: Path) -> None:
    _write(tmp_path, 6)
    assert _open(tmp_path).ids_of({1, 2, 9}).tolist() == [20, 30, 40, 50]
    assert _open(tmp_path).ids_of(set()).tolist() == []


def test_a_generation_without_passages_can_be_written_and_read(tmp_path: Path) -> None:
    _write(tmp_path, 0)
    assert _open(tmp_path).ids.tolist() == []


def test_the_newest_generation_is_opened_and_numbers_rise(tmp_path: Path) -> None:
    assert [_write(tmp_path, count) for count in (1, 2, 3)] == [1, 2, 3]
    assert len(_open(tmp_path).ids) == 3
    newest = newest_manifest(tmp_path, "ours")
    assert newest is not None
    assert (newest[0], newest[1].passages) == (3, 3)


def test_nothing_is_opened_where_there_is_no_index(tmp_path: Path) -> None:
    assert open_newest(tmp_path / "missing", "ours") is None
    assert newest_manifest(tmp_path / "missing", "ours") is None


@pytest.mark.parametrize("encoder", ["ours", "theirs"])
def test_each_encoder_opens_its_own_generation(tmp_path: Path, encoder: str) -> None:
    _write(tmp_path, 2, "ours")
    _write(tmp_path, 3, "theirs")
    assert _open(tmp_path, encoder).manifest.encoder == encoder
    assert open_newest(tmp_path, "another") is None


def _delete(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["dense.faiss", "passages.npz", "articles.npz"])
@pytest.mark.parametrize("harm", [_delete, _empty, _cut, _flip])
def test_the_older_generation_takes_the_place_of_one_with_a_damaged_file(
    tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    _write(tmp_path, 2)
    _write(tmp_path, 3)
    harm(tmp_path / "generation-00000002" / name)
    assert _open(tmp_path).number == 1


_CHANGES: list[dict[str, object]] = [
    {"format": 3},
    {"checksums": None},
    {"checksums": {}},
    {
        "checksums": {
            name: {"sha256": "0" * 64, "sampled": "0" * 64} for name in ("dense.faiss", "passages.npz", "articles.npz")
        }
    },
    {"probing": {"lists": 1}},
    {"segment": 1},
    {"base": 2},
    {"passages": 2},
    {"dimension": 9},
    {"unknown": 1},
]


@pytest.mark.parametrize("changes", _CHANGES, ids=str)
def test_the_older_generation_takes_the_place_of_one_with_another_manifest(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    _write(tmp_path, 2)
    _write(tmp_path, 3)
    manifest = tmp_path / "generation-00000002" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | changes))
    assert _open(tmp_path).number == 1


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", b"[]", b"null", b"{}", b'{"format": 2}'])
def test_the_older_generation_takes_the_place_of_one_with_a_garbled_manifest(tmp_path: Path, content: bytes) -> None:
    _write(tmp_path, 2)
    _write(tmp_path, 3)
    (tmp_path / "generation-00000002" / "manifest.json").write_bytes(content)
    assert _open(tmp_path).number == 1
    newest = newest_manifest(tmp_path, "ours")
    assert newest is not None
    assert newest[0] == 1


class _SwiftWriter(logging.Handler):
    """Writes the next generation at the moment when a reader says that it cannot open one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger("search.generations").removeHandler(self)
        _write(self.folder, 3)


def test_a_reader_that_comes_too_late_for_a_pruned_generation_opens_the_one_written_meanwhile(tmp_path: Path) -> None:
    _write(tmp_path, 2)
    (tmp_path / "generation-00000001" / "dense.faiss").unlink()
    logging.getLogger("search.generations").addHandler(_SwiftWriter(tmp_path))
    assert _open(tmp_path).number == 2


def test_a_number_is_not_given_again_while_a_broken_generation_has_it(tmp_path: Path) -> None:
    _write(tmp_path, 2)
    (tmp_path / "generation-00000001" / "manifest.json").unlink()
    assert _write(tmp_path, 3) == 2


def test_folders_that_are_no_generations_are_left_alone(tmp_path: Path) -> None:
    for name in ("generation-1", "generation-00000009.old", "notes"):
        (tmp_path / name).mkdir()
    assert _write(tmp_path, 1) == 1
    prune(tmp_path)
    assert _names(tmp_path) == ["generation-00000001", "generation-00000009.old", "generation-1", "notes"]


def test_what_a_killed_writer_has_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".writing-00000001"
    left.mkdir()
    (left / "dense.faiss").write_bytes(b"half")
    assert open_newest(tmp_path, "ours") is None
    _write(tmp_path, 1)
    assert _names(tmp_path) == ["generation-00000001"]


def test_a_generation_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    _write(tmp_path, 2)
    with pytest.raises(ValueError, match="1 long"):
        write_generation(tmp_path, replace(_snapshot(3), vectors=np.zeros((3, 8), np.float16)), "ours", "splitter-1")
    assert _names(tmp_path) == ["generation-00000001"]


def test_each_encoder_keeps_its_two_newest_generations(tmp_path: Path) -> None:
    for encoder in ("ours", "ours", "theirs", "ours", "ours"):
        _write(tmp_path, 1, encoder)
    prune(tmp_path)
    assert _names(tmp_path) == ["generation-00000003", "generation-00000004", "generation-00000005"]


def test_generations_without_a_readable_manifest_are_removed(tmp_path: Path) -> None:
    _write(tmp_path, 1)
    _write(tmp_path, 2)
    (tmp_path / "generation-00000001" / "manifest.json").write_text("garbage")
    prune(tmp_path)
    assert _names(tmp_path) == ["generation-00000002"]


def _judgement(is_worse: bool) -> Judgement:
    return Judgement(GoldenFigures(1, 0.5, 1.0, {"1": 0.5}), Comparison(1, 1, 1.0, 0.5, is_worse))


def _write_judged(folder: Path, *, is_worse: bool, encoder: str = "ours", accept: bool = False) -> int:
    return write_generation(
        folder, _snapshot(1), encoder, "splitter-1", lambda made: _judgement(is_worse), accept=accept
    )


def test_a_generation_is_judged_whole_and_its_manifest_keeps_the_judgement(tmp_path: Path) -> None:
    seen: list[Generation] = []

    def judge(made: Generation) -> Judgement:
        seen.append(made)
        assert open_newest(tmp_path, "ours") is None  # no reader has it yet
        return _judgement(False)

    write_generation(tmp_path, _snapshot(3), "ours", "splitter-1", judge)
    assert (seen[0].number, seen[0].ids.tolist()) == (1, [0, 10, 20])
    assert _open(tmp_path).manifest.golden == _judgement(False)


def test_a_generation_that_is_clearly_worse_is_held_back_unless_it_is_accepted(tmp_path: Path) -> None:
    _write(tmp_path, 2)
    assert _write_judged(tmp_path, is_worse=True) == 2
    held = newest_held_back(tmp_path, "ours")
    assert held is not None
    assert (held[0], _open(tmp_path).number) == (2, 1)
    assert _write_judged(tmp_path, is_worse=True, accept=True) == 3
    assert (newest_held_back(tmp_path, "ours"), _open(tmp_path).number) == (None, 3)


def test_of_those_held_back_only_each_encoders_newest_stays_while_no_newer_one_is_live(tmp_path: Path) -> None:
    _write(tmp_path, 1)
    for _ in range(3):
        _write_judged(tmp_path, is_worse=True)
    _write_judged(tmp_path, is_worse=True, encoder="theirs")
    prune(tmp_path)
    assert _names(tmp_path) == ["generation-00000001", "held-back-00000004", "held-back-00000005"]
    _write(tmp_path, 1)
    prune(tmp_path)
    assert _names(tmp_path) == ["generation-00000001", "generation-00000006", "held-back-00000005"]


def test_a_new_generation_takes_the_place_of_its_encoders_own_or_else_of_anothers(tmp_path: Path) -> None:
    assert open_served(tmp_path, "ours") is None
    _write(tmp_path, 1, "ours")
    _write(tmp_path, 2, "theirs")
    served = [open_served(tmp_path, encoder) for encoder in ("ours", "theirs", "another")]
    assert [each.number for each in served if each is not None] == [1, 2, 2]


@pytest.mark.parametrize("golden", [7, [], {}, {"figures": {}, "comparison": None}, {"figures": None}])
def test_the_older_generation_takes_the_place_of_one_whose_judgement_is_garbled(tmp_path: Path, golden: object) -> None:
    _write(tmp_path, 2)
    _write(tmp_path, 3)
    manifest = tmp_path / "generation-00000002" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"golden": golden}))
    assert _open(tmp_path).number == 1
