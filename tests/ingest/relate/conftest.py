"""A library whose articles are related as they are saved."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from corpus.article import RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import Library
from ingest.relate.relator import Relator
from ingest.split import SPLITTER, split
from search.encoder import SentenceTransformerEncoder, computing_dtype, load_embedded
from tests.fakes import FakeEncoder


class Save(Protocol):
    """Saves a live article, or a new revision of one, without relating it; returns its id."""

    def __call__(
        self,
        text: str,
        language: Language = Language.ENGLISH,
        *,
        title: str = "",
        source: str = "",
        key: str | None = None,
        revises: int | None = None,
    ) -> int: ...


@pytest.fixture
def save(library: Library) -> Save:
    def run(
        text: str,
        language: Language = Language.ENGLISH,
        *,
        title: str = "",
        source: str = "",
        key: str | None = None,
        revises: int | None = None,
    ) -> int:
        content = RevisionContent(title or text[:20], text)
        splitting = Splitting(SPLITTER, split(text, language))
        if revises is not None:
            library.articles.revise(revises, content, language, key, splitting, live=True)
            return revises
        return library.articles.add(source or f"{text[:8]}.md", None, content, language, key, splitting, live=True)

    return run


@pytest.fixture
def relator(library: Library) -> Relator:
    return Relator(library, FakeEncoder())


@pytest.fixture(scope="session")
def encoder(model_cache: Path) -> SentenceTransformerEncoder:
    """The embedded encoder, loaded once."""
    loaded = load_embedded(model_cache, computing_dtype())
    assert isinstance(loaded, SentenceTransformerEncoder)
    return loaded
