"""What a reader may be about to type: titles, topics, glossary terms and answered questions that go on from it."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np
import numpy.typing as npt

from corpus.answered_question_store import AnsweredQuestion
from corpus.article import ArticleStatus, ArticleSummary
from corpus.glossary import Concept
from corpus.language import Language
from corpus.topic import Topic
from search.words import folded_words

LONGEST_BEGINNING = 200
"""Characters of a beginning; who has typed more knows what to ask."""

_TYPO_FROM = 5  # letters of a typed word that may hold one typo
_NOWHERE = 2**15 - 1  # a place behind the last word of any text
_BEHIND_ALL = chr(sys.maxunicode)
_LANGUAGES = list(Language)
_Integers = npt.NDArray[np.int64]


class SuggestionKind(StrEnum):
    """Where a suggestion comes from."""

    TOPIC = "topic"
    TERM = "term"
    ARTICLE = "article"
    QUESTION = "question"


_ORDER = {kind: place for place, kind in enumerate(SuggestionKind)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to ask for.

    `family` is the same for all that say one thing: the translation key of a title and of the questions that the
    article answers, a topic's or a concept's id. `article` is the one that has the title or answers the question.
    """

    text: str
    language: Language
    kind: SuggestionKind
    family: str
    article: int | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Known words that stand side by side, `start` to `end`, and begin as typed but for so many typos."""

    start: int
    end: int
    typos: int


@dataclass(frozen=True, slots=True)
class _Found:
    """Texts that hold what is typed, by their numbers.

    In each, `first` is the place of the first typed word, `apart` how many words stand between the typed ones.
    """

    numbers: _Integers
    first: _Integers
    apart: _Integers
    typos: _Integers


class Suggester:
    """Finds suggestions among given ones. Immutable; safe for threads.

    What the words of a beginning begin is looked up, and the texts that hold it are ranked as arrays: the shortest
    beginning in a large library takes some milliseconds.
    """

    def __init__(self, suggestions: Iterable[Suggestion]) -> None:
        # What ranks alike otherwise comes in this order, which is the order of their numbers.
        self._suggestions = sorted(suggestions, key=lambda each: (len(each.text), each.text))
        met: dict[str, int] = {}
        words, numbers, places = list[int](), list[int](), list[int]()
        for number, suggestion in enumerate(self._suggestions):
            for place, word in enumerate(folded_words(suggestion.text)[:_NOWHERE]):
                words.append(met.setdefault(word, len(met)))
                numbers.append(number)
                places.append(place)
        self._known = sorted(met)
        self._letters = sorted({letter for word in self._known for letter in word})
        # Where the texts that hold a known word stand in `_numbers`, and its places in them in `_places`.
        ranks = np.empty(len(met), np.int64)
        ranks[[met[word] for word in self._known]] = np.arange(len(met))
        ranked = ranks[np.array(words, np.int64)]
        order = np.argsort(ranked, kind="stable")
        self._numbers, self._places = np.array(numbers, np.int64)[order], np.array(places, np.int64)[order]
        self._begins = np.searchsorted(ranked[order], np.arange(len(met) + 1))
        self._kinds = np.array([_ORDER[each.kind] for each in self._suggestions], np.int64)
        self._languages = np.array([_LANGUAGES.index(each.language) for each in self._suggestions], np.int64)
        families: dict[tuple[SuggestionKind, str], int] = {}
        numbered = [families.setdefault((each.kind, each.family), len(families)) for each in self._suggestions]
        self._families = np.array(numbered, np.int64)

    def suggest(self, beginning: str, reader: Language, limit: int) -> list[Suggestion]:
        """The best suggestions that have every typed word at the beginning of one of theirs, in the same order.

        Accents and capitals make no difference, and a word of five letters or more may hold one typo where the words
        stand side by side. Those without typos come first, the reader's language before others; of a family there is
        one, and of equal texts one. Where there are more than `limit`, the kinds take turns.
        """
        typed = folded_words(beginning[:LONGEST_BEGINNING])
        if not typed:
            return []
        found = self._found(typed)
        ranked = self._ranked(found, reader)
        best = found.numbers[ranked]
        places = self._without_equal_texts(best, self._in_turn(found, ranked, reader))
        return [self._suggestions[best[place]] for place in sorted(islice(places, limit))]

    def _found(self, typed: Sequence[str]) -> _Found:
        """The texts that hold the typed words."""
        count = len(self._suggestions)
        first, after, typos = np.zeros(count, np.int64), np.full(count, -1), np.zeros(count, np.int64)
        for turn, word in enumerate(typed):
            places, fewest = np.full(count, _NOWHERE), np.full(count, _NOWHERE)
            for stretch in self._begun(word):
                held = slice(self._begins[stretch.start], self._begins[stretch.end])
                numbers, held_at = self._numbers[held], self._places[held]
                later = held_at > after[numbers]
                np.minimum.at(places, numbers[later], held_at[later])
                np.minimum.at(fewest, numbers[later], stretch.typos)
            after, typos = places, typos + fewest
            if turn == 0:
                first = places
            if (places == _NOWHERE).all():
                break
        apart = after - first - (len(typed) - 1)
        # Words that are far apart and hold typos besides are hardly what is meant.
        numbers = np.flatnonzero((after < _NOWHERE) & ((typos == 0) | (apart == 0)))
        return _Found(numbers, first[numbers], apart[numbers], typos[numbers])

    def _begun(self, typed: str) -> Iterator[_Stretch]:
        """The known words that begin as typed, or with one typo behind the first letter, which is seldom wrong."""
        yield self._stretch(typed, 0)
        if len(typed) < _TYPO_FROM:
            return
        for at in range(1, len(typed)):
            if not self._is_begun(typed[:at]):
                return
            for meant in _with_one_typo(typed, at, self._letters):
                stretch = self._stretch(meant, 1)
                if stretch.start < stretch.end:
                    yield stretch

    def _is_begun(self, beginning: str) -> bool:
        stretch = self._stretch(beginning, 0)
        return stretch.start < stretch.end

    def _stretch(self, beginning: str, typos: int) -> _Stretch:
        start = bisect_left(self._known, beginning)
        return _Stretch(start, bisect_left(self._known, beginning + _BEHIND_ALL, start), typos)

    def _tiers(self, found: _Found, reader: Language) -> _Integers:
        """What comes first whatever it is, as numbers of which less is better.

        Without typos, in the reader's language, with the typed words side by side, and at the beginning.
        """
        is_foreign = self._languages[found.numbers] != _LANGUAGES.index(reader)
        tiers = ((found.typos * 2 + is_foreign) * 2 + (found.apart > 0)) * 2 + (found.first > 0)
        return np.asarray(tiers, np.int64)

    def _ranked(self, found: _Found, reader: Language) -> _Integers:
        """Which of what is found comes first, one of each family."""
        by = (found.numbers, found.first, self._kinds[found.numbers], self._tiers(found, reader))
        order = np.lexsort(by)
        _, heads = np.unique(self._families[found.numbers][order], return_index=True)
        return np.asarray(order[np.sort(heads)])

    def _in_turn(self, found: _Found, ranked: _Integers, reader: Language) -> _Integers:
        """The order in which the kinds of a tier take turns, as places in `ranked`."""
        kinds, tiers = self._kinds[found.numbers][ranked], self._tiers(found, reader)[ranked]
        by_kind = np.lexsort((kinds, tiers))
        groups = (tiers * len(_ORDER) + kinds)[by_kind]
        turns = np.empty(len(ranked), np.int64)
        turns[by_kind] = np.arange(len(ranked)) - np.searchsorted(groups, groups)
        return np.asarray(np.lexsort((kinds, turns, tiers)))

    def _without_equal_texts(self, best: _Integers, places: Iterable[int]) -> Iterator[int]:
        """Those of the places in `best` whose text is at no place before."""
        texts: set[tuple[str, ...]] = set()
        for place in places:
            if (text := folded_words(self._suggestions[best[place]].text)) not in texts:
                yield place
            texts.add(text)


def _with_one_typo(typed: str, at: int, letters: Iterable[str]) -> Iterator[str]:
    """What may be meant where the letter at a place is too many, wrong, missing, or changed with the next one."""
    before, here, rest = typed[:at], typed[at:], typed[at + 1 :]
    yield before + rest
    yield before + here[1::-1] + here[2:]
    for letter in letters:
        yield before + letter + rest
        yield before + letter + here


def collect_suggestions(
    articles: Iterable[ArticleSummary],
    topics: Iterable[Topic],
    concepts: Iterable[Concept],
    answered: Iterable[AnsweredQuestion] = (),
) -> list[Suggestion]:
    """The titles of live articles, the names of topics, the terms of the glossary, and what the articles answer.

    A question counts as one in its article's language, since most are.
    """
    live = {
        article.id: (article, article.language)
        for article in articles
        if article.status is ArticleStatus.LIVE and article.language is not None
    }
    titles = [
        Suggestion(article.title, language, SuggestionKind.ARTICLE, article.translation_key, article.id)
        for article, language in live.values()
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
    questions = [
        Suggestion(each.question, language, SuggestionKind.QUESTION, article.translation_key, article.id)
        for each in answered
        if each.article in live
        for article, language in [live[each.article]]
    ]
    return [*names, *terms, *titles, *questions]
