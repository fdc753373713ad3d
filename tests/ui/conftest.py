"""A small library and the app on it, without a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

import ui.web
from corpus.account import Role
from corpus.language import Language
from tests.fakes import save_word_model
from ui.service import Service, open_service
from ui.settings import Settings
from ui.web.session_cookie import COOKIE

APP = Path(ui.web.__file__).parent / "app.py"
ARTICLES = {
    "paying-it.md": """---
title: I mentori vanno pagati
language: it
translation_key: paying
audience: [programme, mentor]
summary: Quando pagare.
date: 2026-09-01
author: Anna Neri
---
I mentori vanno pagati.

## Poi

Un grazie basta spesso.

## Ancora

Anche un pranzo insieme.

## Infine

Rimborsa il treno.
""",
    "meeting-sv.md": """---
title: Första mötet
language: sv
translation_key: meeting
audience: mentee
---
Boka ett möte på fika, helst snart.
""",
    "meeting-en.md": """---
title: The first meeting
language: en
translation_key: meeting
audience: mentee
---
Book a meeting over coffee, ideally soon.
""",
    "hostile-en.md": """---
title: "<b>Hostile</b> ![t](http://evil.example/t.png)"
language: en
summary: "<img src=x onerror=alert(1)>"
---
Trouble <script>alert(1)</script> soon arrives ![pixel](http://evil.example/p.png) here.
""",
}
THEMES = ["walking", "listening", "planning", "thanking", "asking", "resting"]
WORDS = [*re.findall(r"\w+", " ".join(ARTICLES.values())), "zebra", *THEMES]
"""What the model of these tests tells apart."""


@dataclass(frozen=True, slots=True)
class SmallLibrary:
    """A library with the articles above, the ids under which their sources are kept, and the files they came from."""

    service: Service
    ids: dict[str, int]
    files: Path


@pytest.fixture(scope="session")
def word_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_word_model(tmp_path_factory.mktemp("model"), WORDS)


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory, word_model: Path) -> Path:
    """A folder with the articles above in `in`, and in `library` a library that holds them, which no test changes."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "in").mkdir()
    for name, text in ARTICLES.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    service = open_service(Settings(library=folder / "library", model=str(word_model)))
    reports = list(service.ingest([str(folder / "in")]))
    assert [(report.status, report.reason) for report in reports] == [("added", "")] * len(ARTICLES)
    service.catch_up()
    return folder


@pytest.fixture
def small_library(
    tmp_path: Path, word_model: Path, filled_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> SmallLibrary:
    shutil.copytree(filled_folder / "library", tmp_path / "library")
    monkeypatch.setenv("MENTORBASE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("MENTORBASE_MODEL", str(word_model))
    service = open_service(Settings())
    return SmallLibrary(service, {article.source: article.id for article in service.articles()}, filled_folder / "in")


@pytest.fixture(autouse=True, scope="session")
def _options_of_the_server() -> None:
    """What bears on how a page is run."""
    config.set_option("runner.magicEnabled", False)


@pytest.fixture(autouse=True)
def _fresh_resources() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The cookies of the browser, which Streamlit's simulation does not have."""
    browser = Browser({})
    monkeypatch.setattr("streamlit.runtime.context._get_client_context", lambda: browser)
    return browser.cookies


@dataclass(frozen=True, slots=True)
class Browser:
    """What Streamlit knows of the browser of a session."""

    cookies: dict[str, str]
    headers: tuple[tuple[str, str], ...] = ()
    remote_ip: str = "127.0.0.1"


SignIn = Callable[..., str]


@pytest.fixture
def sign_in(small_library: SmallLibrary, cookies: dict[str, str]) -> SignIn:
    """Signs the browser in, with a new account if need be: `sign_in("anna", Role.EDITOR, [Language.SWEDISH])`."""

    def begin(name: str, role: Role = Role.EDITOR, languages: Iterable[Language] = ()) -> str:
        library = small_library.service.library
        if library.accounts.find(name) is None:
            library.accounts.add(name, role, None, languages)
        cookies[COOKIE] = library.sessions.begin(name)
        return cookies[COOKIE]

    return begin


Visit = Callable[..., AppTest]


@pytest.fixture
def visit(small_library: SmallLibrary) -> Visit:
    """Opens a page of the app as a browser does: `visit("article", locale="sv-SE", id="1")`."""

    def open_page(page: str = "ask", /, locale: str = "en-GB", **parameters: str) -> AppTest:
        return _opened(page, locale, parameters)

    return open_page


@pytest.fixture
def visit_as_editor(sign_in: SignIn) -> Visit:
    """Opens a page as an editor who is signed in, of all languages unless some are given; without a name as a reader.

    `visit_as_editor("review", name="sven", languages=[Language.SWEDISH], id="1")`.
    """

    def open_page(
        page: str,
        /,
        locale: str = "en-GB",
        name: str = "ada",
        languages: Iterable[Language] = (),
        **parameters: str,
    ) -> AppTest:
        if name:
            sign_in(name, Role.EDITOR, languages)
        return _opened(page, locale, parameters)

    return open_page


def _opened(page: str, locale: str, parameters: Mapping[str, str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.context["locale"] = locale
    app.run()
    app.switch_page(f"{page}_page.py")
    app.query_params.update(parameters)
    return app.run()


def follow(app: AppTest) -> AppTest:
    """Opens the page that a link leads to which the browser follows by itself: `follow_link` puts it on the page."""
    assert ".st-key-followed-link" in html(app)
    link = app.page_link[-1].proto
    app.switch_page(f"{link.page}_page.py")
    app.query_params.update(parse_qsl(link.query_string))
    return app._run()  # `run` would ask for what is in boxes that are gone


def html(app: AppTest) -> str:
    """All HTML that a page shows, one piece after the other."""
    assert not app.exception
    return "\n".join(element.value for element in app.html)


def readable_html(app: AppTest) -> str:
    """The same with apostrophes as they are read."""
    return html(app).replace("&#x27;", "'")
