"""Every index is judged on the golden questions before readers get it. A question is one word, which one article says;
the words lie on different axes (see `FakeEncoder`), so that the right card is the first one unless the encoder errs."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from sqlalchemy import delete

from corpus import schema
from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.database import open_database
from corpus.golden_store import AskedQuestion
from corpus.language import Language
from search.judge import MOST_QUESTIONS
from search.judgement import Judgement
from tests.fakes import FakeEncoder
from tests.search.shelf import SPLITTER, Shelf

WORDS = ["goal", "plan", "river", "tree", "talk", "trust", "hope", "boat"]


class ErringEncoder(FakeEncoder):
    """Encodes passages as if they said something else, and may pass for the right one."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return super().encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = super().encode_passages(texts)
        return np.ascontiguousarray(vectors[:, ::-1])


@pytest.fixture
def judged(shelf: Shelf) -> Shelf:
    """Eight articles of a word each, a golden question for each, and the index of a good encoder."""
    for word in WORDS:
        shelf.add(word, family=word)
    keep(shelf)
    shelf.catch_up()
    return shelf


def keep(shelf: Shelf) -> None:
    asked = [AskedQuestion(word, None, {number: 3}) for number, word in enumerate(WORDS, start=1)]
    shelf.library.golden.save(asked)


def changed(shelf: Shelf, encoder: FakeEncoder) -> Shelf:
    """The same library with another encoder."""
    return Shelf(shelf.library.folder, encoder)


def forget_vectors(shelf: Shelf) -> None:
    with open_database(shelf.library.folder / "mentorbase.db").begin() as connection:
        connection.execute(delete(schema.vector))


def judgement_of(shelf: Shelf) -> Judgement:
    current = shelf.index.current()
    assert current is not None
    assert current.manifest.golden is not None
    return current.manifest.golden


def test_an_index_holds_its_figures_on_the_golden_questions(judged: Shelf) -> None:
    figures = judgement_of(judged).figures
    assert (figures.questions, figures.ndcg_at_10, figures.success_at_3) == (8, 1.0, 1.0)
    assert figures.ndcg_by_question == {str(number): 1.0 for number in range(1, 9)}
    assert judgement_of(judged).comparison is None  # there was no index before it


def test_a_library_without_golden_questions_is_never_judged(shelf: Shelf) -> None:
    for word in WORDS:
        shelf.add(word)
    shelf.catch_up()
    erring = changed(shelf, ErringEncoder("fake-2"))
    erring.catch_up()
    current = erring.index.current()
    assert current is not None
    assert current.manifest.golden is None


def test_an_index_that_is_as_good_goes_live(judged: Shelf) -> None:
    judged.catch_up()
    comparison = judgement_of(judged).comparison
    assert comparison is not None
    assert (comparison.questions, comparison.worse, comparison.before, comparison.after) == (8, 0, 1.0, 1.0)
    assert judged.indexer.held_back() is None


