from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.article import ArticleStatus
from corpus.article_store import EncodedPassages
from corpus.errors import LanguageTakenError, MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.library import Library
from corpus.relation import Alignment, Decider, LinkedSection, Outdated, RelationKind, RelationState
from corpus.relation_store import UnknownRelationError

if TYPE_CHECKING:
    from tests.corpus.conftest import AddArticle, ReviseArticle

TRANSLATION, NEAR_COPY, NEW_VERSION = RelationKind.TRANSLATION, RelationKind.NEAR_COPY, RelationKind.NEW_VERSION


def keys(library: Library, *articles: int) -> list[str]:
    return [library.articles.get(each).translation_key for each in articles]


# Proposing


def test_a_relation_is_proposed_once_and_keeps_its_newest_score(library: Library, add: AddArticle) -> None:
    older, newer = add("one"), add("two")
    first = library.relations.propose(newer, older, NEAR_COPY, 0.3)
    second = library.relations.propose(older, newer, NEAR_COPY, 0.4)
    assert (first.id, second.score) == (second.id, 0.4)
    assert (second.article, second.other, second.state) == (newer, older, RelationState.PROPOSED)
    assert library.relations.all() == [second]


def test_what_an_editor_has_rejected_is_not_proposed_again(library: Library, add: AddArticle) -> None:
    older, newer = add("one"), add("two")
    relation = library.relations.propose(newer, older, NEAR_COPY, 0.3)
    library.relations.reject(relation.id, Decider.EDITOR)
    again = library.relations.propose(newer, older, NEW_VERSION, 0.9)  # the same question in other words
    assert (again.id, again.state, again.score) == (relation.id, RelationState.REJECTED, 0.3)
    assert library.relations.proposed() == []


def test_no_rule_accepts_what_an_editor_has_rejected(library: Library, add: AddArticle) -> None:
    relation = library.relations.propose(add("two"), add("one"), NEAR_COPY, 0.9)
    library.relations.reject(relation.id, Decider.EDITOR)
    with pytest.raises(MentorbaseError, match="rejected by an editor"):
        library.relations.accept(relation.id, Decider.RULE)


def test_proposals_come_best_first_and_without_those_of_the_bin(library: Library, add: AddArticle) -> None:
    one, two, three, four = (add(text) for text in ("one", "two", "three", "four"))
    weak = library.relations.propose(two, one, NEAR_COPY, 0.3)
    strong = library.relations.propose(three, one, NEAR_COPY, 0.7)
    library.relations.propose(four, one, NEAR_COPY, 0.5)
    library.articles.delete(four)
    assert library.relations.proposed() == [strong, weak]


def test_translations_that_are_in_one_family_already_wait_for_nobody(library: Library, add: AddArticle) -> None:
    english, swedish = add("ask", key="a"), add("fraga", language=Language.SWEDISH, key="a")
    library.relations.propose(swedish, english, TRANSLATION, 0.6)
    assert library.relations.proposed() == []


def test_a_relation_that_is_not_there_is_named(library: Library) -> None:
    with pytest.raises(UnknownRelationError, match="There is no relation 7"):
        library.relations.accept(7, Decider.EDITOR)


# Translations


def test_accepted_translations_come_into_one_family_with_those_that_they_have(
    library: Library, add: AddArticle
) -> None:
    english = add("ask", key="a")
    swedish = add("fraga", language=Language.SWEDISH, key="a")
    italian = add("chiedi", language=Language.ITALIAN, key="b")
    dutch = add("vraag", language=Language.DUTCH, key="b")
    generation = library.articles.generation()
    relation = library.relations.propose(italian, english, TRANSLATION, 0.9)
    library.relations.accept(relation.id, Decider.EDITOR)
    assert len(set(keys(library, english, swedish, italian, dutch))) == 1
    assert library.relations.family_of(italian) == [english, swedish, dutch]
    decided = library.relations.get(relation.id)
    assert (decided.state, decided.decided_by) == (RelationState.ACCEPTED, Decider.EDITOR)
    assert library.articles.generation() == generation  # the index knows nothing of families


