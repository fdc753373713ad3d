from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from corpus.article import LivePassage, PassagePlace, PassageSpan, RevisionContent
from corpus.article_store import EncodedPassages, Splitting
from corpus.language import Language
from corpus.library import Library
from corpus.passage_store import RevisionText, UnencodedPassage
from tests.corpus.conftest import in_words

if TYPE_CHECKING:
    from tests.corpus.conftest import AddArticle, ReviseArticle

ENCODER = "encoder-1"


def vectors_for(ids: list[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """For each id a vector that can be told from any other's, of numbers that half precision has."""
    return np.array([[identifier, identifier / 4, -identifier] for identifier in ids], np.float32)


def encode_all(library: Library, encoder: str = ENCODER) -> list[int]:
    ids = [each.id for each in library.passages.unencoded(encoder, 5000)]
    library.passages.save_encoded(ids, EncodedPassages(encoder, vectors_for(ids)))
    return ids


def test_a_live_passage_tells_all_that_search_needs(library: Library, add: AddArticle) -> None:
    article = add("vänta è 𝄞 svar", language=Language.SWEDISH, key="wait")
    # characters, not bytes: 'vänta' 0-5, 'è' 6-7, '𝄞' 8-9, 'svar' 10-14
    title = "About vänta è 𝄞 svar"
    assert library.passages.live([1, 2, 3, 4]) == {
        1: LivePassage(1, article, "wait", Language.SWEDISH, 0, 5, title, "Heading", "vänta"),
        2: LivePassage(2, article, "wait", Language.SWEDISH, 6, 7, title, "Heading", "è"),
        3: LivePassage(3, article, "wait", Language.SWEDISH, 8, 9, title, "Heading", "𝄞"),
        4: LivePassage(4, article, "wait", Language.SWEDISH, 10, 14, title, "Heading", "svar"),
    }


def test_places_are_those_of_the_passages_that_readers_may_see(library: Library, add: AddArticle) -> None:
    seen, gone = add("one two", key="seen"), add("three")
    library.articles.delete(gone)
    places = library.passages.places([*range(1, 10)])
    assert places == {
        each.id: PassagePlace(each.id, seen, "seen", each.language)
        for each in library.passages.live([*range(1, 10)]).values()
    }
    assert set(places) == {1, 2}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), st.data())
def test_the_store_cuts_a_passage_where_python_does(library: Library, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = PassageSpan(start, end)
    content = RevisionContent("title", text)
    library.articles.add("a.md", None, content, Language.ENGLISH, None, Splitting("1", [span]), live=True)
    [*_, last] = library.passages.unencoded(ENCODER, 1000)
    assert last.text == text[start:end]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["goal"], ["A goal", "goalkeeper"]),
        (["GOAL"], ["A goal", "goalkeeper"]),
        (["a", "goal"], ["A goal"]),
        (["100%"], ["100%"]),
        (["_"], []),
        (["100%", "goal"], []),
    ],
)
def test_passages_are_found_by_words_in_their_order(library: Library, words: list[str], found: list[str]) -> None:
    for text in ("A goal", "100%", "goalkeeper"):
        span = PassageSpan(0, len(text))
        content = RevisionContent("title", text)
        library.articles.add("a.md", None, content, Language.ENGLISH, None, Splitting("1", [span]), live=True)
    draft = Splitting("1", [PassageSpan(0, 4)])
    library.articles.add("a.md", None, RevisionContent("title", "goal"), Language.ENGLISH, None, draft, live=False)
    assert [each.text for each in library.passages.containing(words, 10)] == found


def test_words_of_too_many_articles_find_nothing(library: Library, add: AddArticle) -> None:
    add("goal plan")
    add("goal river")
    assert [each.text for each in library.passages.containing(["goal"], 2)] == ["goal", "goal"]
    assert library.passages.containing(["goal"], 1) == []


