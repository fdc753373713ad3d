"""An index of a base and a segment of changes: readers find in it what a new base would give."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.golden_store import AskedQuestion
from corpus.language import Language
from corpus.transactions import now
from search.filters import Filters
from search.generation import Generation
from search.indexer import Indexer
from search.judgement import GoldenFigures
from search.manifest import ARTICLES, BASE, DENSE, SEGMENTED
from tests.fakes import FakeEncoder
from tests.search.shelf import SPLITTER, Shelf

_WORDS = ["goal", "plan", "river", "trust", "hope", "boat", "tree", "talk"]


class Growing(Shelf):
    """A library whose index has a base from the first passage on; a new one follows when half of it has changed."""

    def __init__(self, folder: Path, *, judged_up_to: int = 1_000) -> None:
        super().__init__(folder, FakeEncoder())
        library = self.library
        self.indexer = Indexer(
            library.passages,
            library.answered,
            self.encoder,
            self.indexes,
            SPLITTER,
            self.judge,
            segmented_from=1,
            most_changed=0.5,
            judged_up_to=judged_up_to,
        )

    def current(self) -> Generation:
        generation = self.index.current()
        assert generation is not None
        return generation

    def with_base(self) -> Growing:
        for number in range(20):
            self.add(f"{_WORDS[number % 8]} {_WORDS[number % 3]}\n{_WORDS[number % 5]}", list(Language)[number % 4])
        self.catch_up()
        return self


@pytest.fixture
def growing(tmp_path: Path) -> Growing:
    """A library with a base of forty passages."""
    return Growing(tmp_path / "library").with_base()


def test_a_new_article_is_found_and_the_base_stays_the_same_file(growing: Growing) -> None:
    base = growing.indexes / "generation-00000001" / DENSE
    article = growing.add("mountain lake\nwinter")
    growing.catch_up()
    current = growing.current()
    assert growing.found("mountain lake", limit=1) == [article]
    assert (current.manifest.base, current.manifest.segment, current.manifest.passages) == (40, 2, 42)
    assert (growing.indexes / "generation-00000002" / DENSE).samefile(base)
    assert not growing.is_behind()


def test_what_is_deleted_unpublished_or_changed_is_found_no_more_as_it_was(growing: Growing) -> None:
    articles = growing.library.articles
    articles.delete(1)
    articles.unpublish(2)
    revised = growing.add("mountain")
    growing.catch_up()
    assert {1, 2} & set(growing.current().articles.tolist()) == set()
    articles.delete(revised)
    articles.restore(1)
    growing.catch_up()
    current = growing.current()
    assert (1 in current.articles, revised in current.articles, len(current.ids)) == (True, False, 38)
    assert len(current.dense) == current.manifest.passages == 38
    assert current.dense.vectors(current.ids).shape == (38, 16)


def test_a_base_that_has_changed_much_is_followed_by_a_new_one(growing: Growing) -> None:
    for number in range(11):
        growing.add(f"mountain {number}\nlake")
    growing.catch_up()
    current = growing.current()
    # 22 of 40 passages are new: the segment went live as number 2, and number 3 has a base of all.
    assert (current.number, current.manifest.base, current.manifest.segment) == (3, 62, None)


def test_sentences_that_an_older_program_has_not_kept_come_with_a_new_base(growing: Growing, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "library" / "mentorbase.db")) as connection, connection:
        connection.execute("DELETE FROM kept_sentences")
    growing.add("mountain lake")
    growing.catch_up()
    fingerprint = growing.encoder.fingerprint
    assert len(growing.library.passages.without_sentences(fingerprint, 100)) == 40  # the new one has its own
    for number in range(30):
        growing.add(f"river {number}")
    growing.catch_up()
    assert growing.current().manifest.segment is None
    assert growing.library.passages.without_sentences(fingerprint, 100) == []


def test_to_index_anew_makes_a_new_base(growing: Growing) -> None:
    growing.add("mountain")
    growing.catch_up()
    assert growing.indexer.catch_up(anew=True)
    assert (growing.current().manifest.base, growing.current().manifest.segment) == (41, None)


def test_another_splitter_makes_a_new_base(growing: Growing) -> None:
    library = growing.library
    other = Indexer(
        library.passages, library.answered, growing.encoder, growing.indexes, "another", None, segmented_from=1
    )
    growing.add("mountain")
    assert other.catch_up()
    assert growing.current().manifest.segment is None


@pytest.mark.parametrize("name", [*BASE, ARTICLES, *SEGMENTED])
@pytest.mark.parametrize("harm", [b"", b"garbage"])
def test_a_generation_with_a_broken_file_is_made_anew(growing: Growing, tmp_path: Path, name: str, harm: bytes) -> None:
    article = growing.add("mountain")
    growing.catch_up()
    path = growing.indexes / "generation-00000002" / name
    path.unlink()  # a base has another name yet, under which it stays whole
    path.write_bytes(harm)
    again = Growing(tmp_path / "library")
    assert again.found("mountain", limit=1) != [article]
    assert again.is_behind()
    again.catch_up()
    assert again.found("mountain", limit=1) == [article]


def test_a_base_that_is_broken_under_all_its_names_is_made_anew(growing: Growing, tmp_path: Path) -> None:
    article = growing.add("mountain")
    growing.catch_up()
    (growing.indexes / "generation-00000002" / DENSE).write_bytes(b"garbage")
    again = Growing(tmp_path / "library")
    assert again.index.current() is None
    again.catch_up()
    assert again.found("mountain", limit=1) == [article]


def test_a_base_stays_as_long_as_a_generation_stands_on_it(growing: Growing, tmp_path: Path) -> None:
    for number in range(4):
        growing.add(f"mountain {number}")
        growing.catch_up()
    names = sorted(path.name for path in growing.indexes.iterdir())
    assert names == ["generation-00000004", "generation-00000005", "writer.lock"]
    assert len(Growing(tmp_path / "library").current().ids) == 44


def test_an_article_whose_ids_another_one_had_before_the_database_was_put_back_is_found_as_it_is(
    growing: Growing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy" / "mentorbase.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(growing.library.folder / "mentorbase.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    lost = growing.add("mountain")
    growing.catch_up()
    growing.indexes.rename(copy.parent / growing.indexes.name)
    later = now() + timedelta(minutes=5)
    monkeypatch.setattr("corpus.article_store.now", lambda: later)
    again = Growing(copy.parent)
    articles = [again.add("winter"), again.add("lake")]
    again.catch_up()
    assert articles[0] == lost
    assert again.current().manifest.segment is not None
    assert again.found("winter", limit=1) == [lost]
    assert again.found("mountain", limit=1) != [lost]


def test_where_a_file_can_have_one_name_only_the_base_is_copied(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    article = growing.add("mountain")
    growing.catch_up()
    assert growing.found("mountain", limit=1) == [article]


def test_filters_hold_for_the_base_and_for_what_is_new(growing: Growing) -> None:
    italian, swedish = (growing.add("goal mountain", each) for each in (Language.ITALIAN, Language.SWEDISH))
    growing.catch_up()
    chosen = Filters(frozenset({Language.ITALIAN}))
    found = growing.found("goal mountain", chosen, limit=20)
    summaries = growing.library.articles
    assert found[0] == italian
    assert swedish not in found
    assert {summaries.get(each).language for each in found} == {Language.ITALIAN}


def test_questions_that_an_article_answers_count_in_a_segment_too(growing: Growing) -> None:
    article = growing.add("winter\nlake", questions=["who cancels always"])
    growing.catch_up()
    assert growing.current().manifest.segment == 2
    assert growing.found("who cancels always", limit=1) == [article]


def test_an_article_that_loses_its_questions_is_lifted_by_them_no_more(growing: Growing) -> None:
    article = growing.add("winter\nlake", questions=["who cancels always"])
    growing.indexer.catch_up(anew=True)
    query, own = growing.encoder.encode_queries(["who cancels always"])[0], np.array([1, article])
    assert growing.current().question_gains(query, own).tolist() == [0, pytest.approx(0.08, abs=0.02)]
    growing.rewrite(article, "winter\nlake")
    growing.catch_up()
    assert growing.current().manifest.segment == 2
    assert growing.current().question_gains(query, own).tolist() == [0, 0]


def _figures(growing: Growing) -> GoldenFigures:
    judged = growing.current().manifest.golden
    assert judged is not None
    return judged.figures


def test_a_small_index_is_judged_with_every_change(growing: Growing) -> None:
    article = growing.add("mountain")
    growing.library.golden.save([AskedQuestion("mountain", None, {article: 3})])
    growing.catch_up()
    assert growing.current().manifest.segment == 1
    assert (_figures(growing).questions, _figures(growing).ndcg_at_10) == (1, 1.0)


def test_a_large_index_keeps_its_figures_until_the_questions_change(tmp_path: Path) -> None:
    growing = Growing(tmp_path / "library", judged_up_to=0)
    golden = growing.library.golden
    growing.add("mountain")
    golden.save([AskedQuestion("mountain", None, {1: 3})])
    growing.with_base()
    before = _figures(growing)
    growing.library.articles.delete(1)
    growing.add("lake")
    growing.catch_up()
    assert (growing.current().manifest.segment, _figures(growing)) == (1, before)
    golden.save([AskedQuestion("lake", None, {22: 3})])
    growing.catch_up()
    assert (growing.current().manifest.segment, _figures(growing).questions) == (1, 1)  # the first has no answer now
    assert _figures(growing).ndcg_by_question != before.ndcg_by_question


_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "delete", "restore", "unpublish", "publish", "catch up"]), st.integers(0, 99)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25)
@given(_STEPS)
def test_whatever_is_done_the_index_is_what_one_made_anew_would_be(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    growing = Growing(tmp_path_factory.mktemp("growing") / "library").with_base()
    store = growing.library.articles
    articles = list(range(1, 21))
    for what, number in steps:
        chosen = articles[number % len(articles)]
        if what == "add":
            text = f"{_WORDS[number % 8]} lake\n{_WORDS[number % 7]}"
            questions = [f"{_WORDS[number % 6]} mountain"] if number % 2 else None
            articles.append(growing.add(text, list(Language)[number % 4], questions=questions))
        elif what == "catch up":
            growing.catch_up()
        else:
            {
                "delete": store.delete,
                "restore": store.restore,
                "unpublish": store.unpublish,
                "publish": store.publish,
            }[what](chosen)
    growing.catch_up()
    grown = growing.current()
    growing.indexer.catch_up(anew=True)
    made = growing.current()
    assert (grown.number + 1, made.manifest.segment) == (made.number, None)
    order = np.argsort(grown.ids)
    assert grown.ids[order].tolist() == made.ids.tolist()
    assert grown.articles[order].tolist() == made.articles.tolist()
    assert grown.known.languages[order].tolist() == made.known.languages.tolist()
    np.testing.assert_array_equal(grown.dense.vectors(made.ids), made.dense.vectors(made.ids))
    np.testing.assert_allclose(grown.middle, made.middle, atol=1e-5)
    query = growing.encoder.encode_queries(["goal lake mountain"])[0]
    for languages in (frozenset(Language), frozenset({Language.ITALIAN, Language.DUTCH})):
        found = [each.dense.search(query, 60, each.among(languages)) for each in (grown, made)]
        np.testing.assert_allclose(found[0][1], found[1][1], atol=1e-6)
        assert set(found[0][0].tolist()) == set(found[1][0].tolist())
    every = np.array(articles)
    np.testing.assert_array_equal(grown.question_gains(query, every), made.question_gains(query, every))
