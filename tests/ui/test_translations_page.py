"""The coverage board and translating beside the original, through Streamlit's own simulation."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from corpus.article import ArticleStatus
from corpus.language import Language
from corpus.reader_question import NewQuestion
from ingest.editing import Writing
from tests.ui.conftest import SmallLibrary, Visit, follow, readable_html
from ui.editing import Editing
from ui.web.resources import shared_service

HEADINGS = {
    Language.ENGLISH: ("Translations", "Translate into Dutch"),
    Language.ITALIAN: ("Traduzioni", "Traduci in olandese"),
    Language.SWEDISH: ("Översättningar", "Översätt till nederländska"),
    Language.DUTCH: ("Vertalingen", "Vertaal naar het Nederlands"),
}
SWEDISH = Writing("Betala mentorer", "Betala mentorer.\n\n## Sedan\n\nEtt tack räcker ofta.", Language.SWEDISH)


@pytest.fixture
def visit(visit_as_editor: Visit) -> Visit:
    """Opens the board, or another page, as an editor who is signed in."""

    def open_page(page: str = "translations", /, **chosen: Any) -> AppTest:
        return visit_as_editor(page, **chosen)

    return open_page


@pytest.fixture
def paying(small_library: SmallLibrary) -> int:
    return small_library.ids["paying-it.md"]


def links(app: AppTest) -> list[tuple[str, str, str]]:
    """Label, page and parameters of the links below the bar, which holds the editor's pages too."""
    found = [(link.proto.label, link.proto.page, link.proto.query_string) for link in app.page_link]
    return found[7:]


def in_the_app() -> Editing:
    """The editing of the app's own service."""
    return shared_service().editing


def to_swedish(paying: int, more: str = "") -> tuple[str, str, str]:
    return ("Translate into Swedish", "write", f"translate={paying}&into=sv{more}")


def test_nobody_but_an_editor_sees_the_board(visit: Any) -> None:
    assert "The first meeting" not in readable_html(visit(name=""))
    assert "Translate into" not in readable_html(visit("write", name="", translate="1", into="sv"))


@pytest.mark.parametrize("language", Language)
def test_the_board_and_translating_speak_the_language_of_the_browser(
    visit: Any, small_library: SmallLibrary, language: Language
) -> None:
    board, translating = HEADINGS[language]
    assert f"<h1>{board}</h1>" in readable_html(visit(locale=f"{language}-XX"))
    app = visit("write", locale=f"{language}-XX", translate=str(small_library.ids["meeting-en.md"]), into="nl")
    assert f"<h1>{translating}</h1>" in readable_html(app)


# The board


def test_each_article_tells_in_words_where_it_is_there_and_offers_what_is_missing(
    visit: Any, small_library: SmallLibrary
) -> None:
    app = visit(find="meeting")
    english, swedish = small_library.ids["meeting-en.md"], small_library.ids["meeting-sv.md"]
    assert links(app) == [
        ("Articles", "translations", ""),
        ("Topics", "translations", "by=topic"),
        ("The first meeting", "review", f"id={english}"),
        ("Translate into Italian", "write", f"translate={english}&into=it"),
        ("Published", "review", f"id={swedish}"),
        ("Translate into Dutch", "write", f"translate={english}&into=nl"),
        ("Published", "review", f"id={english}"),
    ]
    assert readable_html(app).count("<span class='cell-word'>Missing</span>") == 2
    for name in ("Italian", "Swedish", "Dutch", "English"):
        assert f"<span class='cell-language'>{name}</span>" in readable_html(app)


def test_what_readers_ask_for_is_the_next_step(visit: Any, small_library: SmallLibrary, paying: int) -> None:
    store = small_library.service.library.questions
    for question in ("Betalt?", "Lön?"):
        store.add(NewQuestion(question, Language.SWEDISH, True, paying, (Language.ITALIAN,)))
    app = visit()
    assert "Asked for 2 times</span>" in readable_html(app)
    assert "This is not there in Swedish yet." in readable_html(app)
    assert links(app)[2] == to_swedish(paying)
    assert links(app)[3][0] == "I mentori vanno pagati"  # its row comes first


def test_an_editor_of_some_languages_is_offered_those_only(visit: Any) -> None:
    app = visit(name="sven", languages=[Language.SWEDISH])
    offered = {label for label, page, _ in links(app) if page == "write"}
    assert offered == {"Translate into Swedish"}


