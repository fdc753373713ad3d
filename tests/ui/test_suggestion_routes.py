"""What the question box is given while somebody types."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from corpus.language import Language
from search.suggestions import LONGEST_BEGINNING, Suggestion, SuggestionKind
from tests.ui.conftest import SmallLibrary
from ui.web.safe_headers import SafeHeaders
from ui.web.suggestion_routes import A_SECOND, AT_ONCE, MOST, SuggestionRoutes

FOUND = [
    Suggestion("Återkoppling", Language.SWEDISH, SuggestionKind.TOPIC, "feed back"),
    Suggestion("adept", Language.SWEDISH, SuggestionKind.TERM, "mentee"),
    Suggestion("I mentori vanno pagati", Language.ITALIAN, SuggestionKind.ARTICLE, "paying", 4),
    Suggestion("When do we meet?", Language.ENGLISH, SuggestionKind.QUESTION, "meeting", 2),
]


class Asked:
    """A suggester that notes what it was asked, and a clock that a test moves on."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Language, int]] = []
        self.moment = 0.0
        self.found: list[Suggestion] | None = FOUND

    def suggest(self, beginning: str, reader: Language, limit: int) -> list[Suggestion] | None:
        self.asked.append((beginning, reader, limit))
        return self.found

    def client(self) -> TestClient:
        routes = SuggestionRoutes(self.suggest, lambda: self.moment).routes()
        return TestClient(Starlette(routes=routes, middleware=[Middleware(SafeHeaders)]))


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_suggestions_say_what_they_are_and_where_they_lead_in_the_readers_language(asked: Asked) -> None:
    answer = asked.client().get("/suggestions", params={"text": "något", "lang": "sv"})
    assert answer.json() == {
        "suggestions": [
            {"text": "Återkoppling", "language": "sv", "note": "Ämne", "address": "/articles?about=feed+back"},
            {"text": "adept", "language": "sv", "note": "", "address": None},
            {
                "text": "I mentori vanno pagati",
                "language": "it",
                "note": "Artikel · Italienska",
                "address": "/article?id=4",
            },
            {"text": "When do we meet?", "language": "en", "note": "Engelska", "address": None},
        ],
        "told": "4 förslag",
    }
    assert asked.asked == [("något", Language.SWEDISH, MOST)]


def test_an_answer_is_json_that_nobody_keeps(asked: Asked) -> None:
    headers = asked.client().get("/suggestions?text=me&lang=it").headers
    assert headers["content-type"] == "application/json"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("text", ["", "m", " m ", "?! é", "%00", "%ff"])
def test_what_has_not_two_letters_is_not_looked_up(asked: Asked, text: str) -> None:
    answer = asked.client().get(f"/suggestions?lang=nl&text={text}")
    assert (answer.status_code, answer.json()) == (200, {"suggestions": [], "told": ""})
    assert asked.asked == []


@pytest.mark.parametrize(
    "query",
    [
        f"text={'m' * (LONGEST_BEGINNING + 1)}&lang=sv",
        "text=mentor",
        "text=mentor&lang=de",
        "text=mentor&lang=sv%27--",
    ],
    ids=["too long", "no language", "another language", "no code of a language"],
)
def test_what_no_box_asks_is_refused(asked: Asked, query: str) -> None:
    answer = asked.client().get(f"/suggestions?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert asked.asked == []


def test_it_can_only_be_read(asked: Asked) -> None:
    assert asked.client().post("/suggestions?text=mentor&lang=sv").status_code == 405


def test_whoever_asks_too_often_waits_a_second(asked: Asked) -> None:
    client = asked.client()

    def statuses(count: int) -> list[int]:
        return [client.get("/suggestions?text=mentor&lang=sv").status_code for _ in range(count)]

    assert statuses(AT_ONCE + 2) == [200] * AT_ONCE + [429] * 2
    asked.moment += 1
    assert statuses(A_SECOND + 1) == [200] * A_SECOND + [429]
    assert client.get("/suggestions?text=mentor&lang=sv").headers["retry-after"] == "1"


def test_while_the_words_of_the_library_are_counted_the_box_asks_again_later(asked: Asked) -> None:
    asked.found = None
    answer = asked.client().get("/suggestions?text=mentor&lang=sv")
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "1")


@pytest.fixture
def titles(small_library: SmallLibrary) -> Any:
    """The articles that the small library suggests for a beginning, once what has changed is known."""
    service = small_library.service
    client = TestClient(Starlette(routes=SuggestionRoutes(service.suggest_while_typing).routes()))

    def suggested(text: str, *, known: bool = True) -> list[str]:
        if known:
            with service._words._suggester._lock:
                pass  # what is being made beside is ready: the next one waits for nobody
            service.suggest(text, Language.ENGLISH)
        found = client.get("/suggestions", params={"text": text, "lang": "en"}).json()["suggestions"]
        return [each["text"] for each in found if "/article?" in (each["address"] or "")]

    return suggested


def test_drafts_and_what_is_in_the_bin_are_not_suggested(small_library: SmallLibrary, titles: Any) -> None:
    service, paying = small_library.service, small_library.ids["paying-it.md"]
    assert titles("i mentori") == ["I mentori vanno pagati"]
    service.unpublish(paying)
    assert titles("i mentori", known=False) == []  # at once, though what is at hand still has it
    assert titles("i mentori") == []
    service.publish(paying)
    assert titles("i mentori") == ["I mentori vanno pagati"]
    service.delete(paying)
    assert titles("i mentori", known=False) == titles("i mentori") == []


def test_a_topic_is_suggested_once_there_is_something_to_read_on_it(small_library: SmallLibrary) -> None:
    service = small_library.service
    for identifier in small_library.ids.values():
        for found in service.topics_of(identifier):
            service.remove_topic(identifier, found.topic)

    def topics() -> list[str]:
        service.suggest("leader", Language.ENGLISH)
        found = service.suggest_while_typing("leader", Language.ENGLISH, MOST) or []
        return [each.text for each in found if each.kind is SuggestionKind.TOPIC]

    assert topics() == []
    service.add_topic(small_library.ids["meeting-en.md"], "leadership")
    assert topics() == ["Leadership"]
