"""Every page in every language, through Streamlit's own simulation."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from corpus.language import Language
from tests.ui.conftest import SmallLibrary, Visit, html
from ui.service import Service

TITLES = {
    Language.ENGLISH: ("What would you like to know about mentoring?", "All articles"),
    Language.ITALIAN: ("Che cosa vuoi sapere sul mentoring?", "Tutti gli articoli"),
    Language.SWEDISH: ("Vad vill du veta om mentorskap?", "Alla artiklar"),
    Language.DUTCH: ("Wat wil je weten over mentoring?", "Alle artikelen"),
}


def links(app: AppTest) -> list[tuple[str, str, str]]:
    """Label, page and parameters of each link below the bar."""
    found = [(link.proto.label, link.proto.page, link.proto.query_string) for link in app.page_link]
    return found[4:]


class Tags(HTMLParser):
    """The tags of a piece of HTML, with their attributes."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", Language)
def test_the_start_page_greets_in_the_language_of_the_browser(visit: Visit, language: Language) -> None:
    app = visit(locale=f"{language}-XX")
    assert f"<h1>{TITLES[language][0]}</h1>" in html(app)
    assert f"documentElement.lang = '{language}'" in html(app)
    assert len([button for button in app.button if (button.key or "").startswith("suggestion")]) == 4


@pytest.mark.parametrize("language", Language)
def test_the_language_in_the_address_goes_before_that_of_the_browser(visit: Visit, language: Language) -> None:
    app = visit("browse", locale="fi-FI", lang=language)
    assert f"<h1>{TITLES[language][1]}</h1>" in html(app)
    assert all(f"lang={language}" in parameters for _, _, parameters in links(app))


def test_a_browser_in_another_language_gets_english(visit: Visit) -> None:
    assert TITLES[Language.ENGLISH][0] in html(visit(locale="fi-FI"))


def test_choosing_a_language_puts_it_into_the_address_and_keeps_the_question(visit: Visit) -> None:
    app = visit(q="I mentori vanno pagati")
    app.menu_button[0].click(Language.DUTCH).run()
    assert app.query_params == {"q": "I mentori vanno pagati", "lang": "nl"}
    assert TITLES[Language.DUTCH][0] in html(app)


def test_a_question_is_answered_by_a_card_that_leads_to_the_marked_sentence(
    visit: Visit, small_library: SmallLibrary
) -> None:
    app = visit(q="I mentori vanno pagati?", locale="sv-SE")
    assert "<mark>I mentori vanno pagati.</mark>" in html(app)
    assert "<h2 lang='it'>I mentori vanno pagati</h2>" in html(app)
    assert "Italienska" in html(app)
    # The sentence begins the text and has 23 characters.
    article = small_library.ids["paying-it.md"]
    assert links(app)[0] == ("Läs artikeln", "article", f"id={article}&at=0-23")


def test_a_typed_question_comes_into_the_address(visit: Visit) -> None:
    app = visit()
    app.text_input(key="question").set_value("Boka ett möte")
    app.button(key="search").click().run()
    assert app.query_params == {"q": "Boka ett möte"}
    assert "<h2 lang='sv'>Första mötet</h2>" in html(app)


def test_a_suggestion_is_asked_when_it_is_tapped(visit: Visit) -> None:
    app = visit(locale="it-IT")
    app.button(key="suggestion-2").click().run()
    assert app.query_params == {"q": "I mentor vanno pagati?"}
    assert app.text_input(key="question").value == "I mentor vanno pagati?"


def test_going_back_to_an_older_address_shows_its_question(visit: Visit) -> None:
    app = visit(q="Boka ett möte")
    app.query_params["q"] = "Book a meeting"
    app.run()
    assert app.text_input(key="question").value == "Book a meeting"


def test_the_filter_of_languages_stands_in_the_address_and_is_kept(visit: Visit) -> None:
    app = visit(q="Boka ett möte", **{"in": "en"})
    assert app.pills[0].value == [Language.ENGLISH]
    assert "Första mötet" not in html(app)
    assert "The first meeting" in html(app)
    app.pills[0].set_value([Language.SWEDISH, Language.ITALIAN]).run()
    assert app.query_params["in"] == "sv,it"


