"""How near chosen summaries are to those that the authors of the bundled articles wrote.

`python -m tests.benchmarks.summaries`: the mean cosine of the plain encoder, for ours and for the first two sentences.
"""

from __future__ import annotations

import time

import numpy as np

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from ingest.reading.markdown import read_markdown
from ingest.sentence_vectors import SentenceVectors
from ingest.summary import choose_summary
from search.encoder import open_embedded_encoder, open_plain_encoder
from search.sentences import sentence_spans
from tests.benchmarks.record import record
from ui.settings import Settings


def main() -> None:
    """Entry of the command."""
    adapted = open_embedded_encoder(Settings().cache)
    encoder = open_plain_encoder(adapted).loaded()
    vectors = SentenceVectors(adapted)
    paths = sorted(BUNDLED_ARTICLES.rglob("*.md"))
    documents = [(Language(path.parent.name), read_markdown(path.read_bytes())) for path in paths]
    written = encoder.encode_passages([str(document.details["summary"]) for _, document in documents])
    started = time.perf_counter()
    chosen = [choose_summary(document.text, language, vectors) for language, document in documents]
    spent = time.perf_counter() - started
    first = [_first_two(document.text, language) for language, document in documents]
    result = {
        "articles": len(documents),
        "chosen": _nearness(written, encoder.encode_passages(chosen)),
        "first two sentences": _nearness(written, encoder.encode_passages(first)),
        "characters": round(float(np.mean([len(each) for each in chosen]))),
        "ms an article": round(1000 * spent / len(documents)),
    }
    record("summaries", result, paths)


def _first_two(text: str, language: Language) -> str:
    prose = "\n".join(line for line in text.splitlines() if len(line) > 60)
    return " ".join(prose[start:end] for start, end in sentence_spans(prose, language)[:2])


def _nearness(left: np.ndarray, right: np.ndarray) -> float:
    return round(float((left * right).sum(1).mean()), 3)


if __name__ == "__main__":
    main()
