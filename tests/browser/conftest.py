"""The program as it is started by hand, and a browser in front of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium

expect.set_options(timeout=30_000)  # milliseconds; a busy machine is no failure

_MENTORBASE = (sys.executable, "-c", "import sys; from ui.command_line import main; sys.argv[0] = 'mentorbase'; main()")
_START_SECONDS = 600
SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"
"""The app once everything on its page is there, and nothing moves under a click any more."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running app: its address, and how to call the command line on the same library."""

    address: str
    environment: dict[str, str]

    def mentorbase(self, *arguments: str) -> str:
        """What the command prints, run in a process of its own."""
        return subprocess.run(
            [*_MENTORBASE, *arguments], env=self.environment, check=True, capture_output=True, text=True
        ).stdout


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[Served]:
    """`mentorbase serve` on a new library, which takes in the bundled articles."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MENTORBASE_")},
        "MENTORBASE_LIBRARY": str(folder / "library"),
        "MENTORBASE_CACHE": str(model_cache),
    }
    served = Served(f"http://localhost:{port}", environment)
    with (folder / "log").open("w+b") as log:
        run = [*_MENTORBASE, "serve", "--port", str(port)]
        process = subprocess.Popen(run, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(served.address, process, folder / "log")
            yield served
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Asks the app whether it is up, and waits for the process between two questions, so that its end is noticed."""
    for _ in range(_START_SECONDS * 2):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health") as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except urllib.error.URLError:
            pass
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"The app did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("there is no Chromium; `make browser` installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[OpenPage]:
    """Opens an address of the app in a browser of its own, in a language, width and colour scheme."""
    contexts = []

    def open_address(path: str = "/", locale: str = "en-GB", width: int = 1440, dark: bool = False) -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(f"{served.address}{path}")
        page.locator("h1").wait_for()
        page.locator(SETTLED).wait_for()
        return page

    yield open_address
    for context in contexts:
        context.close()
