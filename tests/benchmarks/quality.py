"""How well search finds the right articles across languages, stage by stage and beside what others do.

`python -m tests.benchmarks.quality [development|more|final]`: the bundled articles and the golden questions of one
part. The development part chose the constants of the search, `more` whether there is an answer; the final part chose
nothing. No text of any, nor of the library, taught the encoder.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from corpus.answered_question_store import AnsweredQuestionStore
from corpus.library import BUNDLED_ARTICLES, open_library
from corpus.passage_store import UnencodedPassage
from ingest.reading.sandbox import ReadingLimits
from ingest.split import split
from search.embedded.adaptation import adapt, read_adaptation
from search.embedded.checkpoint import build_bert, write_sentence_transformer
from search.embedded.source import open_weights
from search.encoder import Encoder, SentenceTransformerEncoder, open_embedded_encoder
from search.evaluation import Evaluation, evaluate
from search.golden import read_answers, read_qrels, read_questions
from search.neutrality import language_directions, projection, read_parallel_sentences
from search.passage_input import passage_input
from search.result import SearchResult
from tests.benchmarks.baselines import Ranking, Text, Words, as_search, fused
from tests.benchmarks.record import record
from ui.output import evaluation_lines
from ui.service import Service
from ui.settings import Settings

if TYPE_CHECKING:
    from transformers import BertModel

GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Part:
    """The golden questions of one part, in its folder: what is asked, which families answer, which sentences do."""

    name: str

    @property
    def questions(self) -> Path:
        """JSON lines."""
        return GOLDEN / self.name / "questions.jsonl"

    @property
    def qrels(self) -> Path:
        """Grades of families."""
        return GOLDEN / self.name / "qrels.txt"

    @property
    def answers(self) -> Path:
        """JSON lines; a part may have none."""
        return GOLDEN / self.name / "answers.jsonl"

    def judge(self, service: Service, search: Callable[[str], SearchResult] | None = None) -> dict[str, Any]:
        """The figures of a search over the service's library, by default its own."""
        questions, qrels = read_questions(self.questions), read_qrels(self.qrels)
        answers = read_answers(self.answers) if self.answers.exists() else {}
        if search is None:
            return _lines(service.evaluate(questions, qrels, answers=answers))
        return _lines(evaluate(questions, qrels, service.articles(), search, answers=answers))


DEVELOPMENT, FINAL = Part("development"), Part("final")
MORE = Part("more")
"""More development questions, by three more writers, mostly to tell those without an answer from the others."""


def _lines(evaluation: Evaluation) -> dict[str, Any]:
    *pairs, whole = evaluation_lines(evaluation)
    return {"whole": whole, "pairs": pairs}


def plain_encoder(*, adapted: bool = False, projected: bool = False) -> Encoder:
    """The embedded model as it comes, what sentence-transformers gives anyone; or with one of what is ours."""
    weights = open_weights()
    network = build_bert(weights)
    if adapted:
        adapt(network, read_adaptation())
    plain = _encoder(network, np.eye(weights.architecture.hidden, dtype=np.float32), f"plain-{adapted}")
    if not projected:
        return plain
    sentences = read_parallel_sentences().values()
    means = [[encode(texts).mean(0) for texts in sentences] for encode in (plain.encode_queries, plain.encode_passages)]
    return _encoder(network, projection(language_directions(np.array(means, np.float64))), f"projected-{adapted}")


def _encoder(network: BertModel, matrix: npt.NDArray[np.float32], fingerprint: str) -> Encoder:
    import torch
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder:
        write_sentence_transformer(network, open_weights(), matrix, Path(folder), torch.float32)
        model = SentenceTransformer(
            folder, device="cpu", local_files_only=True, model_kwargs={"add_pooling_layer": False}
        )
    return SentenceTransformerEncoder(model, fingerprint)


@contextmanager
def filled_service(encoder: Encoder, *, knows_questions: bool = True) -> Iterator[Service]:
    """A service over a fresh library of the bundled articles, with or without the questions that they answer."""
    unknown = nullcontext() if knows_questions else patch.object(AnsweredQuestionStore, "live", return_value=[])
    with unknown, tempfile.TemporaryDirectory() as folder:
        service = Service(open_library(Path(folder)), encoder, ReadingLimits())
        list(service.ingest_bundled())
        service.catch_up()
        yield service


def baselines(service: Service, encoder: Encoder) -> Iterator[tuple[str, Callable[[str], SearchResult]]]:
    """Searches with words alone, and with words and the encoder's vectors."""
    texts: list[Text] = []
    inputs: list[str] = []
    for summary in service.articles():
        article = service.article(summary.id)
        for span in split(article.text, article.language):
            text = article.text[span.start : span.end]
            texts.append((summary, text))
            inputs.append(passage_input(UnencodedPassage(0, article.title, span.heading, text)))
    words = Words([(summary.language, own) for (summary, _), own in zip(texts, inputs, strict=True)])
    vectors = encoder.encode_passages(inputs)

    def dense(question: str) -> Ranking:
        scores = vectors @ encoder.encode_queries([question])[0]
        return [(float(scores[place]), int(place)) for place in np.argsort(-scores)[:100]]

    yield "BM25", as_search(words.rank, texts)
    yield "plain model and BM25, fused", as_search(lambda asked: fused(dense(asked), words.rank(asked)), texts)


def figures(part: Part) -> dict[str, Any]:
    """The figures of Mentorbase, of its stages, and of what others do; only the first has the articles' questions."""
    found = {}
    embedded = open_embedded_encoder(Settings().cache).loaded()
    with filled_service(embedded) as service:
        found["Mentorbase"] = part.judge(service)
    with filled_service(embedded, knows_questions=False) as service:
        found["articles without their questions"] = part.judge(service)
    for name, encoder in (
        ("what was learnt, no projection", plain_encoder(adapted=True)),
        ("projection alone", plain_encoder(projected=True)),
    ):
        with filled_service(encoder, knows_questions=False) as service:
            found[name] = part.judge(service)
    plain = plain_encoder()
    with filled_service(plain, knows_questions=False) as service:
        found["plain model"] = part.judge(service)
        for name, search in baselines(service, plain):
            found[name] = part.judge(service, search)
    return found


def main(*parts: str) -> None:
    """Entry of the command."""
    for part in [Part(name) for name in parts] or [DEVELOPMENT, FINAL]:
        files = [each for each in (part.questions, part.qrels, part.answers) if each.exists()]
        data = [*files, *BUNDLED_ARTICLES.rglob("*.md")]
        record(f"quality-{part.name}", figures(part), data)


if __name__ == "__main__":
    main(*sys.argv[1:])
