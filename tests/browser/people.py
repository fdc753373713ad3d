"""Signing in, in a browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import SETTLED

PASSWORD = "eleven oaks by the lake"  # noqa: S105 - of accounts that exist in these tests only


def accept_invitation(page: Page, link: str) -> None:
    """Choose a password on the page that a one-time link opens; who was invited is signed in then."""
    page.goto(link)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.locator(SETTLED).wait_for()