def test_the_filters_of_audience_and_topic_stand_in_the_address_and_are_kept(
    visit: Visit, small_library: SmallLibrary
) -> None:
    small_library.service.add_topic(small_library.ids["meeting-en.md"], "first-meeting")
    app = visit(q="Book a meeting", **{"for": "mentee", "about": "first-meeting,fishing"})
    assert (app.pills[1].value, app.multiselect[0].value) == ("mentee", ["first-meeting"])  # nobody knows of fishing
    assert re.findall(r"<h2 lang='(..)'>", html(app)) == ["en"]
    app.pills[1].set_value("mentor").run()
    assert "No article was found." in html(app)
    app.multiselect[0].set_value([]).run()
    assert app.query_params == {"q": "Book a meeting", "for": "mentor"}
    assert re.findall(r"<h2 lang='(..)'>", html(app)) == ["it"]


def test_languages_typed_into_the_question_become_the_filter(visit: Visit) -> None:
    app = visit()
    app.text_input(key="question").set_value("In: en Boka ett möte")
    app.button(key="search").click().run()
    assert app.query_params == {"q": "Boka ett möte", "in": "en"}
    assert app.pills[0].value == [Language.ENGLISH]
    assert app.text_input(key="question").value == "Boka ett möte"
    assert "Första mötet" not in html(app)


def test_an_unanswered_question_is_told_honestly(visit: Visit) -> None:
    app = visit(q="zebra")
    assert "None of our articles answers this." in html(app)


def test_a_question_with_a_typo_offers_the_one_that_is_meant_and_asks_it(visit: Visit) -> None:
    app = visit(q="Cos'è la fiudcia?", locale="it-IT")
    assert "Forse cercavi:" in html(app)
    button = app.button(key="ask-what-is-meant")
    assert button.label == r"Cos\'è la fiducia\?"
    button.click().run()
    assert app.query_params == {"q": "Cos'è la fiducia?"}
    assert "Forse cercavi:" not in html(app)


@pytest.mark.parametrize("question", ["???", "x" * 5000])
def test_what_cannot_be_asked_is_told_calmly(visit: Visit, question: str) -> None:
    assert "Ask in a few words." in html(visit(q=question))


def test_a_translation_is_a_link_on_the_card(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q="Boka ett möte på fika, helst snart", locale="sv")
    assert ("English", "article", f"id={small_library.ids['meeting-en.md']}") in links(app)


def test_all_articles_are_listed_once_a_family_in_the_readers_language_first(visit: Visit) -> None:
    text = html(visit("browse", locale="sv-SE"))
    titles = re.findall(r"<h2 lang='(..)'>(.*?)</h2>", text)
    assert [language for language, _ in titles] == ["sv", "en", "it"]
    assert "3 artiklar" in text
    assert "1 min läsning" in text


def test_the_list_is_filtered_by_language_and_audience(visit: Visit) -> None:
    app = visit("browse", **{"in": "it", "for": "mentor"})
    assert re.findall(r"<h2 lang='(..)'>", html(app)) == ["it"]
    app = visit("browse", **{"in": "it", "for": "mentee"})
    assert "No article was found." in html(app)


def test_choosing_an_audience_puts_it_into_the_address(visit: Visit) -> None:
    app = visit("browse")
    app.pills[1].set_value("mentee").run()
    assert app.query_params == {"for": "mentee"}
    assert re.findall(r"<h2 lang='(..)'>", html(app)) == ["en"]


def test_an_article_is_shown_with_its_meta_line_contents_and_language(
    visit: Visit, small_library: SmallLibrary
) -> None:
    app = visit("article", id=str(small_library.ids["paying-it.md"]), at="0-23")
    text = html(app)
    assert "<h1 lang='it'>I mentori vanno pagati</h1>" in text
    assert "<article class='article' lang='it'>" in text
    assert "<mark>I mentori vanno pagati.</mark>" in text
    assert "For mentors and programme coordinators" in text
    assert "Anna Neri" in text
    assert "September 1, 2026" in text
    assert "<a href='#section-1'>Poi</a>" in text
    assert "written in Italian" in text


def test_an_article_in_the_readers_language_needs_no_translation(visit: Visit, small_library: SmallLibrary) -> None:
    assert "Translate" not in html(visit("article", id=str(small_library.ids["meeting-en.md"])))
    app = visit("article", id=str(small_library.ids["meeting-en.md"]), locale="sv")
    assert "Översätt" not in html(app)
    assert links(app)[0][:2] == ("Svenska", "article")


