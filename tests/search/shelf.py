"""A small library with everything that searches it: real but for the encoder."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import open_library
from search.encoder import Encoder
from search.filters import EVERYTHING, Filters
from search.indexer import Indexer
from search.judge import Judge
from search.live_index import LiveIndex
from search.searcher import Searcher

SPLITTER = "a passage a line"


class Shelf:
    """A library in a folder, its index and its searcher."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.library = open_library(folder)
        self.encoder = encoder
        self.indexes = self.library.index_folder
        self.judge = Judge(
            self.library.golden, self.library.articles, self.library.passages, self.library.topics, encoder
        )
        self.indexer = Indexer(
            self.library.passages, self.library.answered, encoder, self.indexes, SPLITTER, self.judge
        )
        self.index = LiveIndex(self.indexes, encoder.fingerprint)
        library = self.library
        self.searcher = Searcher(library.articles, library.passages, library.topics, encoder, self.index)

    def add(
        self,
        text: str,
        language: Language = Language.ENGLISH,
        family: str | None = None,
        *,
        title: str = "…",  # the encoder reads no title that ends so: vectors come from the lines alone
        live: bool = True,
        audience: str | list[str] | None = None,
        questions: list[str] | None = None,
    ) -> int:
        """Take in an article whose lines are its passages; it can be found after the next `catch_up`."""
        details = {name: value for name, value in (("audience", audience), ("questions", questions)) if value}
        content = RevisionContent(title, text, details=details)
        return self.library.articles.add("test.md", None, content, language, family, _lines(text), live=live)

    def rewrite(self, article: int, text: str) -> None:
        """Give an article another text, and no details; it can be found after the next `catch_up`."""
        content = RevisionContent("…", text)
        self.library.articles.revise(article, content, Language.ENGLISH, None, _lines(text), live=True)

    def catch_up(self) -> None:
        """Complete the index."""
        assert self.indexer.catch_up()

    def is_behind(self) -> bool:
        """Whether the index shows another state than the store's."""
        return self.indexer.is_behind(self.index.current(), self.library.articles.generation())

    def found(self, question: str, filters: Filters = EVERYTHING, limit: int = 10) -> list[int]:
        """The articles on the cards for a question, best first."""
        return [hit.article.id for hit in self.searcher.search(question, filters, limit).hits]


def _lines(text: str) -> Splitting:
    return Splitting(SPLITTER, [PassageSpan(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)])
