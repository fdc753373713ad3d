from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.errors import MentorbaseError
from corpus.glossary_file import GlossaryFileError, bundled_glossary
from tests.ui.conftest import SmallLibrary
from ui.glossary_commands import glossary

TEA = """[[concepts]]
id = "tea"
terms.nl = ["thee"]
terms.en = ["tea", "cuppa [hot]"]
stands_for.en = "a warm drink"
"""


def run(*words: str) -> str:
    return CliRunner().invoke(glossary, list(words), catch_exceptions=False).stdout


@pytest.fixture
def tea_file(tmp_path: Path) -> Path:
    file = tmp_path / "tea.toml"
    file.write_text(TEA, encoding="utf-8")
    return file


@pytest.mark.usefixtures("small_library")
def test_a_new_library_lists_the_bundled_concepts() -> None:
    lines = [json.loads(line) for line in run("list", "--json").splitlines()]
    assert [line["concept"] for line in lines] == [concept.id for concept in bundled_glossary()]


@pytest.mark.usefixtures("small_library")
def test_an_exported_glossary_is_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    count = len(bundled_glossary())
    assert run("export", str(file)) == f"{count} concepts written to {file}\n"
    assert run("import", str(file)) == f"{count} concepts taken from {file}.\n"


def test_an_imported_glossary_takes_the_place_of_the_first(small_library: SmallLibrary, tea_file: Path) -> None:
    assert json.loads(run("import", str(tea_file), "--json")) == {"concepts": 1}
    (line,) = run("list", "--json").splitlines()
    assert json.loads(line) == {
        "concept": "tea",
        "terms": {"nl": ["thee"], "en": ["tea", "cuppa [hot]"]},
        "stands_for": {"en": "a warm drink"},
    }
    assert [concept.id for concept in small_library.service.glossary()] == ["tea"]


@pytest.mark.usefixtures("small_library")
def test_people_see_the_terms_and_what_they_stand_for(tea_file: Path) -> None:
    run("import", str(tea_file))
    assert "tea, cuppa [hot] (a warm drink)" in run("list")


@pytest.mark.usefixtures("small_library")
def test_a_file_with_faults_changes_nothing(tea_file: Path) -> None:
    tea_file.write_text(TEA.replace('["thee"]', '"thee"'), encoding="utf-8")
    with pytest.raises(GlossaryFileError, match=r"line 3, concept 1, terms\.nl"):
        run("import", str(tea_file))
    assert len(run("list", "--json").splitlines()) == len(bundled_glossary())


@pytest.mark.usefixtures("small_library")
def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MentorbaseError, match=r"The glossary in .* cannot be read"):
        run("import", str(tmp_path / "none.toml"))
    with pytest.raises(MentorbaseError, match=r"cannot be written to .* \(No such file or directory\)"):
        run("export", str(tmp_path / "none" / "glossary.toml"))
