from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corpus.article import ArticleStatus, RemovedBlock, RevisionContent
from corpus.article_store import KnownArticle, Splitting
from corpus.errors import LanguageTakenError, MentorbaseError, OriginTakenError, UnknownArticleError
from corpus.language import Language
from corpus.library import Library, open_library
from tests.corpus.conftest import content_of, in_words

if TYPE_CHECKING:
    from tests.corpus.conftest import AddArticle, ReviseArticle


def live_texts(library: Library) -> list[str]:
    """The texts of all live passages, in their order: what search could show."""
    return [each.text for each in library.passages.unencoded("no encoder", 1000)]


# Keeping


def test_an_article_comes_back_as_it_was_saved(library: Library) -> None:
    content = RevisionContent(
        "Fråga först",
        "Lyssna, è così 𝄞\n\ntill slutet",
        (RemovedBlock(0, "Cookie notice", "boilerplate"), RemovedBlock(7, "Share this", "boilerplate")),
        {"author": "Åsa", "topics": ["listening", "trust"]},
    )
    saved = library.articles.add(
        "fraga.md", "/in/fraga.md", content, Language.SWEDISH, "ask-first", in_words("Lyssna"), live=True
    )
    article = library.articles.get(saved)
    assert (article.title, article.text, article.details, article.removed) == (
        content.title,
        content.text,
        content.details,
        content.removed,
    )
    assert (article.source, article.language, article.translation_key, article.status, article.revision) == (
        "fraga.md",
        Language.SWEDISH,
        "ask-first",
        ArticleStatus.LIVE,
        1,
    )


def test_a_library_that_is_opened_again_holds_what_was_saved(library: Library, add: AddArticle) -> None:
    article = add("patience")
    again = open_library(library.folder)
    assert again.articles.get(article) == library.articles.get(article)
    assert again.articles.generation() == 1


def test_a_library_is_empty_until_the_first_article_and_never_again(library: Library, add: AddArticle) -> None:
    assert library.articles.is_empty()
    article = add("first", live=False)
    library.articles.delete(article)
    assert not library.articles.is_empty()


def test_ids_are_never_given_again(library: Library, add: AddArticle) -> None:
    first = add("one", language=Language.DUTCH, key="k")
    with pytest.raises(LanguageTakenError):
        add("refused", language=Language.DUTCH, key="k")
    library.articles.delete(first)
    assert [first, add("two", language=Language.DUTCH, key="k"), add("three")] == [1, 2, 3]


def test_an_unknown_id_is_named_by_every_method(library: Library) -> None:
    store = library.articles
    for method in (store.get, store.publish, store.unpublish, store.delete, store.restore):
        with pytest.raises(UnknownArticleError, match=r"^There is no article 7\. `mentorbase articles list`"):
            method(7)
    with pytest.raises(UnknownArticleError):
        store.revise(7, content_of("text"), None, None, in_words("text"), live=False)


def test_a_state_is_kept_by_its_name_and_replaced(library: Library) -> None:
    assert library.articles.get_state("bundled") is None
    library.articles.set_state("bundled", "begun")
    library.articles.set_state("bundled", "done")
    assert library.articles.get_state("bundled") == "done"


