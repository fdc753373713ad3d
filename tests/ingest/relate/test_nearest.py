from __future__ import annotations

import numpy as np

from corpus.language import Language
from ingest.relate.nearest import NearestArticles


def unit(*values: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    vector = np.array([values], np.float32)
    return vector / np.linalg.norm(vector)


def test_the_nearest_of_other_languages_come_first_by_what_sets_them_apart() -> None:
    articles = NearestArticles(3)
    articles.put(1, Language.ENGLISH, unit(5, 1, 0))  # all have the first axis in common
    articles.put(2, Language.SWEDISH, unit(5, 0, 1))
    articles.put(3, Language.SWEDISH, unit(5, 1, 0.1))
    articles.put(4, Language.ENGLISH, unit(5, 1, 0))
    articles.put(5, None, unit(5, 1, 0))
    assert articles.find(1, 10) == [3, 2]
    assert articles.find(1, 1) == [3]


def test_an_article_without_a_language_or_without_vectors_has_no_nearest() -> None:
    articles = NearestArticles(3)
    articles.put(1, None, unit(1, 0, 0))
    articles.put(2, Language.ENGLISH, unit(1, 0, 0))
    assert articles.find(1, 10) == []
    assert articles.find(7, 10) == []


def test_an_article_that_is_put_in_again_has_its_new_vector_only() -> None:
    articles = NearestArticles(3)
    articles.put(1, Language.ENGLISH, unit(0, 1, 0))
    articles.put(2, Language.SWEDISH, unit(0, 1, 0.1))
    articles.put(3, Language.SWEDISH, unit(0, 0, 1))
    articles.put(1, Language.ENGLISH, unit(0, 0.1, 1))
    assert articles.find(1, 10) == [3, 2]
    assert articles.last == 3


def test_there_is_room_for_any_number() -> None:
    articles = NearestArticles(2)
    for article in range(1, 3001):
        articles.put(article, Language.SWEDISH, unit(1, article))
    articles.put(3001, Language.DUTCH, unit(1, 0.9))
    assert articles.find(3001, 1) == [1]
