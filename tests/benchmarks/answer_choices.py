"""Which sentence of which passage is marked: the measurements behind what `search.searcher` chooses.

`python -m tests.benchmarks.answer_choices`: for each development question, the article with marks that scores best, and
the share of questions for which the chosen sentence is a marked one. `passages` are the article's best ones that may be
chosen from, `share` is what a passage's score counts beside its sentence's nearness, `direction` how often the answers'
direction is added to the question. Then the same with sentences kept in fewer bits; at last, by how much
translations of the right article score less than the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from corpus.article import LivePassage
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from ingest.reading.markdown import read_markdown
from ingest.repair import repair
from ingest.split import split
from search.answer_direction import answer_direction
from search.encoder import Encoder, open_embedded_encoder
from search.evaluation import is_same_sentence
from search.golden import read_answers, read_questions
from search.leaning import towards_articles
from search.passage_sentences import read_passages
from search.question_vectors import question_vectors
from tests.benchmarks.choices import kept_questions
from tests.benchmarks.quality import DEVELOPMENT
from tests.benchmarks.record import record
from ui.settings import Settings

Vectors = npt.NDArray[np.float32]

_DIRECTIONS = (0.0, 1.0)
_PASSAGES = (1, 2, 3)
_SHARES = (0.0, 0.5, 1.0)
_BITS = (8, 6, 5, 4, 3)


@dataclass(frozen=True, slots=True)
class Read:
    """An article: its passages' vectors as the index has them, and for each passage its sentences and their vectors."""

    family: str
    passages: Vectors
    sentences: list[list[str]]
    vectors: list[Vectors]


def read_articles(encoder: Encoder) -> list[Read]:
    """The bundled articles, in the order of their files."""
    found, own = [], []
    for number, path in enumerate(sorted(BUNDLED_ARTICLES.rglob("*.md"))):
        document = read_markdown(path.read_bytes())
        text, language = repair(document.text), Language(path.parent.name)
        key, title = document.translation_key, document.title
        passages = [
            LivePassage(
                0, number, key, language, each.start, each.end, title, each.heading, text[each.start : each.end]
            )
            for each in split(text, language)
        ]
        vectors, read = read_passages(encoder, passages)
        sentences = [
            [each.text[start:end] for start, end in theirs.spans] for each, theirs in zip(passages, read, strict=True)
        ]
        found.append(Read(key, vectors, sentences, [each.vectors for each in read]))
        own += [number] * len(passages)
    moved = towards_articles(np.concatenate([each.passages for each in found]), np.array(own), kept_questions(encoder))
    parts = np.split(moved, np.cumsum([len(each.passages) for each in found])[:-1])
    return [Read(each.family, part, each.sentences, each.vectors) for each, part in zip(found, parts, strict=True)]


def main() -> None:
    """Entry of the command."""
    encoder = open_embedded_encoder(Settings().cache).loaded()
    articles, direction = read_articles(encoder), answer_direction(encoder)
    answers = read_answers(DEVELOPMENT.answers)
    kept = question_vectors(kept_questions(encoder), encoder.dimension)
    asked = [each for each in read_questions(DEVELOPMENT.questions) if each.need in answers]
    queries = encoder.encode_queries([each.question for each in asked])
    found = []
    apart: list[float] = []
    for query, question in zip(queries, asked, strict=True):
        told = answers[question.need]
        gains = kept.gains(query, np.arange(len(articles)))
        scored = [(float((each.passages @ query).max()) + gains[n], n) for n, each in enumerate(articles)]
        theirs = sorted(each for each in scored if articles[each[1]].family in told)
        best = articles[theirs[-1][1]]
        apart += [theirs[-1][0] - score for score, n in theirs[:-1] if articles[n].family == best.family]
        right = [
            [any(is_same_sentence(one, mark) for mark in told[best.family]) for one in own] for own in best.sentences
        ]
        found.append((query, best, right))
    figures: dict[str, float] = {
        "sentences that are marked": _share([float(np.mean(np.concatenate(right))) for _, _, right in found]),
        "best passages with a marked sentence": _share(
            [any(right[int((best.passages @ query).argmax())]) for query, best, right in found]
        ),
    }
    for times in _DIRECTIONS:
        for passages in _PASSAGES:
            for share in _SHARES if passages > 1 else _SHARES[:1]:
                chosen = [
                    right[place][sentence]
                    for query, best, right in found
                    for place, sentence in [_choose(query, best, times * direction, passages, share)]
                ]
                figures[f"direction {times}, passages {passages}, share {share}"] = _share(chosen)
    exactly = [_choose(query, best, direction, 2, 0.5) for query, best, _ in found]
    for bits in _BITS:
        coarsely = [_choose(query, _rounded(best, bits), direction, 2, 0.5) for query, best, _ in found]
        chosen = [right[place][sentence] for (_, _, right), (place, sentence) in zip(found, coarsely, strict=True)]
        figures[f"{bits} bits a value: right"] = _share(chosen)
        figures[f"{bits} bits a value: another sentence"] = _share(
            [one != other for one, other in zip(exactly, coarsely, strict=True)]
        )
    for name, part in (("half of them", 0.5), ("nineteen of twenty", 0.95)):
        figures[f"a translation scores less by, {name}"] = round(float(np.quantile(apart, part)), 3)
    record("answer_choices", figures, [DEVELOPMENT.questions, DEVELOPMENT.answers, *BUNDLED_ARTICLES.rglob("*.md")])


def _choose(query: Vectors, article: Read, direction: Vectors, passages: int, share: float) -> tuple[int, int]:
    """The passage and the sentence in it, by their numbers."""
    scores = article.passages @ query
    rated = []
    for place in np.argsort(-scores)[:passages].tolist():
        nearness = article.vectors[place] @ (query + direction)
        rated.append((share * scores[place] + nearness.max(), place, int(nearness.argmax())))
    _, place, sentence = max(rated)
    return place, sentence


def _rounded(article: Read, bits: int) -> Read:
    """The article with its sentences' vectors in so many bits a value, with one scale a vector."""
    most = 2 ** (bits - 1) - 1
    scales = [np.abs(each).max(axis=1, keepdims=True) / most for each in article.vectors]
    vectors = [np.rint(each / scale) * scale for each, scale in zip(article.vectors, scales, strict=True)]
    return replace(article, vectors=vectors)


def _share(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3)


if __name__ == "__main__":
    main()
