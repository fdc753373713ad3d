"""Ways to take language out of the vectors, on the plain encoder and on the adapted one.

`python -m tests.benchmarks.neutral_space`: the bundled articles, without the questions that they answer, and the
development questions, ranked by brute force with NumPy. Whatever is learnt comes from the parallel sentences or from
the library; *told* are ways that must know the question's language, which search does not ask: they are given the
true one, and show what could be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from search.leaning import towards_articles
from search.neutrality import language_directions, projection, read_parallel_sentences
from tests.benchmarks.choices import READINGS, Judge, Passages, best, cut
from tests.benchmarks.quality import DEVELOPMENT, plain_encoder
from tests.benchmarks.record import record

Vectors = npt.NDArray[np.float32]

_ROUNDS = 20
_NEAREST = 10


@dataclass(frozen=True, slots=True)
class Texts:
    """Unit vectors of one encoder before anything is taken out.

    `queries` has shape (questions, dimension), `passages` (passages, dimension), `asked` and `read`, the parallel
    sentences under the two prompts, (languages, sentences, dimension); languages are numbers of `Language`.
    """

    queries: Vectors
    query_languages: npt.NDArray[np.int64]
    passages: Vectors
    passage_languages: npt.NDArray[np.int64]
    asked: Vectors
    read: Vectors


@dataclass(frozen=True, slots=True)
class Space:
    """Questions and passages after something was taken out, no longer of length one; what is added to their scores."""

    name: str
    queries: Vectors
    passages: Vectors
    shift: Vectors | None = None
    """Of shape (questions, passages)."""


def directions_of(*sides: Vectors, most: int | None = None) -> Vectors:
    """The directions between the languages' means, of shape (directions, dimension), of some prompts."""
    return language_directions(np.array([side.mean(axis=1) for side in sides], np.float64))[:most]


def projected(name: str, texts: Texts, directions: Vectors) -> Space:
    """Without some directions."""
    matrix = projection(directions)
    return Space(name, texts.queries @ matrix, texts.passages @ matrix)


def between_translations(*sides: Vectors) -> npt.NDArray[np.float64]:
    """What is left of sentences once the mean of their translations is taken off, of shape (n, dimension)."""
    return np.concatenate([(side - side.mean(axis=0)).reshape(-1, side.shape[2]) for side in sides]).astype(np.float64)


def spaces(texts: Texts, families: Sequence[str]) -> Iterator[Space]:
    """Every way."""
    yield Space("nothing", texts.queries, texts.passages)
    yield projected("6 directions: questions and passages apart", texts, directions_of(texts.asked, texts.read))
    for count in (2, 4):
        few = directions_of(texts.asked, texts.read, most=count)
        yield projected(f"{count} of them", texts, few)
    yield projected("3 directions: passages only", texts, directions_of(texts.read))
    yield projected("3 directions: questions only", texts, directions_of(texts.asked))
    both = np.concatenate([texts.asked, texts.read], axis=1)
    yield projected("3 directions: questions and passages in one mean", texts, directions_of(both))
    own = np.stack([texts.passages[texts.passage_languages == each].mean(axis=0) for each in range(len(Language))])
    yield projected("3 directions: the library's own passages", texts, directions_of(own[:, None]))
    yield from _of_translations(texts)
    yield from _centred(texts, families)
    yield _turned(texts)
    yield from _calibrated(texts)


def _of_translations(texts: Texts) -> Iterator[Space]:
    rests = between_translations(texts.asked, texts.read)
    values, axes = np.linalg.eigh(rests.T @ rests / len(rests))
    for count in (6, 12, 24, 48):
        most = axes[:, ::-1][:, :count].T.astype(np.float32)
        yield projected(f"{count} directions in which translations differ most", texts, most)
    for part in (10.0, 1.0, 0.1):
        scale = 1 / np.sqrt(np.maximum(values, 0) + part * values.mean())
        matrix = ((axes * scale) @ axes.T).astype(np.float32)
        yield Space(
            f"within-translation covariance, {part} of its mean added", texts.queries @ matrix, texts.passages @ matrix
        )
    base = projection(directions_of(texts.asked, texts.read))
    scale = 1 / np.sqrt(np.maximum(values, 0) + values.mean())
    matrix = (base @ ((axes * scale) @ axes.T)).astype(np.float32)
    yield Space("6 directions, then the covariance, 1.0 added", texts.queries @ matrix, texts.passages @ matrix)


def _centred(texts: Texts, families: Sequence[str]) -> Iterator[Space]:
    """Languages' means taken off: of the parallel sentences, and of the library's linked translations in rounds."""
    read = texts.read.mean(axis=1) - texts.read.mean(axis=(0, 1))
    asked = texts.asked.mean(axis=1) - texts.asked.mean(axis=(0, 1))
    centred = texts.passages - read[texts.passage_languages]
    yield Space("passages centred by their language", texts.queries, centred)
    yield Space("told: questions too", texts.queries - asked[texts.query_languages], centred)
    offsets = linked_offsets(texts.passages, texts.passage_languages, families)
    yield Space("passages centred by linked translations", texts.queries, texts.passages - offsets)
    base = projection(directions_of(texts.asked, texts.read))
    moved = texts.passages @ base
    offsets = linked_offsets(moved, texts.passage_languages, families)
    yield Space("6 directions, then centred by linked translations", texts.queries @ base, moved - offsets)


