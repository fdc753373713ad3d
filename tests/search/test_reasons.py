from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from search.reasons import CLOSE, VERY_CLOSE, Closeness, LanguageChoice, reasons_for
from search.result import Hit

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
SWEDISH, ITALIAN = Language.SWEDISH, Language.ITALIAN


def article(identifier: int, language: Language) -> ArticleSummary:
    return ArticleSummary(identifier, "a.md", language, "key", ArticleStatus.LIVE, MOMENT, "Title", {}, 100)


def hit(score: float, passage: str = "A plan.", shown: Language = ITALIAN, *others: Language) -> Hit:
    variants = tuple(article(number, each) for number, each in enumerate(others, start=2))
    return Hit(1, score, article(1, shown), passage, 0, 0, len(passage), variants)


@pytest.mark.parametrize(
    ("score", "closeness"),
    [
        (VERY_CLOSE, Closeness.VERY_CLOSE),
        (VERY_CLOSE - 0.01, Closeness.CLOSE),
        (CLOSE, Closeness.CLOSE),
        (CLOSE - 0.01, Closeness.LOOSE),
    ],
)
def test_closeness_is_told_by_the_cosine(score: float, closeness: Closeness) -> None:
    assert reasons_for("A plan?", SWEDISH, hit(score)).closeness is closeness


def test_phrases_and_acronyms_that_the_passage_has_are_told_and_add_nothing_to_its_closeness() -> None:
    found = hit(CLOSE - 0.01 + 1.0 + 0.1, "Use GROW to set\na goal.")
    reasons = reasons_for('"Set a goal" with GROW or SMART', SWEDISH, found)
    assert (reasons.phrases, reasons.acronyms) == (("Set a goal",), ("GROW",))
    assert reasons.closeness is Closeness.LOOSE


@pytest.mark.parametrize(
    ("shown", "others", "choice"),
    [
        (SWEDISH, (), LanguageChoice.OWN),
        (SWEDISH, (ITALIAN,), LanguageChoice.OWN),
        (ITALIAN, (Language.DUTCH,), LanguageChoice.ONLY_FOREIGN),
        (ITALIAN, (SWEDISH,), LanguageChoice.FOREIGN_IS_BETTER),
    ],
)
def test_the_choice_of_the_language_is_told(
    shown: Language, others: tuple[Language, ...], choice: LanguageChoice
) -> None:
    assert reasons_for("En plan?", SWEDISH, hit(0.5, "Un piano.", shown, *others)).language is choice