def test_the_key_that_a_file_asks_for_is_kept(library: Library, add: AddArticle) -> None:
    older = add("ask")
    newer = add("chiedi", language=Language.ITALIAN, key="ask-first")
    library.relations.accept(library.relations.propose(newer, older, TRANSLATION, 0.9).id, Decider.RULE)
    assert keys(library, older, newer) == ["ask-first", "ask-first"]


def test_two_families_with_one_language_in_common_stay_apart(library: Library, add: AddArticle) -> None:
    english, other_english = add("ask"), add("demand", key="b")
    italian = add("chiedi", language=Language.ITALIAN, key="b")
    before = keys(library, english, other_english, italian)
    relation = library.relations.propose(italian, english, TRANSLATION, 0.9)
    with pytest.raises(LanguageTakenError, match="two articles in one language"):
        library.relations.accept(relation.id, Decider.EDITOR)
    assert keys(library, english, other_english, italian) == before
    assert library.relations.get(relation.id).state is RelationState.PROPOSED


def test_a_translation_that_is_rejected_after_all_leaves_the_family(library: Library, add: AddArticle) -> None:
    older, newer = add("ask"), add("chiedi", language=Language.ITALIAN)
    relation = library.relations.propose(newer, older, TRANSLATION, 0.9)
    library.relations.accept(relation.id, Decider.RULE)
    library.relations.save_alignment(Alignment(older, newer, 1, 2, ()))
    library.relations.reject(relation.id, Decider.EDITOR)
    assert library.relations.family_of(older) == []
    assert library.relations.alignment(older, newer) is None


def test_who_leaves_a_family_is_kept_apart_from_all_of_it(library: Library, add: AddArticle) -> None:
    english, swedish = add("ask"), add("fraga", language=Language.SWEDISH)
    italian = add("chiedi", language=Language.ITALIAN)
    for later, older in ((swedish, english), (italian, english), (italian, swedish)):
        library.relations.accept(library.relations.propose(later, older, TRANSLATION, 0.9).id, Decider.RULE)
    first, second, third = library.relations.all()
    assert not library.relations.are_kept_apart(italian, swedish)
    library.relations.reject(second.id, Decider.EDITOR)
    assert library.relations.get(third.id).state is RelationState.REJECTED
    assert library.relations.get(first.id).state is RelationState.ACCEPTED
    assert library.relations.are_kept_apart(swedish, italian)


# Copies and new versions


def test_an_accepted_near_copy_goes_to_the_bin_and_comes_back_when_rejected(library: Library, add: AddArticle) -> None:
    older, newer = add("one"), add("two")
    relation = library.relations.propose(newer, older, NEAR_COPY, 0.9)
    library.relations.accept(relation.id, Decider.RULE)
    assert library.articles.get(newer).status is ArticleStatus.DELETED
    assert library.articles.get(older).status is ArticleStatus.LIVE
    assert library.articles.generation() == 3  # two articles added, one put into the bin
    library.relations.reject(relation.id, Decider.EDITOR)
    assert library.articles.get(newer).status is ArticleStatus.LIVE
    assert library.articles.generation() == 4


def test_an_accepted_new_version_gives_its_text_to_the_older_article(library: Library, add: AddArticle) -> None:
    older, newer = add("old text", origin="/2024/a.md", key="a"), add("new text", origin="/2025/a.md")
    passages = library.passages.unencoded("e", 10)
    encoded = EncodedPassages("e", np.eye(4, dtype=np.float32), [b"old", b"text", b"new", b"text"])
    library.passages.save_encoded([each.id for each in passages], encoded)
    relation = library.relations.propose(newer, older, NEW_VERSION, 0.9)
    library.relations.accept(relation.id, Decider.EDITOR)
    article = library.articles.get(older)
    assert (article.text, article.revision, article.translation_key) == ("new text", 2, "a")
    assert library.articles.get(newer).status is ArticleStatus.DELETED
    assert library.passages.snapshot("e").vectors.tolist() == np.eye(4)[2:].tolist()  # nothing is encoded again
    kept = library.passages.kept_sentences(library.passages.ids_of([older]), "e")
    assert list(kept.values()) == [b"new", b"text"]
    known = library.articles.find_by_origin("/2025/a.md")
    assert known is not None
    assert known.id == older  # the new file's next change goes to the article that lives on


