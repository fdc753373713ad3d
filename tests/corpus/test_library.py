from __future__ import annotations

from pathlib import Path

import frontmatter

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, open_library


def test_a_library_is_one_folder_with_its_database_and_its_index(tmp_path: Path) -> None:
    library = open_library(tmp_path / "mine")
    assert library.folder == tmp_path / "mine"
    assert library.index_folder == tmp_path / "mine" / "index"
    assert (tmp_path / "mine" / "mentorbase.db").is_file()


def test_the_bundled_articles_have_a_folder_for_each_language_whose_files_say_the_same() -> None:
    said = {(path.parent.name, frontmatter.load(str(path))["language"]) for path in BUNDLED_ARTICLES.glob("*/*.md")}
    assert said == {(str(language), str(language)) for language in Language}


def test_no_two_bundled_articles_are_the_same_translation_of_one_family() -> None:
    placed = [
        (front["language"], front["translation_key"])
        for front in (frontmatter.load(str(path)) for path in BUNDLED_ARTICLES.glob("*/*.md"))
    ]
    assert len(placed) == len(set(placed))
