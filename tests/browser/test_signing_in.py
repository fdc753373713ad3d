"""What administrators and those whom they invite do, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.people import PASSWORD, accept_invitation
from tests.browser.serving import Served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("locale", "width", "sign_out"), [("sv-SE", 390, "Logga ut"), ("it-IT", 1440, "Esci")])
def test_an_invited_editor_chooses_a_password_signs_out_and_in_again(
    served: Served, open_page: OpenPage, locale: str, width: int, sign_out: str
) -> None:
    name = f"bruno-{width}"
    page = open_page("/", locale=locale, width=width)
    accept_invitation(page, f"{served.invite(name, 'editor')}&lang={locale[:2]}")
    page.locator(".st-key-account button").click()
    page.get_by_role("button", name=sign_out).click()
    page.locator(".foot a").click()
    page.locator("#name").fill(name.upper())
    page.locator("#password").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(page.locator(".st-key-account button")).to_contain_text(name)
    cookie = next(each for each in page.context.cookies() if each["name"] == "mentorbase-session")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Lax", False)


def test_an_editor_whom_the_administrator_shuts_out_is_a_reader_at_once(served: Served, open_page: OpenPage) -> None:
    editor = open_page("/")
    accept_invitation(editor, f"{served.invite('carla', 'editor')}&lang=en")
    admin = open_page("/", width=390)
    accept_invitation(admin, f"{served.invite('astrid', 'admin')}&lang=en")
    admin.goto(f"{served.address}/admin")
    admin.locator(".st-key-change-carla button").click()
    admin.locator(".st-key-disable-carla button").click()
    expect(admin.get_by_text("may not sign in")).to_be_visible()
    editor.locator(".st-key-suggestion-0 button").click()
    expect(editor.locator(".foot a")).to_be_visible()
    expect(editor.locator(".st-key-account button")).to_have_count(0)
