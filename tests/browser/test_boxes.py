"""The boxes of a text become visible together, however late the browser loads what draws some of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import SETTLED, OpenPage
from tests.browser.people import accept_invitation
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LARGE_BOXES = "**/TextArea.*.js"


@dataclass(frozen=True, slots=True)
class Held:
    """What the browser has asked for and not got yet."""

    routes: list[Route]

    def let_go(self) -> None:
        """Give it what it has asked for."""
        for route in self.routes:
            route.continue_()


@pytest.fixture
def translation(served: Served) -> tuple[int, int]:
    """An article in Italian and its translation into Swedish."""
    listed = [json.loads(line) for line in served.mentorbase("articles", "list", "--json").splitlines()]
    of_key = {(each["translation_key"], each["language"]): int(each["article"]) for each in listed}
    return next(
        (article, of_key[key, "sv"])
        for (key, language), article in of_key.items()
        if language == "it" and (key, "sv") in of_key
    )


@pytest.mark.parametrize("way", ["write?id={there}", "write?translate={original}&into=sv&id={there}"])
def test_no_box_can_be_written_in_before_all_are_loaded(
    served: Served, open_page: OpenPage, translation: tuple[int, int], way: str
) -> None:
    """What is written in one before the others are there would let Streamlit undo what is written in those next."""
    page = open_page("/")
    accept_invitation(page, served.invite(f"late{len(way)}", "admin"))
    held = _hold(page, _LARGE_BOXES)
    original, there = translation
    page.goto(f"{served.address}/{way.format(original=original, there=there)}")
    boxes = page.locator(".st-key-write-boxes")
    title, large = boxes.locator("input[type=text]").first, boxes.locator("textarea").first
    title.wait_for(state="attached")
    page.locator(SETTLED).wait_for()
    expect(large).to_have_count(0)
    expect(title).to_be_hidden()
    held.let_go()
    expect(title).to_be_visible()
    expect(large).to_be_visible()


def _hold(page: Page, address: str) -> Held:
    held = Held([])
    page.route(address, lambda route: held.routes.append(route))  # Playwright takes no method of a list
    return held
