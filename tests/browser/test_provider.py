"""Signing in by an OpenID Connect provider, as Streamlit's own `st.login` does it, from the first click to the last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SETTLED
from tests.browser.serving import Served, serve

if TYPE_CHECKING:
    from tests.browser.openid import Provider

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANNA, ASTRID, BRUNO, CARLA = "anna@example.org", "astrid@example.org", "bruno@example.org", "carla@example.org"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """It has not checked Carla's address, and knows Anna's in capitals."""
    pytest.importorskip("authlib", reason="streamlit[auth] is not installed; `make dev` installs it")
    from tests.browser.openid import provide

    people = {name: {"email": name, "email_verified": name != CARLA} for name in (ASTRID, BRUNO, CARLA)}
    with provide({ANNA: {"email": ANNA.upper(), "email_verified": True}, **people}) as provider:
        yield provider


@pytest.fixture(scope="module")
def app(provider: Provider, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Served]:
    """An empty library whose editors are Anna and Carla, and whose administrator is Astrid."""
    folder = tmp_path_factory.mktemp("provided")
    with serve(folder, model_cache, is_filled=False, secrets=provider.secrets) as app:
        for name, role in ((ANNA, "editor"), (CARLA, "editor"), (ASTRID, "admin")):
            app.invite(name, role)
        yield app


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(locale=request.param, viewport={"width": 390, "height": 844})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def go_to_provider(page: Page, app: Served) -> None:
    page.goto(app.address)
    page.locator(SETTLED).wait_for()
    page.locator(".foot a").click()
    page.locator(".providers a").click()
    expect(page.locator("h1")).to_have_text("Who are you?")


def come_as(page: Page, app: Served, name: str) -> None:
    go_to_provider(page, app)
    page.get_by_role("link", name=name).click()
    page.locator(SETTLED).wait_for()


@pytest.mark.parametrize(("page", "desk", "sign_out"), [("sv-SE", "Redaktionen", "Logga ut")], indirect=["page"])
def test_an_editor_signs_in_works_and_signs_out_again(
    page: Page, app: Served, provider: Provider, desk: str, sign_out: str
) -> None:
    come_as(page, app, ANNA)
    page.locator(".st-key-account button").click()
    expect(page.locator(".st-key-account button")).to_contain_text(ANNA)
    page.locator(".st-key-account-menu").get_by_role("link", name=desk).click()
    expect(page.locator("h1")).to_have_text(desk)
    page.goto(f"{app.address}/admin")
    expect(page.locator("h1")).to_have_text("Den här sidan är för administratörer.")
    page.locator(".st-key-account button").click()
    page.get_by_role("button", name=sign_out).click()
    expect(page.locator(".foot a")).to_have_text("Logga in")
    expect(page.locator(".st-key-account button")).to_have_count(0)
    assert provider.signed_out == [ANNA]
    assert not [each for each in page.context.cookies() if "streamlit_user" in each["name"]]


@pytest.mark.parametrize("page", ["it-IT"], indirect=True)
def test_an_administrator_gets_her_role_by_her_account_and_loses_it_with_it(page: Page, app: Served) -> None:
    come_as(page, app, ASTRID)
    page.goto(f"{app.address}/admin")
    expect(page.locator("h1")).to_have_text("Amministrazione")
    app.mentorbase("users", "add", "other", "--role", "admin", "--invite")
    app.mentorbase("users", "remove", ASTRID)
    page.goto(f"{app.address}/admin")
    expect(page.locator("h1")).to_have_text("Accedi per continuare.")


@pytest.mark.parametrize("page", ["nl-NL"], indirect=True)
@pytest.mark.parametrize(("name", "reason"), [(BRUNO, "Er is geen account"), (CARLA, "De inlogdienst bevestigt niet")])
def test_whoever_has_no_account_or_no_checked_address_stays_a_reader_and_is_told_why(
    page: Page, app: Served, name: str, reason: str
) -> None:
    come_as(page, app, name)
    expect(page.locator(".st-key-account button")).to_have_count(0)
    page.locator(".foot a").click()
    expect(page.locator("h1")).to_have_text(f"Je komt binnen als {name}.")
    expect(page.locator(".notice p")).to_contain_text(reason)
    page.locator(".st-key-leave-provider button").click()
    expect(page.locator(".foot a")).to_have_text("Inloggen")


@pytest.mark.parametrize("page", ["en-GB"], indirect=True)
def test_whoever_thinks_better_of_it_is_a_reader_as_before(page: Page, app: Served) -> None:
    go_to_provider(page, app)
    page.get_by_role("link", name="nobody").click()
    page.locator(SETTLED).wait_for()
    expect(page.locator(".foot a")).to_have_text("Sign in")
