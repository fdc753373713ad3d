from __future__ import annotations

from search.words import fold, folded_words


def test_folding_takes_capitals_and_accents_away() -> None:
    assert fold("Återkoppling PERCHÉ") == "aterkoppling perche"


def test_words_are_told_apart_by_whatever_is_no_letter_and_no_digit() -> None:
    assert folded_words("L'obiettivo: 360-gradenfeedback_één?") == ("l", "obiettivo", "360", "gradenfeedback", "een")
