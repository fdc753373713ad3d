"""The library as readers look through it: one entry for all translations, by topic, readers and language."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from corpus.library import Library
from corpus.topic import ArticleTopic, Audience, Topic, TopicState, named_audiences


class Order(StrEnum):
    """What comes first on a shelf."""

    TITLE = "title"
    NEWEST = "newest"
    SHORTEST = "shortest"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader looks for: any of the languages, any of the topics and an audience; empty for all."""

    among: frozenset[Language] = frozenset()
    topics: frozenset[str] = frozenset()
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """An article with its translations: the one to show, and the others. The topics are those of all, best first."""

    shown: ArticleSummary
    others: tuple[ArticleSummary, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The translation key that all of them share."""
        return self.shown.translation_key

    @property
    def languages(self) -> frozenset[Language]:
        """The languages that it can be read in."""
        return frozenset(each.language for each in (self.shown, *self.others) if each.language)


@dataclass(frozen=True, slots=True)
class TopicShelf:
    """How many families there are on a topic, in all and in each language that there are any in."""

    topic: Topic
    families: int
    by_language: dict[Language, int]


@dataclass(frozen=True, slots=True)
class Shelves:
    """What a reader's choice leaves: the families in order, and all topics as the other filters leave them."""

    families: tuple[Family, ...]
    topics: tuple[TopicShelf, ...]


def look_through(
    library: Library,
    reader: Language,
    choice: Choice,
    order: Order = Order.TITLE,
    helpful: Mapping[str, float] | None = None,
) -> Shelves:
    """The live articles as shelves; `helpful` tells by translation key how helpful readers found a family."""
    topics = library.topics.topics()
    families = gather_families(library.articles.summaries(), reader, choice.among)
    members = [each.id for family in families for each in (family.shown, *family.others)]
    about = library.topics.topics_of(members)
    families = [_with_topics(family, about) for family in families]
    meant = {topic.id: topic.audience for topic in topics}
    for_readers = [each for each in families if choice.audience in (None, *_readers(each, about, meant))]
    wanted = [each for each in for_readers if not choice.topics or choice.topics & set(each.topics)]
    return Shelves(
        tuple(in_order(wanted, order, reader, helpful or {})),
        tuple(_topic_shelf(topic, for_readers) for topic in topics),
    )


def gather_families(
    articles: Iterable[ArticleSummary], reader: Language, among: Iterable[Language] = ()
) -> list[Family]:
    """The live articles as families, each shown in the reader's language where it has that.

    Only families with an article in one of the languages `among`, or in any when there are none.
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
        if candidates:
            others = tuple(article for article in family if article is not candidates[0])
            families.append(Family(candidates[0], others))
    return families


def in_order(families: Iterable[Family], order: Order, reader: Language, helpful: Mapping[str, float]) -> list[Family]:
    """The families as the reader wants them. By title, those in the reader's own language come first."""
    by_title = sorted(families, key=lambda each: (each.shown.language != reader, each.shown.title.casefold()))
    match order:
        case Order.TITLE:
            return by_title
        case Order.NEWEST:
            return sorted(by_title, key=day_of, reverse=True)
        case Order.SHORTEST:
            return sorted(by_title, key=lambda each: each.shown.words)
        case Order.HELPFUL:
            return sorted(by_title, key=lambda each: -helpful.get(each.key, 0.0))


def day_of(family: Family) -> datetime.date:
    """The day of a family's newest article: by its own date, else when it last changed here."""
    return max(_day(each) for each in (family.shown, *family.others))


def _day(article: ArticleSummary) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(article.details.get("date", "")))
    except ValueError:
        return article.updated.date()


def _with_topics(family: Family, about: Mapping[int, list[ArticleTopic]]) -> Family:
    """A translation is about what its original is about, whatever of it was found."""
    found = [each for member in (family.shown, *family.others) for each in about[member.id]]
    found.sort(key=lambda each: (each.state is not TopicState.ACCEPTED, -each.score))
    return Family(family.shown, family.others, tuple(dict.fromkeys(each.topic for each in found)))


def _readers(
    family: Family, about: Mapping[int, list[ArticleTopic]], meant: Mapping[str, tuple[Audience, ...]]
) -> set[Audience]:
    """Whom the article shown is for: those that its details name, or else those that its topics are for."""
    named = named_audiences(family.shown.details)
    by_topic = {audience for each in about[family.shown.id] for audience in meant.get(each.topic, ())}
    return set(named) or by_topic


def _topic_shelf(topic: Topic, families: Iterable[Family]) -> TopicShelf:
    own = [each for each in families if topic.id in each.topics]
    counted = {language: sum(language in each.languages for each in own) for language in Language}
    return TopicShelf(topic, len(own), {language: count for language, count in counted.items() if count})