def test_only_passages_of_live_revisions_are_given_out(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("old")  # passage 1
    revise(article, "new")  # passage 2
    revise(article, "draft", live=False)  # passage 3
    library.articles.delete(add("deleted"))  # passage 4
    add("unpublished", live=False)  # passage 5
    assert {each.text for each in library.passages.live([1, 2, 3, 4, 5, 99]).values()} == {"new"}
    assert [each.text for each in library.passages.unencoded(ENCODER, 1000)] == ["new"]
    assert library.passages.count_unencoded(ENCODER) == 1


def test_any_number_of_passages_can_be_asked_for_at_once(library: Library, add: AddArticle) -> None:
    add(" ".join(["word"] * 2000))
    assert len(library.passages.live(range(1, 2501))) == 2000


def test_sentences_are_kept_with_a_passage_s_vector_or_come_later(library: Library, add: AddArticle) -> None:
    add("one two three four")
    library.passages.save_encoded([1, 2], EncodedPassages(ENCODER, vectors_for([1, 2]), [b"first", b"second"]))
    library.passages.save_encoded([3], EncodedPassages(ENCODER, vectors_for([3])))
    assert library.passages.kept_sentences([1, 2, 3, 4], ENCODER) == {1: b"first", 2: b"second"}
    assert library.passages.kept_sentences([1, 2], "another") == {}
    assert [each.id for each in library.passages.without_sentences(ENCODER, 10)] == [3, 4]
    assert [each.id for each in library.passages.without_sentences(ENCODER, 1, after=3)] == [4]
    again = EncodedPassages(ENCODER, vectors_for([9, 9, 9]), [b"other", b"third", b"of none"])
    library.passages.save_encoded([1, 3, 99], again)  # what is there stays, and 99 has gone
    assert library.passages.kept_sentences([1, 3, 99], ENCODER) == {1: b"first", 3: b"third"}
    assert [each.id for each in library.passages.unencoded(ENCODER, 10)] == [4]


def test_the_sentences_of_a_passage_go_with_it(library: Library, add: AddArticle) -> None:
    add("one two")
    library.passages.save_encoded([1], EncodedPassages(ENCODER, vectors_for([1]), [b"first"]))
    library.passages.split_again(1, Splitting("other", [PassageSpan(0, 7, "")]))
    assert library.passages.kept_sentences([1], ENCODER) == {}


def test_numpy_s_numbers_are_taken_as_ids(library: Library, add: AddArticle) -> None:
    add("one two")
    assert set(library.passages.live(list(np.array([1, 2], np.int64)))) == {1, 2}


def test_what_lacks_a_vector_is_handed_out_in_the_order_in_which_it_came(library: Library, add: AddArticle) -> None:
    add("one two")
    add("three")
    assert library.passages.unencoded(ENCODER, 2) == [
        UnencodedPassage(1, "About one two", "Heading", "one", Language.ENGLISH),
        UnencodedPassage(2, "About one two", "Heading", "two", Language.ENGLISH),
    ]
    library.passages.save_encoded([1], EncodedPassages(ENCODER, vectors_for([1])))
    assert [each.text for each in library.passages.unencoded(ENCODER, 10)] == ["two", "three"]
    assert library.passages.count_unencoded(ENCODER) == 2
    assert library.passages.count_unencoded("another encoder") == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(arrays(np.float16, (2, 5), elements=st.floats(-60_000, 60_000, width=16)))
def test_vectors_of_half_precision_come_back_bit_for_bit(
    library: Library, add: AddArticle, vectors: np.ndarray[tuple[int, int], np.dtype[np.float16]]
) -> None:
    add("one two")
    pending = [each.id for each in library.passages.unencoded(ENCODER, 10)]
    library.passages.save_encoded(pending, EncodedPassages(ENCODER, vectors.astype(np.float32)))
    assert library.passages.snapshot(ENCODER).vectors[-2:].tobytes() == vectors.tobytes()


def test_unit_vectors_come_back_nearly_as_they_were(library: Library, add: AddArticle) -> None:
    add("one two")
    vectors = np.random.default_rng(0).standard_normal((2, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    library.passages.save_encoded([1, 2], EncodedPassages(ENCODER, vectors))
    kept = library.passages.snapshot(ENCODER).vectors.astype(np.float32)
    cosines = (kept * vectors).sum(axis=1) / np.linalg.norm(kept, axis=1)
    assert cosines.min() > 0.999999


def test_more_vectors_than_one_statement_takes_come_back_each_to_its_passage(library: Library, add: AddArticle) -> None:
    add(" ".join(["word"] * 2000))
    ids = encode_all(library)
    snapshot = library.passages.snapshot(ENCODER)
    assert snapshot.ids.tolist() == ids == list(range(1, 2001))
    assert snapshot.vectors.tolist() == vectors_for(ids).tolist()


def test_vectors_of_another_layout_are_kept_as_float16(library: Library, add: AddArticle) -> None:
    add("one two")
    library.passages.save_encoded(
        [1, 2], EncodedPassages(ENCODER, np.asfortranarray([[0.5, 0.25], [1.5, 2.5]], np.float32))
    )
    assert library.passages.snapshot(ENCODER).vectors.tolist() == [[0.5, 0.25], [1.5, 2.5]]


def test_a_snapshot_holds_the_live_passages_of_one_encoder(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("ett", language=Language.SWEDISH)
    add("uno", language=Language.ITALIAN)
    gone = add("gone")
    encode_all(library)
    encode_all(library, "encoder-2")
    revise(article, "två", language=Language.SWEDISH)
    library.articles.delete(gone)
    library.passages.save_encoded([4], EncodedPassages("encoder-2", np.zeros((1, 3), np.float32)))
    snapshot = library.passages.snapshot(ENCODER)
    # passage 1 is not live any more, 3 is deleted, and 4, the new one, has a vector of the other encoder only
    assert snapshot.ids.tolist() == [2]
    assert snapshot.languages.tolist() == ["it"]
    assert snapshot.vectors.tolist() == vectors_for([2]).tolist()
    assert (snapshot.generation, snapshot.complete) == (5, False)  # three articles, a revision, a deletion
    assert library.passages.snapshot("encoder-2").complete


def test_a_snapshot_of_an_empty_library_is_complete_and_has_the_right_shapes(library: Library) -> None:
    snapshot = library.passages.snapshot(ENCODER)
    assert (snapshot.generation, snapshot.complete) == (0, True)
    assert (snapshot.ids.shape, snapshot.languages.shape, snapshot.vectors.shape) == ((0,), (0,), (0, 0))
    assert (snapshot.ids.dtype.name, snapshot.vectors.dtype.name) == ("int64", "float16")


def test_snapshots_taken_while_articles_are_added_and_deleted_show_whole_states(
    library: Library, add: AddArticle
) -> None:
    """An article of three passages is there with all of them or not at all, and the generation says which."""
    done = threading.Event()

    def write() -> None:
        for _ in range(15):
            article = add("one two three")
            encode_all(library)
            library.articles.delete(article)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    states = set()
    while not done.is_set():
        snapshot = library.passages.snapshot(ENCODER)
        states.add((snapshot.generation % 2, len(snapshot.ids), snapshot.complete))
    writer.join()
    # After an even number of changes there is no article; after an odd one there is, with vectors or yet without.
    assert states <= {(0, 0, True), (1, 0, False), (1, 3, True)}


def test_vectors_of_passages_that_have_vanished_are_dropped(library: Library, add: AddArticle) -> None:
    article = add("one two")
    revision = 1
    pending = [each.id for each in library.passages.unencoded(ENCODER, 10)]
    library.passages.split_again(revision, in_words("one two"))  # while the encoder was at work
    library.passages.save_encoded(pending, EncodedPassages(ENCODER, vectors_for(pending)))
    assert library.passages.snapshot(ENCODER).ids.tolist() == []
    assert [each.id for each in library.passages.unencoded(ENCODER, 10)] == [3, 4]
    assert {each.article for each in library.passages.live([1, 2, 3, 4]).values()} == {article}


def test_a_vector_that_is_there_already_is_kept(library: Library, add: AddArticle) -> None:
    add("one two")
    library.passages.save_encoded([1], EncodedPassages(ENCODER, vectors_for([1])))
    library.passages.save_encoded([1, 2], EncodedPassages(ENCODER, np.full((2, 3), 9, np.float32)))
    assert library.passages.snapshot(ENCODER).vectors.tolist() == [vectors_for([1])[0].tolist(), [9, 9, 9]]


def test_revisions_that_an_older_splitter_cut_are_handed_out_with_the_language_of_their_text(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("one two")
    revise(article, "uno due", language=Language.ITALIAN, live=False)
    add("wörter", language=None, live=False)
    library.articles.publish(add("hallo"), Language.DUTCH)
    assert library.passages.split_by_others("words") == []
    assert library.passages.split_by_others("lines") == [
        RevisionText(1, Language.ENGLISH, "one two"),
        RevisionText(2, Language.ITALIAN, "uno due"),
        RevisionText(3, None, "wörter"),
        RevisionText(4, Language.DUTCH, "hallo"),
    ]


def test_a_revision_that_is_split_again_has_its_new_passages_only_and_no_vectors(
    library: Library, add: AddArticle
) -> None:
    add("one two")
    encode_all(library)
    library.passages.split_again(1, Splitting("lines", [PassageSpan(0, 7, "All")]))
    assert [each.text for each in library.passages.unencoded(ENCODER, 10)] == ["one two"]
    assert library.passages.split_by_others("lines") == []
    assert library.passages.live([1, 2]) == {}


def test_splitting_again_raises_the_generation_only_for_what_is_live(
    library: Library, add: AddArticle, revise: ReviseArticle
) -> None:
    article = add("one two")
    revise(article, "draft", live=False)
    before = library.articles.generation()
    library.passages.split_again(2, in_words("draft"))
    assert library.articles.generation() == before
    library.passages.split_again(1, in_words("one two"))
    assert library.articles.generation() == before + 1


@pytest.mark.parametrize("articles", [0, 1])
def test_saving_no_vectors_changes_nothing(library: Library, add: AddArticle, articles: int) -> None:
    for _ in range(articles):
        add("one")
    library.passages.save_encoded([], EncodedPassages(ENCODER, np.empty((0, 3), np.float32)))
    assert library.passages.count_unencoded(ENCODER) == articles