def test_summaries_list_every_article_in_the_order_of_ids_with_the_words_of_what_is_shown(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    live, draft, deleted = add("one two three"), add("one", live=False), add("one two")
    revise(live, "a draft of five words", live=False)
    library.articles.delete(deleted)
    assert [(each.id, each.status, each.title, each.words) for each in library.articles.summaries()] == [
        (live, ArticleStatus.LIVE, "About one two three", 3),
        (draft, ArticleStatus.DRAFT, "About one", 1),
        (deleted, ArticleStatus.DELETED, "About one two", 2),
    ]


def test_the_live_families_hold_live_articles_only_in_the_order_of_their_codes(
    library: Library, add: AddArticle
) -> None:
    swedish = add("ett", language=Language.SWEDISH, key="k")
    italian = add("uno", language=Language.ITALIAN, key="k")
    add("een", language=Language.DUTCH, key="k", live=False)
    library.articles.delete(add("one", language=Language.ENGLISH, key="k"))
    other = add("another", key="other")
    families = library.articles.live_families(["k", "other", "nobody's"])
    assert {key: [each.id for each in family] for key, family in families.items()} == {
        "k": [italian, swedish],
        "other": [other],
        "nobody's": [],
    }


# Live and draft


def test_a_draft_revision_leaves_the_live_text(library: Library, add: AddArticle, revise: ReviseArticle) -> None:
    article = add("old words")
    revise(article, "new words entirely", live=False)
    shown = library.articles.get(article)
    assert (shown.text, shown.revision, shown.status) == ("old words", 1, ArticleStatus.LIVE)
    assert live_texts(library) == ["old", "words"]


def test_a_live_revision_replaces_the_live_text(library: Library, add: AddArticle, revise: ReviseArticle) -> None:
    article = add("old words")
    revise(article, "new")
    shown = library.articles.get(article)
    assert (shown.text, shown.revision, shown.status) == ("new", 2, ArticleStatus.LIVE)
    assert live_texts(library) == ["new"]


def test_a_draft_article_is_shown_with_its_newest_text_and_not_searched(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("old", live=False)
    revise(article, "new", live=False)
    assert (library.articles.get(article).text, library.articles.get(article).status) == ("new", ArticleStatus.DRAFT)
    assert live_texts(library) == []


def test_publishing_makes_the_newest_revision_live(library: Library, add: AddArticle, revise: ReviseArticle) -> None:
    article = add("old")
    revise(article, "new", live=False)
    library.articles.publish(article)
    assert library.articles.get(article).text == "new"
    assert live_texts(library) == ["new"]


def test_an_unpublished_article_is_a_draft_that_can_be_published_again(library: Library, add: AddArticle) -> None:
    article = add("words")
    library.articles.unpublish(article)
    assert (library.articles.get(article).status, live_texts(library)) == (ArticleStatus.DRAFT, [])
    library.articles.publish(article)
    assert (library.articles.get(article).status, live_texts(library)) == (ArticleStatus.LIVE, ["words"])


def test_a_draft_without_a_language_asks_for_one_when_it_is_published(library: Library, add: AddArticle) -> None:
    article = add("Hallo", language=None, live=False)
    with pytest.raises(MentorbaseError, match=r"has no language yet\. .* --language and one of it, sv, nl, en\.$"):
        library.articles.publish(article)
    library.articles.publish(article, Language.DUTCH)
    assert library.articles.get(article).language is Language.DUTCH


def test_a_language_chosen_by_an_editor_stays_when_the_article_is_unpublished_and_published_again(
    library: Library, add: AddArticle
) -> None:
    article = add("Hallo", language=Language.ENGLISH)
    library.articles.publish(article, Language.DUTCH)
    library.articles.unpublish(article)
    library.articles.publish(article)
    assert library.articles.get(article).language is Language.DUTCH


def test_a_draft_revision_s_language_and_family_count_from_its_publication(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("words", key="old-family")
    revise(article, "parole", language=Language.ITALIAN, key="new-family", live=False)
    before = library.articles.get(article)
    library.articles.publish(article)
    after = library.articles.get(article)
    assert (before.language, before.translation_key) == (Language.ENGLISH, "old-family")
    assert (after.language, after.translation_key) == (Language.ITALIAN, "new-family")


def test_a_draft_revision_of_unknown_language_is_not_published_in_the_earlier_text_s_language(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("words")
    revise(article, "Wörter", language=None, live=False)
    with pytest.raises(MentorbaseError, match="has no language yet"):
        library.articles.publish(article)
    library.articles.unpublish(article)
    with pytest.raises(MentorbaseError, match="has no language yet"):
        library.articles.publish(article)


def test_an_unpublished_article_with_a_newer_draft_has_the_draft_s_language(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("words")
    revise(article, "parole", language=Language.ITALIAN, live=False)
    library.articles.unpublish(article)
    assert library.articles.get(article).language is Language.ITALIAN
    assert [each.language for each in library.articles.summaries()] == [Language.ITALIAN]


def test_a_revision_without_a_key_stays_in_the_family(library: Library, add: AddArticle, revise: ReviseArticle) -> None:
    article = add("old", key="family")
    revise(article, "new", key=None)
    assert library.articles.get(article).translation_key == "family"


# The bin


def test_a_deleted_article_is_not_searched_and_comes_back_as_it_was(library: Library, add: AddArticle) -> None:
    article = add("words")
    before = library.articles.get(article)
    library.articles.delete(article)
    assert (library.articles.get(article).status, live_texts(library)) == (ArticleStatus.DELETED, [])
    library.articles.restore(article)
    after = library.articles.get(article)
    assert (replace(after, updated=before.updated), live_texts(library)) == (before, ["words"])


def test_a_restored_draft_is_a_draft(library: Library, add: AddArticle) -> None:
    article = add("words", live=False)
    library.articles.delete(article)
    library.articles.restore(article)
    assert library.articles.get(article).status is ArticleStatus.DRAFT


def test_a_revision_of_a_deleted_article_leaves_it_in_the_bin(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("old")
    library.articles.delete(article)
    revise(article, "new")
    assert (library.articles.get(article).status, live_texts(library)) == (ArticleStatus.DELETED, [])
    library.articles.restore(article)
    assert live_texts(library) == ["new"]


def test_an_article_whose_place_was_taken_meanwhile_stays_in_the_bin(library: Library, add: AddArticle) -> None:
    first = add("first", key="family")
    library.articles.delete(first)
    second = add("second", key="family")
    with pytest.raises(LanguageTakenError, match=r"^The translations 'family' already hold an article in en\. "):
        library.articles.restore(first)
    assert library.articles.get(first).status is ArticleStatus.DELETED
    library.articles.delete(second)
    library.articles.restore(first)
    assert library.articles.get(first).status is ArticleStatus.LIVE


# Families and origins


def test_articles_without_a_key_are_families_of_their_own(library: Library, add: AddArticle) -> None:
    keys = {library.articles.get(add(word)).translation_key for word in ("one", "two")}
    assert len(keys) == 2


def test_a_family_takes_one_article_in_each_language(library: Library, add: AddArticle) -> None:
    for language in Language:
        add("words", language=language, key="family")
    for language in Language:
        with pytest.raises(LanguageTakenError):
            add("other", language=language, key="family")
    assert len(list(library.articles.summaries())) == 4


def test_a_family_takes_any_number_of_drafts_whose_language_is_unknown(library: Library, add: AddArticle) -> None:
    for word in ("ein", "zwei"):
        add(word, language=None, key="family", live=False)
    assert [each.translation_key for each in library.articles.summaries()] == ["family", "family"]


def test_a_refused_article_leaves_nothing_behind(library: Library, add: AddArticle) -> None:
    add("first", key="family")
    with pytest.raises(LanguageTakenError):
        add("second", key="family", origin="/second")
    assert library.articles.find_by_origin("/second") is None
    assert library.articles.find_by_text("second") is None
    assert library.articles.generation() == 1


def test_a_refused_revision_leaves_the_article_as_it_was(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    add("first", key="family")
    other = add("second", key="other")
    before = library.articles.get(other)
    with pytest.raises(LanguageTakenError):
        revise(other, "changed", key="family")
    assert library.articles.get(other) == before
    assert library.articles.find_by_text("changed") is None


def test_a_draft_kept_apart_joins_its_family_when_it_is_published_and_its_place_is_free(
    library: Library, add: AddArticle
) -> None:
    first = add("first", key="family")
    second = add("second", key="family", live=False, apart=True)
    assert library.articles.get(second).translation_key != "family"
    with pytest.raises(LanguageTakenError):
        library.articles.publish(second)
    library.articles.delete(first)
    library.articles.publish(second)
    assert library.articles.get(second).translation_key == "family"


def test_a_draft_revision_kept_apart_leaves_the_draft_in_the_family_that_it_has(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    add("first", key="family")
    draft = add("second", key="other", live=False)
    revise(draft, "second, changed", key="family", live=False, apart=True)
    shown = library.articles.get(draft)
    assert (shown.text, shown.translation_key, shown.language) == ("second, changed", "other", Language.ENGLISH)


def test_an_article_is_found_by_its_origin_with_what_its_newest_revision_asked_for(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("old", origin="/in/a.md", key="family")
    revise(article, "nuovo", language=Language.ITALIAN, live=False)
    assert library.articles.find_by_origin("/in/a.md") == KnownArticle(
        id=article,
        deleted=False,
        content=content_of("nuovo"),
        language=Language.ITALIAN,
        translation_key=None,
        live=True,
        newest_is_live=False,
        revision=2,
    )
    assert library.articles.find_by_origin("/in/b.md") is None


def test_an_article_in_the_bin_is_found_by_its_origin(library: Library, add: AddArticle) -> None:
    article = add("words", origin="/in/a.md")
    library.articles.delete(article)
    known = library.articles.find_by_origin("/in/a.md")
    assert known is not None
    assert (known.id, known.deleted) == (article, True)


def test_a_second_article_of_one_origin_is_refused(library: Library, add: AddArticle) -> None:
    add("first", origin="/in/a.md")
    with pytest.raises(OriginTakenError):
        add("second", origin="/in/a.md")
    assert len(list(library.articles.summaries())) == 1


def test_a_text_is_found_in_the_live_and_in_the_newest_revision_but_in_no_older_one(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("oldest")
    revise(article, "live")
    revise(article, "draft before", live=False)
    revise(article, "draft", live=False)
    found = {text: library.articles.find_by_text(text) for text in ("oldest", "live", "draft before", "draft", "Live")}
    assert found == {"oldest": None, "live": article, "draft before": None, "draft": article, "Live": None}


def test_a_text_that_several_articles_have_is_found_in_the_first_that_is_not_deleted(
    library: Library, add: AddArticle
) -> None:
    first, second, third = add("same"), add("same", live=False), add("same")
    assert library.articles.find_by_text("same") == first
    library.articles.delete(first)
    assert library.articles.find_by_text("same") == second
    library.articles.delete(second)
    library.articles.delete(third)
    assert library.articles.find_by_text("same") is None


# The generation


def test_the_generation_is_raised_by_exactly_the_changes_that_search_could_show(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    store = library.articles
    raised: list[tuple[str, int]] = []

    def step(name: str) -> None:
        raised.append((name, store.generation() - sum(by for _, by in raised)))

    draft = add("draft", live=False)
    step("a new draft")
    article = add("live")
    step("a new live article")
    revise(article, "draft of it", live=False)
    step("a draft revision")
    revise(article, "live again")
    step("a live revision")
    store.publish(article)
    step("publishing what is live")
    store.publish(article, Language.DUTCH)
    step("another language")
    store.publish(draft)
    step("publishing a draft")
    store.unpublish(draft)
    step("unpublishing")
    store.unpublish(draft)
    step("unpublishing again")
    store.delete(draft)
    step("deleting a draft")
    store.publish(draft)
    step("publishing in the bin")
    store.delete(article)
    step("deleting")
    store.delete(article)
    step("deleting again")
    revise(article, "in the bin")
    step("a live revision in the bin")
    store.restore(article)
    step("restoring")
    store.restore(article)
    step("restoring again")
    store.set_state("note", "text")
    step("a note")
    assert raised == [
        ("a new draft", 0),
        ("a new live article", 1),
        ("a draft revision", 0),
        ("a live revision", 1),
        ("publishing what is live", 0),
        ("another language", 1),
        ("publishing a draft", 1),
        ("unpublishing", 1),
        ("unpublishing again", 0),
        ("deleting a draft", 0),
        ("publishing in the bin", 0),
        ("deleting", 1),
        ("deleting again", 0),
        ("a live revision in the bin", 0),
        ("restoring", 1),
        ("restoring again", 0),
        ("a note", 0),
    ]


def test_revisions_saved_by_many_threads_get_numbers_without_gaps(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("first")
    threads = [threading.Thread(target=revise, args=(article, f"text {number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.articles.get(article).revision == 9  # the first and eight more
    assert library.articles.generation() == 9


def test_a_long_list_of_summaries_shows_one_state_although_articles_are_changed_while_it_is_read(
    library: Library, add: AddArticle
) -> None:
    ids = [add(f"word {number}") for number in range(3)]
    listed = library.articles.summaries()
    first = next(listed)
    for article in ids:
        library.articles.delete(article)
    add("later")
    assert [(each.id, each.status) for each in (first, *listed)] == [(each, ArticleStatus.LIVE) for each in ids]


def test_a_text_without_passages_is_saved(library: Library) -> None:
    article = library.articles.add(
        "a.md", None, content_of("text"), Language.ENGLISH, None, Splitting("none", []), live=True
    )
    assert library.articles.get(article).text == "text"
    assert live_texts(library) == []