def test_a_new_version_that_is_rejected_after_all_leaves_everything_as_it_was(
    library: Library, add: AddArticle
) -> None:
    older, newer = add("old text", origin="/2024/a.md"), add("new text", origin="/2025/a.md")
    relation = library.relations.propose(newer, older, NEW_VERSION, 0.9)
    library.relations.accept(relation.id, Decider.EDITOR)
    library.relations.reject(relation.id, Decider.EDITOR)
    assert [library.articles.get(each).text for each in (older, newer)] == ["old text", "new text"]
    assert library.articles.get(newer).status is ArticleStatus.LIVE
    known = library.articles.find_by_origin("/2025/a.md")
    assert known is not None
    assert known.id == newer


def test_a_new_version_of_drafts_stays_a_draft(library: Library, add: AddArticle) -> None:
    older, newer = add("old text", live=False), add("new text", live=False)
    library.relations.accept(library.relations.propose(newer, older, NEW_VERSION, 0.9).id, Decider.EDITOR)
    article = library.articles.get(older)
    assert (article.text, article.status) == ("new text", ArticleStatus.DRAFT)


# Sketches and texts


def test_articles_are_found_by_the_bands_that_they_share_those_with_most_first(
    library: Library, add: AddArticle
) -> None:
    one, two, three, binned = (add(text) for text in ("one", "two", "three", "four"))
    library.relations.save_sketch(one, b"1", [10, 11, -12])
    library.relations.save_sketch(two, b"2", [11, -12, 13])
    library.relations.save_sketch(three, b"3", [99])
    library.relations.save_sketch(binned, b"4", [10])
    library.articles.delete(binned)
    assert list(library.relations.sharing_bands([13, 11, -12, 10, 7], 10).items()) == [(one, b"1"), (two, b"2")]
    assert library.relations.sharing_bands([13, 11, 7], 1) == {two: b"2"}


def test_a_new_sketch_takes_the_place_of_the_old_one(library: Library, add: AddArticle) -> None:
    article = add("one")
    assert library.relations.without_sketch() == [article]
    library.relations.save_sketch(article, b"1", [10])
    library.relations.save_sketch(article, b"2", [20])
    assert library.relations.without_sketch() == []
    assert library.relations.sharing_bands([10], 10) == {}
    assert library.relations.sharing_bands([20], 10) == {article: b"2"}


def test_relations_are_found_from_the_newest_text_and_never_from_the_bin(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article, binned = add("old text"), add("gone")
    revise(article, "new text", live=False)
    library.articles.delete(binned)
    assert {each: text.text for each, text in library.relations.texts_of([article, binned]).items()} == {
        article: "new text"
    }
    with pytest.raises(UnknownArticleError):
        library.relations.text_of(binned)


# Alignments


def test_an_alignment_comes_back_as_either_article_sees_it(library: Library, add: AddArticle) -> None:
    one, two = add("one"), add("two")
    sections = (
        LinkedSection((0, 5), (0, 7), 0.75),
        LinkedSection((6, 9), None),
        LinkedSection(None, (8, 12), outdated=Outdated.HERE),
    )
    library.relations.save_alignment(Alignment(two, one, 5, 4, sections))
    assert library.relations.alignment(two, one) == Alignment(two, one, 5, 4, sections)
    assert library.relations.alignment(one, two) == Alignment(
        one,
        two,
        4,
        5,
        (
            LinkedSection((0, 7), (0, 5), 0.75),
            LinkedSection(None, (6, 9)),
            LinkedSection((8, 12), None, outdated=Outdated.THERE),
        ),
    )
