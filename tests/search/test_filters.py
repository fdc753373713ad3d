"""Searches among some of the articles, on a small library (see `test_searcher` for its words)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.language import Language
from corpus.topic import Audience
from corpus.topic_file import bundled_topics
from corpus.topic_store import UnknownTopicError
from search.filters import Filters
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf

GOALS, TRUST = (topic.id for topic in bundled_topics()[:2])
ENGLISH, ITALIAN = frozenset({Language.ENGLISH}), frozenset({Language.ITALIAN})
MENTOR = frozenset({Audience.MENTOR})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [1, 2, 3]),
        (Filters(topics=frozenset({GOALS})), [1, 3]),
        (Filters(topics=frozenset({GOALS, TRUST})), [1, 2, 3]),
        (Filters(audiences=MENTOR), [2, 3]),
        (Filters(audiences=MENTOR, topics=frozenset({GOALS})), [3]),
        (Filters(ITALIAN, audiences=MENTOR, topics=frozenset({GOALS})), [3]),
        (Filters(ENGLISH, audiences=MENTOR, topics=frozenset({GOALS})), []),
    ],
    ids=["none", "topic", "topics", "audience", "both", "all three", "nothing left"],
)
def test_only_articles_that_fit_every_filter_are_found(shelf: Shelf, filters: Filters, found: list[int]) -> None:
    shelf.add("goal plan", audience="mentee")
    shelf.add("goal plan talk", audience=["mentor", "mentee"])
    shelf.add("goal talk boat", Language.ITALIAN, audience="mentor")
    shelf.library.topics.set_found({1: {GOALS: 0.9}, 2: {TRUST: 0.9}, 3: {GOALS: 0.5}})
    shelf.catch_up()
    assert shelf.found("goal plan", filters) == found


def test_an_article_is_found_behind_many_nearer_ones_that_the_filters_leave_out(shelf: Shelf) -> None:
    for _ in range(60):
        shelf.add("goal plan\ngoal plan", audience="mentee")
    article = shelf.add("goal river", audience="mentor")
    shelf.catch_up()
    assert shelf.found("goal plan", Filters(audiences=MENTOR), limit=1) == [article]


def test_a_topic_that_an_editor_gives_counts_without_a_new_index(shelf: Shelf) -> None:
    article = shelf.add("goal plan")
    shelf.catch_up()
    chosen = Filters(topics=frozenset({GOALS}))
    assert shelf.found("goal plan", chosen) == []
    shelf.library.topics.accept(article, GOALS)
    assert shelf.found("goal plan", chosen) == [article]


def test_a_translation_that_the_filters_leave_out_is_still_a_variant(shelf: Shelf) -> None:
    english = shelf.add("goal plan", Language.ENGLISH, "goals", audience="mentee")
    italian = shelf.add("goal river", Language.ITALIAN, "goals", audience="mentor")
    shelf.catch_up()
    (hit,) = shelf.searcher.search("goal plan", Filters(audiences=MENTOR)).hits
    assert (hit.article.id, [variant.id for variant in hit.variants]) == (italian, [english])


def test_a_topic_that_is_not_there_is_told(shelf: Shelf) -> None:
    shelf.add("goal plan")
    shelf.catch_up()
    with pytest.raises(UnknownTopicError):
        shelf.searcher.search("goal plan", Filters(topics=frozenset({"fishing"})))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["goal", "goal plan", "goal tree", "tree"]), st.sampled_from(Language), st.booleans()
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=15)  # each makes a library
def test_a_filtered_search_is_the_whole_search_without_what_does_not_fit(
    articles: list[tuple[str, Language, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), FakeEncoder())
        fit = []
        for text, language, is_fit in articles:
            article = shelf.add(text, language, audience="mentor" if is_fit else "mentee")
            fit += [article] if is_fit and language in ENGLISH | ITALIAN else []
        shelf.catch_up()
        every = shelf.found("goal plan", limit=20)
        chosen = shelf.found("goal plan", Filters(ENGLISH | ITALIAN, audiences=MENTOR), limit=20)
    assert chosen == [article for article in every if article in fit]


def test_languages_typed_into_the_question_are_a_filter_and_no_part_of_it(shelf: Shelf) -> None:
    shelf.add("goal plan")
    italian = shelf.add("goal talk boat", Language.ITALIAN)
    shelf.catch_up()
    result = shelf.searcher.search("In: it goal plan")
    assert (result.question, [hit.article.id for hit in result.hits]) == ("goal plan", [italian])
    assert shelf.found("goal plan in:it", Filters(ENGLISH)) == [italian]  # what is typed goes first
    assert shelf.found("In: it goal plan", Filters(audiences=MENTOR)) == []  # the others stay
