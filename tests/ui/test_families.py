"""Translations are gathered into one entry."""

from __future__ import annotations

import datetime

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.topic import Audience
from ui.web.families import gather_families


def summary(
    identifier: int,
    title: str,
    language: Language | None,
    family: str,
    status: ArticleStatus = ArticleStatus.LIVE,
    audience: str | list[str] = "mentee",
) -> ArticleSummary:
    day = datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)
    details = {"audience": audience}
    return ArticleSummary(identifier, f"{identifier}.md", language, family, status, day, title, details, 100)


ARTICLES = [
    summary(1, "Zeta", Language.ITALIAN, "a"),
    summary(2, "alfa", Language.SWEDISH, "a"),
    summary(3, "Beta", Language.DUTCH, "b", audience=["mentor", "mentee"]),
    summary(4, "Draft", Language.SWEDISH, "b", ArticleStatus.DRAFT),
    summary(5, "Gone", Language.SWEDISH, "c", ArticleStatus.DELETED),
    summary(6, "Unknown", None, "d"),
]


def test_a_family_is_shown_in_the_readers_language_and_comes_first() -> None:
    families = gather_families(ARTICLES, Language.SWEDISH)
    assert [(family.shown.title, [other.title for other in family.others]) for family in families] == [
        ("alfa", ["Zeta"]),
        ("Beta", []),
    ]


def test_a_filter_shows_the_translation_in_the_wanted_language() -> None:
    (family,) = gather_families(ARTICLES, Language.SWEDISH, [Language.ITALIAN])
    assert (family.shown.title, [other.title for other in family.others]) == ("Zeta", ["alfa"])


def test_an_audience_filters() -> None:
    (family,) = gather_families(ARTICLES, Language.SWEDISH, audience=Audience.MENTOR)
    assert family.shown.title == "Beta"
