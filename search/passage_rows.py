"""What is known of the passages of an index, row by row: article and language. One byte tells a language."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.language import Language

_LANGUAGES = list(Language)
_CODES = np.array([str(each) for each in _LANGUAGES])
_NAMES = "language_codes"
_UNKNOWN = 255


@dataclass(frozen=True, slots=True)
class PassageRows:
    """`ids` and `articles`, to which the passages belong, are int64, `languages` numbers in `Language`, all (n,)."""

    ids: npt.NDArray[np.int64]
    articles: npt.NDArray[np.int64]
    languages: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, places: npt.NDArray[np.int64] | npt.NDArray[np.bool_] | slice) -> PassageRows:
        """Some of the rows."""
        return PassageRows(self.ids[places], self.articles[places], self.languages[places])

    def followed_by(self, others: PassageRows) -> PassageRows:
        """These rows, then others."""
        return PassageRows(
            np.concatenate([self.ids, others.ids]),
            np.concatenate([self.articles, others.articles]),
            np.concatenate([self.languages, others.languages]),
        )

    def are_in(self, languages: Collection[Language]) -> npt.NDArray[np.bool_]:
        """Of each row, whether it is in one of the languages."""
        wanted = np.zeros(_UNKNOWN + 1, np.bool_)
        wanted[[_LANGUAGES.index(each) for each in languages]] = True
        return wanted[self.languages]

    def are_of(self, articles: Collection[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Of each row, whether it belongs to one of the articles."""
        return np.isin(self.articles, np.fromiter(articles, np.int64, len(articles)))

    def write(self, path: Path, **others: npt.NDArray[Any]) -> None:
        """Write the rows, and other arrays, to a file."""
        arrays: dict[str, Any] = {
            "ids": self.ids,
            "articles": self.articles,
            "languages": self.languages,
            _NAMES: _CODES,
            **others,
        }
        np.savez(path, **arrays)


def rows_of(
    ids: npt.NDArray[np.int64], articles: npt.NDArray[np.int64], languages: npt.NDArray[np.str_]
) -> PassageRows:
    """The rows of passages whose languages are told by their codes."""
    numbers = np.full(len(ids), _UNKNOWN, np.uint8)
    for number, each in enumerate(_LANGUAGES):
        numbers[languages == str(each)] = number
    return PassageRows(ids, articles, numbers)


def read_rows(path: Path) -> tuple[PassageRows, dict[str, npt.NDArray[Any]]]:
    """The rows of a file and its other arrays. Raises OSError, ValueError or KeyError when it is not as written."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    ids, articles, numbers, codes = (arrays.pop(name) for name in ("ids", "articles", "languages", _NAMES))
    if not len(ids) == len(articles) == len(numbers):
        raise ValueError(f"the rows of {path.name} are not of one length")
    if not np.array_equal(codes, _CODES):
        return rows_of(ids, articles, codes[numbers]), arrays
    return PassageRows(ids, articles, numbers), arrays
