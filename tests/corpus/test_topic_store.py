from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import topic_store
from corpus.article import RevisionContent
from corpus.errors import UnknownArticleError
from corpus.language import Language
from corpus.library import Library, open_library
from corpus.topic import ArticleTopic, Audience, TopicState
from corpus.topic_file import bundled_topics
from corpus.topic_store import TopicsInUseError, UnknownTopicError
from tests.corpus.conftest import AddArticle, in_words

FIRST, SECOND, THIRD = bundled_topics()[:3]


def test_a_new_library_has_the_bundled_topics(library: Library) -> None:
    assert library.topics.topics() == list(bundled_topics())
    assert library.topics.get(SECOND.id) == SECOND


def test_a_library_of_an_older_version_gets_the_topics_when_it_is_opened(library: Library) -> None:
    with sqlite3.connect(library.folder / "mentorbase.db") as connection:
        connection.execute("DELETE FROM topic")
        connection.execute("DELETE FROM library_state WHERE name LIKE 'topics%'")
    connection.close()
    assert open_library(library.folder).topics.topics() == list(bundled_topics())


def test_opening_a_library_again_leaves_an_editor_s_topics_as_they_are(library: Library) -> None:
    library.topics.replace([])
    assert open_library(library.folder).topics.topics() == []


def test_many_openings_at_once_make_the_topics_once(tmp_path: Path) -> None:
    libraries: list[Library] = []
    threads = [threading.Thread(target=lambda: libraries.append(open_library(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(each.topics.topics()) for each in libraries] == [len(bundled_topics())] * 4


def test_a_changed_topic_keeps_its_articles(library: Library, add: AddArticle) -> None:
    article = add("one")
    library.topics.set_found({article: {FIRST.id: 0.75}})
    renamed = replace(FIRST, names={language: f"New {language}" for language in Language})
    assert library.topics.replace([SECOND, renamed]) == {}
    assert library.topics.topics() == [SECOND, renamed]
    assert library.topics.articles_of(FIRST.id) == [ArticleTopic(article, FIRST.id, 0.75, TopicState.PROPOSED)]


def test_a_topic_that_articles_have_goes_only_when_that_is_confirmed(library: Library, add: AddArticle) -> None:
    one, two = add("one"), add("two")
    library.topics.set_found({one: {FIRST.id: 0.75}, two: {FIRST.id: 0.5}})
    library.topics.reject(one, SECOND.id)  # nobody misses it
    with pytest.raises(TopicsInUseError, match=rf"'{FIRST.id}' \(2 articles\)") as caught:
        library.topics.replace([THIRD])
    assert caught.value.articles == {FIRST.id: 2}
    assert len(library.topics.topics()) == len(bundled_topics())
    assert library.topics.replace([THIRD], confirmed=True) == {FIRST.id: 2}
    assert library.topics.topics() == [THIRD]
    assert library.topics.topics_of([one], rejected=True) == {one: []}


def test_found_topics_take_the_place_of_those_found_before(library: Library, add: AddArticle) -> None:
    article = add("one")
    library.topics.set_found({article: {FIRST.id: 0.75, SECOND.id: 0.5}})
    library.topics.set_found({article: {SECOND.id: 0.25, THIRD.id: 0.5}})
    assert library.topics.topics_of([article]) == {
        article: [
            ArticleTopic(article, THIRD.id, 0.5, TopicState.PROPOSED),
            ArticleTopic(article, SECOND.id, 0.25, TopicState.PROPOSED),
        ]
    }


def test_what_an_editor_has_decided_outlives_what_is_found(library: Library, add: AddArticle) -> None:
    article = add("one")
    library.topics.set_found({article: {FIRST.id: 0.75, SECOND.id: 0.5}})
    library.topics.accept(article, FIRST.id)
    library.topics.reject(article, SECOND.id)
    library.topics.accept(article, THIRD.id)
    library.topics.set_found({article: {FIRST.id: 0.25, SECOND.id: 1.0}})
    assert library.topics.topics_of([article], rejected=True)[article] == [
        ArticleTopic(article, THIRD.id, 1.0, TopicState.ACCEPTED),
        ArticleTopic(article, FIRST.id, 0.75, TopicState.ACCEPTED),
        ArticleTopic(article, SECOND.id, 0.5, TopicState.REJECTED),
    ]
    assert [each.topic for each in library.topics.topics_of([article])[article]] == [THIRD.id, FIRST.id]
    assert library.topics.articles_of(SECOND.id) == []


def test_found_topics_of_articles_and_topics_that_have_gone_are_left_out(library: Library, add: AddArticle) -> None:
    article = add("one")
    library.topics.set_found({article: {"gone": 0.5, FIRST.id: 0.75}, 99: {FIRST.id: 0.5}})
    assert [each.article for each in library.topics.articles_of(FIRST.id)] == [article]
    assert [each.topic for each in library.topics.topics_of([article])[article]] == [FIRST.id]


def test_the_articles_of_a_topic_are_those_that_are_not_deleted(library: Library, add: AddArticle) -> None:
    one, two = add("one"), add("two")
    library.topics.set_found({one: {FIRST.id: 0.5}, two: {FIRST.id: 0.75}})
    assert [each.article for each in library.topics.articles_of(FIRST.id)] == [two, one]
    library.articles.delete(two)
    assert [each.article for each in library.topics.articles_of(FIRST.id)] == [one]


def test_an_unknown_article_or_topic_is_named(library: Library, add: AddArticle) -> None:
    article = add("one")
    with pytest.raises(UnknownArticleError, match="no article 99"):
        library.topics.accept(99, FIRST.id)
    with pytest.raises(UnknownTopicError, match="no topic 'gone'"):
        library.topics.reject(article, "gone")
    with pytest.raises(UnknownTopicError, match="no topic 'gone'"):
        library.topics.articles_of("gone")


def _add_for(library: Library, audience: str | list[str] | None, *, live: bool = True) -> int:
    content = RevisionContent("Title", "text", details={"audience": audience} if audience else {})
    return library.articles.add("a.md", None, content, Language.ENGLISH, None, in_words("text"), live=live)


def test_articles_are_chosen_by_their_topics(library: Library, add: AddArticle) -> None:
    one, two, both, none = (add(text) for text in ("one", "two", "both", "none"))
    library.topics.set_found({one: {FIRST.id: 0.9}, both: {FIRST.id: 0.4, SECOND.id: 0.5}, none: {}})
    library.topics.accept(two, SECOND.id)
    assert library.topics.articles_for({FIRST.id}, ()) == {one, both}
    assert library.topics.articles_for({FIRST.id, SECOND.id}, ()) == {one, two, both}
    assert library.topics.articles_for({THIRD.id}, ()) == set()
    assert library.topics.articles_for((), ()) == {one, two, both, none}


def test_an_article_is_not_chosen_by_a_topic_that_an_editor_took_from_it(library: Library, add: AddArticle) -> None:
    article = add("one")
    library.topics.set_found({article: {FIRST.id: 0.9}})
    library.topics.reject(article, FIRST.id)
    assert library.topics.articles_for({FIRST.id}, ()) == set()


def test_articles_are_chosen_by_the_audience_that_they_name(library: Library) -> None:
    mentee, both = _add_for(library, "mentee"), _add_for(library, ["mentor", "mentee"])
    _add_for(library, "mentors' friends")  # no audience that we know, and no topic
    assert library.topics.articles_for((), {Audience.MENTEE}) == {mentee, both}
    assert library.topics.articles_for((), {Audience.MENTOR}) == {both}
    assert library.topics.articles_for((), {Audience.PROGRAMME}) == set()


def test_an_article_that_names_nobody_is_for_those_whom_its_topics_are_for(library: Library) -> None:
    for_mentees = next(each.id for each in bundled_topics() if each.audience == (Audience.MENTEE,))
    silent, named = _add_for(library, None), _add_for(library, "programme")
    library.topics.set_found({silent: {for_mentees: 0.9}, named: {for_mentees: 0.9}})
    assert library.topics.articles_for((), {Audience.MENTEE}) == {silent}
    assert library.topics.articles_for((), {Audience.PROGRAMME}) == {named}


def test_topic_and_audience_both_hold(library: Library) -> None:
    mentor, mentee = _add_for(library, "mentor"), _add_for(library, "mentee")
    library.topics.set_found({mentor: {FIRST.id: 0.9}, mentee: {FIRST.id: 0.9}})
    assert library.topics.articles_for({FIRST.id}, {Audience.MENTOR}) == {mentor}


def test_what_an_article_names_counts_as_readers_see_it(library: Library) -> None:
    _add_for(library, "mentor", live=False)
    article = _add_for(library, "mentee")
    content = RevisionContent("Title", "other text", details={"audience": "mentor"})
    library.articles.revise(article, content, Language.ENGLISH, None, in_words("other text"), live=False)
    assert library.topics.articles_for((), {Audience.MENTOR}) == set()
    assert library.topics.articles_for((), {Audience.MENTEE}) == {article}


def test_articles_that_name_nobody_are_not_read_for_an_audience(library: Library) -> None:
    _add_for(library, None)
    with library.topics._engine.connect() as connection:
        query = topic_store._naming().compile(connection, compile_kwargs={"literal_binds": True})
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert "SCAN revision USING INDEX ix_revision_audience" in str(plan)
    assert "SEARCH article USING INTEGER PRIMARY KEY" in str(plan)


def test_an_unknown_topic_chooses_nothing_but_is_told(library: Library) -> None:
    with pytest.raises(UnknownTopicError, match="no topic 'fishing'"):
        library.topics.articles_for({FIRST.id, "fishing"}, ())


def test_topics_that_a_live_article_is_on_are_told_from_the_others(library: Library, add: AddArticle) -> None:
    article, deleted = add("one"), add("two")
    library.topics.set_found({article: {FIRST.id: 0.75, SECOND.id: 0.75}, deleted: {THIRD.id: 0.75}})
    library.topics.reject(article, SECOND.id)
    library.articles.delete(deleted)
    topics = [FIRST.id, SECOND.id, THIRD.id]
    assert library.topics.read_about(topics) == {FIRST.id}
    library.articles.unpublish(article)
    assert library.topics.read_about(topics) == set()
