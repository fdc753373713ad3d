"""How a mentor looks through the library: topics, filters, the map, and two languages side by side."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SETTLED, OpenPage, open_card
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ITALIAN = ".role-mark path[fill='#3a7fd0']"
"""The chart's marks for what opens in Italian."""


def test_a_mentor_finds_what_there_is_on_feedback_and_sends_it_to_a_friend(open_page: OpenPage) -> None:
    page = open_page("/articles", locale="nl-NL")
    page.get_by_role("link", name=re.compile("Feedback geven en ontvangen")).click()
    expect(page.locator("h1")).to_have_text("Feedback geven en ontvangen")
    expect(page.get_by_role("status").first).to_contain_text("in het Zweeds")
    page.get_by_role("button", name=re.compile("Onderwerpen en filters · 1")).click()
    inside = page.get_by_test_id("stPopoverBody")
    inside.get_by_role("button", name="Svenska", exact=True).click()
    expect(page).to_have_url(re.compile("about=feedback&in=sv"))
    expect(inside).to_be_visible()  # it stays open for a second choice
    titles = page.locator("[class*='st-key-card-'] h2")
    expect(titles.first).to_have_attribute("lang", "sv")
    friend = open_page("/" + page.url.partition("localhost")[2].partition("/")[2], locale="it-IT", width=390)
    expect(friend.locator("h1")).to_have_text("Dare e ricevere feedback")
    assert friend.locator("[class*='st-key-card-'] h2").count() == titles.count()


@pytest.mark.parametrize(
    ("locale", "width", "filters", "topic", "to_map", "the_map"),
    [
        ("sv-SE", 390, "Ämnen och filter", "Hitta en mentor", "Karta", "Karta över biblioteket"),
        ("it-IT", 1440, "Argomenti e filtri", "Trovare un mentor", "Mappa", "Mappa della biblioteca"),
    ],
)
def test_a_mentor_reads_an_article_on_a_topic_and_one_from_the_map(
    open_page: OpenPage, locale: str, width: int, filters: str, topic: str, to_map: str, the_map: str
) -> None:
    page = open_page("/articles", locale=locale, width=width, touch=width < 500)
    page.get_by_role("button", name=filters).click()
    page.get_by_test_id("stPopoverBody").get_by_role("combobox").first.click()
    page.get_by_role("option", name=topic).click()
    expect(page.locator("h1")).to_have_text(topic)
    page.keyboard.press("Escape")  # the list of topics
    page.keyboard.press("Escape")  # and the filters
    expect(page.get_by_test_id("stPopoverBody")).to_be_hidden()
    page.locator(SETTLED).wait_for()
    page.locator("[class*='st-key-card-links'] a").first.click()
    expect(page.locator("article")).to_be_visible()
    page.locator(SETTLED).wait_for()
    page.get_by_role("link", name=to_map, exact=True).click()
    expect(page.locator("h1")).to_have_text(the_map)
    page.locator(SETTLED).wait_for()
    mark = page.locator(".role-mark path").first
    if width < 500:
        mark.tap()
        page.locator(".st-key-card-tapped").get_by_role("link").first.click()
    else:
        mark.click()
    expect(page.locator("article")).to_be_visible()


def test_two_languages_stand_side_by_side_and_one_below_the_other_on_a_telephone(open_page: OpenPage) -> None:
    page = open_page("/articles?lang=sv&about=first-meeting", locale="sv-SE")
    open_card(page, "Förbered och genomför det första mötet")
    page.get_by_role("link", name="Läs båda sida vid sida").click()
    expect(page.locator("h1")).to_have_text("Sida vid sida")
    pair = page.locator("section.pair").first
    here, there = pair.locator("article").first, pair.locator("article").last
    expect(here).to_have_attribute("lang", "sv")
    assert here.bounding_box()["y"] == there.bounding_box()["y"]  # type: ignore[index]
    assert here.bounding_box()["width"] > 400  # type: ignore[index]
    page.set_viewport_size({"width": 390, "height": 844})
    expect(there).to_be_hidden()
    pair.get_by_role("checkbox").check()
    expect(there).to_be_visible()


def test_a_click_on_the_map_opens_the_article_and_a_finger_first_sees_its_title(
    open_page: OpenPage, browser: Browser, served: Served
) -> None:
    page = open_page("/map?lang=it", locale="it-IT")
    page.locator(ITALIAN).first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Si legge in")
    steps = page.evaluate("history.length")
    page.locator(ITALIAN).first.click()
    expect(page.locator("article")).to_have_attribute("lang", "it")
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(page.locator("h1")).to_have_text("Mappa della biblioteca")
    expect(page).to_have_url(f"{served.address}/map?lang=it")
    page.locator(SETTLED).wait_for()
    page.locator(ITALIAN).nth(1).click()  # nothing is left of the first choice
    expect(page.locator("article")).to_have_attribute("lang", "it")
    page.go_back()
    expect(page).to_have_url(f"{served.address}/map?lang=it")
    context = browser.new_context(locale="it-IT", viewport={"width": 390, "height": 844}, has_touch=True)
    finger = context.new_page()
    finger.goto(f"{served.address}/map")
    finger.locator(ITALIAN).first.tap()
    card = finger.locator(".st-key-card-tapped")
    expect(card.locator("h2")).to_have_attribute("lang", "it")
    expect(card).to_be_in_viewport()
    card.get_by_role("link", name="Leggi l'articolo").click()
    expect(finger.locator("article")).to_have_attribute("lang", "it")
    context.close()


def test_the_link_of_an_article_is_copied(open_page: OpenPage) -> None:
    page = open_page("/article?id=9&lang=en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="The link is copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_on_paper_there_is_the_article_and_nothing_around_it(open_page: OpenPage) -> None:
    page = open_page("/article?id=9", locale="sv-SE")
    page.emulate_media(media="print")
    expect(page.locator("article")).to_be_visible()
    for around in (".st-key-bar", ".page-tools", ".contents", ".st-key-related"):
        expect(page.locator(around)).to_be_hidden()
    height = page.locator("article").evaluate("e => e.getBoundingClientRect().height")
    assert page.evaluate("document.documentElement.scrollHeight") >= height  # not cut off at a screen's height
