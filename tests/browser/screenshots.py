"""Takes the pictures of the app that the README shows, and on request every page in every language and width.

`python -m tests.browser.screenshots DIR` takes the README's; `--all` takes all others too, to be looked at.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from corpus.language import Language
from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.conftest import QUESTION_BOX, SETTLED
from tests.browser.people import accept_invitation
from tests.browser.serving import Served, serve
from ui.settings import Settings

WIDE, NARROW = 1440, 390
LOCALES = {
    Language.ENGLISH: "en-GB",
    Language.ITALIAN: "it-IT",
    Language.SWEDISH: "sv-SE",
    Language.DUTCH: "nl-NL",
}
ASKED = {
    Language.ENGLISH: "Should mentors be paid?",
    Language.ITALIAN: "Come finisce un percorso di mentoring?",
    Language.SWEDISH: "Vad pratar vi om på första mötet?",
    Language.DUTCH: "Wat als het niet klikt met mijn mentor?",
}
TYPED = {
    Language.ENGLISH: "first mee",
    Language.ITALIAN: "feed",
    Language.SWEDISH: "hur ofta",
    Language.DUTCH: "mentor",
}
UNANSWERED = [
    (Language.SWEDISH, "Hur skriver jag en ansökan om föräldraledighet?"),
    (Language.DUTCH, "Hoe vraag ik ouderschapsverlof aan?"),
    (Language.ITALIAN, "Quanto costa un corso di vela?"),
]
NOISY = """<!doctype html><html lang="en"><head><title>Choosing a mentor outside your own team</title></head><body>
<nav>Home | News | Shop</nav><h1>Choosing a mentor outside your own team</h1><p>Posted on 3 March 2026 in Careers</p>
<p>A mentor from another department sees your work without having to judge it. That makes it easier to speak of what you
do not understand yet, and of the plans that your manager need not know today.</p>
<p>Ask for one conversation first, not for a year. Say what you hope to learn, and why you thought of this person; most
people are glad to be asked, and those who have no time often know somebody who has.</p>
<p>Share this article on social media</p><p>Sign up for our newsletter and get 10 % off your first course!</p>
<h2>What to agree on</h2><p>How often you meet, what stays between the two of you, and when you look back together at
what has changed. Write it down in three lines, and send them to each other.</p>
<p>Read also: The best credit cards for travellers</p></body></html>"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it."""

    name: str
    path: str
    language: Language = Language.ENGLISH
    width: int = WIDE
    is_dark: bool = False
    needs_account: bool = False
    whole: bool = False
    pressed: str = ""
    """What is pressed before the picture is taken, as a selector."""
    typed: str = ""
    """What is typed into the question box before the picture is taken."""


def readme_pictures() -> Iterator[Picture]:
    """What the README shows."""
    yield Picture("ask", f"/?q={ASKED[Language.ENGLISH]}")
    yield Picture("ask-phone", f"/?q={ASKED[Language.SWEDISH]}", Language.SWEDISH, NARROW)
    yield Picture("side-by-side", "/side-by-side?id=4&with=25", Language.DUTCH)
    yield Picture("map", "/map", Language.ITALIAN, is_dark=True)
    yield Picture("review", "/review?id=61", needs_account=True)
    yield Picture("questions", "/questions", needs_account=True)
    yield Picture("translations", "/translations", needs_account=True)


def all_pictures() -> Iterator[Picture]:
    """Every page, in both widths, light and dark, and in each language."""
    pages = {
        "start": ("/", False),
        "ask": ("", False),
        "nothing": ("/?q=zebra+quantum+soup", False),
        "articles": ("/articles", False),
        "article": ("/article?id=9", False),
        "side": ("/side-by-side?id=4&with=25", False),
        "map": ("/map", False),
        "edit": ("/edit", True),
        "add": ("/add", True),
        "review": ("/review?id=61", True),
        "write": ("/write?id=61", True),
        "history": ("/history?id=61", True),
        "questions": ("/questions", True),
        "translations": ("/translations", True),
        "translations-topics": ("/translations?by=topic", True),
        "translate": ("/write?translate=23&into=sv", True),
        "translate-again": ("/write?translate=4&into=sv&id=47", True),
        "admin": ("/admin", True),
    }
    for name, (path, needs_account) in pages.items():
        for number, language in enumerate(Language):
            asked, dark = path or f"/?q={ASKED[language]}", bool(number % 2)
            yield Picture(f"{name}-{language}-wide", asked, language, WIDE, dark, needs_account, whole=True)
            yield Picture(f"{name}-{language}-phone", asked, language, NARROW, not dark, needs_account, whole=True)
    for number, (language, typed) in enumerate(TYPED.items()):
        for width, dark in ((WIDE, bool(number % 2)), (NARROW, not number % 2)):
            size = "wide" if width == WIDE else "phone"
            yield Picture(f"suggesting-{language}-{size}", "/", language, width, dark, typed=typed)
    for part, name in enumerate(("library", "search", "words"), start=1):
        button = f".st-key-admin-part button >> nth={part}"
        for number, language in enumerate(Language):
            for width, dark in ((WIDE, bool(number % 2)), (NARROW, not number % 2)):
                size = "wide" if width == WIDE else "phone"
                picture = f"admin-{name}-{language}-{size}"
                yield Picture(picture, "/admin", language, width, dark, needs_account=True, whole=True, pressed=button)


