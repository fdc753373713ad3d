from __future__ import annotations

import threading

import pytest

from corpus.language import Language
from corpus.message import Message
from ingest.article_language import LanguageGuess, detect_article_language
from tests.ingest.conftest import FOREIGN, OURS


@pytest.mark.parametrize("language", Language)
def test_a_paragraph_in_one_of_our_languages_is_known(language: Language) -> None:
    assert detect_article_language(OURS[language]) == LanguageGuess(language)


@pytest.mark.parametrize("language", ["German", "Danish", "Norwegian", "French"])
def test_a_paragraph_in_a_neighbour_language_is_refused_with_its_name(language: str) -> None:
    reason = f"The text seems to be in {language}, which the library does not hold."
    assert detect_article_language(FOREIGN[language]) == LanguageGuess(None, Message(reason))


@pytest.mark.parametrize("text", [*OURS.values(), *FOREIGN.values(), "Mentor mentor meeting", "Ja, nee, hallo"])
def test_the_same_text_gets_the_same_answer_every_time(text: str) -> None:
    assert len({detect_article_language(text) for _ in range(5)}) == 1


def test_threads_get_the_answers_that_they_would_get_alone() -> None:
    texts = [*OURS.values(), *FOREIGN.values()] * 3
    alone = [detect_article_language(text) for text in texts]
    together: dict[int, LanguageGuess] = {}

    def detect(number: int) -> None:
        together[number] = detect_article_language(texts[number])

    threads = [threading.Thread(target=detect, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(len(texts))] == alone


@pytest.mark.parametrize("text", ["", "   ", "12345 67890", "!!! ??? ...", "https://example.org/a"])
def test_a_text_without_words_says_that_its_language_cannot_be_told(text: str) -> None:
    guess = detect_article_language(text)
    assert guess.language is None
    assert guess.reason.startswith("The language cannot be told: the text has no words")


@pytest.mark.parametrize(
    "text", ["日本語の文章です。待つことも答えです。", "Подожди ответа и не торопись.", "Περίμενε την απάντηση"]
)
def test_a_text_in_other_letters_is_in_none_of_our_languages(text: str) -> None:
    reason = "The text is not written in Latin letters, so it is in none of the library's languages."
    assert detect_article_language(f"{text} PDF") == LanguageGuess(None, Message(reason))


def test_a_text_in_two_languages_is_not_certain_and_names_the_likelier_one() -> None:
    mixed = " ".join(OURS[Language.SWEDISH].split()[:30] + OURS[Language.DUTCH].split()[:30])
    guess = detect_article_language(mixed)
    assert guess.language is None
    assert guess.reason.startswith(
        ("The language is not certain (perhaps Swedish, ", "The language is not certain (perhaps Dutch, ")
    )


def test_only_the_beginning_of_a_very_long_text_decides() -> None:
    text = (OURS[Language.DUTCH] + "\n\n") * 100 + FOREIGN["German"] * 1000
    assert detect_article_language(text) == LanguageGuess(Language.DUTCH)
