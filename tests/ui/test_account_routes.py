"""The forms for signing in, as browsers send them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from corpus.account import Account, Role, SessionLimits
from corpus.database import open_database
from corpus.library import Library, open_library
from corpus.throttle import Throttle
from tests.corpus.clock import Clock
from ui.authentication import Authenticator
from ui.web.account_routes import AccountRoutes, comes_from_here, local_path
from ui.web.safe_headers import SafeHeaders
from ui.web.session_cookie import COOKIE

PASSWORD = "eleven oaks by the lake"  # noqa: S105 - of an account that exists in these tests only
RIGHT = {"name": "astrid", "password": PASSWORD}
WRONG = {"name": "astrid", "password": "ten oaks by the lake"}
NEW = {"password": "twelve oaks by the lake", "again": "twelve oaks by the lake"}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = open_library(tmp_path / "library")
    throttle = Throttle(open_database(library.folder / "mentorbase.db"), Clock())
    library = replace(library, throttle=throttle)
    library.accounts.add("astrid", Role.EDITOR, PASSWORD)
    return library


@pytest.fixture
def authenticator(library: Library) -> Authenticator:
    return Authenticator(library, SessionLimits())


@pytest.fixture
def app(authenticator: Authenticator) -> Starlette:
    routes = AccountRoutes(lambda: authenticator, lambda: {"/sign-in?with=example": "Example"}).routes()
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])


@pytest.fixture
def client(app: Starlette) -> TestClient:
    return TestClient(app, follow_redirects=False)


def test_the_right_password_begins_a_session_and_leads_back(client: TestClient, authenticator: Authenticator) -> None:
    answer = client.post("/account/sign-in?next=/articles%3Fin%3Dsv", data=RIGHT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/articles?in=sv")
    cookie = answer.headers["set-cookie"]
    # Fourteen days have 1 209 600 seconds.
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax", cookie)
    assert authenticator.account(client.cookies[COOKIE]) == Account("astrid", Role.EDITOR)


def test_the_cookie_is_for_https_only_when_it_came_by_https(app: Starlette) -> None:
    answer = TestClient(app, base_url="https://testserver", follow_redirects=False).post("/account/sign-in", data=RIGHT)
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client: TestClient) -> None:
    answers = [client.post("/account/sign-in", data={**WRONG, "name": name}) for name in ("astrid", "nobody")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].text == answers[1].text.replace("nobody", "astrid")
    assert "<p class='trouble' role='alert'>Name or password is wrong.</p>" in answers[0].text
    assert COOKIE not in client.cookies


def test_who_guesses_has_to_wait_even_with_the_right_password(client: TestClient) -> None:
    for _ in range(5):
        assert client.post("/account/sign-in", data=WRONG).status_code == 401
    answer = client.post("/account/sign-in", data=RIGHT)
    assert answer.status_code == 429
    assert "Too many attempts. Try again in 1 second." in answer.text


def test_signing_out_ends_the_session_and_removes_the_cookie(client: TestClient, authenticator: Authenticator) -> None:
    client.post("/account/sign-in", data=RIGHT)
    token = client.cookies[COOKIE]
    answer = client.post("/account/sign-out?lang=sv")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=sv")
    assert authenticator.account(token) is None
    assert COOKIE not in client.cookies


def test_signing_in_again_ends_the_browser_s_older_session(client: TestClient, authenticator: Authenticator) -> None:
    client.post("/account/sign-in", data=RIGHT)
    older = client.cookies[COOKIE]
    client.post("/account/sign-in", data=RIGHT)
    assert authenticator.account(older) is None
    assert authenticator.account(client.cookies[COOKIE]) is not None


@pytest.mark.parametrize(
    "path", ["/account/sign-in", "/account/sign-out", "/account/invitation?token=x", "/account/password"]
)
def test_a_form_that_another_site_has_sent_is_refused(client: TestClient, path: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert client.post(path, data=RIGHT, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "comes"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "https://proxy.example"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://here:8501"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://here:8501"}, True),
        ({"origin": "http://here:8502"}, False),
        ({}, True),
    ],
)
def test_where_a_form_comes_from_is_told_by_what_the_browser_says(headers: dict[str, str], comes: bool) -> None:
    assert comes_from_here(Headers({"host": "here:8501", **headers})) is comes


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "articles",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\\b",
        "/a\nb",
        "/ä",
        "javascript:x",
    ],
)
def test_no_way_back_leads_out_of_the_app(wanted: str) -> None:
    assert local_path(wanted) == "/"


def test_a_form_that_is_too_long_or_unreadable_is_refused(client: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for content in (b"name=" + b"x" * 20_000, b"name=%FF", "name=ä".encode()):
        assert client.post("/account/sign-in", content=content, headers=form).status_code == 400


def test_the_page_is_a_form_that_password_managers_know_in_the_browser_s_language(client: TestClient) -> None:
    page = client.get("/account/sign-in?next=/articles", headers={"Accept-Language": "sv-SE,sv;q=0.9"})
    assert "<html lang='sv'>" in page.text
    assert "<h1>Logga in</h1>" in page.text
    assert "<form method='post' action='/account/sign-in?next=%2Farticles&amp;lang=sv'>" in page.text
    assert re.findall(r"autocomplete='([\w-]+)'", page.text) == ["username", "current-password"]
    assert "<a class='button quiet-button' href='/sign-in?with=example'>Logga in med Example</a>" in page.text
    assert "<script" not in page.text


def test_what_is_typed_comes_back_as_text(client: TestClient) -> None:
    page = client.post("/account/sign-in?next='><b>", data={"name": "'><script>", "password": "x"})
    assert "<script" not in page.text
    assert "<b>" not in page.text


def test_every_answer_tells_browsers_what_it_is_not_used_for(client: TestClient) -> None:
    page, style = client.get("/account/sign-in"), client.get("/account/style.css")
    for answer in (page, style):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert style.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert "--green:#1c5d50" in style.text
    assert 'url("/static/media/SourceSerif' in style.text


# One-time links


def test_an_invited_editor_chooses_a_password_and_is_signed_in(
    client: TestClient, library: Library, authenticator: Authenticator
) -> None:
    library.accounts.add("bruno", Role.EDITOR)
    link = f"/account/invitation?token={library.invitations.invite('bruno')}&lang=it"
    page = client.get(link)
    assert "<h1>Ciao, bruno</h1>" in page.text
    assert re.findall(r"autocomplete='([\w-]+)'", page.text) == ["username", "new-password", "new-password"]
    answer = client.post(link, data=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=it")
    assert authenticator.account(client.cookies[COOKIE]) == Account("bruno", Role.EDITOR)
    assert library.accounts.verify("bruno", NEW["password"]) == Account("bruno", Role.EDITOR)
    assert [client.get(link).status_code, client.post(link, data=NEW).status_code] == [410, 410]


@pytest.mark.parametrize(
    ("form", "trouble"),
    [
        ({"password": "short", "again": "short"}, "The password needs at least 10 characters."),
        ({"password": PASSWORD, "again": PASSWORD + "x"}, "The two passwords are not the same."),
    ],
)
def test_a_password_that_will_not_do_is_told_and_the_link_stays(
    client: TestClient, library: Library, form: dict[str, str], trouble: str
) -> None:
    link = f"/account/invitation?token={library.invitations.invite('astrid')}"
    answer = client.post(link, data=form)
    assert answer.status_code == 422
    assert trouble in answer.text
    assert client.post(link, data=NEW).status_code == 303


def test_the_first_administrator_is_made_by_the_link_under_a_free_name(
    client: TestClient, library: Library, authenticator: Authenticator
) -> None:
    link = f"/account/invitation?token={library.invitations.invite_first_admin()}"
    assert "Welcome to Mentorbase" in client.get(link).text
    taken = client.post(link, data={"name": "Astrid", **NEW})
    assert taken.status_code == 422
    assert "This name is taken" in taken.text
    assert client.post(link, data={"name": "bruno", **NEW}).status_code == 303
    assert authenticator.account(client.cookies[COOKIE]) == Account("bruno", Role.ADMIN)


# Changing a password


def test_a_changed_password_signs_out_everywhere_else(client: TestClient, authenticator: Authenticator) -> None:
    elsewhere = authenticator.sign_in("astrid", PASSWORD, "192.0.2.1")
    client.post("/account/sign-in", data=RIGHT)
    assert client.post("/account/password", data={"present": "wrong", **NEW}).status_code == 401
    assert authenticator.account(elsewhere) is not None
    assert client.post("/account/password", data={"present": PASSWORD, **NEW}).status_code == 303
    assert authenticator.account(elsewhere) is None
    assert authenticator.account(client.cookies[COOKIE]) == Account("astrid", Role.EDITOR)


def test_who_is_not_signed_in_is_sent_to_sign_in_before_changing_a_password(client: TestClient) -> None:
    for answer in (client.get("/account/password"), client.post("/account/password", data=NEW)):
        assert (answer.status_code, answer.headers["location"]) == (303, "/account/sign-in?next=/account/password")
