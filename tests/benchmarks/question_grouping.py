"""How well questions are grouped by what they ask, the threshold that this is chosen by, and what `close` means.

`python -m tests.benchmarks.question_grouping`: the development questions, each need asked in four languages, the time
that 10,000 made-up vectors take, and the cosines of first cards that answer.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from search.encoder import Encoder, open_embedded_encoder
from search.exact import exact_terms
from search.golden import GoldenQuestion, read_questions
from search.question_groups import ALIKE, group_questions
from tests.benchmarks.quality import DEVELOPMENT, filled_service
from tests.benchmarks.record import record
from ui.settings import Settings

Vectors = npt.NDArray[np.float32]

THRESHOLDS = (0.6, 0.65, 0.7, 0.725, 0.75, 0.775, 0.8, 0.825, 0.85, 0.875, 0.9)
MANY, KINDS = 10_000, 1_500


def figures_of(questions: Sequence[GoldenQuestion], groups: Sequence[Sequence[int]]) -> dict[str, float]:
    """How pure and complete groups are, a question's share of its own need in its group and of its need there (B³).

    `languages` is in how many of the four languages of its need a question's group has it, on average.
    """
    needs = Counter(question.need for question in questions)
    purity: list[float] = []
    completeness: list[float] = []
    languages: list[float] = []
    for rows in groups:
        own = Counter(questions[row].need for row in rows)
        spoken = {(questions[row].need, questions[row].language) for row in rows}
        for row in rows:
            need = questions[row].need
            purity.append(own[need] / len(rows))
            completeness.append(own[need] / needs[need])
            languages.append(sum(each == need for each, _ in spoken))
    pure, complete = float(np.mean(purity)), float(np.mean(completeness))
    return {
        "groups": len(groups),
        "purity": round(pure, 3),
        "completeness": round(complete, 3),
        "f1": round(2 * pure * complete / (pure + complete), 3),
        "languages": round(float(np.mean(languages)), 2),
    }


def made_up(count: int, kinds: int, dimension: int) -> Vectors:
    """Unit vectors around some kinds of questions, about as near to each other as real ones."""
    random = np.random.default_rng(0)
    middles = random.normal(size=(kinds, dimension))
    vectors = middles[random.integers(0, kinds, count)] + 0.6 * random.normal(size=(count, dimension))
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def closeness_of_answers(encoder: Encoder, questions: Sequence[GoldenQuestion]) -> dict[str, float]:
    """The cosines of the first cards of the questions that search answers, as shares of them lie below."""
    with filled_service(encoder) as service:
        results = [service.search(each.question, limit=1) for each in questions]
    cosines = [result.hits[0].score for result in results if result.answered and not exact_terms(result.question)]
    shares = {"tenth": 0.1, "half": 0.5, "nine tenths": 0.9}
    return {name: round(float(np.quantile(cosines, share)), 3) for name, share in shares.items()}


def main() -> None:
    """Entry of the command."""
    questions = read_questions(DEVELOPMENT.questions)
    encoder = open_embedded_encoder(Settings().cache)
    vectors = encoder.encode_queries([each.question for each in questions])
    figures: dict[str, Any] = {
        "questions": len(questions),
        "needs": len({each.need for each in questions}),
        "chosen": ALIKE,
        "thresholds": {str(each): figures_of(questions, group_questions(vectors, each)) for each in THRESHOLDS},
    }
    figures["closeness"] = closeness_of_answers(encoder, questions)
    many = made_up(MANY, KINDS, vectors.shape[1])
    started = time.perf_counter()
    groups = group_questions(many, 0.6)
    figures["many"] = {
        "questions": MANY,
        "groups": len(groups),
        "seconds": round(time.perf_counter() - started, 2),
    }
    record("question_grouping", figures, [DEVELOPMENT.questions])


if __name__ == "__main__":
    main()
