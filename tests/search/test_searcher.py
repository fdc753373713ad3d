"""Cards for a question, on a small library. The words of a line decide its vector (see `FakeEncoder`); those used here
lie on different axes, so that cosines can be worked out by hand: of n words m in common, m / sqrt(n * n')."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from search.errors import QuestionError
from search.filters import Filters
from tests.fakes import FakeEncoder
from tests.search.shelf import SPLITTER, Shelf

ENGLISH, ITALIAN, SWEDISH, DUTCH = Language.ENGLISH, Language.ITALIAN, Language.SWEDISH, Language.DUTCH


def test_an_empty_library_answers_nothing(shelf: Shelf) -> None:
    before = shelf.searcher.search("How do I find a mentor?")
    shelf.catch_up()
    after = shelf.searcher.search("How do I find a mentor?")
    assert (before.hits, before.answered, before.language) == ((), False, ENGLISH)
    assert after == before


def test_cards_are_ranked_by_the_best_passage_halfway_to_the_middle_of_its_article(shelf: Shelf) -> None:
    whole = shelf.add("goal plan talk\ngoal plan boat")
    part = shelf.add("river\ngoal plan trust\nboat")
    none = shelf.add("river\ntree")
    shelf.catch_up()
    hits = shelf.searcher.search("goal plan").hits
    # Each passage that fits has a cosine of 2 / sqrt(2 * 3) = 0.816 by itself. The two of `whole` have 2 / 3 with each
    # other: their middle has 2 * 0.816 / sqrt(2 + 2 * 2 / 3) = 0.894 with the question and 0.913 with each of them, so
    # (0.816 + 0.894) / sqrt(2 + 2 * 0.913) = 0.875. The middle of `part` is the sum of three right angles over sqrt(3):
    # 0.816 / sqrt(3) = 0.471 and 1 / sqrt(3) = 0.577, so (0.816 + 0.471) / sqrt(2 + 2 * 0.577) = 0.725.
    assert [(hit.rank, hit.article.id) for hit in hits] == [(1, whole), (2, part), (3, none)]
    assert [hit.score for hit in hits] == pytest.approx([0.875, 0.725, 0.0], abs=0.005)
    assert hits[1].passage == "goal plan trust"


@pytest.mark.parametrize(("question", "answered"), [("goal plan", True), ("mentor hope", False)])
def test_a_question_is_answered_when_the_first_card_is_near(shelf: Shelf, question: str, answered: bool) -> None:
    shelf.add("goal plan")
    shelf.catch_up()
    assert shelf.searcher.search(question).answered is answered  # cosines of 1 and 0


def test_a_family_is_one_card_with_its_other_articles_as_variants(shelf: Shelf) -> None:
    swedish = shelf.add("goal river", SWEDISH, "goals")
    italian = shelf.add("goal plan", ITALIAN, "goals")
    english = shelf.add("goal tree", ENGLISH, "goals")
    other = shelf.add("goal trust hope")
    shelf.catch_up()
    hits = shelf.searcher.search("goal plan").hits
    assert [hit.article.id for hit in hits] == [italian, other]
    assert [variant.id for variant in hits[0].variants] == [english, swedish]  # by their codes: en, sv
    assert hits[1].variants == ()


def test_a_family_is_shown_in_the_readers_language_where_that_is_as_good(shelf: Shelf) -> None:
    swedish = shelf.add("goal plan", SWEDISH, "goals")
    italian = shelf.add("goal plan", ITALIAN, "goals")
    worse = shelf.add("goal plan river", DUTCH, "goals")
    shelf.catch_up()

    def shown(reader: Language) -> int:
        (hit,) = shelf.searcher.search("goal plan", reader=reader).hits
        assert {hit.article.id, *(variant.id for variant in hit.variants)} == {swedish, italian, worse}
        return hit.article.id

    assert shown(SWEDISH) == swedish
    assert shown(ITALIAN) == italian
    assert shown(DUTCH) == swedish  # 2 / sqrt(2 * 3) = 0.82 is worse than 1; of equals, the older


@pytest.mark.parametrize(("question", "shown"), [("Hur hittar jag en mentor?", 1), ("Come trovo un mentore?", 2)])
def test_the_reader_is_taken_to_read_the_language_of_the_question(shelf: Shelf, question: str, shown: int) -> None:
    shelf.add("goal plan", SWEDISH, "goals")
    shelf.add("goal plan", ITALIAN, "goals")
    shelf.catch_up()
    assert shelf.found(question) == [shown]


@pytest.mark.parametrize(
    ("languages", "found"),
    [
        ({ENGLISH}, [1]),
        ({ITALIAN}, [2]),
        ({SWEDISH, ITALIAN}, [2, 3]),
        ({DUTCH}, []),
        (set(), []),
        (set(Language), [1, 2, 3]),
    ],
    ids=["one", "another", "two", "none has it", "none", "all"],
)
def test_only_articles_in_the_chosen_languages_are_found(
    shelf: Shelf, languages: set[Language], found: list[int]
) -> None:
    shelf.add("goal plan", ENGLISH)
    shelf.add("goal plan talk", ITALIAN)
    shelf.add("goal talk boat", SWEDISH)
    shelf.catch_up()
    assert shelf.found("goal plan", Filters(frozenset(languages))) == found


def test_a_translation_outside_the_chosen_languages_is_still_listed_as_a_variant(shelf: Shelf) -> None:
    english = shelf.add("goal plan", ENGLISH, "goals")
    italian = shelf.add("goal river", ITALIAN, "goals")
    shelf.catch_up()
    (hit,) = shelf.searcher.search("goal plan", Filters(frozenset({ITALIAN}))).hits
    assert (hit.article.id, [variant.id for variant in hit.variants]) == (italian, [english])
    assert hit.score == pytest.approx(0.5, abs=0.005)  # the score of what was asked for: 1 / sqrt(2 * 2)


def test_an_article_that_was_deleted_is_not_found_in_an_index_from_before(shelf: Shelf) -> None:
    article = shelf.add("goal plan")
    other = shelf.add("goal river")
    shelf.catch_up()
    shelf.library.articles.delete(article)
    assert shelf.is_behind()
    assert shelf.found("goal plan") == [other]
    shelf.library.articles.restore(article)
    assert shelf.found("goal plan") == [article, other]


def test_an_article_that_was_unpublished_is_not_found_in_an_index_from_before(shelf: Shelf) -> None:
    article = shelf.add("goal plan")
    shelf.catch_up()
    shelf.library.articles.unpublish(article)
    assert shelf.found("goal plan") == []


def test_a_translation_that_was_deleted_is_no_variant(shelf: Shelf) -> None:
    english = shelf.add("goal plan", ENGLISH, "goals")
    italian = shelf.add("goal plan", ITALIAN, "goals")
    shelf.catch_up()
    shelf.library.articles.delete(italian)
    (hit,) = shelf.searcher.search("goal plan").hits
    assert (hit.article.id, hit.variants) == (english, ())


def test_a_draft_is_not_found(shelf: Shelf) -> None:
    shelf.add("goal plan", live=False)
    shelf.catch_up()
    assert shelf.found("goal plan") == []


def test_the_text_of_an_older_revision_is_not_found_any_more(shelf: Shelf) -> None:
    article = shelf.add("goal plan")
    shelf.catch_up()
    new = Splitting(SPLITTER, [PassageSpan(0, 10)])
    shelf.library.articles.revise(article, RevisionContent("…", "river boat"), ENGLISH, None, new, live=True)
    assert shelf.found("goal plan") == []  # the old index knows the old passage only
    shelf.catch_up()
    (hit,) = shelf.searcher.search("goal plan").hits
    assert (hit.article.id, hit.passage) == (article, "river boat")


@pytest.mark.parametrize(("limit", "cards"), [(1, 1), (2, 2), (3, 3), (50, 3), (0, 0)])
def test_there_are_as_many_cards_as_asked_for_or_as_there_are(shelf: Shelf, limit: int, cards: int) -> None:
    for word in ("plan", "talk", "boat"):
        shelf.add(f"goal {word}")
    shelf.catch_up()
    assert len(shelf.found("goal", limit=limit)) == cards


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_articles_are_found_behind_one_whose_many_passages_are_all_nearer(shelf: Shelf, limit: int) -> None:
    near = shelf.add("goal plan\n" * 500)
    farther = shelf.add("goal plan river\ngoal plan river")
    farthest = shelf.add("goal tree\ngoal tree")
    shelf.catch_up()
    assert shelf.found("goal plan", limit=limit) == [near, farther, farthest][:limit]


def test_a_translation_behind_many_nearer_passages_is_shown_where_it_is_as_good(shelf: Shelf) -> None:
    italian = shelf.add("goal plan\n" * 500, ITALIAN, "goals")
    swedish = shelf.add("goal plan", SWEDISH, "goals")
    shelf.catch_up()
    (hit,) = shelf.searcher.search("goal plan", limit=1, reader=SWEDISH).hits
    assert hit.article.id == swedish
    (hit,) = shelf.searcher.search("goal plan", Filters(frozenset({ITALIAN})), limit=1, reader=SWEDISH).hits
    assert hit.article.id == italian


def test_articles_are_found_behind_many_passages_that_have_been_deleted(shelf: Shelf) -> None:
    gone = shelf.add("goal plan\n" * 500)
    left = shelf.add("goal tree")
    shelf.catch_up()
    shelf.library.articles.delete(gone)
    assert shelf.found("goal plan", limit=1) == [left]


@settings(max_examples=30)  # each makes a library
@given(
    st.lists(
        st.sampled_from(["🙂", "goal", "città ", "plan.", " Where to?", "\n", "\n\n", "\u2028", "a", " "]), max_size=40
    )
)
def test_passage_and_answer_are_cut_exactly_from_the_articles_text(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    text = "".join(pieces)
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), FakeEncoder())
    article = shelf.library.articles.get(shelf.add(text))
    shelf.catch_up()
    for hit in shelf.searcher.search("goal plan").hits:
        start = hit.passage_start
        assert article.text[start : start + len(hit.passage)] == hit.passage
        assert hit.passage in text.split("\n")
        assert article.text[start + hit.answer_start : start + hit.answer_end] == hit.answer
        assert hit.answer in hit.passage


def test_the_first_cards_show_the_second_best_passage_if_a_sentence_of_it_answers_better(shelf: Shelf) -> None:
    nearest = "Goal boat goal boat goal. Plan tree plan tree plan."
    second = "Goal plan goal plan goal. River trust river hope river."
    for _ in range(5):
        shelf.add(f"{nearest}\n{second}")
    shelf.catch_up()
    # The whole of `nearest` has a cosine of 0.83 and its sentences one of 0.59, those of `second` 0.72 and 0.98.
    assert [hit.passage for hit in shelf.searcher.search("goal plan").hits] == [second] * 3 + [nearest] * 2


def test_the_nearest_question_of_an_article_lifts_it_above_one_with_the_same_passages(shelf: Shelf) -> None:
    lines = "listen well\nmeet often"
    plain = shelf.add(lines)
    asked = shelf.add(lines, questions=["who cancels always"])
    shelf.catch_up()
    assert shelf.found("who cancels always") == [asked, plain]


@pytest.mark.parametrize("question", ["", "🙂", "a", "a" * 100_000])
def test_a_question_that_cannot_be_searched_for_is_refused(shelf: Shelf, question: str) -> None:
    with pytest.raises(QuestionError):
        shelf.searcher.search(question)


def test_the_result_has_the_question_as_it_was_read(shelf: Shelf) -> None:
    result = shelf.searcher.search("  Hur hittar\tjag en\nmentor? ")
    assert (result.question, result.language) == ("Hur hittar jag en mentor?", SWEDISH)


def test_an_index_that_another_process_has_written_is_searched_at_once(shelf: Shelf, tmp_path: Path) -> None:
    shelf.catch_up()
    assert shelf.found("goal") == []
    other = Shelf(tmp_path / "library", FakeEncoder())
    article = other.add("goal plan")
    other.catch_up()
    assert shelf.found("goal") == [article]


def test_an_article_of_one_passage_scores_the_same_in_a_small_and_in_a_large_library(shelf: Shelf) -> None:
    exact = shelf.add("goal plan")
    for _ in range(60):
        shelf.add("goal plan river tree\ngoal plan river tree hope")
    shelf.catch_up()
    for limit in (50, 1):  # 50 cards look at all 121 passages, one card at 20 of them
        first = shelf.searcher.search("goal plan", limit=limit).hits[0]
        assert (first.article.id, first.score) == (exact, pytest.approx(1.0, abs=0.005))


@given(st.lists(st.lists(st.sampled_from(["goal", "plan", "goal plan", "tree", "goal tree"]), min_size=1), min_size=3))
@settings(max_examples=25)
def test_a_few_cards_are_the_first_of_all_cards(articles: list[list[str]]) -> None:
    """With few cards not every passage is fetched; the answer is that of the search that fetches them all."""
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), FakeEncoder())
        for lines in articles * 8:
            shelf.add("\n".join(lines))
        shelf.catch_up()
        every = [hit.score for hit in shelf.searcher.search("goal plan", limit=len(articles) * 8).hits]
        few = [hit.score for hit in shelf.searcher.search("goal plan", limit=2).hits]
    assert few == pytest.approx(every[:2], abs=1e-6)
