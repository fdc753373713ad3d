"""What is searched in the comparison: files that our environment writes, and the peers' reads with NumPy alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

LANGUAGES = ("en", "it", "nl", "sv")
RARE_SHARE = 0.01
TOP = 10


@dataclass(frozen=True, slots=True)
class Data:
    """Passages with their vectors, questions with theirs, and the true ten nearest of each, for each filter.

    `vectors` has shape (n, dimension), `queries` (questions, dimension); `languages` are numbers of `LANGUAGES`;
    `rare` marks one passage in a hundred; `nearest[filter]` are passages' numbers, of shape (questions, 10).
    `articles` are the files that the texts were cut from, as Markdown, by their names.
    """

    texts: list[str]
    articles: dict[str, str]
    questions: list[str]
    vectors: npt.NDArray[np.float32]
    queries: npt.NDArray[np.float32]
    languages: npt.NDArray[np.int8]
    rare: npt.NDArray[np.bool_]
    nearest: dict[str, npt.NDArray[np.int64]]

    def text(self, number: int) -> str:
        """The text of a passage: real ones, over and over."""
        return self.texts[number % len(self.texts)]


ALL, ONE_LANGUAGE, RARE = "all", "one language of four", "one in a hundred"
FILTERS = (ALL, ONE_LANGUAGE, RARE)
CHOSEN_LANGUAGE = LANGUAGES.index("sv")


def allowed(data_languages: npt.NDArray[np.int8], rare: npt.NDArray[np.bool_], name: str) -> npt.NDArray[np.bool_]:
    """Which passages a filter leaves."""
    if name == RARE:
        return rare
    return np.asarray(data_languages == CHOSEN_LANGUAGE if name == ONE_LANGUAGE else np.ones(len(rare)), np.bool_)


def read_data(folder: Path) -> Data:
    """What `write_data` has written."""
    said = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    return Data(
        said["texts"],
        said["articles"],
        said["questions"],
        np.load(folder / "vectors.npy", mmap_mode="r"),
        np.load(folder / "queries.npy"),
        np.load(folder / "languages.npy"),
        np.load(folder / "rare.npy"),
        {name: np.load(folder / f"nearest-{place}.npy") for place, name in enumerate(FILTERS)},
    )


def write_data(
    folder: Path,
    texts: list[str],
    articles: dict[str, str],
    questions: list[str],
    vectors: npt.NDArray[np.float32],
    queries: npt.NDArray[np.float32],
) -> None:
    """Write everything, with the exact answers."""
    chance = np.random.default_rng(1)
    languages = chance.integers(0, len(LANGUAGES), len(vectors)).astype(np.int8)
    rare = chance.random(len(vectors)) < RARE_SHARE
    folder.mkdir(parents=True, exist_ok=True)
    for place, name in enumerate(FILTERS):
        np.save(folder / f"nearest-{place}.npy", _nearest(vectors, queries, allowed(languages, rare, name)))
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "queries.npy", queries)
    np.save(folder / "languages.npy", languages)
    np.save(folder / "rare.npy", rare)
    said = {"texts": texts, "articles": articles, "questions": questions}
    (folder / "texts.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _nearest(
    vectors: npt.NDArray[np.float32], queries: npt.NDArray[np.float32], among: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    numbers = np.flatnonzero(among)
    found = np.empty((len(queries), min(TOP, len(numbers))), np.int64)
    for at, query in enumerate(queries):
        scores = vectors[numbers] @ query if len(numbers) < len(vectors) else vectors @ query
        found[at] = numbers[np.argsort(-scores)[: found.shape[1]]]
    return found
