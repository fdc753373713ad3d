"""What others do: BM25 over stemmed words, and its naive fusion with a plain dense search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tantivy

from corpus.article import ArticleSummary
from corpus.language import Language
from search.question import detect_question_language
from search.result import Hit, SearchResult

_RANKED = 100
_RRF = 60  # as in Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion" (SIGIR 2009)

Text = tuple[ArticleSummary, str]
"""An article and one of its passages."""

Ranking = list[tuple[float, int]]
"""Scores and places of passages, best first."""


class Words:
    """BM25 over passages, each stemmed by its own language; a question is stemmed by all four."""

    def __init__(self, texts: Sequence[tuple[Language | None, str]]) -> None:
        schema = tantivy.SchemaBuilder().add_integer_field("place", stored=True)
        for language in Language:
            schema.add_text_field(language, tokenizer_name=f"{language}_stem")
        self._index = tantivy.Index(schema.build())
        for language in Language:
            stemmer = tantivy.Filter.stemmer(language.name.lower())
            analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            self._index.register_tokenizer(
                f"{language}_stem", analyzer.filter(tantivy.Filter.lowercase()).filter(stemmer).build()
            )
        writer = self._index.writer()
        for place, (written, text) in enumerate(texts):
            writer.add_document(tantivy.Document(place=place, **{str(written or Language.ENGLISH): text}))
        writer.commit()
        self._index.reload()

    def rank(self, question: str, limit: int = _RANKED) -> Ranking:
        """The passages that share words with the question, at most `limit`."""
        query, _ = self._index.parse_query_lenient(question, [str(language) for language in Language])
        searcher = self._index.searcher()
        found = searcher.search(query, limit).hits
        return [(score, int(searcher.doc(address)["place"][0])) for score, address in found]


def fused(one: Ranking, other: Ranking) -> Ranking:
    """Reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in (one, other):
        for rank, (_, place) in enumerate(ranking, start=1):
            scores[place] = scores.get(place, 0) + 1 / (_RRF + rank)
    return sorted(((score, place) for place, score in scores.items()), reverse=True)


def as_search(rank: Callable[[str], Ranking], texts: Sequence[Text]) -> Callable[[str], SearchResult]:
    """A search whose cards are the families of the best passages; nothing is ever unanswered."""

    def search(question: str) -> SearchResult:
        best: dict[str, tuple[float, ArticleSummary, str]] = {}
        for score, place in rank(question):
            article, text = texts[place]
            best.setdefault(article.translation_key, (score, article, text))
        hits = tuple(
            Hit(number, score, article, text, 0, 0, len(text), ())
            for number, (score, article, text) in enumerate(best.values(), start=1)
        )
        return SearchResult(question, detect_question_language(question), bool(hits), hits)

    return search
