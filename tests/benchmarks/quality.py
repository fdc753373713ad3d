"""How well search finds the right articles across languages, with and without the projection.

`python -m tests.benchmarks.quality`: the bundled articles, the development questions (48 needs with and 20 without an
answer, each in four languages). These questions chose the constants of the search: the figures show what a change does,
they are no promise for other libraries.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.reading.sandbox import ReadingLimits
from search.embedded.checkpoint import PASSAGE_PROMPT, QUERY_PROMPT
from search.encoder import Encoder, SentenceTransformerEncoder, open_embedded_encoder
from search.evaluation import read_qrels, read_questions
from tests.benchmarks.record import record
from ui.output import evaluation_lines
from ui.service import Service
from ui.settings import Settings

GOLDEN = Path(__file__).parent / "golden"
QUESTIONS, QRELS = GOLDEN / "questions.jsonl", GOLDEN / "qrels.txt"
RESAMPLES = 1000


def plain_encoder(embedded: SentenceTransformerEncoder) -> Encoder:
    """The same model without the projection: what sentence-transformers gives anyone."""
    from sentence_transformers import SentenceTransformer

    model = embedded.model
    transformer, pooling, _dense, normalise = model
    prompts = {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT}
    plain = SentenceTransformer(modules=[transformer, pooling, normalise], prompts=prompts, device="cpu")
    return SentenceTransformerEncoder(plain, "plain")


def figures(encoder: Encoder) -> dict[str, Any]:
    """The figures of an encoder over a fresh library of the bundled articles."""
    from corpus.library import open_library

    with tempfile.TemporaryDirectory() as folder:
        service = Service(open_library(Path(folder)), encoder, ReadingLimits())
        list(service.ingest_bundled())
        service.catch_up()
        questions, qrels = read_questions(QUESTIONS), read_qrels(QRELS)
        evaluation = service.evaluate(questions, qrels)
    *pairs, whole = evaluation_lines(evaluation)
    return {"whole": whole, "ndcg@10_interval_95": interval(list(evaluation.ndcg_by_need.values())), "pairs": pairs}


def interval(values: Sequence[float]) -> list[float]:
    """The 95 % interval of the mean, by resampling needs (the same seed every time)."""
    chance = random.Random(0)  # noqa: S311 - statistics, not secrets
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES))
    return [round(means[int(0.025 * RESAMPLES)], 4), round(means[int(0.975 * RESAMPLES)], 4)]


def main() -> None:
    """Entry of the command."""
    embedded = open_embedded_encoder(Settings().cache).loaded()
    assert isinstance(embedded, SentenceTransformerEncoder)
    result = {"mentorbase": figures(embedded), "plain model": figures(plain_encoder(embedded))}
    record("quality", result, [QUESTIONS, QRELS, *Path("corpus/articles").rglob("*.md")])


if __name__ == "__main__":
    main()
