"""A question in the words of other languages, as a glossary has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.glossary import Concept
from corpus.language import Language
from search.live_words import LiveWords
from search.other_words import OtherWords, with_other_words
from search.searcher import Searcher
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf

EN, IT, NL, SV = Language.ENGLISH, Language.ITALIAN, Language.DUTCH, Language.SWEDISH
CHEMISTRY = Concept(
    "chemistry", {SV: ("personkemi",), NL: ("klik", "klikken"), EN: ("chemistry", "personal chemistry")}
)
MENTEE = Concept("mentee", {IT: ("allievo",), SV: ("adept",), NL: ("mentee",), EN: ("mentee",)})
WORDS = OtherWords([CHEMISTRY, MENTEE])


@pytest.mark.parametrize(
    ("question", "wordings"),
    [
        ("ingen personkemi med mentorn", ["ingen klik med mentorn", "ingen chemistry med mentorn"]),
        ("Personal  chemistry?", ["personkemi?", "klik?", "chemistry?"]),
        ("klikt het?", []),
        (
            "min ADEPT klikken",
            ["min allievo klikken", "min adept personkemi", "min mentee klik", "min mentee chemistry"],
        ),
        ("", []),
    ],
)
def test_each_language_has_its_usual_terms(question: str, wordings: list[str]) -> None:
    assert sorted(WORDS.of(question)) == sorted(wordings)


def test_an_empty_glossary_has_no_other_words() -> None:
    assert OtherWords([]).of("ingen personkemi") == []


@given(st.text(max_size=60))
def test_any_question_has_few_wordings_and_none_that_is_itself(question: str) -> None:
    wordings = WORDS.of(question)
    assert len(wordings) <= len(Language)
    assert question not in wordings


def test_a_question_lies_halfway_to_the_middle_of_its_other_wordings() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert with_other_words(vectors[:1]).tolist() == [1, 0, 0]
    # (0.5, 0.25, 0.25) is sqrt(0.375) long.
    assert with_other_words(vectors) == pytest.approx(np.array([0.5, 0.25, 0.25]) / 0.375**0.5)


def test_an_article_in_other_words_is_found_as_soon_as_the_glossary_has_them(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, FakeEncoder())
    library = shelf.library
    words = LiveWords(library)
    searcher = Searcher(
        library.articles,
        library.passages,
        library.topics,
        shelf.encoder,
        shelf.index,
        other_words=words.other_words,
    )
    meant, other = shelf.add("klik"), shelf.add("winter")
    shelf.catch_up()
    before = {hit.article.id: hit.score for hit in searcher.search("personkemi").hits}
    library.glossary.replace([CHEMISTRY])
    after = searcher.search("personkemi").hits
    assert [hit.article.id for hit in after] == [meant, other]
    assert after[0].score > before[meant] + 0.1
    assert after[1].score < before[other] + 0.1
