"""A library in a real SQLite file, and short ways to put articles into it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from corpus.article import PassageSpan, RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import Library, open_library

settings.register_profile("unhurried", deadline=None)  # a machine may be busy with other things
settings.load_profile("unhurried")


class AddArticle(Protocol):
    """Saves an article, live and in English unless told otherwise, and returns its id."""

    def __call__(
        self,
        text: str,
        *,
        origin: str | None = None,
        language: Language | None = Language.ENGLISH,
        key: str | None = None,
        live: bool = True,
        apart: bool = False,
    ) -> int: ...


class ReviseArticle(Protocol):
    """Saves a new revision of an article, live and in English unless told otherwise."""

    def __call__(
        self,
        article: int,
        text: str,
        *,
        language: Language | None = Language.ENGLISH,
        key: str | None = None,
        live: bool = True,
        apart: bool = False,
    ) -> None: ...


def content_of(text: str) -> RevisionContent:
    return RevisionContent(f"About {text}", text)


def in_words(text: str) -> Splitting:
    """Every word of a text whose words have one space between them is a passage."""
    spans, at = [], 0
    for word in text.split():
        spans.append(PassageSpan(at, at + len(word), "Heading"))
        at += len(word) + 1
    return Splitting("words", spans)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(tmp_path / "library")


@pytest.fixture
def add(library: Library) -> AddArticle:
    def save(
        text: str,
        *,
        origin: str | None = None,
        language: Language | None = Language.ENGLISH,
        key: str | None = None,
        live: bool = True,
        apart: bool = False,
    ) -> int:
        return library.articles.add(
            f"{text.split()[0]}.md", origin, content_of(text), language, key, in_words(text), live=live, apart=apart
        )

    return save


@pytest.fixture
def revise(library: Library) -> ReviseArticle:
    def save(
        article: int,
        text: str,
        *,
        language: Language | None = Language.ENGLISH,
        key: str | None = None,
        live: bool = True,
        apart: bool = False,
    ) -> None:
        library.articles.revise(article, content_of(text), language, key, in_words(text), live=live, apart=apart)

    return save
