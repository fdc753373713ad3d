"""Two translations to read beside each other, section by section, as readers see them now."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import Article, ArticleStatus
from corpus.language import Language
from corpus.library import Library
from corpus.relation import LinkedSection, Outdated
from ingest.relate.in_order import link_in_order


@dataclass(frozen=True, slots=True)
class Pair:
    """What both say of one matter; None where one of them says nothing of it.

    `changed` is the language in which it was changed after the other one had been made.
    """

    here: str | None
    there: str | None
    changed: Language | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two live translations of each other with their sections in the reading order of the first."""

    article: Article
    other: Article
    pairs: tuple[Pair, ...]


def read_side_by_side(library: Library, identifier: int, other: int) -> SideBySide | None:
    """Both articles, by the alignment that the library keeps; None if these are not two live translations.

    Where there is none, or it was made for another revision than the live one and does not fit its text, the sections
    are linked by their order. Raises UnknownArticleError.
    """
    here, there = library.articles.get(identifier), library.articles.get(other)
    family = here.translation_key == there.translation_key and here.id != there.id
    if not family or {here.status, there.status} != {ArticleStatus.LIVE}:
        return None
    kept = library.relations.alignment(here.id, there.id)
    live = library.relations.live_revisions([here.id, there.id])
    fits = kept is not None and (kept.revision, kept.other_revision) == (live.get(here.id), live.get(there.id))
    sections = kept.sections if kept is not None and fits else link_in_order(here.text, there.text)
    return SideBySide(here, there, tuple(_pair(each, here, there) for each in sections))


def _pair(section: LinkedSection, here: Article, there: Article) -> Pair:
    changed = {Outdated.HERE: there.language, Outdated.THERE: here.language, None: None}[section.outdated]
    return Pair(
        here.text[slice(*section.here)] if section.here else None,
        there.text[slice(*section.there)] if section.there else None,
        changed,
    )