def linked_offsets(passages: Vectors, languages: npt.NDArray[np.int64], families: Sequence[str]) -> Vectors:
    """For each passage what its language adds: offsets and families' means in turn, until both hold still."""
    owners = np.array(families)
    linked = [own for own in (owners == key for key in set(families)) if len(set(languages[own].tolist())) > 1]
    offsets = np.zeros((len(Language), passages.shape[1]), np.float32)
    for _ in range(_ROUNDS):
        rests: dict[int, list[Vectors]] = {}
        for own in linked:
            here = sorted(set(languages[own].tolist()))
            articles = np.stack([passages[own & (languages == each)].mean(axis=0) for each in here])
            meaning = (articles - offsets[here]).mean(axis=0)
            for each, vector in zip(here, articles, strict=True):
                rests.setdefault(each, []).append(vector - meaning)
        offsets = np.stack([np.mean(rests[each], axis=0) for each in range(len(Language))])
        offsets -= offsets.mean(axis=0)
    return offsets[languages]


def _turned(texts: Texts) -> Space:
    """Every language turned onto English, by orthogonal Procrustes on the parallel sentences."""
    english = list(Language).index(Language.ENGLISH)

    def turns(side: Vectors) -> list[Vectors]:
        found = []
        for own in side:
            left, _, right = np.linalg.svd((own - own.mean(axis=0)).T @ (side[english] - side[english].mean(axis=0)))
            found.append(left @ right)
        return found

    def turn(vectors: Vectors, languages: npt.NDArray[np.int64], side: Vectors) -> Vectors:
        found, means = turns(side), side.mean(axis=1)
        each = zip(vectors, languages, strict=True)
        return np.stack([(vector - means[of]) @ found[of] + means[english] for vector, of in each])

    return Space(
        "told: turned onto English (Procrustes)",
        turn(texts.queries, texts.query_languages, texts.asked),
        turn(texts.passages, texts.passage_languages, texts.read),
    )


def _calibrated(texts: Texts) -> Iterator[Space]:
    """Scores of each language by what a question's nearest passages of that language score."""
    base = projection(directions_of(texts.asked, texts.read))
    for name, queries, passages in (
        ("", texts.queries, texts.passages),
        ("6 directions, then ", texts.queries @ base, texts.passages @ base),
    ):
        scores = _unit(queries) @ _unit(passages).T
        for share in (0.5, 1.0):
            shift = np.zeros_like(scores)
            for each in range(len(Language)):
                own = texts.passage_languages == each
                level = np.sort(scores[:, own], axis=1)[:, -_NEAREST:].mean(axis=1)
                shift[:, own] = -share * level[:, None]
            yield Space(f"{name}scores calibrated for each language, {share}", queries, passages, shift)


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def figures_of(space: Space, passages: Passages, judge: Judge) -> dict[str, float]:
    """nDCG@10 of all questions, of those with an answer in their own language and of those without."""
    moved = towards_articles(_unit(space.passages), np.array(passages.articles))
    scores = _unit(space.queries) @ moved.T
    names, of_families = best(scores if space.shift is None else scores + space.shift, passages.families, 1)
    found = judge.each(names, of_families)
    asked = [question for question in judge.questions if question.need in judge.qrels]
    own = np.array([_is_answered_in(question.language, judge.qrels[question.need], judge) for question in asked])
    return {
        "ndcg@10": round(float(found.mean()), 3),
        "own": round(float(found[own].mean()), 3),
        "other": round(float(found[~own].mean()), 3),
        "other / own": round(float(found[~own].mean() / found[own].mean()), 2),
    }


def _is_answered_in(language: Language | None, grades: dict[str, int], judge: Judge) -> bool:
    top = max(grades.values())
    return any(language in judge.languages[key] for key, grade in grades.items() if grade == top)


def main() -> None:
    """Entry of the command."""
    judge, languages = Judge(), list(Language)
    passages = cut(700, 1200, READINGS["title, heading, text"])
    parallel = read_parallel_sentences()
    figures = {}
    for name, adapted in (("plain", False), ("adapted", True)):
        encoder = plain_encoder(adapted=adapted)
        texts = Texts(
            encoder.encode_queries([question.question for question in judge.questions]),
            np.array([languages.index(Language(str(question.language))) for question in judge.questions]),
            encoder.encode_passages(passages.texts),
            np.array([languages.index(Language(each)) for each in passages.languages]),
            np.stack([encoder.encode_queries(parallel[each]) for each in languages]),
            np.stack([encoder.encode_passages(parallel[each]) for each in languages]),
        )
        figures[name] = {space.name: figures_of(space, passages, judge) for space in spaces(texts, passages.families)}
    record("neutral_space", figures, [DEVELOPMENT.questions, DEVELOPMENT.qrels, *BUNDLED_ARTICLES.rglob("*.md")])


if __name__ == "__main__":
    main()