def test_what_to_read_next_is_shown_in_the_readers_language(
    visit: Visit, small_library: SmallLibrary, tmp_path: Path
) -> None:
    path = tmp_path / "coffee.md"
    path.write_text(
        "---\ntitle: Coffee soon\nlanguage: en\n---\nCoffee, ideally soon: a meeting over coffee.\n", encoding="utf-8"
    )
    (report,) = small_library.service.ingest([str(path)])
    small_library.service.catch_up()
    text = html(visit("article", id=str(report.article)))
    assert "<h2>Read next</h2>" in text
    assert re.findall(r"<h3 lang='(..)'>(.*?)</h3>", text)[0] == ("en", "The first meeting")
    app = visit("article", id=str(report.article), locale="sv")
    assert "<h2>Läs vidare</h2>" in html(app)
    assert re.findall(r"<h3 lang='(..)'>(.*?)</h3>", html(app))[0] == ("sv", "Första mötet")
    assert ("Läs artikeln", "article", f"id={small_library.ids['meeting-sv.md']}") in links(app)


@pytest.mark.parametrize("given", [None, "9999", "1;drop", "-1", "99999999999999999999"])
def test_an_article_that_is_not_there_is_told_kindly(visit: Visit, given: str | None) -> None:
    app = visit("article", **({"id": given} if given else {}))
    assert "This article is not here." in html(app)


@pytest.mark.parametrize("hide", [Service.delete, Service.unpublish])
def test_what_is_not_live_cannot_be_read(
    visit: Visit, small_library: SmallLibrary, hide: Callable[[Service, int], None]
) -> None:
    hidden = small_library.ids["paying-it.md"]
    hide(small_library.service, hidden)
    app = visit("article", id=str(hidden))
    assert "This article is not here." in html(app)
    assert "I mentori vanno pagati</h2>" not in html(app) + html(visit("browse")) + html(
        visit(q="I mentori vanno pagati")
    )


@pytest.mark.parametrize(
    ("page", "parameters"), [("ask", {"q": "trouble"}), ("browse", {}), ("article", {"source": "hostile-en.md"})]
)
def test_what_an_upload_brings_along_does_nothing(
    visit: Visit, small_library: SmallLibrary, page: str, parameters: dict[str, str]
) -> None:
    if "source" in parameters:
        parameters = {"id": str(small_library.ids[parameters["source"]])}
    app = visit(page, **parameters)
    ours = {"p", "span", "div", "h1", "h2", "article", "header", "section", "mark", "nav", "ol", "li", "a"}
    ours |= {"details", "summary", "ul"}
    own = (
        "<style>",
        "<script>document.documentEl",
        "<div class='page-tools'>",
        "<div class='suggestions'",
        "<script>\n(() => {",
    )
    uploaded = [each for each in app.html if not each.value.startswith(own)]
    for element in uploaded:
        assert {tag for tag, _ in Tags(element.value).found} <= ours
        assert not [name for _, attributes in Tags(element.value).found for name in attributes if name.startswith("on")]
        assert not element.proto.unsafe_allow_javascript


def test_a_library_that_cannot_be_opened_is_told_without_a_traceback(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("MENTORBASE_LIBRARY", str(tmp_path / "a-file"))
    text = html(visit("browse", locale="nl"))
    assert "Dit werkt op dit moment niet." in text
    assert "De bibliotheek kan niet worden geopend. Vraag het aan wie Mentorbase beheert." in text
    assert "a-file" not in text
    assert "a-file cannot be opened" in caplog.text


def test_an_error_that_nobody_expected_is_told_kindly_and_logged(
    visit: Visit, small_library: SmallLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(small_library.service.library.folder / "mentorbase.db")) as database:
        database.execute("UPDATE article SET language = 'xx' WHERE id = 1")
        database.commit()
    text = html(visit("browse"))
    assert "Something went wrong on this page." in text
    assert "xx" not in text
    assert "'xx' is not a valid Language" in caplog.text


def test_a_long_list_has_pages_that_stand_in_the_address(
    visit: Visit, small_library: SmallLibrary, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    for number in range(10, 28):
        text = f"---\ntitle: Number {number}\nlanguage: en\n---\nSome words about matter {number} and nothing else.\n"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    list(small_library.service.ingest([str(folder)]))
    # 3 families and 18 new ones make 21: twenty on the first page, in English first, and the Italian one on the second.
    assert len(re.findall("<h2 lang", html(visit("browse")))) == 20
    app = visit("browse", page="99")
    assert re.findall(r"<h2 lang='(..)'>", html(app)) == ["it"]
    app.pagination[0].set_value(1).run()
    assert "page" not in app.query_params
    assert len(re.findall("<h2 lang", html(app))) == 20