def test_an_index_that_is_clearly_worse_is_held_back_and_the_older_one_goes_on(
    judged: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    forget_vectors(judged)
    erring = changed(judged, ErringEncoder("fake-1"))
    with caplog.at_level(logging.WARNING):
        erring.catch_up()
    assert caplog.messages == ["index generation 2 is held back: clearly worse on the golden questions"]
    held = erring.indexer.held_back()
    assert held is not None
    assert (held.number, held.has_older, held.comparison.questions) == (2, True, 8)
    assert (held.comparison.before, held.comparison.after < 0.6) == (1.0, True)
    assert [erring.found(word)[0] for word in WORDS] == list(range(1, 9))


def test_an_index_that_is_held_back_is_not_written_again_until_something_changes(judged: Shelf) -> None:
    forget_vectors(judged)
    erring = changed(judged, ErringEncoder("fake-1"))
    erring.catch_up()
    assert not erring.is_behind()
    erring.add("coffee")
    assert erring.is_behind()
    erring.catch_up()
    held = erring.indexer.held_back()
    assert held is not None
    assert held.number == 3
    names = sorted(path.name for path in erring.indexes.iterdir())
    assert names == ["generation-00000001", "held-back-00000003", "writer.lock"]


def test_an_index_that_is_accepted_goes_live_and_the_one_held_back_is_removed(judged: Shelf) -> None:
    forget_vectors(judged)
    erring = changed(judged, ErringEncoder("fake-1"))
    erring.catch_up()
    erring.indexer.catch_up(accept=True)
    assert (judgement_of(erring).is_clearly_worse, erring.indexer.held_back()) == (True, None)
    names = sorted(path.name for path in erring.indexes.iterdir())
    assert names == ["generation-00000001", "generation-00000003", "writer.lock"]
    erring.catch_up()  # the next is compared with the one that was accepted
    assert (judgement_of(erring).is_clearly_worse, erring.indexer.held_back()) == (False, None)


def test_another_encoder_is_compared_with_the_figures_that_the_earlier_one_got(judged: Shelf) -> None:
    erring = changed(judged, ErringEncoder("fake-2"))
    erring.catch_up()
    held = erring.indexer.held_back()
    assert held is not None
    assert (held.has_older, held.comparison.questions, held.comparison.before) == (False, 8, 1.0)
    assert erring.index.current() is None
    assert judged.found("goal")[0] == 1
    good = FakeEncoder()
    good.fingerprint = "fake-3"
    as_good = changed(judged, good)
    as_good.catch_up()
    assert (as_good.indexer.held_back(), as_good.found("goal")[0]) == (None, 1)


def test_questions_whose_articles_went_away_or_changed_do_not_count(judged: Shelf) -> None:
    store = judged.library.articles
    for article in (1, 2, 3):
        store.delete(article)
    store.unpublish(4)
    for article in (5, 6):
        text = "something else altogether"
        splitting = Splitting(SPLITTER, [PassageSpan(0, len(text))])
        store.revise(article, RevisionContent("…", text), Language.ENGLISH, None, splitting, live=True)
    judged.catch_up()
    judgement = judgement_of(judged)
    assert judgement.comparison is not None
    assert (judgement.figures.questions, judgement.comparison.questions, judgement.comparison.worse) == (4, 2, 0)


def test_new_articles_that_push_the_right_ones_down_hold_no_index_back(judged: Shelf) -> None:
    for word in WORDS:
        for number in range(12):
            judged.add(f"{word} {word}\n{word} {word}", family=f"{word}-{number}")
            judged.add(word, family=f"{word}-again-{number}")
    judged.catch_up()
    judgement = judgement_of(judged)
    assert judgement.figures.questions == 8
    assert not judgement.is_clearly_worse
    assert judged.indexer.held_back() is None


def test_an_index_whose_manifest_has_no_figures_is_read_and_a_newer_one_judged(judged: Shelf) -> None:
    manifest = judged.indexes / "generation-00000001" / "manifest.json"
    row = json.loads(manifest.read_text())
    del row["golden"]
    manifest.write_text(json.dumps(row))
    again = changed(judged, FakeEncoder())
    assert again.found("goal")[0] == 1
    again.catch_up()
    assert judgement_of(again).comparison is not None


def test_at_most_so_many_questions_are_asked_the_same_every_time(shelf: Shelf) -> None:
    shelf.add("goal")
    asked = [AskedQuestion(f"goal {number}", None, {1: 3}) for number in range(MOST_QUESTIONS + 50)]
    shelf.library.golden.save(asked)
    chosen = shelf.judge.questions()
    assert len(chosen) == MOST_QUESTIONS
    assert shelf.judge.questions() == chosen
    shelf.library.golden.save([AskedQuestion("one more", None, {1: 3})])
    assert len({each.id for each in shelf.judge.questions()} & {each.id for each in chosen}) >= MOST_QUESTIONS - 1


def test_no_sentence_is_encoded_to_judge_an_index(judged: Shelf) -> None:
    encoded: list[str] = []

    class Watched(FakeEncoder):
        def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            encoded.extend(texts)
            return super().encode_passages(texts)

        def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            return super().encode_passages(texts)

    changed(judged, Watched()).catch_up()
    assert encoded == []
