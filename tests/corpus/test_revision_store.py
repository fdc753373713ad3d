from __future__ import annotations

import pytest

from corpus.article import ArticleStatus
from corpus.errors import UnknownArticleError
from corpus.language import Language
from corpus.library import Library
from corpus.revision import RevisedMeanwhileError, UnknownRevisionError
from tests.corpus.conftest import AddArticle, ReviseArticle, content_of, in_words


def test_the_revisions_of_an_article_are_listed_newest_first(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("one")
    revise(article, "one two")
    revise(article, "one two three", live=False)
    listed = library.revisions.of(article)
    assert [(each.number, each.title, each.words, each.is_live) for each in listed] == [
        (3, "About one two three", 3, False),
        (2, "About one two", 2, True),
        (1, "About one", 1, False),
    ]


def test_a_revision_is_read_as_it_was_saved(library: Library, add: AddArticle, revise: ReviseArticle) -> None:
    article = add("one", language=Language.DUTCH)
    revise(article, "two", language=Language.ITALIAN)
    first, newest = library.revisions.get(article, 1), library.revisions.get(article)
    assert (first.number, first.content, first.language, first.is_live) == (1, content_of("one"), "nl", False)
    assert (newest.number, newest.content, newest.language, newest.is_live) == (2, content_of("two"), "it", True)


def test_what_is_not_there_is_told(library: Library, add: AddArticle) -> None:
    article = add("one")
    with pytest.raises(UnknownRevisionError, match=f"Article {article} has no revision 2"):
        library.revisions.get(article, 2)
    for ask in (library.revisions.of, library.revisions.get):
        with pytest.raises(UnknownArticleError):
            ask(99)


def test_a_change_made_from_an_older_revision_is_refused_and_nothing_is_saved(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("one", live=False)
    revise(article, "two", live=False)
    with pytest.raises(RevisedMeanwhileError) as refused:
        library.articles.revise(article, content_of("mine"), None, None, in_words("mine"), live=True, after=1)
    assert (refused.value.article, refused.value.newest) == (article, 2)
    with pytest.raises(RevisedMeanwhileError):
        library.articles.publish(article, after=1)
    assert (library.articles.get(article).text, library.articles.get(article).status) == ("two", ArticleStatus.DRAFT)
    library.articles.publish(article, after=2)
    assert library.articles.get(article).status is ArticleStatus.LIVE


def test_every_article_is_listed_by_its_newest_revision(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    live, draft, gone = add("live"), add("draft", language=None, live=False), add("gone")
    revise(live, "nuovo", language=Language.ITALIAN, live=False)
    library.articles.delete(gone)
    listed = {each.id: each for each in library.revisions.listed()}
    assert [each.id for each in library.revisions.listed()] == [live, gone, draft]  # the last saved first
    assert {each.id: (each.status, each.is_newest_live, each.revision, each.language) for each in listed.values()} == {
        live: (ArticleStatus.LIVE, False, 2, Language.ITALIAN),
        draft: (ArticleStatus.DRAFT, False, 1, None),
        gone: (ArticleStatus.DELETED, True, 1, Language.ENGLISH),
    }
    assert (listed[live].title, listed[live].words, listed[live].removed) == ("About nuovo", 1, 0)
