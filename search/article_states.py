"""What tells whether an article in the index is still the same in the store."""

from __future__ import annotations

import numpy as np

from corpus.passage_store import LiveArticles
from search.passage_rows import PassageRows


def articles_of(rows: PassageRows) -> LiveArticles:
    """The articles of an index that has all passages of each, as `PassageStore.live_articles` tells of them."""
    order = np.argsort(rows.articles, kind="stable")  # the ids of each stay in rising order
    articles = rows.articles[order]
    starts = np.flatnonzero(np.diff(articles, prepend=-1))
    lasts = np.append(starts[1:], len(articles))[: len(starts)] - 1
    counts = lasts - starts + 1
    ids = np.maximum.reduceat(rows.ids[order], starts) if len(starts) else np.empty(0, np.int64)
    languages = rows.languages[order][lasts].astype(np.int64)
    return LiveArticles(articles[starts], np.stack([languages, counts, ids], axis=1))
