"""Saving leads on to another page in one step of the browser's history, so that one step back leaves it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SETTLED, OpenPage
from tests.browser.people import accept_invitation
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXT = "Whoever walks with a mentor every {day} talks more than whoever sits, and comes home with one thing to try."


@pytest.fixture
def page(served: Served, open_page: OpenPage, request: pytest.FixtureRequest) -> Page:
    """A browser in which an editor is signed in."""
    page = open_page("/")
    name = f"back-{abs(hash(request.node.name)) % 10_000}"
    accept_invitation(page, f"{served.invite(name, 'editor')}&lang=en")
    return page


def begin_at(page: Page, served: Served, path: str) -> int:
    """Opens a page; returns how many steps the browser's history has then."""
    page.goto(f"{served.address}{path}")
    page.locator("h1").first.wait_for()
    page.locator(SETTLED).wait_for()
    return int(page.evaluate("history.length"))


def is_one_step_on(page: Page, before: int, there: str, back: str) -> None:
    """The page is at an address in one step, and one step back leads to another one."""
    expect(page).to_have_url(re.compile(there))
    expect(page.locator(".st-key-followed-link")).to_have_count(0)
    page.locator(SETTLED).wait_for()
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page).to_have_url(re.compile(back))
    page.locator(SETTLED).wait_for()
    expect(page).to_have_url(re.compile(back))


def test_a_pasted_text_leads_to_its_review(page: Page, served: Served) -> None:
    before = begin_at(page, served, "/add")
    page.get_by_role("radio", name="Paste a text").or_(page.get_by_text("Paste a text")).first.click()
    page.locator("[class*='st-key-add-pastes-'] textarea").fill(f"Walking\n\n{TEXT.format(day='Monday')}")
    page.locator("h1").click()
    page.locator(SETTLED).wait_for()
    page.locator(".st-key-paste button").click()
    is_one_step_on(page, before, r"/review\?id=\d+", r"/add(\?lang=en)?$")


def test_an_article_that_was_written_leads_to_its_review(page: Page, served: Served) -> None:
    before = begin_at(page, served, "/write")
    page.locator(".st-key-write-new-title input").fill("Walking on Tuesdays")
    page.locator(".st-key-write-new-text textarea").fill(TEXT.format(day="Tuesday"))
    page.locator("h1").click()
    page.locator(SETTLED).wait_for()
    page.locator(".st-key-save-draft button").click()
    is_one_step_on(page, before, r"/review\?id=\d+", r"/write(\?lang=en)?$")
    expect(page.locator(".st-key-write-new-title input")).to_have_value("")


def test_the_way_to_writing_is_one_step(page: Page, served: Served) -> None:
    before = begin_at(page, served, "/add")
    page.get_by_text("Write one").first.click()
    is_one_step_on(page, before, r"/write", r"/add(\?lang=en)?$")
    expect(page.locator(".st-key-upload-0, [class*='st-key-upload']").first).to_be_visible()


def test_a_translation_leads_to_its_review(page: Page, served: Served) -> None:
    before = begin_at(page, served, "/write?translate=23&into=sv")
    title = page.locator(".st-key-part-title input")
    expect(title).to_be_visible()
    title.fill("Ett samtal räcker")
    page.locator(".st-key-part-0 textarea").fill("Ibland räcker ett enda samtal mellan två människor.")
    title.click()
    page.locator(SETTLED).wait_for()
    page.locator(".st-key-save-draft button").click()
    is_one_step_on(page, before, r"/review\?id=\d+", r"/write\?translate=23&into=sv(&lang=en)?$")
