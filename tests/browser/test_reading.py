"""What a reader does, from the question to the article, in a real browser on the real program."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import QUESTION_BOX, SETTLED, OpenPage, open_card
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "Ska mentorer få betalt?"
PAYING = "Pagare i mentori? Compensi, rimborsi e altri modi di dire grazie"
ASKED = f"/?q={quote(QUESTION)}"
NOTICE = ".notice"


def cards(page: Page) -> list[str]:
    """The titles of the results, once they are all there."""
    first_card(page).wait_for()
    page.locator(SETTLED).wait_for()
    return page.locator("[class*='st-key-card-'] h2").all_inner_texts()


def first_card(page: Page) -> Locator:
    return page.locator(".st-key-card-1")


def test_a_swedish_question_leads_to_the_sentence_in_an_italian_article(open_page: OpenPage) -> None:
    page = open_page(locale="sv-SE")
    page.locator(QUESTION_BOX).fill(QUESTION)
    page.keyboard.press("Enter")
    assert cards(page)[0] == PAYING
    answer = first_card(page).locator("mark").first.inner_text()
    assert len(answer) > 20
    first_card(page).get_by_role("link", name="Läs artikeln").click()
    expect(page.locator("h1")).to_have_text(PAYING)
    expect(page.locator("article mark").first).to_have_text(answer)
    expect(page.locator("article mark").first).to_be_in_viewport()
    expect(page.locator("article")).to_have_attribute("lang", "it")


def test_back_leads_from_the_article_to_the_results_and_on_to_the_empty_box(open_page: OpenPage) -> None:
    page = open_page(locale="sv-SE")
    page.get_by_role("button", name=QUESTION).click()
    titles = cards(page)
    first_card(page).get_by_role("link", name="Läs artikeln").click()
    expect(page.locator("h1")).to_have_text(PAYING)
    page.go_back()
    expect(page.locator(QUESTION_BOX)).to_have_value(QUESTION)
    assert cards(page) == titles
    page.go_back()
    expect(page.get_by_text("Andra frågar")).to_be_visible()
    expect(page.locator(QUESTION_BOX)).to_have_value("")


def test_a_translation_has_an_address_and_a_way_back(open_page: OpenPage) -> None:
    page = open_page("/articles?lang=en")
    open_card(page, "Preparing and running the first meeting")
    expect(page.locator("article")).to_have_attribute("lang", "en")
    english = page.url
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("article")).to_have_attribute("lang", "sv")
    expect(page).not_to_have_url(english)
    swedish = page.url.partition("localhost")[2].partition("/")[2]
    expect(open_page(f"/{swedish}").locator("article")).to_have_attribute("lang", "sv")
    page.locator(".contents a").last.click()
    expect(page.locator(".article h2").last).to_be_in_viewport()
    page.go_back()
    page.go_back()
    expect(page.locator("article")).to_have_attribute("lang", "en")
    assert page.url == english


def test_the_way_to_an_empty_box_empties_the_address(open_page: OpenPage) -> None:
    page = open_page(ASKED)
    cards(page)
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator(QUESTION_BOX)).to_have_value("")
    expect(page).not_to_have_url(re.compile("q="))
    page.go_back()
    expect(page.locator(QUESTION_BOX)).to_have_value(QUESTION)


def test_a_title_leads_to_its_article_too(open_page: OpenPage) -> None:
    page = open_page(ASKED)
    cards(page)
    first_card(page).get_by_role("link").first.click(trial=True)  # nothing moves any more
    first_card(page).locator("h2").click(force=True)  # the card's link lies over it
    expect(page.locator("h1")).to_have_text(PAYING)


def test_an_address_shows_a_friend_the_same(open_page: OpenPage) -> None:
    page = open_page(locale="sv-SE")
    page.get_by_role("button", name=QUESTION).click()
    titles = cards(page)
    page.get_by_role("button", name="Ämnen och filter").click()
    page.get_by_role("button", name="Italiano", exact=True).click()
    expect(page).to_have_url(re.compile("in=it"))
    expect(page.locator("[class*='st-key-card-'] h2").first).to_have_text(PAYING)
    shared = page.url.partition("localhost")[2].partition("/")[2]

    friend = open_page(f"/{shared}", locale="nl-NL")
    expect(friend.locator("html")).to_have_attribute("lang", "nl")
    expect(friend.locator(QUESTION_BOX)).to_have_value(QUESTION)
    assert cards(friend) == cards(page)
    assert cards(friend) != titles  # the filter came along


@pytest.mark.parametrize(
    ("locale", "greeting"),
    [
        ("it-IT", "Che cosa vuoi sapere sul mentoring?"),
        ("sv-SE", "Vad vill du veta om mentorskap?"),
        ("nl-BE", "Wat wil je weten over mentoring?"),
        ("fi-FI", "What would you like to know about mentoring?"),
    ],
)
def test_the_interface_speaks_the_language_of_the_browser(open_page: OpenPage, locale: str, greeting: str) -> None:
    expect(open_page(locale=locale).locator("h1")).to_have_text(greeting)


def test_a_chosen_language_is_kept_on_the_way_through_the_pages(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="English").click()
    page.get_by_text("Svenska", exact=True).click()
    expect(page.locator("h1")).to_have_text("Vad vill du veta om mentorskap?")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("link", name="Artiklar").click()
    expect(page.locator("h1")).to_have_text("Alla artiklar")
    expect(page).to_have_url(re.compile("lang=sv"))


def test_a_question_that_no_article_answers_is_told_so(open_page: OpenPage) -> None:
    page = open_page("/?q=" + quote("How do I repair the chain of my bicycle?"))
    expect(page.locator(NOTICE)).to_contain_text("None of our articles answers this.")


def test_an_article_that_another_process_takes_in_is_found_without_a_restart(
    open_page: OpenPage, served: Served, tmp_path: Path
) -> None:
    page = open_page()
    question = "Can horses help in mentoring teenagers?"
    page.locator(QUESTION_BOX).fill(question)
    page.keyboard.press("Enter")
    title = "Mentoring teenagers in the stable"
    assert title not in cards(page)
    (tmp_path / "horses.md").write_text(
        f"---\ntitle: {title}\nlanguage: en\n---\nHorses can help in mentoring teenagers who would rather not talk. "
        "Brushing a horse side by side gives both something to do.\n",
        encoding="utf-8",
    )
    served.mentorbase("ingest", str(tmp_path / "horses.md"))
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[class*='st-key-card-'] h2").first).to_have_text(title)


def test_a_question_that_an_article_answers_is_asked_without_loading_the_app_anew(open_page: OpenPage) -> None:
    page = open_page("/article?id=9&lang=it", locale="it-IT", width=390)
    page.evaluate("window.loadedOnce = true")
    page.locator(".answered summary").click()
    question = page.locator(".answered a").first
    text = question.inner_text()
    question.click()
    first_card(page).wait_for()
    expect(page.locator(QUESTION_BOX)).to_have_value(text)
    expect(page).to_have_url(re.compile("lang=it"))
    assert page.evaluate("window.loadedOnce")
    page.go_back()
    expect(page.locator("article")).to_be_visible()
    expect(page).to_have_url(re.compile(r"article\?id=9&lang=it"))


PAGES = {"ask": "/", "result": ASKED, "unanswered": "/?q=bicycle+chain+repair", "browse": "/articles"}
PAGES |= {"article": "/article?id=9", "missing": "/article?id=9999", "map": "/map?by=topic"}
PAGES |= {"side by side": "/side-by-side?id=4&with=25"}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("locale", ["nl-NL", "it-IT"])
def test_nothing_is_wider_than_a_telephone(open_page: OpenPage, path: str, locale: str) -> None:
    page = open_page(path, locale=locale, width=390)
    if "q=" in path:
        cards(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX !== 'visible'"
    assert not page.locator(".stMain").evaluate(wide)


def test_the_app_asks_nothing_of_any_other_machine(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    elsewhere: list[str] = []
    host = served.address.partition("//")[2]
    page.on("request", lambda request: elsewhere.append(request.url) if f"//{host}" not in request.url else None)
    page.goto(f"{served.address}{ASKED}")
    cards(page)
    assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []


def test_what_an_upload_brings_along_does_not_run(open_page: OpenPage, served: Served, tmp_path: Path) -> None:
    title = "Trouble <img src=x onerror=alert(1)>"
    (tmp_path / "hostile.md").write_text(
        f'---\ntitle: "{title}"\nlanguage: en\n---\nAn article <script>alert(1)</script> with a picture '
        "![pixel](http://evil.example/p.png) and [a link](javascript:alert(1)) and some other words.\n",
        encoding="utf-8",
    )
    report = served.mentorbase("ingest", "--json", str(tmp_path / "hostile.md"))
    article = re.findall(r'"article": (\d+)', report)[0]
    page = open_page()
    alarms: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        alarms.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("request", lambda request: alarms.append(request.url) if "evil" in request.url else None)
    page.goto(f"{served.address}/article?id={article}")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("article")).to_contain_text("<script>alert(1)</script> with a picture pixel and a link and")
    assert page.locator("article img, article script, article a").count() == 0
    page.goto(f"{served.address}/articles")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert alarms == []
