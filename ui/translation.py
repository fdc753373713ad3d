"""An article beside its translation, as the translator has both before them, part by part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from corpus.article import ArticleStatus
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.library import Library
from corpus.message import message
from corpus.revision import Revision
from ingest.editing import Writing, writing_of
from ingest.relate.keeping_up import sections_as_of
from ingest.relate.parts import Part, blank_parts, linked_parts, with_before


@dataclass(frozen=True, slots=True)
class Other:
    """Another text that a translation may be made from."""

    article: int
    language: Language
    title: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation in the making.

    `original` is the newest text of the article that is translated, as the translator sees it, in `source`. `article`
    is the translation, if there is one already, and `base` its newest revision; `status` tells where it stands. In
    `writing` stands what there is of it, with an empty text: that is in the parts.
    """

    original: Revision
    source: Language
    language: Language
    article: int | None
    base: int
    status: ArticleStatus | None
    writing: Writing
    parts: tuple[Part, ...]
    others: tuple[Other, ...] = ()

    @property
    def is_outdated(self) -> bool:
        """Whether the original was changed after the translation was made."""
        return any(each.is_outdated for each in self.parts)


def open_translation(library: Library, original: int, language: Language, reader: Language) -> Translation:
    """The newest text of an article beside its translation into a language, or beside blank parts.

    A new translation begins with the article's author. `others` are the family's other texts, the reader's own first.
    Raises UnknownArticleError, and MentorbaseError when the article is in this language itself or in none.
    """
    family = {each.id: each for each in library.revisions.family(original)}
    known = family[original]
    if known.language is None or known.language is language:
        raise MentorbaseError(message("An article is translated into another language than its own."))
    revision = library.revisions.get(original)
    existing = next((each for each in family.values() if each.language is language), None)
    others = [
        Other(each.id, each.language, each.title)
        for each in sorted(family.values(), key=lambda each: (each.language is not reader, each.language or ""))
        if each.language and each.language is not language and each.id != original
    ]
    if existing is None:
        begun = replace(writing_of(revision.content, language), title="", text="", date="", summary="", questions=None)
        blank = tuple(blank_parts(revision.content.text))
        return Translation(revision, known.language, language, None, 0, None, begun, blank, tuple(others))
    newest = library.revisions.get(existing.id)
    here = library.relations.text_at(existing.id, newest.number)
    there = library.relations.text_at(original, revision.number)
    parts = linked_parts(here.text, there.text, sections_as_of(library.relations, here, there))
    if any(each.is_outdated for each in parts):
        parts = with_before(parts, _text_before(library, original, newest.created))
    begun = replace(writing_of(newest.content, language), text="")
    known_as = (revision, known.language, language, existing.id, newest.number, existing.status)
    return Translation(*known_as, begun, tuple(parts), tuple(others))


def _text_before(library: Library, article: int, moment: datetime) -> str:
    """What an article said at a moment, before its newest text: what was translated then was made from this."""
    earlier = [each.number for each in library.revisions.of(article)[1:] if each.created <= moment]
    return library.revisions.get(article, earlier[0]).content.text if earlier else ""
