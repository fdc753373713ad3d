from __future__ import annotations

import pytest

from corpus.language import Language, parse_languages


def test_a_list_of_codes_becomes_a_set_of_languages_whatever_its_spaces_and_case() -> None:
    assert parse_languages(" it, SV ,,it") == {Language.ITALIAN, Language.SWEDISH}


def test_an_unknown_code_is_named_with_the_ones_that_are_known() -> None:
    with pytest.raises(ValueError, match=r"^de, xx: choose from it, sv, nl, en$"):
        parse_languages("it,de,xx")


def test_a_list_without_codes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^an empty list: choose from it, sv, nl, en$"):
        parse_languages(" , ")


def test_every_language_knows_its_own_name() -> None:
    assert [language.own_name for language in Language] == ["Italiano", "Svenska", "Nederlands", "English"]
