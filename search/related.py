"""What to read after an article: the nearest other ones, in any language."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus.article import ArticleSummary
from corpus.article_store import ArticleStore
from corpus.language import Language
from corpus.passage_store import PassageStore
from search.generation import Generation
from search.live_index import LiveIndex
from search.middles import Middles, middles_of

LEAST_SCORE = 0.2
"""Articles below are not shown. Of the bundled articles, half of the four nearest ones reach 0.29."""

_LOOKED_AT = 10
"""Articles looked at for each card: translations share one, and some may have gone since the index was written."""


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """A family of translations near to an article: the one to show, and the others.

    `score` is the cosine of the middles of both articles, as the middle of the library sees them.
    """

    score: float
    article: ArticleSummary
    variants: tuple[ArticleSummary, ...]


class RelatedFinder:
    """Compares articles by the vectors of their passages that the index holds. Safe for threads."""

    def __init__(self, articles: ArticleStore, passages: PassageStore, index: LiveIndex) -> None:
        self._articles = articles
        self._passages = passages
        self._index = index
        self._held: Middles | None = None

    def find(self, article: int, reader: Language | None = None, limit: int = 4) -> list[RelatedArticle]:
        """The families nearest to an article, best first, at most `limit`; never its own.

        Each is shown in the reader's language, by default the article's, where it has that. None for an article that
        the index does not know. Raises UnknownArticleError.
        """
        known = self._articles.get(article)
        generation = self._index.current()
        if generation is None or limit <= 0 or article not in generation.articles:
            return []
        middles = self._held_middles(generation)
        cosines = middles.vectors @ middles.vectors[np.searchsorted(middles.articles, article)]
        order = np.argsort(-cosines, kind="stable")[: limit * _LOOKED_AT + 1]
        scores = {int(middles.articles[place]): float(cosines[place]) for place in order}
        keys = self._keys(generation, scores)
        nearest: dict[str, int] = {}
        for each, score in scores.items():
            if score >= LEAST_SCORE and keys.get(each, known.translation_key) != known.translation_key:
                nearest.setdefault(keys[each], each)
        chosen = dict(list(nearest.items())[:limit])
        variants = self._articles.live_families(chosen)
        language = reader or known.language
        return [_shown(scores[each], each, variants[key], language) for key, each in chosen.items() if variants[key]]

    def _keys(self, generation: Generation, articles: dict[int, float]) -> dict[int, str]:
        """The families of those of the articles that readers may see at this moment."""
        firsts = [int(generation.ids_of({each})[0]) for each in articles]
        return {passage.article: passage.translation_key for passage in self._passages.live(firsts).values()}

    def _held_middles(self, generation: Generation) -> Middles:
        """The middle of each article; kept until there is another generation."""
        held = self._held
        if held is None or held.generation != generation.number:
            held = self._held = middles_of(generation)
        return held


def _shown(score: float, nearest: int, family: list[ArticleSummary], reader: Language | None) -> RelatedArticle:
    shown = min(family, key=lambda each: (each.language != reader, each.id != nearest))
    return RelatedArticle(score, shown, tuple(each for each in family if each is not shown))
