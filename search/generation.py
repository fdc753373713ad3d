"""A generation of the index, opened: its passages with their articles, languages and vectors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from search.checksums import has_changed
from search.dense import DenseIndex, Selection, VectorIndex, read_vector_index
from search.manifest import BASE, CHANGED_QUESTIONS, CHANGES, DENSE, PASSAGES, QUESTIONS, SEGMENT, Manifest
from search.passage_rows import PassageRows, read_rows
from search.question_vectors import QuestionVectors, read_question_vectors

Sum = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened generation. Immutable; safe for threads.

    `rows` are the rows of its dense index, `known` those of them whose passages can be found; `total` is the sum of
    the vectors of the latter. `questions` are those that the base's articles answer, `changed_questions` those of the
    articles in the segment.
    """

    number: int
    manifest: Manifest
    dense: DenseIndex
    rows: PassageRows
    known: PassageRows
    total: Sum
    questions: QuestionVectors
    changed_questions: QuestionVectors | None = None
    _by_language: dict[frozenset[Language], Selection] = field(default_factory=dict, repr=False)

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """The ids of the passages that can be found."""
        return self.known.ids

    @property
    def articles(self) -> npt.NDArray[np.int64]:
        """The articles to which they belong."""
        return self.known.articles

    @property
    def middle(self) -> npt.NDArray[np.float32]:
        """The unit vector in the middle of all; zeros where there are none."""
        return np.asarray(self.total / max(float(np.linalg.norm(self.total)), 1e-9), np.float32)

    def among(self, languages: frozenset[Language], articles: Collection[int] | None = None) -> Selection:
        """The passages in any of these languages and, where any are given, of any of these articles."""
        selection = self._by_language.get(languages)
        if selection is None:
            selection = self._by_language[languages] = self.dense.select(self.rows.are_in(languages))
        if articles is None:
            return selection
        return self.dense.select(selection.mask & self.rows.are_of(articles))

    def question_gains(
        self, query: npt.NDArray[np.float32], articles: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """What the questions that each article answers add to the cosines of its passages with `query`."""
        gains = self.questions.gains(query, articles)
        if self.changed_questions is not None:
            changed = np.isin(articles, self.rows.articles[self.manifest.base :])
            gains[changed] = self.changed_questions.gains(query, articles[changed])
        return gains

    def ids_of(self, articles: Collection[int]) -> npt.NDArray[np.int64]:
        """The ids of the passages of any of these articles."""
        return self.known.ids[self.known.are_of(articles)]


def load_generation(number: int, path: Path, manifest: Manifest, held: Generation | None = None) -> Generation:
    """Open the generation in a folder; a base that is `held` already is not read once more.

    Raises OSError, ValueError, RuntimeError or KeyError when its files are not as they were written.
    """
    is_held = held is not None and manifest.segment is not None and shares_base(held.manifest, manifest)
    for name, expected in manifest.checksums.items():
        if not (is_held and name in BASE) and has_changed(path / name, expected):
            raise ValueError(f"{name} has changed since it was written")
    if held is not None and is_held:
        base = _Base(held.dense.base, held.rows.only(slice(held.manifest.base)), held.questions)
        return _with_changes(number, path, manifest, base)
    base, total = _read_base(path, manifest)
    if manifest.segment is not None:
        return _with_changes(number, path, manifest, base)
    dense = DenseIndex(base.rows.ids, base.index)
    return Generation(number, manifest, dense, base.rows, base.rows, total, base.questions)


def shares_base(one: Manifest, other: Manifest) -> bool:
    """Whether two generations stand on the same base."""
    return all(one.checksums[name] == other.checksums[name] for name in BASE)


@dataclass(frozen=True, slots=True)
class _Base:
    """What several generations may share."""

    index: VectorIndex
    rows: PassageRows
    questions: QuestionVectors


def _read_base(path: Path, manifest: Manifest) -> tuple[_Base, Sum]:
    base = read_vector_index(path / DENSE, manifest.probing)
    rows, others = read_rows(path / PASSAGES)
    if not len(base) == len(rows) == manifest.base or base.dimension != manifest.dimension:
        raise ValueError("counts do not agree with the manifest")
    if manifest.segment is None and manifest.passages != manifest.base:
        raise ValueError("counts do not agree with the manifest")
    questions = read_question_vectors(path / QUESTIONS, others)
    return _Base(base, rows, questions), np.asarray(others["total"], np.float64)


def _with_changes(number: int, path: Path, manifest: Manifest, base: _Base) -> Generation:
    segment = read_vector_index(path / SEGMENT)
    new, others = read_rows(path / CHANGES)
    gone = np.unpackbits(np.asarray(others["gone"], np.uint8), count=len(base.rows), bitorder="little").astype(np.bool_)
    both = base.rows.followed_by(new)
    dense = DenseIndex(both.ids, base.index, segment, gone)
    if not len(segment) == len(new) == manifest.segment or len(dense) != manifest.passages:
        raise ValueError("counts do not agree with the manifest")
    known = both.only(dense.is_there) if gone.any() else both
    changed = read_question_vectors(path / CHANGED_QUESTIONS, others)
    total = np.asarray(others["total"], np.float64)
    return Generation(number, manifest, dense, both, known, total, base.questions, changed)
