"""Answers the question box: what a reader may be about to type."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TypedDict
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from corpus.language import Language
from search.suggestions import LONGEST_BEGINNING, Suggestion, SuggestionKind
from search.words import folded_words
from ui.translator import Translator
from ui.web.wording import capitalised

SUGGESTIONS_PATH = "/suggestions"
MOST = 6
FEWEST_LETTERS = 2
A_SECOND = 30
AT_ONCE = 60
_ADDRESSES = 2_000
_NO_STORE = {"Cache-Control": "no-store"}

Suggest = Callable[[str, Language, int], list[Suggestion] | None]
"""Gives the best suggestions for a beginning and a reader, so many at most; None while there is nothing to look up."""


class Shown(TypedDict):
    """A suggestion as the box shows it: one with an address is gone to, one without is asked."""

    text: str
    language: str
    note: str
    address: str | None


class SuggestionRoutes:
    """The route that every reader's question box asks. It reads, and only what every reader may see."""

    def __init__(self, suggest: Suggest, clock: Callable[[], float] = time.monotonic) -> None:
        self._suggest = suggest
        self._rate = _Rate(clock)

    def routes(self) -> list[Route]:
        """The one route, for the app."""
        return [Route(SUGGESTIONS_PATH, self._answer, methods=["GET"])]

    async def _answer(self, request: Request) -> Response:
        if not self._rate.admits(request.client.host if request.client else ""):
            return PlainTextResponse("Too many at once.", 429, {"Retry-After": "1", **_NO_STORE})
        text, code = request.query_params.get("text", ""), request.query_params.get("lang", "")
        if len(text) > LONGEST_BEGINNING or code not in set(Language):
            asked = f"text of at most {LONGEST_BEGINNING} characters, and lang: {', '.join(Language)}"
            return PlainTextResponse(f"Give {asked}.", 400, _NO_STORE)
        translator = Translator(Language(code))
        found: list[Suggestion] | None = []
        if len("".join(folded_words(text))) >= FEWEST_LETTERS:
            found = await run_in_threadpool(self._suggest, text, translator.language, MOST)
        if found is None:
            return JSONResponse({"suggestions": [], "told": ""}, 202, {"Retry-After": "1", **_NO_STORE})
        told = translator.ngettext("{count} suggestion", "{count} suggestions", len(found)) if found else ""
        shown = [_shown(translator, each) for each in found]
        return JSONResponse({"suggestions": shown, "told": told}, headers=_NO_STORE)


def _shown(translator: Translator, suggestion: Suggestion) -> Shown:
    notes = {
        SuggestionKind.ARTICLE: translator.gettext("Article"),
        SuggestionKind.TOPIC: translator.gettext("Topic"),
    }
    parts = [notes[suggestion.kind]] if suggestion.kind in notes else []
    if suggestion.language is not translator.language:
        parts.append(capitalised(translator.language_name(suggestion.language)))
    return Shown(
        text=suggestion.text, language=suggestion.language, note=" · ".join(parts), address=_address(suggestion)
    )


def _address(suggestion: Suggestion) -> str | None:
    if suggestion.kind is SuggestionKind.ARTICLE:
        return f"/article?{urlencode({'id': suggestion.article})}"
    return f"/articles?{urlencode({'about': suggestion.family})}" if suggestion.kind is SuggestionKind.TOPIC else None


class _Rate:
    """Counts who asks how often, in memory: so many at once, and as many a second, from one network address.

    For one thread: the server's loop asks it.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, address: str) -> bool:
        moment = self._clock()
        left, before = self._left.pop(address, (float(AT_ONCE), moment))
        left = min(left + (moment - before) * A_SECOND, float(AT_ONCE))
        self._left[address] = (left - 1 if left >= 1 else left, moment)
        if len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1
