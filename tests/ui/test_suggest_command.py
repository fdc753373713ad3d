from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from corpus.language import Language
from tests.ui.conftest import SmallLibrary
from ui.command_line import app


def run(*words: str) -> list[str]:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).stdout.splitlines()


@pytest.mark.usefixtures("small_library")
def test_suggestions_are_lines_for_machines() -> None:
    (line,) = run("suggest", "pagati", "--json")
    suggested = json.loads(line)
    assert isinstance(suggested.pop("article"), int)
    assert suggested == {"text": "I mentori vanno pagati", "language": "it", "kind": "article", "family": "paying"}


@pytest.mark.usefixtures("small_library")
def test_the_reader_s_language_and_the_limit_are_heeded() -> None:
    assert run("suggest", "first meet", "--limit", "1") == ["first meeting  (term, en)"]
    assert run("suggest", "första", "--language", "sv", "--limit", "1") == ["första mötet  (term, sv)"]


def test_the_service_suggests_in_the_reader_s_language_first(small_library: SmallLibrary) -> None:
    assert [each.text for each in small_library.service.suggest("adept", Language.SWEDISH, 1)] == ["adept"]


@pytest.mark.usefixtures("small_library")
def test_people_are_asked_what_they_meant_and_machines_are_not() -> None:
    assert run("search", "Mentorhsip")[0] == "Did you mean: Mentorship"
    (line,) = run("search", "Mentorhsip", "--json")
    assert list(json.loads(line)) == ["question", "language", "answered", "results"]


def test_a_good_question_and_one_without_a_word_mean_what_they_say(small_library: SmallLibrary) -> None:
    assert small_library.service.did_you_mean("The first meeting") is None
    assert small_library.service.did_you_mean("???") is None
