from __future__ import annotations

from pathlib import Path

from corpus.glossary import Concept
from corpus.glossary_file import bundled_glossary
from corpus.language import Language
from corpus.library import Library, open_library
from tests.corpus.older_schema import migrate

TEA = Concept("tea", {Language.DUTCH: ("thee",), Language.ENGLISH: ("tea", "cuppa")}, {Language.ENGLISH: "a drink"})
COFFEE = Concept("coffee", {Language.SWEDISH: ("kaffe",)})


def test_a_new_library_has_the_bundled_glossary(library: Library) -> None:
    assert library.glossary.concepts() == list(bundled_glossary())


def test_a_library_of_an_older_version_gets_the_glossary_when_it_is_opened(tmp_path: Path) -> None:
    migrate(tmp_path / "mentorbase.db", "0002")
    assert open_library(tmp_path).glossary.concepts() == list(bundled_glossary())


def test_opening_a_library_again_leaves_an_editor_s_glossary_as_it_is(library: Library) -> None:
    library.glossary.replace([])
    assert open_library(library.folder).glossary.concepts() == []


def test_another_glossary_takes_the_place_of_the_first_in_its_own_order(library: Library) -> None:
    library.glossary.replace([TEA, COFFEE])
    assert library.glossary.concepts() == [TEA, COFFEE]


def test_the_wording_changes_with_every_other_glossary_or_taxonomy_but_not_the_generation(library: Library) -> None:
    generation, wording = library.articles.generation(), library.glossary.wording()
    library.glossary.replace([TEA])
    assert library.glossary.wording() == wording + 1
    library.topics.replace([])
    assert library.glossary.wording() == wording + 2
    assert library.articles.generation() == generation