def take(browser: Browser, served: Served, pictures: Iterator[Picture], folder: Path) -> Iterator[Path]:
    """Take pictures one after the other, and yield where each is."""
    folder.mkdir(parents=True, exist_ok=True)
    account = _sign_in(browser, served)
    for picture in pictures:
        context = browser.new_context(
            locale=LOCALES[picture.language],
            viewport={"width": picture.width, "height": 900 if picture.width == WIDE else 844},
            color_scheme="dark" if picture.is_dark else "light",
            storage_state=account if picture.needs_account else None,
            reduced_motion="reduce",
        )
        page = context.new_page()
        _open(page, f"{served.address}{picture.path}")
        if picture.pressed:
            page.locator(picture.pressed).click()
            page.wait_for_timeout(500)  # milliseconds, until the app has begun with it
            _wait_for_all(page)
        if picture.typed:
            page.locator(QUESTION_BOX).press_sequentially(picture.typed)
            page.locator("#suggestions li").first.wait_for()
            page.wait_for_load_state("networkidle")
            page.keyboard.press("ArrowDown")
        if picture.whole:
            _show_whole(page)
        path = folder / f"{picture.name}.png"
        page.screenshot(path=path)
        context.close()
        yield path


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("h1").first.wait_for()
    _wait_for_all(page)


def _wait_for_all(page: Page) -> None:
    page.locator(SETTLED).wait_for()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")


def _show_whole(page: Page) -> None:
    """Make the window as high as the page: its middle scrolls, not the window."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": min(max(height, size["height"]), 4000)})
    page.locator(SETTLED).wait_for()


def _sign_in(browser: Browser, served: Served) -> str:
    """The file with the cookies of an administrator."""
    context: BrowserContext = browser.new_context(locale="en-GB")
    page = context.new_page()
    accept_invitation(page, f"{served.invite('astrid', 'admin')}&lang=en")
    path = Path(served.environment["MENTORBASE_LIBRARY"]).parent / "cookies.json"
    context.storage_state(path=path)
    context.close()
    return str(path)


def fill(browser: Browser, served: Served, folder: Path) -> None:
    """A noisy web page waits for an editor, readers ask what nobody has answered, and administrators have work."""
    (folder / "choosing.html").write_text(NOISY, encoding="utf-8")
    served.mentorbase("ingest", "--draft", str(folder / "choosing.html"))
    served.mentorbase("golden", "add", ASKED[Language.ENGLISH], "--article", "12")
    served.mentorbase("golden", "add", ASKED[Language.SWEDISH], "--article", "4")
    served.invite("bo", "editor", "--languages", "sv,nl")
    served.invite("maria.van.den.berg@example.org", "editor")
    for language, question in UNANSWERED:
        context = browser.new_context(locale=LOCALES[language])
        _open(context.new_page(), f"{served.address}/?q={question}")
        context.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true", help="every page in every language and width")
    parser.add_argument("--only", default="", help="pictures whose names begin so")
    given = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("There is no Chromium; `make browser` installs one.")
    pictures = (
        each for each in (all_pictures() if given.all else readme_pictures()) if each.name.startswith(given.only)
    )
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with serve(Path(name), Settings().cache) as served:
            fill(browser, served, Path(name))
            for path in take(browser, served, pictures, given.folder):
                sys.stdout.write(f"{path}\n")
        browser.close()


if __name__ == "__main__":
    main()
