from __future__ import annotations

import pytest

from corpus.errors import UnknownArticleError
from corpus.golden_store import AskedQuestion, GradedArticle, UnknownGoldenQuestionError
from corpus.language import Language
from corpus.library import Library
from corpus.relation import Decider, RelationKind
from tests.corpus.conftest import AddArticle


def test_a_question_is_kept_with_the_articles_that_answer_it_the_best_first(library: Library, add: AddArticle) -> None:
    goals, trust = add("goals", key="goals"), add("trust", key="trust", live=False)
    asked = AskedQuestion("Hur sätter jag mål?", Language.SWEDISH, {trust: 1, goals: 3})
    (identifier,) = library.golden.save([asked])
    (kept,) = library.golden.questions()
    assert (kept.id, kept.question, kept.language) == (identifier, "Hur sätter jag mål?", Language.SWEDISH)
    assert kept.answers == (GradedArticle(goals, "goals", 3, True), GradedArticle(trust, "trust", 1, False))


def test_a_question_that_is_there_already_keeps_its_id_and_gets_the_new_articles(
    library: Library, add: AddArticle
) -> None:
    goals, trust = add("goals"), add("trust")
    (first,) = library.golden.save([AskedQuestion("Why?", Language.ENGLISH, {goals: 3})])
    assert library.golden.save([AskedQuestion("Why?", None, {trust: 2})]) == [first]
    (kept,) = library.golden.questions()
    assert (kept.language, [(each.article, each.grade) for each in kept.answers]) == (None, [(trust, 2)])


def test_nothing_is_kept_when_one_question_names_an_article_that_was_never_there(
    library: Library, add: AddArticle
) -> None:
    goals = add("goals")
    with pytest.raises(UnknownArticleError, match="There is no article 99"):
        library.golden.save([AskedQuestion("Why?", None, {goals: 3}), AskedQuestion("How?", None, {99: 3})])
    assert library.golden.questions() == []


def test_a_removed_question_is_gone_with_its_answers_and_its_id_is_not_given_again(
    library: Library, add: AddArticle
) -> None:
    asked = AskedQuestion("Why?", None, {add("goals"): 3})
    (first,) = library.golden.save([asked])
    library.golden.remove(first)
    assert library.golden.questions() == []
    assert library.golden.save([asked]) == [first + 1]
    with pytest.raises(UnknownGoldenQuestionError, match="There is no golden question 1"):
        library.golden.remove(first)


def test_an_answer_is_live_while_readers_see_any_article_of_its_family(library: Library, add: AddArticle) -> None:
    english = add("goals", key="goals")
    add("mål", key="goals", language=Language.SWEDISH)
    library.golden.save([AskedQuestion("Why?", None, {english: 3})])
    library.articles.delete(english)
    assert library.golden.questions()[0].answers == (GradedArticle(english, "goals", 3, True),)


def test_a_change_of_the_golden_questions_leaves_the_index_behind(library: Library, add: AddArticle) -> None:
    goals = add("goals")
    before = library.articles.generation()
    (identifier,) = library.golden.save([AskedQuestion("Why?", None, {goals: 3})])
    assert library.articles.generation() == before + 1
    library.golden.remove(identifier)
    assert library.articles.generation() == before + 2


def test_an_answer_follows_its_article_into_another_family(library: Library, add: AddArticle) -> None:
    english, swedish = add("goals", key="goals"), add("mål", key="mål", language=Language.SWEDISH)
    library.golden.save([AskedQuestion("Why?", None, {swedish: 3})])
    relation = library.relations.propose(swedish, english, RelationKind.TRANSLATION, 0.9)
    library.relations.accept(relation.id, Decider.EDITOR)
    assert library.golden.questions()[0].answers[0].translation_key == library.articles.get(english).translation_key
