"""Looking through topics, reading, reading side by side and the map, through Streamlit's own simulation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from corpus.article import RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.relation import Alignment, LinkedSection, Outdated
from ingest.split import SPLITTER
from tests.ui.conftest import SmallLibrary, Visit, html
from tests.ui.test_pages import links

MEETING = ("meeting-sv.md", "meeting-en.md")


def shown(app: AppTest) -> list[str]:
    """The titles of the cards."""
    return re.findall(r"<h2 lang='..'>(.*?)</h2>", html(app))


@pytest.fixture
def meeting(small_library: SmallLibrary) -> tuple[int, int]:
    """The Swedish and the English article on the first meeting, which are about that and nothing else."""
    service = small_library.service
    for identifier in small_library.ids.values():
        for found in service.topics_of(identifier):
            service.remove_topic(identifier, found.topic)
    ids = small_library.ids[MEETING[0]], small_library.ids[MEETING[1]]
    service.add_topic(ids[0], "first-meeting")
    return ids


# Browse


def test_a_topic_tells_what_there_is_on_it_and_leads_there(visit: Visit, meeting: tuple[int, int]) -> None:
    app = visit("browse")
    assert links(app)[0] == ("The first meeting :small[1 · SV EN]", "articles", "about=first-meeting")
    app = visit("browse", about="first-meeting")
    assert shown(app) == ["The first meeting"]
    text = html(app)
    assert "<h1>The first meeting</h1>" in text
    assert "<span>1 article</span>" in text
    assert "<span>1 in Swedish</span>" in text
    assert links(app)[0][1:] == ("articles", "")  # the way back to all topics


def test_topics_without_an_article_are_named(visit: Visit, meeting: tuple[int, int]) -> None:
    assert "Nothing yet on: Finding a mentor, Setting goals," in html(visit("browse"))
    assert "Nothing yet on" not in html(visit("browse", **{"in": "it"}))  # there may be something in other languages


def test_the_line_of_filters_tells_how_many_are_chosen_and_takes_them_out(
    visit: Visit, meeting: tuple[int, int]
) -> None:
    app = visit("browse", **{"about": "first-meeting,fishing", "in": "sv,en", "for": "mentee", "sort": "newest"})
    assert app.multiselect[0].value == ["first-meeting"]
    assert app.get("popover")[0].proto.popover.label == "Topics and filters · 4"
    app.button(key="browse-clear").click().run()
    assert app.query_params == {"sort": "newest"}
    assert app.get("popover")[0].proto.popover.label == "Topics and filters"


def test_the_order_stands_in_the_address(visit: Visit) -> None:
    app = visit("browse", page="2")
    app.menu_button(key="browse-order").click("shortest").run()
    assert app.query_params == {"sort": "shortest"}
    # I mentori vanno pagati has 19 words below its title, the others have fewer.
    assert shown(app)[-1] == "I mentori vanno pagati"


@pytest.mark.parametrize("order", ["helpful", "nonsense"])
def test_an_order_that_is_not_offered_is_none(visit: Visit, order: str) -> None:
    app = visit("browse", sort=order)
    assert app.menu_button(key="browse-order").label == "From A to Z"


# Reading


def test_an_article_leads_to_its_topics_and_shows_its_summary(visit: Visit, small_library: SmallLibrary) -> None:
    article = small_library.ids["paying-it.md"]
    small_library.service.add_topic(article, "paying-mentors")
    app = visit("article", id=str(article), lang="sv")
    assert "<p class='lead' lang='it'>Quando pagare.</p>" in html(app)
    ways = [link for link in links(app) if link[1] == "articles"]
    assert ways[0][2] == "about=paying-mentors&lang=sv"


@pytest.mark.parametrize(
    ("url", "there"), [("https://example.org/a'b", True), ("javascript:alert(1)", False), ("nowhere", False)]
)
def test_where_an_article_comes_from_is_a_link_to_the_web_or_none(
    visit: Visit, small_library: SmallLibrary, tmp_path: Path, url: str, there: bool
) -> None:
    path = tmp_path / "found.md"
    path.write_text(
        f'---\ntitle: Found\nlanguage: en\nsource: "{url}"\n---\nBirds sing early and people sing late.\n',
        encoding="utf-8",
    )
    (report,) = small_library.service.ingest([str(path)])
    assert (report.status, report.reason) == ("added", "")
    text = html(visit("article", id=str(report.article)))
    assert ("<a href='https://example.org/a&#x27;b' target='_blank'" in text) is there
    assert ("Where it first appeared" in text) is there


# Side by side


def test_translations_are_one_tap_away_from_each_other(visit: Visit, meeting: tuple[int, int]) -> None:
    app = visit("article", id=str(meeting[0]))
    ways = [link for link in links(app) if link[1] == "side-by-side"]
    assert ways == [("Read both side by side", "side-by-side", f"id={meeting[0]}&with={meeting[1]}")]


def test_two_translations_stand_in_rows_each_in_its_language(
    visit: Visit, small_library: SmallLibrary, meeting: tuple[int, int]
) -> None:
    library = small_library.service.library
    here, there = (library.relations.text_of(each) for each in meeting)
    whole = LinkedSection((0, len(here.text)), (0, len(there.text)), 1.0)
    library.relations.save_alignment(Alignment(*meeting, here.revision, there.revision, (whole,)))
    app = visit("side_by_side", **{"id": str(meeting[0]), "with": str(meeting[1])})
    text = html(app)
    assert re.findall(r"<article class='article' lang='(..)'><p>(\w+)", text) == [("sv", "Boka"), ("en", "Book")]
    assert "<input type='checkbox' id='pair-1'>Show it in English</label>" in text
    assert ("Swap the two", "side-by-side", f"id={meeting[1]}&with={meeting[0]}") in links(app)
    assert "class='remark'" not in text


def test_what_differs_is_told_in_words(visit: Visit, small_library: SmallLibrary, meeting: tuple[int, int]) -> None:
    library = small_library.service.library
    one, other = (library.relations.text_of(each).revision for each in meeting)
    sections = (LinkedSection((0, 4), (0, 4), 1.0, Outdated.THERE), LinkedSection(None, (5, 9)))
    library.relations.save_alignment(Alignment(*meeting, one, other, sections))
    app = visit("side_by_side", locale="it", **{"id": str(meeting[0]), "with": str(meeting[1])})
    assert re.findall(r"class='remark'>(.*?)<", html(app)) == ["Modificato dopo in svedese", "Solo in inglese"]


@pytest.mark.parametrize("parameters", [{}, {"id": "1"}, {"id": "1", "with": "1"}, {"id": "1", "with": "999"}])
def test_what_cannot_stand_side_by_side_is_told_kindly(visit: Visit, parameters: dict[str, str]) -> None:
    assert "These two cannot be read side by side." in html(visit("side_by_side", **parameters))


# The map


def test_the_map_shows_each_family_and_tells_how_many_the_reader_can_read(
    visit: Visit, meeting: tuple[int, int]
) -> None:
    app = visit("map", locale="sv")
    assert "1 av 3 går att läsa på svenska." in html(app)
    assert len(app.get("vega_lite_chart")) == 1
    assert ("Det första mötet :small[1 · SV EN]", "articles", "about=first-meeting") in links(app)


def test_the_colours_of_the_map_stand_in_the_address(visit: Visit) -> None:
    app = visit("map")
    app.segmented_control[0].set_value(True).run()
    assert app.query_params == {"by": "topic"}


def test_a_library_that_cannot_be_searched_yet_has_no_map(visit: Visit, small_library: SmallLibrary) -> None:
    for manifest in small_library.service.library.index_folder.glob("*/manifest.json"):
        manifest.unlink()
    assert "There is no map yet." in html(visit("map"))


# What an article answers


def test_the_questions_that_an_article_answers_are_links_that_ask_them(
    visit: Visit, small_library: SmallLibrary
) -> None:
    asked = ['Who\'s to "begin"?', "<img src=x onerror=alert(1)> & ' onclick='alert(1)"]
    content = RevisionContent("Beginning", "Trouble soon arrives.", details={"questions": asked})
    store = small_library.service.library.articles
    article = store.add("b.md", None, content, Language.ENGLISH, None, Splitting(SPLITTER, []), live=True)
    text = html(visit("article", locale="sv-SE", id=str(article), lang="sv"))
    folded = text[text.index("<details class='answered'>") :].partition("</details>")[0]
    begin = "Who%27s+to+%22begin%22%3F"
    hostile = "%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E+%26+%27+onclick%3D%27alert%281%29"
    assert folded == (
        "<details class='answered'><summary>Frågor som artikeln besvarar</summary><ul lang='en'>"
        f"<li><a class='within' href='/?q={begin}&amp;lang=sv'>Who&#x27;s to &quot;begin&quot;?</a></li>"
        f"<li><a class='within' href='/?q={hostile}&amp;lang=sv'>"
        "&lt;img src=x onerror=alert(1)&gt; &amp; &#x27; onclick=&#x27;alert(1)</a></li></ul>"
    )


def test_an_article_without_questions_has_nothing_to_unfold(visit: Visit, small_library: SmallLibrary) -> None:
    assert "class='answered'" not in html(visit("article", id=str(small_library.ids[MEETING[1]])))