def test_the_filters_stand_in_the_address(visit: Any, small_library: SmallLibrary) -> None:
    small_library.service.unpublish(small_library.ids["meeting-sv.md"])
    app = visit()
    app.segmented_control(key="coverage-state").set_value("draft").run()
    assert app.query_params == {"view": "draft"}
    app.selectbox(key="coverage-language").set_value(Language.SWEDISH).run()
    assert app.query_params == {"view": "draft", "in": "sv"}
    assert [label for label, _, _ in links(app)][2:] == [
        "The first meeting",
        "Translate into Italian",
        "Go on translating",
        "Translate into Dutch",
        "Published",
    ]
    app.text_input(key="coverage-words").set_value("zebra").run()
    assert app.query_params == {"view": "draft", "in": "sv", "find": "zebra"}
    assert "No article was found." in readable_html(app)


def test_topics_tell_what_is_there_and_lead_to_what_is_missing(visit: Any, small_library: SmallLibrary) -> None:
    topics = small_library.service.library.topics
    for article in small_library.ids.values():
        topics.set_found({article: {}})
    topics.accept(small_library.ids["meeting-en.md"], "first-meeting")
    app = visit(by="topic")
    assert readable_html(app).count("<span class='cell-count'>1 of 1</span>") == 2
    assert links(app)[2:] == [
        ("The first meeting", "translations", "about=first-meeting"),
        ("1 missing", "translations", "about=first-meeting&in=it&view=missing"),
        ("1 missing", "translations", "about=first-meeting&in=nl&view=missing"),
    ]
    app = visit(about="first-meeting", **{"in": "nl"}, view="missing")
    assert links(app)[2][0] == "The first meeting"
    assert app.selectbox(key="coverage-topic").value == "first-meeting"


def test_an_article_that_has_not_followed_a_change_names_the_sections_and_leads_to_them(
    visit: Any, small_library: SmallLibrary, paying: int
) -> None:
    editing = small_library.service.editing
    swedish = _outdated(editing, paying)
    app = visit(view="outdated")
    assert "Changed in Italian: “Ancora”" in readable_html(app)
    assert ("Bring up to date", "write", f"translate={paying}&into=sv&id={swedish}") in links(app)


def _outdated(editing: Editing, paying: int) -> int:
    """A Swedish translation, in the same words for the tests' encoder, that has not followed a change."""
    newest = editing.revision(paying)
    text = newest.content.text
    swedish = editing.translate(paying, Writing("Betala", text, Language.SWEDISH), seen=1, live=True)
    editing.join()
    changed = text.replace("Anche un pranzo insieme.", "Anche un pranzo insieme, ogni mese.")
    editing.save(paying, Writing(newest.content.title, changed, Language.ITALIAN), after=1, live=True)
    editing.join()
    return swedish


# Translating


def test_a_missing_translation_is_written_part_by_part_and_saved(
    visit: Any, small_library: SmallLibrary, paying: int
) -> None:
    app = visit("write", translate=str(paying), into="sv")
    assert "<h2>Poi</h2>" in readable_html(app)
    assert "0 of 4 parts are written." in readable_html(app)
    name = f"translate-{paying}-sv-new"
    app.text_input(key=f"{name}-title").set_value("Betala mentorer").run()
    app.text_area(key=f"{name}-text-0").set_value("Betala mentorer.").run()
    app.text_input(key=f"{name}-heading-1").set_value("Sedan").run()
    app.text_area(key=f"{name}-text-1").set_value("Ett tack räcker ofta.").run()
    assert "2 of 4 parts are written." in readable_html(app)
    follow(app.button(key="save-draft").click().run())
    assert "It is saved as a draft." in readable_html(app)
    [saved] = [each for each in in_the_app().listed() if each.language is Language.SWEDISH and each.id > 4]
    assert (saved.title, saved.status, saved.translation_key) == ("Betala mentorer", ArticleStatus.DRAFT, "paying")
    content = in_the_app().revision(saved.id).content
    assert content.text == SWEDISH.text
    assert (content.details["author"], saved.saved_by) == ("Anna Neri", "ada")
    in_the_app().join()


def test_what_cannot_be_saved_is_told_and_stays_in_the_boxes(visit: Any, paying: int) -> None:
    app = visit("write", translate=str(paying), into="sv")
    box = f"translate-{paying}-sv-new-text-0"
    app.text_area(key=box).set_value("Betala mentorer, helst snart och ofta.").run()
    app.button(key="save-live").click().run()
    assert "The article has no title." in readable_html(app)
    assert app.text_area(key=box).value == "Betala mentorer, helst snart och ofta."


