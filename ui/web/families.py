"""Articles as readers look through them: one entry for all translations, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.topic import Audience, named_audiences


@dataclass(frozen=True, slots=True)
class Family:
    """An article with its translations: the one to show, and the others."""

    shown: ArticleSummary
    others: tuple[ArticleSummary, ...]


def gather_families(
    articles: Iterable[ArticleSummary],
    reader: Language,
    among: Iterable[Language] = (),
    audience: Audience | None = None,
) -> list[Family]:
    """The live articles as families: those in the reader's language first, then by title.

    Only families with an article in one of the languages `among`, or in any when there are none, and for the audience
    if one is given.
    """
    wanted = set(among)
    gathered: dict[str, list[ArticleSummary]] = defaultdict(list)
    for article in articles:
        if article.status is ArticleStatus.LIVE and article.language is not None:
            gathered[article.translation_key].append(article)
    families = []
    for family in gathered.values():
        family.sort(key=lambda article: (article.language != reader, article.language))
        candidates = [article for article in family if not wanted or article.language in wanted]
        if candidates and (audience is None or audience in named_audiences(candidates[0].details)):
            others = tuple(article for article in family if article is not candidates[0])
            families.append(Family(candidates[0], others))
    return sorted(families, key=lambda family: (family.shown.language != reader, family.shown.title.casefold()))
