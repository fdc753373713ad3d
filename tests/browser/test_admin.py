"""What an administrator does: lets somebody in, and moves the whole library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SETTLED, OpenPage
from tests.browser.people import accept_invitation
from tests.browser.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = 180_000
"""Milliseconds for a job, on a busy machine."""


@pytest.mark.parametrize(
    ("locale", "width", "name", "words"),
    [("sv-SE", 390, "dora", "Redaktionen"), ("it-IT", 1440, "elio", "Redazione")],
)
def test_an_administrator_invites_an_editor_who_chooses_a_password(
    served: Served, open_page: OpenPage, locale: str, width: int, name: str, words: str
) -> None:
    admin = open_page("/", locale=locale, width=width)
    accept_invitation(admin, f"{served.invite(f'head-of-{name}', 'admin')}&lang={locale[:2]}")
    admin.goto(f"{served.address}/admin?lang={locale[:2]}")
    admin.locator(".st-key-new-name input").fill(name)
    admin.locator(".st-key-make-link button").click()
    link = admin.locator("code.once").inner_text()
    invited = open_page("/", locale=locale, width=width)
    accept_invitation(invited, f"{link}&lang={locale[:2]}")
    invited.locator(".st-key-account button").click()
    invited.locator(".st-key-account-menu").get_by_role("link", name=words).click()
    expect(invited.locator("h1")).to_have_text(words)


def _library_page(page: Page, served: Served, name: str, language: str) -> None:
    accept_invitation(page, f"{served.invite(name, 'admin')}&lang={language}")
    page.goto(f"{served.address}/admin?lang={language}")
    page.locator(".st-key-admin-part button").nth(1).click()
    page.locator(".st-key-export").wait_for()


@pytest.mark.parametrize(("locale", "width"), [("nl-NL", 1440), ("it-IT", 390)])
def test_a_library_is_taken_out_and_brought_into_an_empty_one(
    served: Served,
    open_page: OpenPage,
    browser: Browser,
    tmp_path: Path,
    model_cache: Path,
    locale: str,
    width: int,
) -> None:
    page = open_page("/", locale=locale, width=width)
    _library_page(page, served, f"mover-{width}", locale[:2])
    page.locator(".st-key-export button").click()
    button = page.locator("[class*='st-key-job-download-'] button").first
    button.wait_for(timeout=LONG)
    with page.expect_download() as downloading:
        button.click()
    downloading.value.save_as(tmp_path / "library.zip")
    page.locator("[class*='st-key-job-away-'] button").first.click()
    page.locator(SETTLED).wait_for()
    with serve(tmp_path, model_cache, is_filled=False) as other:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
        empty = context.new_page()
        _library_page(empty, other, "receiver", locale[:2])
        empty.locator("input[type=file]").set_input_files(tmp_path / "library.zip")
        empty.locator(".st-key-import button").click()
        expect(empty.locator("[class*='st-key-job-away-']")).to_be_visible(timeout=LONG)
        assert _texts(other) == _texts(served)
        context.close()


def test_golden_questions_are_tried_while_the_administrator_reads_on(served: Served, open_page: OpenPage) -> None:
    added = json.loads(served.mentorbase("golden", "add", "Should mentors be paid?", "--article", "1", "--json"))
    page = open_page("/", locale="sv-SE", width=390)
    accept_invitation(page, f"{served.invite('prover', 'admin')}&lang=sv")
    page.goto(f"{served.address}/admin?lang=sv")
    page.locator(".st-key-admin-part button").nth(2).click()
    page.locator(".st-key-try-golden button").click()
    expect(page.get_by_text("Frågorna ställs.")).to_be_visible()
    page.get_by_role("link", name="Artiklar").click()
    expect(page.locator("h1")).to_have_text("Alla artiklar")
    page.goto(f"{served.address}/admin?lang=sv")
    page.locator(".st-key-admin-part button").nth(2).click()
    result = page.locator(".st-key-golden").get_by_text("av prover")
    expect(result).to_contain_text("Provades", timeout=LONG)  # by itself, once it has ended
    served.mentorbase("golden", "remove", str(added["golden"]))


def _texts(served: Served) -> dict[str, object]:
    lines = [json.loads(line) for line in served.mentorbase("articles", "list", "--json").splitlines()]
    return {
        line["source"]: {name: line[name] for name in ("title", "language", "translation_key", "status")}
        for line in lines
    }
