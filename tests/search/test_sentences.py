"""Sentence boundaries in the four languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from search.sentences import sentence_spans

_PIECES = st.sampled_from(
    ["Ett", "mål", "e.g.", "dr.", "3.5", "…", "«Sì»", "?!", "\n\n", "\r\n", "\u2028", " ", "\t", "."]
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=30).map("".join))


def _sentences(text: str, language: Language | None) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


@given(_TEXTS, st.sampled_from([*Language, None]))
def test_sentences_follow_each_other_and_leave_out_nothing_but_white_space(
    text: str, language: Language | None
) -> None:
    at = 0
    for start, end in sentence_spans(text, language):
        assert at <= start < end <= len(text)
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize("path", sorted(BUNDLED_ARTICLES.rglob("*.md")), ids=lambda path: path.stem)
def test_no_sentence_of_a_bundled_article_runs_over_a_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sentences = _sentences(text, Language(path.parent.name))
    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert [sentence for sentence in sentences if "\n" in sentence] == []


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (Language.ENGLISH, ["Ask Dr. Smith.", "He knows, e.g. how to start.", "Why?", "It took 3.5 hours!"]),
        (Language.ITALIAN, ["Il dott. Rossi arriva alle 9.30.", "Vedi pag. tre, p.es. domani.", "Bene."]),
        (Language.SWEDISH, ["Ta med dig t.ex. en bok.", "Kom kl. tre, dvs. snart.", "Fråga sedan."]),
        (Language.DUTCH, ["Neem bijv. een boek mee.", "Vraag het, d.w.z. nu, aan dhr. Jansen.", "Dank u."]),
        (None, ["One.", "Two."]),
    ],
)
def test_an_abbreviation_ends_no_sentence(language: Language | None, sentences: list[str]) -> None:
    assert _sentences(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    "text",
    ["1. che cosa è successo", "”Var slutade du hänga med?” ger ett svar.", '"Why now?" she asked.', "e.g. like this"],
)
def test_what_begins_with_a_small_letter_goes_on_with_the_sentence_before(text: str) -> None:
    assert sentence_spans(text, Language.SWEDISH) == [(0, len(text))]


def test_a_line_that_begins_with_a_small_letter_is_a_sentence_of_its_own() -> None:
    assert _sentences("Bring this.\nbooks\nquestions", Language.ENGLISH) == ["Bring this.", "books", "questions"]


def test_a_line_ends_a_sentence_without_a_full_stop() -> None:
    assert _sentences("## Goals\nStart small. Then grow\n\n- one\n- two", Language.ENGLISH) == [
        "## Goals",
        "Start small.",
        "Then grow",
        "- one",
        "- two",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    assert sentence_spans(text, Language.ENGLISH) == []


def test_equal_sentences_are_told_apart() -> None:
    assert sentence_spans("Yes. Yes. Yes.", Language.ENGLISH) == [(0, 4), (5, 9), (10, 14)]
