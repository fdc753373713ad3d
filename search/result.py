"""What a search returns."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import ArticleSummary
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class Hit:
    """One card: a family of translations, by the passage that answers best.

    `rank` starts at 1; `score` is the cosine of the question with the best passage of the family's best article, as
    the index holds it, and more where that has to the letter what was asked for (`search.exact`). `answer_start` and
    `answer_end` cut the answering sentence out of `passage`; `passage_start` is where the passage begins in the
    article's text.
    """

    rank: int
    score: float
    article: ArticleSummary
    passage: str
    passage_start: int
    answer_start: int
    answer_end: int
    variants: tuple[ArticleSummary, ...]

    @property
    def answer(self) -> str:
        """The sentence that answers."""
        return self.passage[self.answer_start : self.answer_end]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The cards for a question, best first, and whether they answer it."""

    question: str
    language: Language
    answered: bool
    hits: tuple[Hit, ...]
