"""Did you mean: a question with its typos put right by the words that the library uses.

A word is only looked at when nobody seems to write it: neither the library nor a general list of words has it, nor is
it made of two words of the library. It is put right when a frequent word is one slip of the fingers away (two in a long
word) and so much likelier a word that a rare form or another good word is not taken for a typo; a name stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from corpus.glossary import Concept
from corpus.language import Language
from corpus.topic import Topic
from search.neutrality import read_parallel_sentences
from search.word_model import WordModel
from search.words import WORD, fold

WordCounts = Mapping[Language, Counter[str]]
"""How often each language has each word, in small letters with their accents."""

OFTEN = 4
"""Times that a word must occur to be proposed, while what was typed occurs nowhere."""

_SHORTEST = 4  # letters of a word that may be put right
_TWO_SLIPS_FROM = 8
_SHORTEST_PART = 4
_LINKS = ("", "s")  # between the parts of Swedish and Dutch compounds
_SURE_OF_LANGUAGE = 3  # words of a question whose language can be told
_MOST_TYPOS, _WORDS_A_TYPO = 2, 3  # a question with more is in a language that we do not know
_LONG, _LESS_A_LETTER = 9, 4.0  # the longer a word, the less likely another one is but a letter away
_LONGEST_ENDING = 3
_ENDINGS = frozenset("adeinorst")  # letters that inflected words of the four languages end in

_TOKEN = re.compile(r"\S+")
_NO_PROSE = re.compile(r"[@/\\_\d]|\w\.\w")  # an address, a number, a file's name
_SENTENCE_END = re.compile(r"[.?!:…]\W*$")


class Slip(Enum):
    """What makes one word of another; the value is how much likelier the right one must be, as a difference of logs.

    Measured on good sentences of articles that the speller has not seen, and on typos made in questions: below these
    values good words are taken for typos.
    """

    ACCENT = 0.0
    SWAPPED = 2.0
    MISSING = 4.0
    EXTRA = 10.0
    REPLACED = 10.5
    TWO = 14.0


def library_texts(
    articles: Iterable[tuple[Language, str]], topics: Iterable[Topic], concepts: Iterable[Concept]
) -> Iterator[tuple[Language, str]]:
    """The texts whose words a speller knows: those given, and the everyday sentences that the project ships.

    The names of topics and the terms of the glossary were chosen with care, and count as if they were used often.
    """
    yield from articles
    for topic in topics:
        yield from topic.descriptions.items()
        yield from OFTEN * [*topic.names.items()]
    for concept in concepts:
        yield from concept.stands_for.items()
        yield from OFTEN * [(language, term) for language, terms in concept.terms.items() for term in terms]
    for language, sentences in read_parallel_sentences().items():
        yield from ((language, sentence) for sentence in sentences)


def count_words(texts: Iterable[tuple[Language, str]]) -> dict[Language, Counter[str]]:
    """How often each language has each word, by the texts given in it."""
    counts: dict[Language, Counter[str]] = {language: Counter() for language in Language}
    for language, text in texts:
        counts[language].update(WORD.findall(text.casefold()))
    return counts


class Speller:
    """Puts typos right. Immutable; safe for threads.

    `used` are the words of the library, which may be proposed; `model` knows others that are right as they are.
    """

    def __init__(self, used: WordCounts, model: WordModel) -> None:
        self._used = used
        self._of_any = sum(used.values(), Counter[str]())
        self._model = model
        self._proposable: dict[str, list[tuple[str, str]]] = {}
        for word, count in self._of_any.items():
            if count >= OFTEN and word.isalpha():
                folded = fold(word)
                self._proposable.setdefault(folded[0], []).append((folded, word))

    def correct(self, question: str, spoken: Language, reader: Language | None = None) -> str | None:
        """The question with its typos put right, or None when there is none that is certain enough.

        `spoken` is the language that the question seems to be in; all but the shortest are put right by its words only.
        Among words that are equally near, those of the reader's language go first.
        """
        words = list(_prose_words(question))
        doubtful = [(start, word) for start, word in words if self._is_doubtful(word.casefold())]
        if len(doubtful) > max(_MOST_TYPOS, len(words) // _WORDS_A_TYPO):
            return None
        counts = self._used[spoken] if len(words) >= _SURE_OF_LANGUAGE else self._of_any
        parts, at = [], 0
        for start, word in doubtful:
            right = self._nearest(word.casefold(), counts, self._used[reader or spoken])
            if right is not None:
                parts += [question[at:start], right.capitalize() if word[0].isupper() else right]
                at = start + len(word)
        return "".join([*parts, question[at:]]) if parts else None

    def _is_doubtful(self, word: str) -> bool:
        if len(word) < _SHORTEST or word in self._of_any or self._is_compound(word):
            return False
        return not self._model.is_word(word)  # asked last: it is read from the disk for this

    def _is_compound(self, word: str) -> bool:
        """Whether the word is made of two words of the library."""
        return any(
            word[:at] in self._of_any and word[at:].removeprefix(link) in self._of_any
            for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
            for link in _LINKS
            if word.startswith(link, at) and len(word) - at - len(link) >= _SHORTEST_PART
        )

    def _nearest(self, word: str, counts: Counter[str], preferred: Counter[str]) -> str | None:
        """The frequent word that the typed one is a slip of: the nearest, then a preferred, then the most frequent."""
        folded = fold(word)
        near = (
            (distance, right not in preferred, -counts[right], right)
            for other, right in self._with_same_beginning(folded)
            if counts[right] >= OFTEN and abs(len(other) - len(folded)) <= 2
            for distance in [edit_distance(folded, other)]
            if (slip := _slip(word, folded, other, distance)) and self._is_likelier(right, word, slip)
        )
        return min(near, default=(0, False, 0, None))[3]

    def _is_likelier(self, right: str, typed: str, slip: Slip) -> bool:
        needed = slip.value - _LESS_A_LETTER * max(0, len(typed) - _LONG) * (slip is not Slip.TWO)
        return self._model.log_likelihood(right) - self._model.log_likelihood(typed) >= needed

    def _with_same_beginning(self, typed: str) -> Iterator[tuple[str, str]]:
        """The words with the same first letter, or with the first two letters changed round."""
        yield from self._proposable.get(typed[0], ())
        if typed[0] != typed[1]:
            swapped = typed[1] + typed[0]
            yield from (each for each in self._proposable.get(typed[1], ()) if each[0].startswith(swapped))


def _slip(word: str, folded: str, right: str, distance: int) -> Slip | None:
    """What was done to the right word, folded, when the other one was typed; None for what nobody does by accident."""
    if distance == 0:
        return Slip.ACCENT if word == folded else None  # who types accents means them
    if distance > 2 or (distance == 2 and len(folded) < _TWO_SLIPS_FROM) or is_inflection(folded, right):
        return None
    if distance == 2:
        return Slip.TWO
    if len(folded) != len(right):
        return Slip.MISSING if len(folded) < len(right) else Slip.EXTRA
    return Slip.SWAPPED if sorted(folded) == sorted(right) else Slip.REPLACED


def is_inflection(word: str, other: str) -> bool:
    """Whether two words may be forms of one, since they differ only in letters that words of our languages end in."""
    same = 0
    while same < min(len(word), len(other)) and word[same] == other[same]:
        same += 1
    ends = word[same:], other[same:]
    short = max(map(len, ends)) <= _LONGEST_ENDING
    return short and _ENDINGS.issuperset("".join(ends)) and sorted(ends[0]) != sorted(ends[1])


def edit_distance(one: str, two: str) -> int:
    """Letters to be added, taken out, replaced or changed with their neighbour to make one word of the other.

    The optimal string alignment distance, after Damerau and Levenshtein.
    """
    before: list[int] = []
    last = list(range(len(two) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, other in enumerate(two, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]


def _prose_words(question: str) -> Iterator[tuple[int, str]]:
    """The words that may hold typos, each with its place: no addresses, no acronyms, no names."""
    for token in _TOKEN.finditer(question):
        if _NO_PROSE.search(token[0]):
            continue
        for match in WORD.finditer(token[0]):
            start = token.start() + match.start()
            begins_sentence = not question[:start].strip() or _SENTENCE_END.search(question[:start])
            if match[0].islower() or (match[0].istitle() and begins_sentence):
                yield start, match[0]
