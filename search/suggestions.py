"""What a reader may be about to type: titles, topics and glossary terms that go on from a beginning."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from corpus.article import ArticleStatus, ArticleSummary
from corpus.glossary import Concept
from corpus.language import Language
from corpus.topic import Topic
from search.words import folded_words

LONGEST_BEGINNING = 200
"""Characters of a beginning; who has typed more knows what to ask."""

_TYPO_FROM = 5  # letters of a typed word that may hold one typo


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    TOPIC = "topic"
    TERM = "term"
    ARTICLE = "article"


_ORDER = {kind: place for place, kind in enumerate(SuggestionKind)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to ask for.

    `family` is the same for all that say one thing: an article's translation key, a topic's or a concept's id.
    """

    text: str
    language: Language
    kind: SuggestionKind
    family: str


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a beginning fits: its typos, and the place of its first word; less is better for both."""

    typos: int
    first: int


class Suggester:
    """Finds suggestions among given ones. Immutable; safe for threads."""

    def __init__(self, suggestions: Sequence[Suggestion]) -> None:
        self._suggestions = suggestions
        self._words = [folded_words(suggestion.text) for suggestion in suggestions]
        self._holders: dict[str, set[int]] = {}
        for number, words in enumerate(self._words):
            for word in words:
                self._holders.setdefault(word, set()).add(number)
        self._known = sorted(self._holders)

    def suggest(self, beginning: str, reader: Language, limit: int) -> list[Suggestion]:
        """The best suggestions that have every typed word at the beginning of one of theirs, in the same order.

        Accents and capitals make no difference, and a word of five letters or more may hold one typo. Those without
        typos come first, the reader's language before others; of a family there is one, and of equal texts one.
        """
        typed = folded_words(beginning[:LONGEST_BEGINNING])
        if not typed:
            return []
        begun = [self._begun(word) for word in typed]
        found = set.intersection(*(self._held(words) for words in begun))
        ranked = sorted(
            (self._rank(number, match, reader), number)
            for number in found
            if (match := _match(begun, self._words[number]))
        )
        best = (self._suggestions[number] for _, number in ranked)
        return list(islice(_without_repetitions(best), limit))

    def _begun(self, typed: str) -> dict[str, int]:
        """The known words that begin as typed, each with its typos: 0 or 1."""
        start = bisect_left(self._known, typed)
        begun: dict[str, int] = {}
        while start < len(self._known) and self._known[start].startswith(typed):
            begun[self._known[start]] = 0
            start += 1
        if len(typed) >= _TYPO_FROM:
            for word in self._known:
                if word not in begun and begins_with_one_typo(word, typed):
                    begun[word] = 1
        return begun

    def _held(self, words: Collection[str]) -> set[int]:
        return set().union(*(self._holders[word] for word in words))

    def _rank(self, number: int, match: _Match, reader: Language) -> tuple[object, ...]:
        suggestion = self._suggestions[number]
        return (
            match.typos,
            suggestion.language is not reader,
            match.first > 0,
            _ORDER[suggestion.kind],
            match.first,
            len(suggestion.text),
            suggestion.text,
        )


def begins_with_one_typo(word: str, typed: str) -> bool:
    """Whether the word begins as typed but for one letter too many, too few, wrong, or changed with its neighbour."""
    at = 0
    while at < len(typed) and at < len(word) and typed[at] == word[at]:
        at += 1
    rest = typed[at + 1 :]
    return (
        word.startswith(rest, at + 1)  # another letter
        or word.startswith(rest, at)  # one too many
        or word.startswith(typed[at:], at + 1)  # one too few
        or (typed[at : at + 2] == word[at : at + 2][::-1] and word.startswith(typed[at + 2 :], at + 2))
    )


def _match(typed: Sequence[Mapping[str, int]], words: Sequence[str]) -> _Match | None:
    """How the typed words, each given by the words that it may begin, stand in the words of a text, in their order."""
    places = list(_places(typed, words))
    if len(places) < len(typed):
        return None
    return _Match(sum(typos for _, typos in places), places[0][0])


def _places(typed: Sequence[Mapping[str, int]], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the typed words stand, each after the one before, and with how many typos; ends where one does not."""
    after = 0
    for begun in typed:
        fitting = [(begun[words[at]], at) for at in range(after, len(words)) if words[at] in begun]
        if not fitting:
            return
        typos, place = min(fitting)
        yield place, typos
        after = place + 1


def _without_repetitions(suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """The first suggestion of each family, and of each text."""
    families: set[tuple[SuggestionKind, str]] = set()
    texts: set[tuple[str, ...]] = set()
    for each in suggestions:
        family, text = (each.kind, each.family), folded_words(each.text)
        if family not in families and text not in texts:
            yield each
        families.add(family)
        texts.add(text)


def collect_suggestions(
    articles: Iterable[ArticleSummary], topics: Iterable[Topic], concepts: Iterable[Concept]
) -> list[Suggestion]:
    """The titles of live articles, the names of topics and the terms of the glossary."""
    titles = [
        Suggestion(article.title, article.language, SuggestionKind.ARTICLE, article.translation_key)
        for article in articles
        if article.status is ArticleStatus.LIVE and article.language is not None
    ]
    names = [
        Suggestion(name, language, SuggestionKind.TOPIC, topic.id)
        for topic in topics
        for language, name in topic.names.items()
    ]
    terms = [
        Suggestion(term, language, SuggestionKind.TERM, concept.id)
        for concept in concepts
        for language, some in concept.terms.items()
        for term in some
    ]
    return [*names, *terms, *titles]
