"""What a mentee does: asks, reads the answer in any language, votes, and asks the editors where there is none."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SETTLED, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_CARD = ".st-key-card-1"


@pytest.mark.parametrize(
    ("locale", "width", "question", "only_in", "language", "also_in"),
    [
        ("sv-SE", 390, "Hur förbereder jag mig inför första mötet?", "it", "it", "Svenska"),
        ("nl-NL", 1440, "Hoe bereid ik het eerste gesprek voor?", "sv", "sv", "Nederlands"),
    ],
)
def test_a_mentee_reads_a_foreign_answer_its_translation_and_votes(
    open_page: OpenPage, locale: str, width: int, question: str, only_in: str, language: str, also_in: str
) -> None:
    page = open_page(f"/?q={question}&in={only_in}", locale=locale, width=width)
    card = page.locator(FIRST_CARD)
    expect(card.locator("h2")).to_have_attribute("lang", language)
    expect(card.locator("mark").first).to_be_visible()
    page.locator(".st-key-vote-up-1 button").click()
    expect(page.locator(".st-key-votes-1 [role=status]")).to_be_visible()
    card.get_by_role("link").first.click()
    article = page.locator("article").first
    expect(article).to_have_attribute("lang", language)
    page.locator(SETTLED).wait_for()
    page.get_by_role("link", name=also_in, exact=True).first.click()
    expect(article).to_have_attribute("lang", locale[:2])


@pytest.mark.parametrize(
    ("locale", "width", "question", "details"),
    [
        ("it-IT", 390, "Quanto costa affittare una barca a vela?", "Per una gita con il mio gruppo."),
        ("sv-SE", 1440, "Vad kostar det att hyra en segelbåt?", "Till en utflykt med min grupp."),
    ],
)
def test_a_mentee_sends_what_nobody_has_answered_and_comes_back_by_the_link(
    open_page: OpenPage, locale: str, width: int, question: str, details: str
) -> None:
    page = open_page(f"/?q={question}", locale=locale, width=width)
    page.locator(".st-key-want-to-send button").click()
    page.locator(".st-key-send-details textarea").fill(details)
    page.locator(".st-key-send-question button").click()
    link = page.locator(".ticket a")
    expect(link).to_have_attribute("href", re.compile(r"/question\?ticket="))
    page.goto(str(link.get_attribute("href")))
    sent = page.locator(".sent-question")
    expect(sent).to_contain_text(question)
    expect(sent).to_contain_text(details)
