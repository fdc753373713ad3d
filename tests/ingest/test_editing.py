from __future__ import annotations

import pytest

from corpus.article import ArticleStatus, DoubtfulBlock, RemovedBlock, RevisionContent
from corpus.article_store import Splitting
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.library import Library
from ingest.clean import block_hash
from ingest.editing import Editor, with_block, without_block

CONTENT = RevisionContent(
    "A title",
    "First.\n\nBuy now!\n\nLast.",
    (RemovedBlock(0, "Menu\n\n", "menu"), RemovedBlock(18, "Share\n\n", "share")),
    {"author": "Ada"},
    (DoubtfulBlock(8, 16, "promo"),),
)


@pytest.fixture
def article(library: Library) -> int:
    return library.articles.add("a.md", None, CONTENT, Language.ENGLISH, "key", Splitting("1", []), live=True)


def test_a_removed_block_comes_back_where_it_stood() -> None:
    content = with_block(CONTENT, 2)
    assert content.text == "First.\n\nBuy now!\n\nShare\n\nLast."
    assert (content.removed, content.doubtful) == (CONTENT.removed[:1], CONTENT.doubtful)
    content = with_block(content, 1)
    assert content.text == "Menu\n\nFirst.\n\nBuy now!\n\nShare\n\nLast."
    assert content.doubtful == (DoubtfulBlock(14, 22, "promo"),)


def test_a_doubtful_block_that_is_taken_out_can_be_put_back() -> None:
    content = without_block(CONTENT, CONTENT.doubtful[0])
    assert (content.text, content.doubtful) == ("First.\n\nLast.", ())
    assert content.removed == (
        RemovedBlock(0, "Menu\n\n", "menu"),
        RemovedBlock(8, "Buy now!\n\n", "promo"),
        RemovedBlock(8, "Share\n\n", "share"),
    )
    assert with_block(content, 2).text == CONTENT.text


def test_each_decision_is_a_revision_that_readers_see_at_once(library: Library, article: int) -> None:
    Editor(library).put_back(article, 1)
    saved = library.articles.get(article)
    assert (saved.revision, saved.status) == (2, ArticleStatus.LIVE)
    assert (saved.text, saved.translation_key) == (f"Menu\n\n{CONTENT.text}", "key")
    assert library.intake.kept_blocks(article) == {block_hash("Menu")}
    Editor(library).take_out(article, 1)
    assert library.articles.get(article).text == "Menu\n\nFirst.\n\nLast."


def test_a_draft_stays_one(library: Library, article: int) -> None:
    library.articles.unpublish(article)
    Editor(library).put_back(article, 1)
    assert library.articles.get(article).status is ArticleStatus.DRAFT


def test_a_block_that_is_not_there_is_told_with_how_many_there_are(library: Library, article: int) -> None:
    with pytest.raises(MentorbaseError, match="has no removed block 3: it has 2, counted from 1"):
        Editor(library).put_back(article, 3)
    with pytest.raises(MentorbaseError, match="has no doubtful block 0: it has 1, counted from 1"):
        Editor(library).take_out(article, 0)
