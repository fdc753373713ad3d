from __future__ import annotations

import pytest

from search.word_model import WordModel, embedded_word_model

MODEL = WordModel(lambda: {"▁Tea": -5.0, "▁t": -7.0, "e": -4.0, "a": -4.5, "cup": -6.0, "▁of": -2.0})


def test_a_word_is_one_when_a_piece_of_three_letters_or_more_is_all_of_it() -> None:
    assert MODEL.is_word("tea")
    assert not MODEL.is_word("of")
    assert not MODEL.is_word("cup")  # a piece that only goes on


def test_the_likelihood_is_that_of_the_likeliest_pieces() -> None:
    assert MODEL.log_likelihood("tea") == -15.5  # -7.0 - 4.0 - 4.5: the piece with the capital is another
    assert MODEL.log_likelihood("ofcup") == -8.0
    assert MODEL.log_likelihood("ofx") == -18.0  # a letter that no piece has counts -16


@pytest.mark.parametrize("word", ["house", "möte", "gesprek", "obiettivi", "perché"])
def test_the_embedded_model_knows_usual_words_of_the_four_languages(word: str) -> None:
    assert embedded_word_model().is_word(word)


@pytest.mark.parametrize("typo", ["feedbak", "recieve", "obbiettivo"])
def test_the_embedded_model_knows_no_typos(typo: str) -> None:
    assert not embedded_word_model().is_word(typo)
