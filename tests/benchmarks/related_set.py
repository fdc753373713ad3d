"""Reads the articles of which is known how they belong together: translations, and others on the same topic.

`related/PART/STEM.LANGUAGE.md`: files with the same stem are translations of one another. A stem that ends in `-b`,
`-c` … is another article on the topic of the one without, most of them with the same headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.article import RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library
from ingest.reading.markdown import read_markdown
from ingest.repair import repair
from ingest.split import SPLITTER, split
from ingest.title import find_title
from tests.benchmarks.noisy_set import NOISY, read_pages

RELATED = Path(__file__).parent / "related"


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article with its truth: those of one family are translations or, in one language, copies of each other."""

    name: str
    family: str
    language: Language
    title: str
    text: str

    def save(self, library: Library, text: str | None = None) -> int:
        """Put it into a library as an article that says nothing of its family; returns its id."""
        content = RevisionContent(self.title, text or self.text)
        splitting = Splitting(SPLITTER, split(content.text, self.language))
        return library.articles.add(self.name, None, content, self.language, None, splitting, live=True)


def read_related(part: str) -> list[KnownArticle]:
    """The articles of `related/PART`, in the order of their names."""
    articles = []
    for path in sorted((RELATED / part).glob("*.md")):
        family, _, language = path.stem.rpartition(".")
        title, text = find_title(repair(path.read_text(encoding="utf-8")))
        articles.append(KnownArticle(path.stem, family, Language(language), title, text))
    return articles


def read_noisy(part: str) -> list[KnownArticle]:
    """The noisy pages of `noisy/PART` as a perfect cleaner would leave them."""
    articles = []
    for page in read_pages(NOISY / part):
        blocks = [block.text for block in page.blocks if block.keep and block.kind != "title"]
        title, text = find_title(repair("\n\n".join(blocks)), page.title)
        name = f"{page.number}.{page.language}"
        articles.append(KnownArticle(name, f"noisy {page.family}", Language(page.language), title, text))
    return articles


def read_bundled() -> list[KnownArticle]:
    """The articles that come with Mentorbase."""
    articles = []
    for path in sorted(BUNDLED_ARTICLES.rglob("*.md")):
        document = read_markdown(path.read_bytes())
        title, text = find_title(repair(document.text), document.title)
        family = f"bundled {document.translation_key}"
        articles.append(KnownArticle(path.stem, family, Language(document.language), title, text))
    return articles
