"""Language neutrality: which directions of the vector space tell the language and not the meaning, and their removal.

A multilingual encoder puts passages of the question's own language first, whatever they say. Over sentences that mean
the same in every language, whatever sets the means of the languages apart is language; projecting every vector onto the
complement of those directions takes it out. The idea is that of Yang et al., "A Simple and Effective Method to
Eliminate the Self Language Bias in Multilingual Representations" (EMNLP 2021), with the query and the passage prompt
averaged apart, since they move the means.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.language import Language

PARALLEL_SENTENCES = Path(__file__).parent / "parallel" / "sentences.tsv"
DIRECTIONS = Path(__file__).parent / "parallel" / "directions.npy"
PLAIN_DIRECTIONS = Path(__file__).parent / "parallel" / "plain-directions.npy"
"""Those of the encoder before it was adapted."""

_GRID = 2.0**-24
"""Directions are rounded to this grid: far coarser than float64 noise, so that every machine finds the same bytes."""


def read_parallel_sentences(path: Path = PARALLEL_SENTENCES) -> dict[Language, list[str]]:
    """The sentences of each language; those at one place in the lists mean the same."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {language: [row[language] for row in rows] for language in Language}


def language_directions(means: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """An orthonormal basis of what sets the languages apart.

    `means` has shape (prompts, languages, dimension): the mean unit vector of the same sentences in each language, for
    each prompt. The basis has shape (prompts * (languages - 1), dimension); its signs are fixed and its values rounded.
    """
    differences = means - means.mean(axis=1, keepdims=True)
    rank = means.shape[0] * (means.shape[1] - 1)
    _, _, basis = np.linalg.svd(differences.reshape(-1, means.shape[2]), full_matrices=False)
    basis = basis[:rank]
    largest = np.abs(basis).argmax(axis=1)
    basis *= np.sign(basis[np.arange(rank), largest])[:, None]
    return (np.round(basis / _GRID) * _GRID + 0.0).astype(np.float32)  # + 0.0: there is but one zero


def projection(directions: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The matrix, of shape (dimension, dimension), that takes the directions out of a vector."""
    basis = directions.astype(np.float64)
    return (np.eye(basis.shape[1]) - basis.T @ basis).astype(np.float32)


def read_directions(path: Path = DIRECTIONS) -> npt.NDArray[np.float32]:
    """The directions that come with Mentorbase, of shape (6, 384)."""
    directions: npt.NDArray[np.float32] = np.load(path, allow_pickle=False)
    return directions


def write_directions(directions: npt.NDArray[np.float32], path: Path = DIRECTIONS) -> None:
    """Keep the directions as a NumPy file, the same bytes for the same values."""
    np.save(path, np.ascontiguousarray(directions, "<f4"), allow_pickle=False)
