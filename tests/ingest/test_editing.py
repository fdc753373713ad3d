from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from corpus.article import ArticleStatus, DoubtfulBlock, RemovedBlock, RevisionContent
from corpus.article_store import Splitting
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.library import Library
from corpus.message import Message
from corpus.revision import RevisedMeanwhileError
from ingest.clean import block_hash
from ingest.editing import Conflict, Editor, Writing, rewritten, with_block, with_questions, without_block, writing_of

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


WRITING = Writing(
    "A new title", "First.\n\nBuy now!\n\nA middle of some words.\n\nLast.", Language.ENGLISH, "Ada", "2026-09-30"
)


def test_a_new_text_is_saved_with_who_wrote_it_and_keeps_the_removed_blocks_in_their_places(
    library: Library, article: int
) -> None:
    assert Editor(library).save(article, WRITING, after=1, live=True, saved_by="grace") is None
    saved = library.revisions.get(article)
    assert (saved.number, saved.saved_by, saved.is_live, saved.language) == (2, "grace", True, Language.ENGLISH)
    assert (saved.content.title, saved.content.text) == ("A new title", WRITING.text)
    assert saved.content.details == {"author": "Ada", "date": "2026-09-30"}
    # "A middle of some words.\n\n" has 25 characters and stands where the second block was taken out.
    assert saved.content.removed == (RemovedBlock(0, "Menu\n\n", "menu"), RemovedBlock(43, "Share\n\n", "share"))
    assert saved.content.doubtful == CONTENT.doubtful
    assert library.articles.get(article).translation_key == "key"


def test_a_text_made_from_an_older_revision_is_not_saved_and_both_are_handed_back(
    library: Library, article: int
) -> None:
    Editor(library).save(article, replace(WRITING, title="Theirs"), after=1, live=True, saved_by="grace")
    conflict = Editor(library).save(article, WRITING, after=1, live=True, saved_by="ada")
    assert conflict == Conflict(WRITING, library.revisions.get(article, 2))
    assert [each.title for each in library.revisions.of(article)] == ["Theirs", "A title"]
    assert Editor(library).save(article, WRITING, after=2, live=True, saved_by="ada") is None


def test_of_editors_who_save_at_once_one_alone_is_first(library: Library, article: int) -> None:
    with ThreadPoolExecutor(8) as threads:
        saves = [
            threads.submit(
                Editor(library).save, article, replace(WRITING, title=f"{n}"), after=1, live=True, saved_by=None
            )
            for n in range(8)
        ]
    results = [each.result() for each in saves]
    assert results.count(None) == 1
    assert len(library.revisions.of(article)) == 2


def test_a_draft_of_a_live_article_is_seen_by_editors_only(library: Library, article: int) -> None:
    Editor(library).save(article, WRITING, after=1, live=False)
    assert library.articles.get(article).text == CONTENT.text
    [listed] = library.revisions.listed()
    assert (listed.title, listed.status, listed.is_newest_live) == ("A new title", ArticleStatus.LIVE, False)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": "  "}, "The article has no title"),
        ({"text": "Two words"}, "hardly a word"),
        ({"date": "yesterday"}, "The date 'yesterday' is none"),
        ({"language": None}, "Choose the article's language"),
    ],
)
def test_what_cannot_be_saved_is_told(library: Library, article: int, wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(MentorbaseError, match=told):
        Editor(library).save(article, replace(WRITING, **wrong), after=1, live=True)
    assert len(library.revisions.of(article)) == 1


def test_fields_that_are_left_as_they_are_stay_so() -> None:
    content = replace(CONTENT, text=WRITING.text, details={"author": ["Ada", "Grace"], "date": "Autumn", "site": "x"})
    assert rewritten(content, writing_of(content, Language.ENGLISH)) == content


def test_questions_are_left_as_they_are_replaced_or_taken_away() -> None:
    text = "A text with more than five words."
    asked = RevisionContent("A title", text, details={"author": "Ada", "questions": ["Who buys?"]})
    writing = writing_of(asked, Language.ENGLISH)
    assert writing.questions == ("Who buys?",)
    assert rewritten(asked, replace(writing, questions=None)).details == asked.details
    changed = rewritten(asked, replace(writing, questions=("  Who \n sells?", "who sells?", "")))
    assert changed.details == {"author": "Ada", "questions": ["Who sells?"]}
    assert rewritten(asked, replace(writing, questions=())).details == {"author": "Ada"}


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (["x" * 301], f"The question “{'x' * 60}…” is too long: write it in at most 300 characters."),
        ([f"Question {number}?" for number in range(41)], "An article answers at most 40 questions. Leave some out."),
    ],
    ids=["long", "many"],
)
def test_no_question_is_dropped_in_silence(questions: list[str], told: str) -> None:
    with pytest.raises(MentorbaseError, match=re.escape(told)):
        with_questions({}, questions)


def test_a_question_is_added_by_a_revision(library: Library, article: int) -> None:
    editor = Editor(library)
    editor.add_question(article, "Who buys?", after=1, saved_by="ada")
    editor.add_question(article, " who   BUYS? ", after=2)
    revision = library.revisions.get(article)
    assert (revision.number, revision.content.details) == (3, {"author": "Ada", "questions": ["Who buys?"]})
    with pytest.raises(RevisedMeanwhileError):
        editor.add_question(article, "Who sells?", after=1)


def test_a_doubtful_block_that_was_touched_is_none_any_more() -> None:
    text = WRITING.text.replace("Buy now!", "Bye now!")
    assert rewritten(CONTENT, replace(WRITING, text=text)).doubtful == ()


def test_an_older_revision_comes_back_as_a_new_one_with_what_was_decided_on_its_blocks(
    library: Library, article: int
) -> None:
    Editor(library).put_back(article, 1)
    assert library.intake.kept_blocks(article) == {block_hash("Menu")}
    Editor(library).restore(article, 1, after=2, saved_by="ada")
    saved = library.revisions.get(article)
    assert (saved.number, saved.content, saved.saved_by, saved.is_live) == (3, CONTENT, "ada", True)
    assert library.intake.kept_blocks(article) == frozenset()
    Editor(library).restore(article, 2)
    assert library.intake.kept_blocks(article) == {block_hash("Menu")}


def test_a_doubtful_block_that_is_kept_is_doubted_no_more(library: Library, article: int) -> None:
    Editor(library).keep(article, 1, after=1)
    assert library.articles.get(article).doubtful == ()
    assert library.articles.get(article).text == CONTENT.text
    assert library.intake.kept_blocks(article) == {block_hash("Buy now!")}


@pytest.mark.parametrize("decide", [Editor.put_back, Editor.take_out, Editor.keep, Editor.restore])
def test_a_decision_on_what_has_changed_meanwhile_does_nothing(
    library: Library, article: int, decide: Callable[..., None]
) -> None:
    Editor(library).put_back(article, 2)
    with pytest.raises(RevisedMeanwhileError, match="it has a revision 2 now"):
        decide(Editor(library), article, 1, after=1)
    assert len(library.revisions.of(article)) == 2


def test_a_language_that_an_editor_chooses_answers_the_question(library: Library) -> None:
    content = replace(CONTENT, question=Message("Which language?"))
    draft = library.articles.add("a.md", None, content, None, None, Splitting("1", []), live=False)
    Editor(library).set_language(draft, Language.SWEDISH, after=1, saved_by="ada")
    saved = library.revisions.get(draft)
    assert (saved.language, saved.content.question, saved.is_live) == (Language.SWEDISH, "", False)
