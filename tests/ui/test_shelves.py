"""What readers find on the shelves, and in which order."""

from __future__ import annotations

import datetime
from pathlib import Path

from corpus.article import ArticleStatus, ArticleSummary, PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import Library, open_library
from corpus.topic import Audience
from ui.shelves import Choice, Family, Order, gather_families, in_order, look_through


def summary(
    identifier: int,
    title: str,
    language: Language | None,
    family: str,
    status: ArticleStatus = ArticleStatus.LIVE,
    words: int = 100,
    date: str = "",
) -> ArticleSummary:
    day = datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)
    details: dict[str, str | list[str]] = {"date": date} if date else {}
    return ArticleSummary(identifier, f"{identifier}.md", language, family, status, day, title, details, words)


ARTICLES = [
    summary(1, "Zeta", Language.ITALIAN, "a", date="2026-09-03"),
    summary(2, "alfa", Language.SWEDISH, "a", date="2026-08-01", words=300),
    summary(3, "Beta", Language.DUTCH, "b"),
    summary(4, "Draft", Language.SWEDISH, "b", ArticleStatus.DRAFT),
    summary(5, "Gone", Language.SWEDISH, "c", ArticleStatus.DELETED),
    summary(6, "Unknown", None, "d"),
    summary(7, "Anna", Language.DUTCH, "e", date="soon", words=200),
    summary(8, "Old", Language.DUTCH, "f", date="2020-01-01", words=50),
]


def titles(families: list[Family]) -> list[str]:
    return [family.shown.title for family in families]


def test_a_family_is_shown_in_the_readers_language_and_holds_what_is_live() -> None:
    families = gather_families(ARTICLES, Language.SWEDISH)
    assert [(family.shown.title, [other.title for other in family.others]) for family in families] == [
        ("alfa", ["Zeta"]),
        ("Beta", []),
        ("Anna", []),
        ("Old", []),
    ]


def test_a_filter_shows_the_translation_in_the_wanted_language() -> None:
    (family,) = gather_families(ARTICLES, Language.SWEDISH, [Language.ITALIAN])
    assert (family.shown.title, [other.title for other in family.others]) == ("Zeta", ["alfa"])


def test_by_title_the_readers_language_comes_first() -> None:
    families = gather_families(ARTICLES, Language.SWEDISH)
    assert titles(in_order(families, Order.TITLE, Language.SWEDISH, {})) == ["alfa", "Anna", "Beta", "Old"]


def test_the_newest_are_known_by_the_date_of_any_translation_else_by_their_last_change() -> None:
    # 3 September is the Italian translation's; what says no day is of 1 September, its last change.
    families = gather_families(ARTICLES, Language.SWEDISH)
    assert titles(in_order(families, Order.NEWEST, Language.SWEDISH, {})) == ["alfa", "Anna", "Beta", "Old"]
    dutch_first = in_order(families, Order.NEWEST, Language.DUTCH, {})
    assert titles(dutch_first) == ["alfa", "Anna", "Beta", "Old"]


def test_the_shortest_are_known_by_the_words_of_the_one_shown() -> None:
    families = gather_families(ARTICLES, Language.SWEDISH)
    assert titles(in_order(families, Order.SHORTEST, Language.SWEDISH, {})) == ["Old", "Beta", "Anna", "alfa"]


def test_the_most_helpful_come_first_and_those_that_nobody_judged_last() -> None:
    families = gather_families(ARTICLES, Language.SWEDISH)
    ordered = in_order(families, Order.HELPFUL, Language.SWEDISH, {"f": 0.9, "b": 0.4})
    assert titles(ordered) == ["Old", "Beta", "alfa", "Anna"]


def library_of(folder: Path) -> tuple[Library, dict[str, int]]:
    """Two articles on feedback, one of them in two languages, and one on the first meeting."""
    library = open_library(folder / "library")
    ids = {}
    for title, language, key, audience in (
        ("Feedback", Language.ENGLISH, "feedback", ["mentor"]),
        ("Dare feedback", Language.ITALIAN, "feedback", ["mentor"]),
        ("Sätt ord på det", Language.SWEDISH, "words", []),
        ("First meeting", Language.ENGLISH, "meeting", ["mentee"]),
    ):
        content = RevisionContent(title, f"{title}.", details={"audience": audience} if audience else {})
        splitting = Splitting("whole", [PassageSpan(0, len(title) + 1)])
        ids[title] = library.articles.add(f"{title}.md", None, content, language, key, splitting, live=True)
    library.topics.accept(ids["Dare feedback"], "feedback")
    library.topics.accept(ids["Sätt ord på det"], "feedback")
    library.topics.accept(ids["First meeting"], "first-meeting")
    return library, ids


def counts(library: Library, choice: Choice) -> dict[str, tuple[int, dict[Language, int]]]:
    shelves = look_through(library, Language.ENGLISH, choice)
    return {each.topic.id: (each.families, each.by_language) for each in shelves.topics if each.families}


def test_a_topic_tells_its_families_and_the_languages_they_can_be_read_in(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path)
    found = counts(library, Choice())
    # The English translation is about feedback too, although only the Italian one was said to be.
    assert found["feedback"] == (2, {Language.ITALIAN: 1, Language.SWEDISH: 1, Language.ENGLISH: 1})
    assert found["first-meeting"] == (1, {Language.ENGLISH: 1})
    assert len(look_through(library, Language.ENGLISH, Choice()).topics) > len(found)


def test_topics_are_counted_as_the_other_filters_leave_them(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path)
    swedish = Choice(among=frozenset({Language.SWEDISH}), topics=frozenset({"first-meeting"}))
    assert counts(library, swedish) == {"feedback": (1, {Language.SWEDISH: 1})}
    assert look_through(library, Language.ENGLISH, swedish).families == ()


def test_a_choice_of_topics_and_readers_leaves_what_is_for_both(tmp_path: Path) -> None:
    library, _ = library_of(tmp_path)

    def shown(choice: Choice) -> list[str]:
        return titles(list(look_through(library, Language.ENGLISH, choice).families))

    assert shown(Choice(topics=frozenset({"feedback"}))) == ["Feedback", "Sätt ord på det"]
    assert shown(Choice(audience=Audience.MENTEE)) == ["First meeting", "Sätt ord på det"]  # its topic is for both
    assert shown(Choice(topics=frozenset({"feedback"}), audience=Audience.PROGRAMME)) == []
