"""A store of any size within seconds: articles of one sentence each, whose passages have the vectors that are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import insert

from corpus import schema
from corpus.language import Language
from corpus.library import Library
from corpus.transactions import now, raise_generation, writing
from search.passage_sentences import Sentences, pack

Portion = tuple[npt.NDArray[np.float32], npt.NDArray[Any], npt.NDArray[Any]]
"""Unit vectors of shape (n, dimension), the number of each one's article, rising, and that of its language."""


def fill_store(library: Library, portions: Iterable[Portion], encoder: str, splitter: str) -> None:
    """Put passages with their vectors, as `encoder` would have made them, into an empty store.

    Article and revision have the article's number and one, a passage its place and one; none has sentences to mark.
    """
    names = [str(language) for language in Language]
    unmarked = [pack(Sentences([], np.empty((0, 1), np.float32)), language) for language in Language]
    moment = now()
    passage = 0
    for vectors, articles, languages in portions:
        with writing(library.passages._engine) as connection:
            ids, firsts = np.unique(articles, return_index=True)
            told = [(int(each) + 1, names[languages[at]]) for each, at in zip(ids, firsts, strict=True)]
            connection.execute(
                insert(schema.article),
                [
                    {
                        "id": each,
                        "source": "made up",
                        "language": language,
                        "translation_key": str(each),
                        "live_revision_id": each,
                        "updated_at": moment,
                    }
                    for each, language in told
                ],
            )
            connection.execute(
                insert(schema.revision),
                [
                    {
                        "id": each,
                        "article_id": each,
                        "number": 1,
                        "title": "…",
                        "words": 1,
                        "text_hash": "",
                        "details": {},
                        "created_at": moment,
                        "text": "A sentence.",
                    }
                    for each, _ in told
                ],
            )
            numbers = range(passage + 1, passage + len(articles) + 1)
            connection.execute(
                insert(schema.passage),
                [
                    {
                        "id": number,
                        "revision_id": int(article) + 1,
                        "ordinal": number,
                        "start": 0,
                        "end": 11,
                        "heading": "",
                        "splitter": splitter,
                    }
                    for number, article in zip(numbers, articles, strict=True)
                ],
            )
            halves = vectors.astype("<f2")
            connection.execute(
                insert(schema.vector),
                [
                    {"passage_id": number, "encoder": encoder, "value": half.tobytes()}
                    for number, half in zip(numbers, halves, strict=True)
                ],
            )
            connection.execute(
                insert(schema.kept_sentences),
                [
                    {"passage_id": number, "encoder": encoder, "value": unmarked[language]}
                    for number, language in zip(numbers, languages.tolist(), strict=True)
                ],
            )
            raise_generation(connection)
            passage += len(articles)
