"""How long the store takes to tell what a filter leaves: `python -m tests.benchmarks.filtering [ARTICLES]`.

One article in a hundred has a topic, and one names its audience; in turn with what would read them all.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from sqlalchemy import select, update

from corpus import schema
from corpus.language import Language
from corpus.library import Library, open_library
from corpus.topic import Audience, named_audiences
from corpus.transactions import reading, writing
from tests.benchmarks.in_turn import seconds_in_turn
from tests.benchmarks.made_store import Portion, fill_store
from tests.benchmarks.record import record

ARTICLES = 100_000
ROUNDS = 10
_ONE_IN = 100
_AT_ONCE = 10_000


def main(count: int) -> None:
    """Entry of the command."""
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder))
        fill_store(library, _portions(count), "made up", "made up")
        topic = library.topics.topics()[0].id
        some = range(1, count + 1, _ONE_IN)
        library.topics.set_found({article: {topic: 1.0} for article in some})
        _name(library, some)
        ways: dict[str, Callable[[], object]] = {
            "all articles that readers see": lambda: _seen(library),
            "by topic": lambda: library.topics.articles_for({topic}, ()),
            "all details": lambda: _for_programmes(library),
            "by audience": lambda: library.topics.articles_for((), {Audience.PROGRAMME}),
        }
        taken = seconds_in_turn(ways, ROUNDS)
        figures = {f"{name}: ms": round(1000 * seconds, 2) for name, seconds in taken.items()}
        record("filtering", {"articles": count, "chosen": len(some), **figures}, [Path(__file__)])


def _portions(count: int) -> Iterator[Portion]:
    vectors = np.full((_AT_ONCE, 8), 8**-0.5, np.float32)
    for at in range(0, count, _AT_ONCE):
        articles = np.arange(at, min(at + _AT_ONCE, count))
        yield vectors[: len(articles)], articles, articles % len(Language)


def _name(library: Library, articles: range) -> None:
    named = update(schema.revision).where((schema.revision.c.id - 1) % articles.step == 0)
    with writing(library.topics._engine) as connection:
        connection.execute(named.values(details={"audience": ["programme"]}))


def _seen(library: Library) -> set[int]:
    with reading(library.topics._engine) as connection:
        return set(connection.scalars(select(schema.article.c.id).where(schema.is_live())))


def _for_programmes(library: Library) -> set[int]:
    revision, article = schema.revision.c, schema.article.c
    query = select(article.id, revision.details).join_from(
        schema.article, schema.revision, revision.id == article.live_revision_id
    )
    with reading(library.topics._engine) as connection:
        return {row.id for row in connection.execute(query) if Audience.PROGRAMME in named_audiences(row.details)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES)
