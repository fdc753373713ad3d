"""Writes an article as Markdown with front matter, which ingest reads back as the same article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import frontmatter

from corpus.article import Article, ArticleStatus
from corpus.language import Language

_LONGEST_STEM = 120


def to_markdown(article: Article) -> str:
    """The article's text under the front matter that gives title, language, translation key and details."""
    return markdown_of(article.title, article.text, article.language, article.translation_key, article.details)


def markdown_of(
    title: str, text: str, language: Language | None, translation_key: str, details: Mapping[str, str | list[str]]
) -> str:
    """A text under front matter, from its parts."""
    metadata = {**details, "title": title, "language": str(language or ""), "translation_key": translation_key}
    post = frontmatter.Post(text)
    post.metadata = {name: value for name, value in metadata.items() if value}
    return str(frontmatter.dumps(post, sort_keys=False, allow_unicode=True)) + "\n"


def article_file_name(article: Article) -> Path:
    """Where an export keeps the article: a folder for its language, a name from its source."""
    name = file_stem(article.source) or f"article-{article.id}"
    folder = str(article.language or "unknown")
    return Path("drafts", folder, f"{name}.md") if article.status is ArticleStatus.DRAFT else Path(folder, f"{name}.md")


def file_stem(source: str) -> str:
    """A file's name without its ending that every disk takes; empty where the source has none of its characters."""
    stem = PurePosixPath(source).stem
    ascii_stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_stem)[:_LONGEST_STEM].strip("-.")
