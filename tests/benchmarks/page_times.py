"""How long a reader waits for the app in Chromium, in seconds.

`python -m tests.benchmarks.page_times`: a server on the bundled articles. *First paint*: from the address to the
heading, with a browser that has nothing kept. *Answer*: from Enter until all cards are there. *Answer by address*: a
question that a friend has sent. *Found*: from the editor's click on "Save and publish" until a reader's search finds
the article. *Cold*: from the start of the program, on a library that is there, to the first answer on the screen; and
to the first answer as the app sends it, without a browser.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.app_session import AppError, AppSession
from tests.benchmarks.quality import DEVELOPMENT
from tests.benchmarks.record import record
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import SETTLED
from tests.browser.people import accept_invitation
from tests.browser.serving import Served, serve
from ui.settings import Settings

_ROUNDS = 15
_LONGEST = 60.0
"""Seconds until an article counts as lost."""

_WRITTEN = (
    (
        "Mentoring on a sailing boat",
        "On deck a mentor hears what no office hears, for nobody can leave before the port.",
    ),
    (
        "Two chairs in an allotment garden",
        "Weeding side by side, a mentee tells of the boss whom nobody dares to name.",
    ),
    (
        "The night train as a meeting room",
        "A sleeping car gives mentor and mentee nine hours, and one of them always snores.",
    ),
)
_FIRST = "Ska mentorer få betalt?"
_CARD = ".st-key-card-1 h2"
_BOX = ".st-key-question input"


def main() -> None:
    """Entry of the command."""
    cache = Settings().cache.expanduser()
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        with serve(folder, cache) as served:
            with _page(browser) as page:
                page.goto(f"{served.address}/?q=mentor")
                page.locator(_CARD).wait_for()
            questions = _questions()
            for width in (390, 1440):
                found[f"first paint, {width} pixels"] = [_first_paint(browser, served, width) for _ in range(_ROUNDS)]
            found["answer"] = _answers(browser, served, questions[:_ROUNDS])
            found["answer by address"] = [_by_address(browser, served, each) for each in questions[_ROUNDS:]]
            found["found"] = [_published(browser, served, *each) for each in _WRITTEN]
        found["cold"] = [_cold(browser, folder, cache) for _ in range(5)]
        found["cold, as the app sends it"] = [_cold_session(folder, cache) for _ in range(5)]
        browser.close()
    record("page_times", {name: _summary(seconds) for name, seconds in found.items()})


def _questions() -> list[str]:
    """Questions in all four languages, each once."""
    lines = DEVELOPMENT.questions.read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(json.loads(line)["question"] for line in lines))
    return texts[:: len(texts) // (2 * _ROUNDS)][: 2 * _ROUNDS]


@contextmanager
def _page(browser: Browser, width: int = 1440) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": width, "height": 900})
    try:
        yield context.new_page()
    finally:
        context.close()


def _first_paint(browser: Browser, served: Served, width: int) -> float:
    with _page(browser, width) as page:
        begun = time.perf_counter()
        page.goto(served.address, wait_until="commit")
        page.locator("h1").wait_for()
        return time.perf_counter() - begun


def _answers(browser: Browser, served: Served, questions: list[str]) -> list[float]:
    taken = []
    with _page(browser) as page:
        page.goto(served.address)
        for question in questions:
            page.locator(SETTLED).wait_for()
            page.locator(_BOX).fill(question)
            begun = time.perf_counter()
            page.locator(_BOX).press("Enter")
            page.wait_for_function(
                "wanted => new URL(location).searchParams.get('q') === wanted", arg=question, polling=20
            )
            page.locator(SETTLED).wait_for()
            page.locator(_CARD).wait_for()
            taken.append(time.perf_counter() - begun)
    return taken


def _by_address(browser: Browser, served: Served, question: str) -> float:
    with _page(browser) as page:
        begun = time.perf_counter()
        page.goto(f"{served.address}/?q={quote(question)}", wait_until="commit")
        page.locator(_CARD).wait_for()
        return time.perf_counter() - begun


def _published(browser: Browser, served: Served, title: str, text: str) -> float:
    with _page(browser) as editor, _page(browser) as reader:
        accept_invitation(editor, served.invite(title.split()[-1], "editor"))
        editor.goto(f"{served.address}/write")
        editor.locator(".st-key-write-new-title input").fill(title)
        editor.locator(".st-key-write-new-text textarea").fill(text)
        editor.locator(".st-key-write-new-text textarea").press("Control+Enter")
        editor.locator(SETTLED).wait_for()
        begun = time.perf_counter()
        editor.locator(".st-key-save-live button").click()
        editor.locator(".st-key-told-done").wait_for()
        while time.perf_counter() - begun < _LONGEST:
            reader.goto(f"{served.address}/?q={quote(text)}")
            reader.locator(_CARD).wait_for()
            if reader.locator(_CARD).inner_text() == title:
                return time.perf_counter() - begun
    raise TimeoutError(f"{title} is not found after {_LONGEST} s")


def _cold(browser: Browser, folder: Path, cache: Path) -> float:
    begun = time.perf_counter()
    with serve(folder, cache) as served, _page(browser) as page:
        page.goto(f"{served.address}/?q={quote(_FIRST)}", wait_until="commit")
        page.locator(_CARD).wait_for(timeout=60_000)
        return time.perf_counter() - begun


def _cold_session(folder: Path, cache: Path) -> float:
    begun = time.perf_counter()
    with (
        serve(folder, cache) as served,
        AppSession(served.address.replace("http", "ws", 1), served.address) as session,
    ):
        if not session.ask(_FIRST):
            raise AppError("no sentence is marked")
        return time.perf_counter() - begun


def _summary(seconds: list[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    return {"p50": round(float(np.median(seconds)), 2), "p95": round(float(np.quantile(seconds, 0.95)), 2)}


if __name__ == "__main__":
    main()
