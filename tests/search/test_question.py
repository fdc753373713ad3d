"""Questions: what a reader may type, and the guess of its language."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from corpus.language import Language
from search.errors import QuestionError
from search.neutrality import read_parallel_sentences
from search.question import LONGEST, clean_question, detect_question_language, split_typed_languages


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  how do I\tfind\r\na   mentor? ", "how do I find a mentor?"),
        ("citta\u0300", "città"),
        ("mentor\x00\x07 goals", "mentor goals"),
        ("goals \x00 and plans", "goals and plans"),
        ("e\x00\u0301tude", "étude"),
        ("broken \ud83d half", "broken half"),
        ("feedback 🙂 please", "feedback 🙂 please"),
    ],
    ids=[
        "white space",
        "NFC",
        "control characters",
        "one between spaces",
        "one before an accent",
        "surrogate",
        "emoji",
    ],
)
def test_a_question_is_read_in_nfc_on_one_line_without_what_cannot_be_seen(typed: str, read: str) -> None:
    assert clean_question(typed) == read


@pytest.mark.parametrize("typed", ["", "   \n", "?", "🙂🙃", "a", "_ _", "\x00\x00", "\ud800\udfff", "¿ … ?", "1:1"])
def test_a_question_without_a_word_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(QuestionError, match=r"no word in the question\. Ask in a few words, such as"):
        clean_question(typed)


@pytest.mark.parametrize("typed", ["ok", "cv", "42", "何か"])
def test_two_letters_or_digits_are_a_word(typed: str) -> None:
    assert clean_question(typed) == typed


def test_the_longest_question_is_read() -> None:
    assert clean_question("a" * LONGEST) == "a" * LONGEST


@pytest.mark.parametrize("length", [LONGEST + 1, 100_000])
def test_a_question_that_is_too_long_is_refused_with_its_length(length: int) -> None:
    with pytest.raises(QuestionError, match=f"The question has {length:,} characters; at most 4,000 are read"):
        clean_question("a" * length)


@given(st.text(st.one_of(st.sampled_from("ae \x00\u0301\u3000\x1c\ud800\n"), st.characters()), max_size=40))
@example("e\x00\u0301")
def test_a_question_that_was_read_is_read_the_same_again(typed: str) -> None:
    try:
        cleaned = clean_question(typed)
    except QuestionError:
        assume(False)
    assert clean_question(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode()  # raises for half of a surrogate pair


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Come trovo un mentore?", Language.ITALIAN),
        ("Hur hittar jag en mentor?", Language.SWEDISH),
        ("Hoe vind ik een mentor?", Language.DUTCH),
        ("How do I find a mentor?", Language.ENGLISH),
        ("HUR HITTAR JAG EN MENTOR?", Language.SWEDISH),
    ],
)
def test_the_language_of_a_plain_question_is_recognised(question: str, language: Language) -> None:
    assert detect_question_language(question) == language


@pytest.mark.parametrize("question", ["42", "何か", "Wie finde ich einen Mentor?", "xq zv", "🙂 ok", "a" * 4000])
def test_a_question_in_no_language_of_ours_gets_one_of_ours(question: str) -> None:
    assert detect_question_language(question) in set(Language)


@pytest.mark.parametrize(
    ("language", "right"),
    [(Language.ITALIAN, 239), (Language.SWEDISH, 239), (Language.DUTCH, 238), (Language.ENGLISH, 240)],
)
def test_the_languages_of_the_parallel_questions_are_recognised(language: Language, right: int) -> None:
    texts = read_parallel_sentences()[language]
    assert len(texts) == 240
    assert sum(detect_question_language(text) == language for text in texts) == right


@pytest.mark.parametrize(
    ("question", "rest", "languages"),
    [
        ("in:it,sv how do I start?", "how do I start?", {Language.ITALIAN, Language.SWEDISH}),
        ("In: it how do I start?", "how do I start?", {Language.ITALIAN}),
        (" IN:NL , en\nhow do I start?", "how do I start?", {Language.DUTCH, Language.ENGLISH}),
        ("how do I start? in:it,sv", "how do I start? ", {Language.ITALIAN, Language.SWEDISH}),
        ("how do I start? In: sv ", "how do I start? ", {Language.SWEDISH}),
        ("in:sv", "", {Language.SWEDISH}),
    ],
)
def test_languages_typed_first_or_last_are_taken_out(question: str, rest: str, languages: set[Language]) -> None:
    assert split_typed_languages(question) == (rest, languages)


@pytest.mark.parametrize(
    "question",
    [
        "how do I start in Italy?",
        "what is in: it all?",
        "in:fr how do I start?",
        "in:it,fr how do I start?",
        "in:italy",
        "domain:it",
        "interested in it",
        "in:",
        "",
    ],
)
def test_what_is_no_list_of_our_languages_stays_in_the_question(question: str) -> None:
    assert split_typed_languages(question) == (question, frozenset())


def test_a_question_that_only_names_languages_is_refused() -> None:
    with pytest.raises(QuestionError, match="There is no word in the question"):
        clean_question(split_typed_languages("in:it,sv")[0])
