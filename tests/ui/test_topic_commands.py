"""`mentorbase topics …`: the taxonomy and the topics of each article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.language import Language
from corpus.topic_file import format_topics, read_topics
from tests.ui.conftest import SmallLibrary
from tests.ui.test_command_line import Run, write
from tests.ui.test_command_line import run as run


def test_all_topics_are_listed_with_their_names_in_the_four_languages(run: Run, small_library: SmallLibrary) -> None:
    topics = small_library.service.topics()
    lines = run("topics", "list", "--json").lines
    assert [line["topic"] for line in lines] == [each.id for each in topics]
    assert {tuple(line) for line in lines} == {("topic", "audience", "names", "descriptions")}
    assert lines[0]["names"] == {language.value: name for language, name in topics[0].names.items()}


def test_exported_topics_are_taken_back_with_changes(run: Run, small_library: SmallLibrary, tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    exported = run("topics", "export", file)
    topics = read_topics(file.read_text(encoding="utf-8"))
    assert (exported.status, exported.out) == (0, f"{len(topics)} topics written to {file}\n")
    topics[0] = replace(topics[0], names={**topics[0].names, Language.DUTCH: "Een nieuwe naam"})
    write(file, format_topics(topics))
    imported = run("topics", "import", file, "--json")
    assert (imported.status, imported.lines) == (0, [{"topics": len(topics), "lost": {}, "articles": 4}])
    assert small_library.service.topics() == topics


def test_topics_that_articles_have_go_only_when_that_is_said(
    run: Run, small_library: SmallLibrary, tmp_path: Path
) -> None:
    first, *others = small_library.service.topics()
    small_library.service.add_topic(small_library.ids["meeting-en.md"], first.id)
    file = write(tmp_path / "topics.toml", format_topics(others))
    refused = run("topics", "import", file, "--json")
    assert (refused.status, refused.out) == (1, "")
    assert first.id in refused.err
    assert "--yes" in refused.err
    assert small_library.service.topics()[0] == first
    taken = run("topics", "import", file, "--yes", "--json")
    assert (taken.status, taken.lines) == (0, [{"topics": len(others), "lost": {first.id: 1}, "articles": 4}])
    assert small_library.service.topics() == others


def test_a_file_with_faults_changes_nothing_and_each_is_named(
    run: Run, small_library: SmallLibrary, tmp_path: Path
) -> None:
    before = small_library.service.topics()
    for text, told in (
        ("[[topics]]\nid = 'x'\n", "names.it"),
        ("[[topics\n", "no TOML"),
        ("", "The file has no topics"),
    ):
        refused = run("topics", "import", write(tmp_path / "topics.toml", text), "--json")
        assert (refused.status, refused.out) == (1, "")
        assert told in refused.err
    missing = run("topics", "import", tmp_path / "none.toml")
    assert (missing.status, missing.out) == (1, "")
    assert "none.toml cannot be read" in missing.err
    assert small_library.service.topics() == before


def test_an_article_gets_and_loses_a_topic(run: Run, small_library: SmallLibrary) -> None:
    article, topic = small_library.ids["meeting-en.md"], small_library.service.topics()[3].id
    (given,) = run("topics", "add", article, topic, "--json").lines
    assert [each["state"] for each in given["topics"] if each["topic"] == topic] == ["accepted"]
    assert run("topics", "of", article, "--json").lines == [given]
    assert topic in run("topics", "of", article).out
    (taken,) = run("topics", "remove", article, topic, "--json").lines
    assert topic not in [each["topic"] for each in taken["topics"] if each["state"] != "rejected"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("of", 99), "There is no article 99"),
        (("add", 99, "feedback"), "There is no article 99"),
        (("add", 1, "nonsense"), "nonsense"),
    ],
)
def test_what_is_not_there_is_named(
    run: Run, small_library: SmallLibrary, words: tuple[object, ...], told: str
) -> None:
    assert 1 in small_library.ids.values()
    refused = run("topics", *words, "--json")
    assert (refused.status, refused.out) == (1, "")
    assert told in refused.err
