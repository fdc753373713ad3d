"""The question box suggests while somebody types, and is in nobody's way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import QUESTION_BOX, SETTLED, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "#suggestions"
LEAST_TOUCH = 44
"""Pixels."""


def typed(page: Page, text: str) -> Locator:
    """The question box, once that was typed and the list is open."""
    box = page.locator(QUESTION_BOX)
    expect(box).to_have_attribute("role", "combobox")
    box.click()
    box.press_sequentially(text, delay=30)
    page.locator(f"{LIST} li").first.wait_for()
    page.wait_for_load_state("networkidle")
    return box


def options(page: Page) -> list[str]:
    return page.locator(f"{LIST} li > :first-child").all_inner_texts()


def is_closed(page: Page, box: Locator) -> None:
    expect(page.locator(LIST)).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None


def test_the_keyboard_chooses_a_question_which_is_asked(open_page: OpenPage) -> None:
    page = open_page(locale="sv-SE")
    box = typed(page, "hur ofta")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-controls", "suggestions")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None
    texts = options(page)
    assert all(re.match("hur ofta", text, re.IGNORECASE) for text in texts[:1])
    expect(page.locator(".suggestions [role=status]")).to_have_text(f"{len(texts)} förslag")

    box.press("ArrowDown")
    active = page.locator(f"{LIST} [aria-selected=true]")
    expect(active).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == active.get_attribute("id")
    box.press("ArrowUp")  # to the box itself
    expect(active).to_have_count(0)
    box.press("ArrowUp")  # and round to the last
    expect(active.locator("span").first).to_have_text(texts[-1])
    expect(box).to_have_value("hur ofta")

    box.press("Escape")
    is_closed(page, box)
    expect(box).to_have_value("hur ofta")
    box.press("ArrowDown")
    expect(page.locator(LIST)).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    page.locator(".st-key-card-1").wait_for()
    page.locator(SETTLED).wait_for()
    expect(page.locator(QUESTION_BOX)).to_have_value(texts[0])
    is_closed(page, page.locator(QUESTION_BOX))
    expect(page).to_have_url(re.compile(r"\?q="))
    page.go_back()
    expect(page.locator(QUESTION_BOX)).to_have_value("")


def test_whoever_heeds_no_suggestion_asks_what_was_typed(open_page: OpenPage) -> None:
    page = open_page(locale="nl-NL")
    box = typed(page, "hoe vaak zie")
    box.press_sequentially(" je elkaar", delay=10)
    box.press("Enter")
    page.locator(".st-key-card-1").wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator(QUESTION_BOX)).to_have_value("hoe vaak zie je elkaar")
    is_closed(page, page.locator(QUESTION_BOX))


def test_tab_goes_on_to_the_button_and_chooses_nothing(open_page: OpenPage) -> None:
    page = open_page(locale="it-IT")
    box = typed(page, "feed")
    box.press("ArrowDown")
    box.press("Tab")
    is_closed(page, box)
    expect(box).to_have_value("feed")
    expect(page.locator(".st-key-search button")).to_be_focused()


@pytest.mark.parametrize(
    ("locale", "typing", "note", "address"),
    [
        ("it-IT", "che serve", "Articolo", r"/article\?id=\d+&lang=it"),
        ("sv-SE", "första mötet", "Ämne", r"/articles\?about=[\w-]+&lang=sv"),
    ],
)
def test_a_finger_chooses_an_article_or_a_topic_which_is_gone_to_in_one_step(
    open_page: OpenPage, locale: str, typing: str, note: str, address: str
) -> None:
    page = open_page(f"/?lang={locale[:2]}", locale=locale, width=390, touch=True)
    box = typed(page, typing)
    option = page.locator(f"{LIST} li").filter(has_text=note).first
    sizes = page.locator(f"{LIST} li").evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert min(sizes) >= LEAST_TOUCH
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    text = option.locator("span").first.inner_text()
    option.tap()
    expect(page).to_have_url(re.compile(address))
    expect(page.locator("h1").first).to_contain_text(text)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?lang="))
    expect(box).to_be_visible()


def test_a_finger_chooses_a_question_and_the_box_keeps_it(open_page: OpenPage) -> None:
    page = open_page(locale="it-IT", width=390, touch=True)
    typed(page, "come")
    option = page.locator(f"{LIST} li").first
    text = option.locator("span").first.inner_text()
    option.tap()
    page.locator(".st-key-card-1").wait_for()
    expect(page.locator(QUESTION_BOX)).to_have_value(text)


def test_without_suggestions_the_box_is_as_it_was(open_page: OpenPage) -> None:
    page = open_page(locale="en-GB")
    page.route("**/suggestions?*", lambda route: route.abort())
    box = page.locator(QUESTION_BOX)
    box.click()
    box.press_sequentially("Should mentors be paid?", delay=10)
    box.press("Enter")
    page.locator(".st-key-card-1").wait_for()
    expect(page.locator(QUESTION_BOX)).to_have_value("Should mentors be paid?")
