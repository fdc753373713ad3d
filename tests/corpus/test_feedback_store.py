from __future__ import annotations

from datetime import UTC, date, datetime

from corpus.language import Language
from corpus.library import Library
from corpus.reader_question import Vote, VoteCount
from tests.corpus.conftest import AddArticle
from tests.corpus.test_question_store import age


def vote(article: int, *, helpful: bool, word: str = "") -> Vote:
    return Vote(article, "How?", Language.ENGLISH, helpful, word)


def test_the_votes_on_all_translations_count_for_their_family(library: Library, add: AddArticle) -> None:
    english, swedish = add("goals", key="goals"), add("mål", key="goals", language=Language.SWEDISH)
    other = add("trust", key="trust")
    for given in (vote(english, helpful=True), vote(swedish, helpful=True), vote(english, helpful=False)):
        library.feedback.add_vote(given)
    library.feedback.add_vote(vote(other, helpful=False))
    counts = library.feedback.vote_counts()
    assert counts == {"goals": VoteCount(2, 1), "trust": VoteCount(0, 1)}
    assert [counts[key].balance for key in ("goals", "trust")] == [1, -1]


def test_a_word_is_added_to_a_vote_and_the_newest_comes_first(library: Library, add: AddArticle) -> None:
    goals = add("goals")
    library.feedback.add_vote(vote(goals, helpful=True))
    first = library.feedback.add_vote(vote(goals, helpful=False))
    library.feedback.add_vote(vote(goals, helpful=False, word="too long"))
    library.feedback.add_word(first, "old")
    assert [each.word for each in library.feedback.votes_with_words(9)] == ["too long", "old"]
    assert [each.word for each in library.feedback.votes_with_words(1)] == ["too long"]


def test_cards_are_counted_by_article_and_day(library: Library, add: AddArticle) -> None:
    english, swedish = add("goals", key="goals"), add("mål", key="goals", language=Language.SWEDISH)
    add("trust", key="trust")
    library.feedback.count_shown([english, swedish], date(2026, 11, 1))
    library.feedback.count_shown([english], date(2026, 11, 1))
    library.feedback.count_shown([english], date(2026, 11, 2))
    assert library.feedback.shown_counts() == {"goals": 4}
    library.feedback.forget_before(datetime(2026, 11, 2, 12, tzinfo=UTC))
    assert library.feedback.shown_counts() == {"goals": 1}


def test_old_votes_are_forgotten(library: Library, add: AddArticle) -> None:
    goals = add("goals", key="goals")
    age(library, "vote", "voted_at", library.feedback.add_vote(vote(goals, helpful=True)), "2025-11-30 00:00:00.000000")
    library.feedback.add_vote(vote(goals, helpful=False))
    library.feedback.forget_before(datetime(2025, 12, 1, tzinfo=UTC))
    assert library.feedback.vote_counts() == {"goals": VoteCount(0, 1)}
