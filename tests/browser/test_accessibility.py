"""Every page, looked at by axe: contrast, names, roles and order, after WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import QUESTION_BOX, SETTLED
from tests.browser.people import accept_invitation
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = {
    "start": "/",
    "results": "/?q=How+do+I+ask+someone+to+be+my+mentor",
    "nothing": "/?q=How+do+I+repair+my+bicycle",
    "articles": "/articles",
    "article": "/article?id=9",
    "side by side": "/side-by-side?id=4&with=25",
    "map": "/map",
    "desk": "/edit?view=all",
    "add": "/add",
    "review": "/review?id=9",
    "write": "/write?id=9",
    "history": "/history?id=9",
    "questions": "/questions",
    "translations": "/translations",
    "topics by language": "/translations?by=topic",
    "translating": "/write?translate=23&into=sv",
    "beside the original": "/write?translate=4&into=sv&id=47",
    "administration": "/admin",
}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A browser in which an administrator, who sees every page, is signed in."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    accept_invitation(page, f"{served.invite('alva', 'admin')}&lang=en")
    page.close()
    yield context
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_to_complain_about(signed_in: BrowserContext, served: Served, path: str, scheme: str) -> None:
    page = signed_in.new_page()
    page.set_viewport_size({"width": 390 if scheme == "dark" else 1440, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(f"{served.address}{path}")
    page.locator("h1").first.wait_for()
    page.locator(SETTLED).wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    found = complaints(page)
    page.close()
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing_while_the_question_box_suggests(
    signed_in: BrowserContext, served: Served, scheme: str, width: int
) -> None:
    page = signed_in.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(f"{served.address}/?lang=sv")
    page.locator(SETTLED).wait_for()
    page.locator(QUESTION_BOX).press_sequentially("feed")
    page.locator("#suggestions li").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#suggestions [aria-selected=true]")).to_have_count(1)
    found = complaints(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("part", range(1, 4))
def test_axe_finds_nothing_in_any_part_of_the_administrators_page(
    signed_in: BrowserContext, served: Served, part: int
) -> None:
    page = signed_in.new_page()
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{served.address}/admin?lang=nl")
    page.locator(".st-key-admin-part button").nth(part).click()
    page.locator((".st-key-bring-in", ".st-key-golden", ".st-key-glossary")[part - 1]).wait_for()
    page.locator(SETTLED).wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    if part == 3:
        broken = {"name": "topics.toml", "mimeType": "application/toml", "buffer": b"[[topics]]"}
        page.locator(".st-key-taxonomy input[type=file]").set_input_files(broken)  # type: ignore[arg-type]
        expect(page.locator(".notice li").first).to_be_visible()  # on a telephone too
    found = complaints(page)
    page.close()
    assert found == []


def complaints(page: Page) -> list[str]:
    """What axe complains about: its rule, and the elements."""
    response = Axe().run(page, options=RULES).response
    return [
        f"{violation['id']}: {node['target'][0]} {node['html'][:120]}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]
