"""What an editor does, from the invitation to the answered question, in two languages and on both widths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import SETTLED, OpenPage
from tests.browser.documents import (
    LEAVE_DUTCH,
    LEAVE_ITALIAN,
    PENSION_ENGLISH,
    PENSION_SWEDISH,
    Parts,
    docx_of,
    pdf_of,
)
from tests.browser.people import accept_invitation
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONG = 300_000
"""Milliseconds for what follows a change: relations, topics and the index, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One editor's errand: who, what they hand in, and what a reader asks in a third language."""

    name: str
    locale: str
    width: int
    original: Parts
    translation: Parts
    reader: str
    question: str
    unanswered: str
    upload: str


ERRANDS = [
    Errand(
        "giulia",
        "it-IT",
        1440,
        LEAVE_ITALIAN,
        LEAVE_DUTCH,
        "en-GB",
        "How can a mentor help me come back to work after parental leave?",
        "Where can I rent a tandem for the weekend?",
        "Carica file",
    ),
    Errand(
        "maja",
        "sv-SE",
        390,
        PENSION_SWEDISH,
        PENSION_ENGLISH,
        "nl-NL",
        "Waarover praat ik met mijn mentor nadat ik met pensioen ben gegaan?",
        "Waar kan ik in het weekend een kano huren?",
        "Ladda upp filer",
    ),
]


@pytest.mark.parametrize("errand", ERRANDS, ids=[each.name for each in ERRANDS])
def test_an_editor_takes_in_reviews_links_publishes_edits_restores_and_answers(
    served: Served, open_page: OpenPage, errand: Errand
) -> None:
    reader = open_page(f"/?q={quote(errand.unanswered)}", locale=errand.reader, width=390)
    reader.locator(".st-key-want-to-send button").click()
    reader.locator(".st-key-send-question button").click()
    ticket = str(reader.locator(".ticket a").get_attribute("href"))
    page = open_page("/", locale=errand.locale, width=errand.width)
    accept_invitation(page, f"{served.invite(errand.name, 'editor')}&lang={errand.locale[:2]}")

    title = errand.original[0][1]
    _take_in(page, served, errand)
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_have_text(title)
    _put_a_block_back(page)
    _link_the_translation(page, errand.translation[0][1])
    page.locator(".st-key-publish button").click()
    expect(page.locator(".st-key-told-done")).to_be_visible()
    review = page.url

    reader.goto(f"{served.address}/?q={quote(errand.question)}")
    _found(reader, title)

    added = _edit(page)
    page.goto(review)
    page.locator(".st-key-go-history a").click()
    _compare_and_restore(page, added)

    _answer(page, served, errand.unanswered, title)
    reader.goto(ticket)
    expect(reader.get_by_role("heading", name=title)).to_be_visible()


def _take_in(page: Page, served: Served, errand: Errand) -> None:
    page.goto(f"{served.address}/add")
    files: list[FilePayload] = [
        {"name": f"{errand.name}.pdf", "mimeType": "application/pdf", "buffer": pdf_of(errand.original)},
        {"name": f"{errand.name}.docx", "mimeType": WORD, "buffer": docx_of(errand.translation)},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.locator(".st-key-take-in button").click()
    expect(page.locator("[class*='st-key-job-'] table.files tr")).to_have_count(2, timeout=LONG)


def _put_a_block_back(page: Page) -> None:
    removed = page.locator("[class*='st-key-removed-']:has(del)")
    page.locator(SETTLED).wait_for()
    expect(removed.nth(1)).to_be_visible()
    before = removed.count()
    removed.first.locator("button").click()
    expect(removed).to_have_count(before - 1)


def _link_the_translation(page: Page, title: str) -> None:
    """The proposal to link it is accepted; what was linked by rule is undone and linked again."""
    relation = page.locator("[class*='st-key-relation-']:has([class*='st-key-relation-head-'])").filter(has_text=title)
    accept = relation.locator("[class*='st-key-accept-'] button")
    expect(relation.first).to_be_visible(timeout=LONG)
    accept.click()
    expect(accept).to_have_count(0)
    expect(page.locator(".st-key-told-done")).to_be_visible()


def _found(reader: Page, title: str) -> None:
    """Search again until the index has followed."""
    found = reader.locator("[class*='st-key-card-'] h2")
    for _ in range(60):
        reader.locator(SETTLED).wait_for()
        found.first.wait_for()
        if title in found.all_inner_texts():
            return
        reader.locator(".st-key-search button").click()
        reader.wait_for_timeout(1000)
    pytest.fail(f"{title} was not found, but {found.all_inner_texts()}")


def _edit(page: Page) -> str:
    """Write a sentence more and save it; returns the sentence."""
    page.locator(".st-key-go-write a").click()
    box = page.locator("[class*='st-key-write-'] textarea").first
    box.wait_for()
    added = "Mentorbase 4711."
    box.fill(f"{box.input_value()}\n\n{added}")
    box.press("Tab")
    page.locator(SETTLED).wait_for()
    page.locator(".st-key-save-live button").click()
    expect(page.locator(".st-key-told-done")).to_be_visible()
    return added


def _compare_and_restore(page: Page, added: str) -> None:
    difference: Locator = page.locator(".st-key-history-difference")
    expect(difference.locator("ins").filter(has_text=added).first).to_be_visible()
    page.locator(SETTLED).wait_for()
    before = page.locator("[class*='st-key-revision-']:has(h2), [class*='st-key-revision-actions-']").count()
    page.locator("[class*='st-key-revision-actions-'] [class*='st-key-restore-'] button").first.click()
    expect(page.locator(".st-key-told-done")).to_be_visible()
    after = page.locator("[class*='st-key-revision-']:has(h2), [class*='st-key-revision-actions-']")
    expect(after).not_to_have_count(before)


def _answer(page: Page, served: Served, question: str, title: str) -> None:
    page.goto(f"{served.address}/questions")
    group = page.locator("[class*='st-key-group-']").filter(has_text=question)
    group.locator("[class*='st-key-answer-'] button").first.click()
    box = group.get_by_role("combobox")
    box.click()
    box.fill(title)
    page.get_by_role("option", name=re.compile(re.escape(title))).first.click()
    group.locator("[class*='st-key-answered-'] button").click()
    expect(page.locator(".st-key-told-done")).to_contain_text(title)
