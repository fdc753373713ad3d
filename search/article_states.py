"""Keeps with a generation what the store told of its articles: by it the next one tells what has changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corpus.passage_store import LiveArticles


def write_articles(live: LiveArticles, path: Path) -> None:
    """Write what the store told of its articles."""
    np.savez(
        path,
        generation=live.generation,
        articles=live.articles,
        languages=live.languages.astype(np.uint8),
        revisions=live.revisions,
        moments=live.moments,
        last_passage=live.last_passage,
    )


def read_articles(path: Path) -> LiveArticles:
    """What was written. Raises OSError, ValueError or KeyError when it is not as written."""
    with np.load(path, allow_pickle=False) as file:
        return LiveArticles(
            int(file["generation"]),
            file["articles"],
            file["languages"].astype(np.int64),
            file["revisions"],
            file["moments"],
            int(file["last_passage"]),
        )