def test_where_somebody_was_quicker_their_text_stays_and_ours_stays_in_the_boxes(
    visit: Any, small_library: SmallLibrary, paying: int
) -> None:
    app = visit("write", translate=str(paying), into="sv")
    name = f"translate-{paying}-sv-new"
    app.text_input(key=f"{name}-title").set_value("Min").run()
    app.text_area(key=f"{name}-text-0").set_value("Det här är min egen text.").run()
    theirs = in_the_app().translate(paying, SWEDISH, seen=1, live=False)
    app.button(key="save-draft").click().run()
    assert "Somebody was quicker: this is there in Swedish already." in readable_html(app)
    assert app.text_input(key=f"{name}-title").value == "Min"
    assert links(app)[1:3] == [
        ("Betala mentorer", "review", f"id={theirs}"),
        ("Improve it beside the original", "write", f"translate={paying}&into=sv&id={theirs}"),
    ]
    assert in_the_app().revision(theirs).number == 1
    fresh = visit("write", name="grace", translate=str(paying), into="sv")
    assert "Nothing was changed." in readable_html(fresh)
    assert "save-draft" not in [each.key for each in fresh.button]
    in_the_app().join()


def test_what_has_changed_is_marked_and_saving_beside_it_brings_the_text_up_to_date(
    visit: Any, small_library: SmallLibrary, paying: int
) -> None:
    swedish = _outdated(small_library.service.editing, paying)
    app = visit("write", translate=str(paying), into="sv", id=str(swedish))
    text = readable_html(app)
    assert text.count("Changed later in Italian") == 1
    assert "<ins> insieme, ogni mese.</ins>" in text
    app.text_area(key=f"translate-{paying}-sv-{swedish}-text-2").set_value("Anche un pranzo, varje månad.").run()
    follow(app.button(key="save-live").click().run())
    assert "It is saved and published." in readable_html(app)
    assert "Anche un pranzo, varje månad." in in_the_app().revision(swedish).content.text
    assert "Changed in Italian" not in readable_html(visit())
    in_the_app().join()


def test_what_is_right_as_it_is_counts_as_up_to_date(visit: Any, small_library: SmallLibrary, paying: int) -> None:
    swedish = _outdated(small_library.service.editing, paying)
    app = visit("write", translate=str(paying), into="sv", id=str(swedish))
    app.button(key="keep-up").click().run()
    assert "It counts as up to date now." in readable_html(app)
    assert "Changed later in Italian" not in readable_html(app)
    assert in_the_app().revision(swedish).number == 1
    in_the_app().join()


@pytest.mark.parametrize(("key", "title", "number"), [("keep-mine", "Min", 3), ("take-theirs", "Deras", 2)])
def test_of_two_texts_that_were_written_at_once_the_editor_chooses(
    visit: Any, paying: int, small_library: SmallLibrary, key: str, title: str, number: int
) -> None:
    swedish = small_library.service.editing.translate(paying, SWEDISH, seen=1, live=True)
    small_library.service.editing.join()
    app = visit("write", translate=str(paying), into="sv", id=str(swedish))
    box = f"translate-{paying}-sv-{swedish}-title"
    app.text_input(key=box).set_value("Min").run()
    theirs = Writing("Deras", SWEDISH.text, Language.SWEDISH)
    in_the_app().save(swedish, theirs, after=1, live=True, saved_by="grace")
    app.button(key="save-live").click().run()
    assert "grace has saved another text meanwhile." in readable_html(app)
    app.button(key=key).click().run()
    if key == "keep-mine":
        follow(app)
    assert "grace has saved" not in readable_html(app)
    if key == "take-theirs":
        assert app.text_input(key=box).value == title
    assert in_the_app().revision(swedish).content.title == title
    assert in_the_app().revision(swedish).number == number
    in_the_app().join()


def test_an_editor_of_another_language_is_told_so(visit: Any, paying: int) -> None:
    app = visit("write", name="sven", languages=[Language.SWEDISH], translate=str(paying), into="nl")
    assert "This is for editors of its language and for administrators." in readable_html(app)
    assert "save-draft" not in [each.key for each in app.button]


@pytest.mark.parametrize(
    ("original", "into", "told"),
    [("999", "sv", "This article is not here."), ("4", "it", "This article is in that language already.")],
)
def test_what_cannot_be_translated_is_told_kindly(visit: Any, original: str, into: str, told: str) -> None:
    assert told in readable_html(visit("write", translate=original, into=into))


def test_what_an_upload_brings_along_does_nothing(visit: Any, small_library: SmallLibrary) -> None:
    hostile = str(small_library.ids["hostile-en.md"])
    for text in (readable_html(visit()), readable_html(visit("write", translate=hostile, into="sv"))):
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "<b>Hostile" not in text
