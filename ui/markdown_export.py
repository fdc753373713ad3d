"""Writes an article as Markdown with front matter, which ingest reads back as the same article."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath

import frontmatter

from corpus.article import Article, ArticleStatus


def to_markdown(article: Article) -> str:
    """The article's text under the front matter that gives title, language, translation key and details."""
    metadata = {
        **article.details,
        "title": article.title,
        "language": str(article.language or ""),
        "translation_key": article.translation_key,
    }
    post = frontmatter.Post(article.text)
    post.metadata = {name: value for name, value in metadata.items() if value}
    return str(frontmatter.dumps(post, sort_keys=False, allow_unicode=True)) + "\n"


def article_file_name(article: Article) -> Path:
    """Where an export keeps the article: a folder for its language, a name from its source."""
    stem = PurePosixPath(article.source).stem
    ascii_stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_stem).strip("-.") or f"article-{article.id}"
    folder = str(article.language or "unknown")
    return Path("drafts", folder, f"{name}.md") if article.status is ArticleStatus.DRAFT else Path(folder, f"{name}.md")
