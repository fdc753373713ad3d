"""The words of the library as it is now: what completes a beginning, puts typos right, and means the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from corpus.library import Library
from search.other_words import OtherWords
from search.spelling import Speller, count_words, library_texts
from search.suggestions import Suggester, collect_suggestions
from search.word_model import embedded_word_model

_Made = TypeVar("_Made")
_State = tuple[int, int]


class LiveWords:
    """Hands out the suggester and the speller of a library, made anew when it has changed. Safe for threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._suggester = _Kept(self._make_suggester)
        self._speller = _Kept(self._make_speller)
        self._other_words = _Kept(lambda: OtherWords(library.glossary.concepts()))

    def suggester(self) -> Suggester:
        """The suggester of the live articles, topics and glossary."""
        return self._suggester.of(self._state())

    def suggester_at_hand(self) -> Suggester | None:
        """The same without waiting: while it is made beside, an older one, or None where there is none yet."""
        return self._suggester.at_hand(self._state())

    def speller(self) -> Speller:
        """The speller of the live articles, topics and glossary."""
        return self._speller.of(self._state())

    def other_words(self, question: str) -> list[str]:
        """A question in the words that the glossary has for it in other languages."""
        return self._other_words.of((0, self._library.glossary.wording())).of(question)

    def _state(self) -> _State:
        return self._library.articles.generation(), self._library.glossary.wording()

    def _make_suggester(self) -> Suggester:
        library = self._library
        return Suggester(
            collect_suggestions(
                library.articles.summaries(),
                library.topics.topics(),
                library.glossary.concepts(),
                library.answered.live(),
            )
        )

    def _make_speller(self) -> Speller:
        library = self._library
        texts = library_texts(library.articles.live_texts(), library.topics.topics(), library.glossary.concepts())
        return Speller(count_words(texts), embedded_word_model())


class _Kept(Generic[_Made]):
    """What was made for one state of the library, until it is asked for another. Safe for threads."""

    def __init__(self, make: Callable[[], _Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._held: tuple[_State, _Made] | None = None

    def of(self, state: _State) -> _Made:
        held = self._held
        if held is not None and held[0] == state:
            return held[1]
        if not self._lock.acquire(blocking=held is None) and held is not None:
            return held[1]  # another thread is making it; this one goes on with the older one
        return self._made(state)

    def at_hand(self, state: _State) -> _Made | None:
        held = self._held
        if (held is None or held[0] != state) and self._lock.acquire(blocking=False):
            threading.Thread(target=self._made, args=(state,), name="words", daemon=True).start()
        return held[1] if held else None

    def _made(self, state: _State) -> _Made:
        """Makes it, if it still has to be made, and releases the lock that the caller has acquired."""
        try:
            if self._held is None or self._held[0] != state:
                self._held = state, self._make()
            return self._held[1]
        finally:
            self._lock.release()
