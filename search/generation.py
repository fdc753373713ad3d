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
from search.manifest import CHANGES, DENSE, PASSAGES, SEGMENT, Manifest
from search.passage_rows import PassageRows, read_rows

Sum = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Generation:
    """An opened generation. Immutable; safe for threads.

    `rows` are the rows of its dense index, `known` those of them whose passages can be found; `total` is the sum of
    the vectors of the latter.
    """

    number: int
    manifest: Manifest
    dense: DenseIndex
    rows: PassageRows
    known: PassageRows
    total: Sum
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

    def ids_of(self, articles: Collection[int]) -> npt.NDArray[np.int64]:
        """The ids of the passages of any of these articles."""
        return self.known.ids[self.known.are_of(articles)]


def load_generation(number: int, path: Path, manifest: Manifest, held: Generation | None = None) -> Generation:
    """Open the generation in a folder; a base that is `held` already is not read once more.

    Raises OSError, ValueError, RuntimeError or KeyError when its files are not as they were written.
    """
    is_held = held is not None and manifest.segment is not None and shares_base(held.manifest, manifest)
    for name, expected in manifest.checksums.items():
        if not (is_held and name in (DENSE, PASSAGES)) and has_changed(path / name, expected):
            raise ValueError(f"{name} has changed since it was written")
    if held is not None and is_held:
        base, rows, total = held.dense.base, held.rows.only(slice(held.manifest.base)), None
    else:
        base, rows, total = _read_base(path, manifest)
    if manifest.segment is None and total is not None:
        return Generation(number, manifest, DenseIndex(rows.ids, base), rows, rows, total)
    return _with_changes(number, path, manifest, base, rows)


def shares_base(one: Manifest, other: Manifest) -> bool:
    """Whether two generations stand on the same base."""
    return all(one.checksums[name] == other.checksums[name] for name in (DENSE, PASSAGES))


def _read_base(path: Path, manifest: Manifest) -> tuple[VectorIndex, PassageRows, Sum]:
    base = read_vector_index(path / DENSE, manifest.probing)
    rows, others = read_rows(path / PASSAGES)
    if not len(base) == len(rows) == manifest.base or base.dimension != manifest.dimension:
        raise ValueError("counts do not agree with the manifest")
    if manifest.segment is None and manifest.passages != manifest.base:
        raise ValueError("counts do not agree with the manifest")
    return base, rows, np.asarray(others["total"], np.float64)


def _with_changes(number: int, path: Path, manifest: Manifest, base: VectorIndex, rows: PassageRows) -> Generation:
    segment = read_vector_index(path / SEGMENT)
    new, others = read_rows(path / CHANGES)
    gone = np.unpackbits(np.asarray(others["gone"], np.uint8), count=len(rows), bitorder="little").astype(np.bool_)
    both = rows.followed_by(new)
    dense = DenseIndex(both.ids, base, segment, gone)
    if not len(segment) == len(new) == manifest.segment or len(dense) != manifest.passages:
        raise ValueError("counts do not agree with the manifest")
    known = both.only(dense.is_there) if gone.any() else both
    return Generation(number, manifest, dense, both, known, np.asarray(others["total"], np.float64))
