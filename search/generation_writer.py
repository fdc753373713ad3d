"""Writes the next generation: with a base of its own, or on the base of the one before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.passage_store import ArticleChanges, VectorSnapshot
from search.article_states import write_articles
from search.checksums import Checksum, flushed_checksum
from search.dense import build_dense_index, build_segment, probing_of
from search.dense_rows import in_portions
from search.generation import Generation, Sum, load_generation
from search.generations import NAMED, NAMED_HELD_BACK, folder_of, listed
from search.judgement import Judgement
from search.leaning import Answered, lean_in_place
from search.manifest import (
    ARTICLES,
    BASE,
    CHANGED_QUESTIONS,
    CHANGES,
    DENSE,
    FORMAT,
    PASSAGES,
    QUESTIONS,
    SEGMENT,
    SEGMENTED,
    Manifest,
    write_manifest,
)
from search.passage_rows import rows_of
from search.question_vectors import question_vectors


def write_generation(
    folder: Path,
    snapshot: VectorSnapshot,
    encoder: str,
    splitter: str,
    judge: Callable[[Generation], Judgement] | None = None,
    *,
    answered: Answered | None = None,
    asked: npt.NDArray[np.float32] | None = None,
    accept: bool = False,
) -> int:
    """Write the next generation and return its number. One writer at a time: the caller holds the writer's lock.

    The snapshot's vectors are moved where they are; see `lean_in_place`. `answered` are the questions that the articles
    answer, if there are any; by `asked` a large index is tuned, see `build_dense_index`. `judge` sees it before any
    reader does; one that is clearly worse is held back, unless we `accept` it. Raises OSError when the disk is full or
    cannot be written; the older generations stay as they are.
    """
    with _beside(folder) as (number, beside):
        rows = rows_of(snapshot.ids, snapshot.articles, snapshot.languages)
        lean_in_place(snapshot.vectors, snapshot.articles, answered)
        groups = [rows.are_in({language}) for language in Language]
        index = build_dense_index(snapshot.ids, snapshot.vectors, groups, asked)
        index.base.write(beside / DENSE)
        questions = question_vectors(answered, index.dimension).write(beside / QUESTIONS)
        rows.write(beside / PASSAGES, total=_total(snapshot.vectors, index.dimension), **questions)
        write_articles(snapshot.live, beside / ARTICLES)
        manifest = Manifest(
            format=FORMAT,
            encoder=encoder,
            dimension=index.dimension,
            splitter=splitter,
            store_generation=snapshot.generation,
            complete=snapshot.complete,
            passages=len(snapshot.ids),
            base=len(snapshot.ids),
            segment=None,
            probing=probing_of(index.base),
            checksums=_flushed(beside, *BASE, ARTICLES),
        )
        del index
        _publish(folder, number, beside, manifest, judge, accept)
    return number


def write_changes(
    folder: Path,
    before: Generation,
    changes: ArticleChanges,
    judge: Callable[[Generation], Judgement] | None = None,
    *,
    answered: Answered | None = None,
    accept: bool = False,
) -> int:
    """Write the next generation on the base of the one before; see `write_generation`.

    Its segment has what is new and what was in the segment before, as far as that is still there. `answered` are the
    questions that the articles answer which have changed.
    """
    with _beside(folder) as (number, beside):
        count = before.manifest.base
        there = before.dense.is_there & ~before.rows.are_of(changes.articles)
        kept = np.flatnonzero(there[count:]) + count
        snapshot = changes.snapshot
        rows = before.rows.only(kept).followed_by(rows_of(snapshot.ids, snapshot.articles, snapshot.languages))
        new = snapshot.vectors
        lean_in_place(new, snapshot.articles, answered)
        old = before.dense.vectors(rows.ids[: len(kept)]).astype(np.float16)
        moved = np.concatenate([old, new]) if len(new) else old  # what there is none of has no dimension
        order = np.argsort(rows.ids, kind="stable")
        lost = before.rows.ids[before.dense.is_there & ~there]
        total = before.total - _total(before.dense.vectors(lost), before.dense.dimension)
        total += _total(new, before.dense.dimension)
        build_segment(moved[order]).write(beside / SEGMENT)
        gone = np.packbits(~there[:count], bitorder="little")
        asked = question_vectors(answered, before.dense.dimension)
        if before.changed_questions is not None:
            asked = asked.joined(before.changed_questions.only(before.rows.articles[kept]))
        questions = asked.write(beside / CHANGED_QUESTIONS)
        rows.only(order).write(beside / CHANGES, total=total, gone=gone, **questions)
        write_articles(snapshot.live, beside / ARTICLES)
        for name in BASE:
            _share(folder_of(folder, before.number) / name, beside / name, before.manifest.checksums[name])
        own = {name: before.manifest.checksums[name] for name in BASE}
        golden = before.manifest.golden
        manifest = replace(
            before.manifest,
            store_generation=snapshot.generation,
            complete=before.manifest.complete and snapshot.complete,
            passages=int(np.count_nonzero(there)) + len(snapshot.ids),
            segment=len(rows),
            checksums=own | _flushed(beside, *SEGMENTED, ARTICLES),
            golden=None if golden is None else replace(golden, comparison=None),  # unless it is judged itself
        )
        _publish(folder, number, beside, manifest, judge, accept, before)
    return number


@contextmanager
def _beside(folder: Path) -> Iterator[tuple[int, Path]]:
    """The next number, and a temporary folder to write the generation into."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".writing-*"):
        shutil.rmtree(left, ignore_errors=True)
    number = max((found for name in (NAMED, NAMED_HELD_BACK) for found, _ in listed(folder, name)), default=0) + 1
    beside = folder / f".writing-{number:08d}"
    beside.mkdir()
    try:
        yield number, beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _publish(
    folder: Path,
    number: int,
    beside: Path,
    manifest: Manifest,
    judge: Callable[[Generation], Judgement] | None,
    accept: bool,
    held: Generation | None = None,
) -> None:
    """Have a generation judged, write its manifest, and give its folder the name that readers look for."""
    if judge is not None:
        manifest = replace(manifest, golden=judge(load_generation(number, beside, manifest, held)))
    flushed_checksum(write_manifest(manifest, beside))
    is_held_back = manifest.golden is not None and manifest.golden.is_clearly_worse and not accept
    beside.rename(folder / f"{'held-back' if is_held_back else 'generation'}-{number:08d}")


def _share(path: Path, other: Path, expected: Checksum) -> None:
    """Give a file a second name; where the disk knows no such thing, it is copied. Raises OSError."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)
        if flushed_checksum(other) != expected:
            raise OSError(f"{path} has changed since it was written") from None


def _flushed(folder: Path, *names: str) -> dict[str, Checksum]:
    return {name: flushed_checksum(folder / name) for name in names}


def _total(vectors: npt.NDArray[np.floating[Any]], dimension: int) -> Sum:
    total = np.zeros(dimension, np.float64)
    for portion in in_portions(vectors):
        total += portion.sum(axis=0, dtype=np.float64)
    return total
