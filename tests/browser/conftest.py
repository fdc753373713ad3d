"""The program as it is started by hand, and a browser in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.serving import Served, serve

expect.set_options(timeout=30_000)  # milliseconds; a busy machine is no failure

SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"
"""The app once everything on its page is there, and nothing moves under a click any more."""

QUESTION_BOX = ".st-key-ask-row input"


def open_card(page: Page, title: str) -> None:
    """Follow the link of the card with a title, once nothing moves under it any more."""
    card = page.locator("[class*='st-key-card-']:not([class*='st-key-card-links'])")
    card.filter(has=page.get_by_role("heading", name=title)).get_by_role("link").first.click()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Served]:
    """`mentorbase serve` on a new library, which takes in the bundled articles."""
    with serve(tmp_path_factory.mktemp("served"), model_cache) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("there is no Chromium; `make browser` installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[OpenPage]:
    """Opens an address of the app in a browser of its own, in a language, width and colour scheme."""
    contexts = []

    def open_address(
        path: str = "/", locale: str = "en-GB", width: int = 1440, dark: bool = False, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(f"{served.address}{path}")
        page.locator("h1").wait_for()
        page.locator(SETTLED).wait_for()
        return page

    yield open_address
    for context in contexts:
        context.close()
