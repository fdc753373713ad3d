"""The measurement behind the score that tells translations from other articles on the same topic.

`python -m tests.benchmarks.translation_choices`: all pairs of articles in different languages of the development part
and the bundled ones, scored in several ways. For each: the lowest score of a true pair, the highest of a wrong one, and
how many true pairs lie above all wrong ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from ingest.relate.translation import Sentences, Vectors, align_sentences, familiarity, translation_score
from ingest.split import split
from search.encoder import Encoder, open_embedded_encoder
from search.neutrality import read_parallel_sentences
from search.sentences import sentence_spans
from tests.benchmarks.record import record
from tests.benchmarks.related_set import RELATED, KnownArticle, read_bundled, read_noisy, read_related
from ui.settings import Settings

NEAREST = 3
LEAST_COSINE = 0.0  # of the centred means: pairs below it are no candidates, and are not scored one by one


@dataclass(frozen=True, slots=True)
class Encoded:
    """An article with the vectors of its passages and of its sentences."""

    article: KnownArticle
    passages: Vectors
    spans: tuple[tuple[int, int], ...]
    sentences: Vectors


def encode(encoder: Encoder, articles: list[KnownArticle]) -> list[Encoded]:
    """The articles with their vectors."""
    encoded = []
    for each in articles:
        passages = [each.text[span.start : span.end] for span in split(each.text, each.language)]
        spans = tuple(sentence_spans(each.text, each.language))
        vectors = encoder.encode_passages([f"{each.title}\n{passage}" for passage in passages])
        sentences = encoder.encode_passages([each.text[start:end] for start, end in spans])
        encoded.append(Encoded(each, vectors, spans, sentences))
    return encoded


def nearest_means(articles: list[Encoded]) -> npt.NDArray[np.float32]:
    """The cosines of all articles' mean passages, without what all have in common; of shape (n, n)."""
    means = np.array([each.passages.mean(axis=0) for each in articles])
    means -= means.mean(axis=0)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    cosines: npt.NDArray[np.float32] = means @ means.T
    return cosines


def best_matches(one: Vectors, other: Vectors) -> float:
    """The mean of the best cosine of each vector on either side."""
    cosines = one @ other.T
    return float((cosines.max(axis=0).mean() + cosines.max(axis=1).mean()) / 2)


def scores(one: Encoded, other: Encoded, strangers: dict[str, tuple[list[Vectors], list[Vectors]]]) -> dict[str, float]:
    """The score of a pair by each method."""
    means = [each.passages.mean(axis=0) for each in (one, other)]
    found = {
        "cosine of the means of passages": float(
            means[0] @ means[1] / np.linalg.norm(means[0]) / np.linalg.norm(means[1])
        ),
        "best match of passages": best_matches(one.passages, other.passages),
        "best match of sentences": best_matches(one.sentences, other.sentences),
    }
    for name, (ours, theirs) in strangers.items():
        first = Sentences(one.spans, one.sentences, familiarity(one.sentences, ours))
        second = Sentences(other.spans, other.sentences, familiarity(other.sentences, theirs))
        margins = first.vectors @ second.vectors.T - (first.familiarity[:, None] + second.familiarity[None]) / 2
        found[f"best margin of sentences, {name}"] = float(
            (margins.max(axis=0).mean() + margins.max(axis=1).mean()) / 2
        )
        weights = first.lengths()[:, None] + second.lengths()[None]
        gained = sum(float(margins[pair] * weights[pair]) for pair in align_sentences(first, second))
        found[f"margins along the path, {name}"] = gained / float(first.lengths().sum() + second.lengths().sum())
        found[f"share of both texts on the path, {name}"] = translation_score(first, second)
    return found


def main() -> None:
    """Entry of the command."""
    encoder = open_embedded_encoder(Settings().cache)
    articles = encode(encoder, read_related("development") + read_bundled() + read_noisy("development"))
    everyday = {language: encoder.encode_passages(each) for language, each in read_parallel_sentences().items()}
    cosines = nearest_means(articles)

    def background(number: int, other: int, near: int) -> list[Vectors]:
        language = articles[number].article.language
        order = [int(each) for each in np.argsort(-cosines[number], kind="stable") if each not in (number, other)]
        chosen = [each for each in order if articles[each].article.language is not language][:near]
        apart = np.stack([everyday[each] for each in Language if each is not language], axis=1)
        return [*apart, *(articles[each].sentences for each in chosen)]

    kinds = {"sentences that come with Mentorbase": 0, "and the 4 nearest articles": 4, "and the 10 nearest": 10}
    true: dict[str, list[float]] = {}
    wrong: dict[str, list[float]] = {}
    for one, other in combinations(range(len(articles)), 2):
        first, second = articles[one], articles[other]
        if first.article.language is second.article.language:
            continue
        same = first.article.family == second.article.family
        if not same and cosines[one, other] < LEAST_COSINE:
            continue
        strangers = {name: (background(one, other, near), background(other, one, near)) for name, near in kinds.items()}
        for name, score in scores(first, second, strangers).items():
            (true if same else wrong).setdefault(name, []).append(score)
    record(
        "translation-choices",
        {"candidates": candidates(articles, cosines), **table(true, wrong)},
        RELATED.rglob("*.md"),
    )


def candidates(articles: list[Encoded], cosines: npt.NDArray[np.float32]) -> dict[str, float]:
    """How many true translations are among the nearest articles of other languages."""
    hits = total = 0
    for number, each in enumerate(articles):
        order = [int(other) for other in np.argsort(-cosines[number], kind="stable")]
        abroad = [other for other in order if articles[other].article.language is not each.article.language]
        true = {other for other in abroad if articles[other].article.family == each.article.family}
        total += len(true)
        hits += len(true & set(abroad[: max(NEAREST, len(true))]))
    return {f"true translations among the nearest {NEAREST}": round(hits / total, 4)}


def table(true: dict[str, list[float]], wrong: dict[str, list[float]]) -> dict[str, Any]:
    """A line for each method; `gap` is how far apart the two kinds are, of the distance of their medians."""
    lines = {}
    for name, scored in true.items():
        lowest, highest = min(scored), max(wrong[name])
        lines[name] = {
            "true_pairs_from": round(lowest, 3),
            "wrong_pairs_to": round(highest, 3),
            "gap": round((lowest - highest) / float(np.median(scored) - np.median(wrong[name])), 2),
            "recall_at_precision_1": round(sum(score > highest for score in scored) / len(scored), 3),
        }
    return lines


if __name__ == "__main__":
    main()
