"""An editor starts a missing translation from the coverage board, writes it beside the original, and sees it there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SETTLED, OpenPage
from tests.browser.people import accept_invitation
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class Errand:
    """Who translates what: words of the title, what the way to it is called, and what becomes of the cell."""

    name: str
    locale: str
    width: int
    words: str
    way: str
    title: str
    state: str
    publishes: bool


ERRANDS = [
    Errand("saga", "sv-SE", 1440, "CV, lettera e colloquio", "Översätt till svenska", "Cv och brev", "Utkast", False),
    Errand("dirk", "nl-NL", 390, "Flash mentoring", "Vertaal naar het Nederlands", "Eén gesprek", "Gepubliceerd", True),
]


@pytest.mark.parametrize("errand", ERRANDS, ids=[each.name for each in ERRANDS])
def test_a_missing_translation_is_started_from_the_board_saved_and_seen_there(
    served: Served, open_page: OpenPage, errand: Errand
) -> None:
    page = open_page("/", locale=errand.locale, width=errand.width)
    accept_invitation(page, f"{served.invite(errand.name, 'editor')}&lang={errand.locale[:2]}")
    page.locator(".st-key-account button").click()
    page.locator(".st-key-account-menu a[href*='translations']").click()
    row = _row(page, errand.words)
    row.get_by_role("link", name=errand.way, exact=True).click()
    page.locator(".st-key-part-title").wait_for()
    page.locator(SETTLED).wait_for()
    expect(page.locator(".st-key-part-title input")).to_be_visible()  # all boxes are there then

    original = page.locator(".st-key-part-1 .original .article")
    expect(original).to_be_visible(visible=errand.width > 1000)
    if errand.width < 1000:  # one tap shows it
        page.locator(".st-key-part-1 .switch").click()
        expect(original).to_be_visible()
    _write(page.locator(".st-key-part-title input"), errand.title)
    for part in (0, 1):
        for box in page.locator(f".st-key-part-{part}").locator("input[type=text], textarea").all():
            _write(box, f"{errand.title} {part}, en dan nog een woord of vijf.")
    expect(page.locator(".progress")).to_contain_text("2")
    page.locator(f".st-key-{'save-live' if errand.publishes else 'save-draft'} button").click()
    expect(page.locator("h1")).to_have_text(errand.title)
    expect(page.locator(".st-key-told-done")).to_be_visible()

    page.locator(".st-key-go-translations a").click()
    cell = _row(page, errand.title).locator(f"[class*='-{errand.locale[:2]}']").filter(has_text=errand.state)
    expect(cell.first).to_be_visible()
    expect(_row(page, errand.title).get_by_role("link", name=errand.way, exact=True)).to_have_count(0)


def _row(page: Page, words: str) -> Locator:
    """The article on the board, found by words of its title."""
    page.locator(".st-key-board").wait_for()
    page.locator(SETTLED).wait_for()
    box = page.locator(".st-key-coverage-words input")
    box.fill(words)
    box.press("Enter")
    row = page.locator("[class*='st-key-board-row-']")
    expect(row).to_have_count(1)
    return row


def _write(box: Locator, text: str) -> None:
    box.fill(text)
    box.press("Tab")
