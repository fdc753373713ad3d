"""A library: one folder that holds the database, the index and their locks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.account_store import AccountStore
from corpus.article_store import ArticleStore
from corpus.database import open_database
from corpus.passage_store import PassageStore
from corpus.relation_store import RelationStore

BUNDLED_ARTICLES = Path(__file__).parent / "articles"
"""The articles that come with Mentorbase, in a folder for each language."""


@dataclass(frozen=True, slots=True)
class Library:
    """The parts of an opened library."""

    folder: Path
    articles: ArticleStore
    passages: PassageStore
    accounts: AccountStore
    relations: RelationStore

    @property
    def index_folder(self) -> Path:
        """Where the generations of the index are."""
        return self.folder / "index"


def open_library(folder: Path) -> Library:
    """Open the library in `folder`, making it if there is none. Raises LibraryError."""
    engine = open_database(folder / "mentorbase.db")
    return Library(
        folder,
        ArticleStore(engine),
        PassageStore(engine),
        AccountStore(engine),
        RelationStore(engine),
    )
