"""What to read next, on small libraries of vectors that are given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from corpus.errors import UnknownArticleError
from corpus.language import Language
from search import related
from search.related import RelatedFinder
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf

ENGLISH, ITALIAN, SWEDISH, DUTCH = Language.ENGLISH, Language.ITALIAN, Language.SWEDISH, Language.DUTCH
SUBJECTS = ("goal", "trust", "river", "talk", "money", "travel", "letters", "birds")


class AxisEncoder(FakeEncoder):
    """Every word of `SUBJECTS` has an axis of its own, and so has every language, by its code as a word."""

    fingerprint = "axes-1"
    _axes = (*SUBJECTS, *Language)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.split():
                vector[self._axes.index(word)] += 1
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        return vectors


@pytest.fixture
def library(tmp_path: Path) -> Shelf:
    """Articles 1 to 32: one on each subject in each language, which every passage of it has in common."""
    shelf = Shelf(tmp_path / "library", AxisEncoder())
    for language in Language:
        for subject in SUBJECTS:
            shelf.add(f"{subject} {subject} {subject} {language}\n{subject} {subject} {language}", language)
    return shelf


def finder(shelf: Shelf) -> RelatedFinder:
    shelf.catch_up()
    return RelatedFinder(shelf.library.articles, shelf.library.passages, shelf.index)


def found(shelf: Shelf, article: int, reader: Language | None = None, limit: int = 4) -> list[int]:
    return [each.article.id for each in finder(shelf).find(article, reader, limit)]


def test_the_same_subject_is_near_in_every_language_and_others_are_not_shown(library: Shelf) -> None:
    # Article 1 is the first subject in Italian; the same subject has 9, 17 and 25 in the other languages.
    assert sorted(found(library, 1)) == [9, 17, 25]
    assert sorted(found(library, 18)) == [2, 10, 26]


def test_an_article_of_the_same_language_is_found_like_one_of_another(library: Shelf) -> None:
    twin = library.add("goal goal it", ITALIAN)
    assert set(found(library, 1)) == {9, 17, 25, twin}


def test_the_articles_own_translations_are_never_shown(library: Shelf) -> None:
    article = library.add("goal en", ENGLISH, "goals")
    translation = library.add("goal sv", SWEDISH, "goals")
    assert {article, translation} & set(found(library, article)) == set()
    assert set(found(library, article)) == {1, 9, 17, 25}


def test_a_family_is_shown_once_in_the_readers_language(library: Shelf) -> None:
    dutch = library.add("goal nl", DUTCH, "goals")
    swedish = library.add("goal sv", SWEDISH, "goals")
    library.catch_up()

    def shown(reader: Language) -> list[tuple[int, list[int]]]:
        near = finder(library).find(25, reader, 9)  # the first subject in English
        mine = [each for each in near if each.article.translation_key == "goals"]
        return [(each.article.id, [variant.id for variant in each.variants]) for each in mine]

    assert shown(SWEDISH) == [(swedish, [dutch])]
    assert shown(DUTCH) == [(dutch, [swedish])]
    assert len(shown(ITALIAN)) == 1


def test_no_more_are_shown_than_asked_for(library: Shelf) -> None:
    two = found(library, 1, limit=2)
    assert len(two) == 2
    assert set(two) < {9, 17, 25}
    assert found(library, 1, limit=0) == []


def test_scores_fall_and_none_is_below_the_least(library: Shelf) -> None:
    library.add("goal trust en", ENGLISH)
    scores = [each.score for each in finder(library).find(1, limit=40)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= related.LEAST_SCORE


def test_an_article_near_to_nothing_has_nothing_related(library: Shelf) -> None:
    for number in range(1, 33):
        if (number - 1) % 8 == 0 and number != 1:
            library.library.articles.delete(number)
    assert found(library, 1) == []


def test_what_was_deleted_or_is_a_draft_is_not_shown(library: Shelf) -> None:
    near = finder(library)
    library.library.articles.delete(9)
    library.library.articles.unpublish(17)
    assert [each.article.id for each in near.find(1)] == [25]  # by an index from before


def test_a_draft_has_nothing_related(library: Shelf) -> None:
    assert found(library, library.add("goal it", ITALIAN, live=False)) == []


def test_an_article_that_is_not_there_is_told(library: Shelf) -> None:
    with pytest.raises(UnknownArticleError):
        finder(library).find(99)


def test_a_library_without_an_index_has_nothing_related(shelf: Shelf) -> None:
    article = shelf.add("goal plan")
    assert RelatedFinder(shelf.library.articles, shelf.library.passages, shelf.index).find(article) == []


def test_of_a_long_article_every_part_is_looked_for(library: Shelf) -> None:
    lines = ["goal en"] * 100 + ["birds en"] * 100
    article = library.add("\n".join(lines), ENGLISH)
    # Birds and goals in the three other languages and in English, each near to half of it.
    assert set(found(library, article, limit=8)) == {1, 9, 17, 25, 8, 16, 24, 32}
