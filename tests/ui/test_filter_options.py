"""Filters and related articles on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpus.topic_store import UnknownTopicError
from tests.ui.conftest import SmallLibrary
from ui.command_line import app


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def sources(*words: str) -> list[str]:
    """The sources of the cards that `mentorbase search … --json` finds."""
    result: dict[str, Any] = json.loads(run("search", *words, "--json").stdout)
    return [each["source"] for each in result["results"]]


@pytest.mark.usefixtures("small_library")
def test_a_search_is_restricted_to_audiences() -> None:
    assert sources("Book a meeting", "--audience", "programme") == ["paying-it.md"]
    assert sources("Book a meeting", "--audience", "mentee,mentor") == ["meeting-en.md", "paying-it.md"]
    assert sources("Book a meeting", "--audience", "mentee", "--audience", "mentor", "--in", "it") == ["paying-it.md"]


def test_a_search_is_restricted_to_topics(small_library: SmallLibrary) -> None:
    small_library.service.add_topic(small_library.ids["paying-it.md"], "first-meeting")
    small_library.service.add_topic(small_library.ids["meeting-en.md"], "setting-goals")
    assert sources("Book a meeting", "--topic", "first-meeting") == ["paying-it.md"]
    assert sources("Book a meeting", "--topic", "first-meeting, setting-goals") == ["meeting-en.md", "paying-it.md"]


@pytest.mark.usefixtures("small_library")
def test_languages_typed_into_the_question_restrict_the_search() -> None:
    assert sources("Book a meeting in:sv") == ["meeting-sv.md"]


@pytest.mark.usefixtures("small_library")
def test_a_filter_that_there_is_not_is_told() -> None:
    wrong = run("search", "meeting", "--audience", "boss")
    assert (wrong.exit_code, "boss: choose from mentee, mentor, programme" in wrong.stderr) == (2, True)
    assert isinstance(run("search", "meeting", "--topic", "fishing").exception, UnknownTopicError)


def test_related_articles_are_listed(small_library: SmallLibrary, tmp_path: Path) -> None:
    path = tmp_path / "coffee.md"
    path.write_text("---\ntitle: Coffee soon\nlanguage: en\n---\nCoffee, ideally soon: a meeting over coffee.\n")
    (report,) = small_library.service.ingest([str(path)])
    small_library.service.catch_up()
    first = json.loads(run("articles", "related", str(report.article), "--json").stdout.splitlines()[0])
    assert list(first) == ["rank", "score", "article", "source", "title", "language", "translation_key", "variants"]
    assert (first["rank"], first["source"], first["language"]) == (1, "meeting-en.md", "en")
    assert [each["language"] for each in first["variants"]] == ["sv"]
    assert run("articles", "related", str(report.article)).stdout.startswith("1. The first meeting\n   en · also in sv")
