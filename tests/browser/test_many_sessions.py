"""Ten people search while an editor works."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SETTLED
from tests.browser.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTIONS = [
    ("en-GB", "How do I ask someone to be my mentor?"),
    ("it-IT", "Che cosa si fa al primo incontro?"),
    ("sv-SE", "Ska mentorer få betalt?"),
    ("nl-NL", "Wat als het niet klikt?"),
    ("en-GB", "How often should we meet?"),
    ("it-IT", "Come do un feedback onesto?"),
    ("sv-SE", "Hur avslutar man ett mentorskap?"),
    ("nl-NL", "Hoe stel ik doelen?"),
    ("en-GB", "May a mentor tell others what I said?"),
    ("it-IT", "Come trovo un mentore?"),
]
ARTICLE = """---
title: Mentoring by letter, number {number}
language: en
---
Letters give both time to think, and letter number {number} is no worse than the first. Write by hand if you can, and
answer within a week, even if it is only to say that you have read it.
"""


def test_ten_sessions_search_while_one_edits_without_an_error(browser: Browser, served: Served, tmp_path: Path) -> None:
    contexts = [browser.new_context(locale=locale) for locale, _ in QUESTIONS]
    pages = [context.new_page() for context in contexts]
    for number in range(2):
        for page, (_, question) in zip(pages, QUESTIONS[number:] + QUESTIONS[:number], strict=True):
            page.goto(f"{served.address}/?q={quote(question)}", wait_until="commit")
        path = tmp_path / f"letter-{number}.md"
        path.write_text(ARTICLE.format(number=number), encoding="utf-8")
        served.mentorbase("ingest", str(path))
        served.mentorbase("search", "letters between mentor and mentee")
        for page in pages:
            expect(page.locator(".st-key-card-1 mark").first).to_be_visible(timeout=120_000)
            page.locator(SETTLED).wait_for()
            expect(page.get_by_test_id("stException")).to_have_count(0)
    for context in contexts:
        context.close()
