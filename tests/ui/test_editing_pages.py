"""The editors' pages, through Streamlit's own simulation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from corpus.article import ArticleStatus, DoubtfulBlock, RemovedBlock, RevisionContent
from corpus.article_store import Splitting
from corpus.job import JobKind, JobState
from corpus.language import Language
from corpus.message import Message
from corpus.relation import RelationKind
from ingest.editing import Writing
from ingest.split import SPLITTER
from tests.ui.conftest import SmallLibrary, Visit, follow, readable_html
from ui.editing import Editing
from ui.web.resources import shared_service

HEADINGS = {
    Language.ENGLISH: ("Editors’ desk", "Add articles", "Write an article"),
    Language.ITALIAN: ("Redazione", "Aggiungi articoli", "Scrivi un articolo"),
    Language.SWEDISH: ("Redaktionen", "Lägg till artiklar", "Skriv en artikel"),
    Language.DUTCH: ("Redactie", "Artikelen toevoegen", "Een artikel schrijven"),
}
WRITING = Writing("About zebras", "A zebra is soon at the meeting over coffee.", Language.ENGLISH)
NOISY = RevisionContent(
    "Noisy",
    "The meeting over coffee.\n\nBuy coffee soon!\n\nThe second meeting.",
    (RemovedBlock(0, "Home | About\n\n", "menu"), RemovedBlock(44, "Share this\n\n", "share")),
    {"author": "Ada", "summary": "On coffee."},
    (DoubtfulBlock(26, 42, "promo"),),
)


@pytest.fixture
def visit(visit_as_editor: Visit) -> Visit:
    return visit_as_editor


@pytest.fixture
def editing(small_library: SmallLibrary) -> Editing:
    return small_library.service.editing


@pytest.fixture
def noisy(small_library: SmallLibrary) -> int:
    """A draft with blocks to decide about."""
    store = small_library.service.library.articles
    return store.add("noisy.pdf", None, NOISY, Language.ENGLISH, None, Splitting(SPLITTER, []), live=False)


def labels(app: AppTest) -> list[str]:
    """The texts of the links below the bar, which holds the editor's pages too."""
    return [link.proto.label for link in app.page_link][7:]


def in_the_app() -> Editing:
    """The editing of the app's own service."""
    return shared_service().editing


@pytest.mark.parametrize("page", ["edit", "add", "review", "write", "history"])
def test_nobody_but_an_editor_sees_a_page_of_theirs(visit: Visit, page: str) -> None:
    app = visit(page, name="", id="1")
    assert not [button for button in app.button if button.key != "interface-language"]
    assert "The first meeting" not in readable_html(app)


@pytest.mark.parametrize("language", Language)
def test_the_pages_speak_the_language_of_the_browser(visit: Visit, language: Language) -> None:
    found = [readable_html(visit(page, locale=f"{language}-XX")) for page in ("edit", "add", "write")]
    assert [f"<h1>{title}</h1>" in text for title, text in zip(HEADINGS[language], found, strict=True)] == [True] * 3


# The desk


def test_the_desk_shows_first_what_waits_and_finds_everything_by_title(visit: Visit, noisy: int) -> None:
    app = visit("edit")
    assert labels(app) == ["Translations", "Add articles", "Noisy"]
    assert "1 doubtful block" in readable_html(app)
    app = visit("edit", view="live")
    assert len(labels(app)) == 6
    app.text_input(key="desk-words").set_value("FÖRSTA").run()
    assert labels(app)[2:] == ["Första mötet"]
    assert app.query_params == {"view": "live", "find": "FÖRSTA"}


def test_a_draft_is_published_from_the_desk_and_that_can_be_undone(
    visit: Visit, small_library: SmallLibrary, noisy: int
) -> None:
    app = visit("edit")
    app.button(key=f"publish-{noisy}").click().run()
    assert "“Noisy” is published." in readable_html(app)
    assert small_library.service.article(noisy).status is ArticleStatus.LIVE
    app.button(key="undo").click().run()
    assert "It is undone." in readable_html(app)
    assert small_library.service.article(noisy).status is ArticleStatus.DRAFT


def test_what_is_in_the_bin_is_restored_from_the_desk(visit: Visit, small_library: SmallLibrary) -> None:
    article = small_library.ids["meeting-en.md"]
    small_library.service.delete(article)
    app = visit("edit", view="bin")
    app.button(key=f"restore-{article}").click().run()
    assert small_library.service.article(article).status is ArticleStatus.LIVE
    assert "Nothing is here." in readable_html(app)


def test_a_job_that_was_cut_off_says_so_and_is_put_away(visit: Visit, small_library: SmallLibrary) -> None:
    store = small_library.service.library.jobs
    job = store.add(JobKind.TAKE_IN, {"files": "0" * 32, "draft": True, "names": ["a.md"], "count": 2}, 2, "ada")
    store.add_report(job, {**_report("a.md", "draft"), "article": 1, "title": "A title"})
    store.add_report(job, {**_report("b.pdf", "rejected"), "reason": "It is damaged."})
    store.set_state(job, JobState.RUNNING)
    app = visit("edit")
    text = readable_html(app)
    assert "Cut off, because Mentorbase was restarted" in text
    assert "Draft: 1" in text
    assert "It is damaged." in text
    app.button(key=f"job-away-{job}").click().run()
    assert store.all() == []


def _report(source: str, status: str) -> dict[str, Any]:
    line = {"language": None, "title": "", "passages": 0, "removed": 0, "translation_key": None, "reason": ""}
    return {"source": source, "status": status, "article": None, **line}


# Adding


def test_files_that_are_uploaded_become_drafts_by_a_job(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit("add")
    text = "---\ntitle: About zebras\nlanguage: en\n---\nA zebra is soon at the meeting over coffee.\n"
    app.file_uploader[0].upload("zebra.md", text.encode(), "text/markdown").run()
    assert "1 file · 0 kB" in readable_html(app)
    app.button(key="take-in").click().run()
    in_the_app().join()
    app.run()
    assert "Draft: 1" in readable_html(app)
    assert [each.title for each in in_the_app().listed() if each.status is ArticleStatus.DRAFT] == ["About zebras"]


def test_a_pasted_text_leads_to_its_review(visit: Visit) -> None:
    app = visit("add")
    app.segmented_control[0].set_value("paste").run()
    app.text_area[0].set_value("Listening first\n\nWhoever listens first learns more than one who talks.").run()
    follow(app.button(key="paste").click().run())
    assert "listening-first.txt" in readable_html(app)
    assert "Draft" in readable_html(app)


def test_a_text_that_is_none_is_refused_kindly_and_stays_in_the_box(visit: Visit) -> None:
    app = visit("add")
    app.segmented_control[0].set_value("paste").run()
    app.text_area[0].set_value("Two words").run()
    app.button(key="paste").click().run()
    assert "This text was not taken in." in readable_html(app)
    assert app.text_area[0].value == "Two words"


# Reviewing


def test_a_review_shows_every_block_in_its_place(visit: Visit, noisy: int) -> None:
    text = readable_html(visit("review", id=str(noisy)))
    places = [
        text.index(each) for each in ("Home | About", "The meeting over", "Buy coffee", "Share this", "The second")
    ]
    assert places == sorted(places)
    assert "<del lang='en'>Home | About</del>" in text
    assert "In doubt: own promotion?" in text
    assert "2 blocks were taken out" in text


def test_a_block_is_put_back_and_that_can_be_undone(visit: Visit, editing: Editing, noisy: int) -> None:
    app = visit("review", id=str(noisy))
    app.button(key="put-back-2").click().run()
    assert editing.revision(noisy).content.text.count("Share this") == 1
    assert editing.revision(noisy).saved_by == "ada"
    assert "put-back-2" not in [button.key for button in app.button]
    app.button(key="undo").click().run()
    assert editing.revision(noisy).content == NOISY


@pytest.mark.parametrize(
    ("key", "is_kept"),
    [("keep-1", True), ("take-out-1", False)],
)
def test_a_doubtful_block_is_kept_or_taken_out(
    visit: Visit, editing: Editing, noisy: int, key: str, is_kept: bool
) -> None:
    app = visit("review", id=str(noisy))
    app.button(key=key).click().run()
    content = editing.revision(noisy).content
    assert (content.doubtful, "Buy coffee" in content.text) == ((), is_kept)
    assert "In doubt" not in readable_html(app)


def test_a_decision_on_what_somebody_has_changed_meanwhile_is_told(visit: Visit, editing: Editing, noisy: int) -> None:
    app = visit("review", id=str(noisy))
    editing.take_out(noisy, 1)
    app.button(key="keep-1").click().run()
    assert "Somebody changed this article meanwhile" in readable_html(app)
    assert editing.revision(noisy).number == 2


def test_a_language_is_chosen_before_a_draft_is_published(
    visit: Visit, small_library: SmallLibrary, editing: Editing
) -> None:
    store = small_library.service.library.articles
    draft = store.add(
        "x.txt", None, replace(NOISY, question=Message("?")), None, None, Splitting(SPLITTER, []), live=False
    )
    app = visit("review", id=str(draft))
    assert app.button(key="publish").disabled
    app.selectbox[0].set_value(Language.DUTCH).run()
    assert editing.review(draft).language is Language.DUTCH
    app.button(key="publish").click().run()
    assert small_library.service.article(draft).language is Language.DUTCH
    assert "Readers find it in a moment." in readable_html(app)


def test_topics_are_added_removed_and_confirmed(visit: Visit, small_library: SmallLibrary, noisy: int) -> None:
    topics = small_library.service.library.topics
    topics.set_found({noisy: {"first-meeting": 0.8}})
    app = visit("review", id=str(noisy))
    app.button(key="confirm-topics").click().run()
    assert [(each.topic, each.state) for each in topics.topics_of([noisy])[noisy]] == [("first-meeting", "accepted")]
    app.multiselect[0].set_value([]).run()
    assert topics.topics_of([noisy])[noisy] == []
    app.button(key="undo").click().run()
    assert [each.topic for each in topics.topics_of([noisy])[noisy]] == ["first-meeting"]


def test_a_proposed_translation_is_linked_and_that_can_be_undone(
    visit: Visit, small_library: SmallLibrary, noisy: int
) -> None:
    italian = small_library.ids["paying-it.md"]
    relations = small_library.service.library.relations
    relation = relations.propose(noisy, italian, RelationKind.TRANSLATION, 0.7)
    app = visit("review", id=str(noisy))
    assert "Perhaps a translation · 70%" in readable_html(app)
    assert "I mentori vanno pagati (Italian)" in labels(app)
    assert "Rimborsa il treno." in readable_html(app)
    app.button(key=f"accept-{relation.id}").click().run()
    assert relations.family_of(noisy) == [italian]
    app.button(key="undo").click().run()
    assert relations.family_of(noisy) == []
    app.button(key=f"reject-{relation.id}").click().run()
    assert relations.proposed() == []


def test_an_article_is_deleted_and_that_can_be_undone(visit: Visit, small_library: SmallLibrary) -> None:
    article = small_library.ids["meeting-en.md"]
    app = visit("review", id=str(article))
    app.button(key="delete").click().run()
    assert small_library.service.article(article).status is ArticleStatus.DELETED
    app.button(key="undo").click().run()
    assert small_library.service.article(article).status is ArticleStatus.LIVE


@pytest.mark.parametrize("page", ["review", "write", "history"])
def test_what_is_not_there_is_told_kindly(visit: Visit, page: str) -> None:
    assert "This article is not here." in readable_html(visit(page, id="999"))


@pytest.mark.parametrize("page", ["review", "write", "history"])
def test_what_an_upload_brings_along_does_nothing(visit: Visit, small_library: SmallLibrary, page: str) -> None:
    text = readable_html(visit(page, id=str(small_library.ids["hostile-en.md"])))
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "<b>Hostile" not in text


# Writing


def test_the_preview_shows_what_is_written(visit: Visit) -> None:
    app = visit("write")
    app.text_input(key="write-new-title").set_value("Zebras").run()
    app.text_area(key="write-new-text").set_value("## Stripes\n\nThey are **black** <script>x</script>.").run()
    text = readable_html(app)
    assert "<h2 class='preview-title'>Zebras</h2>" in text
    assert ">Stripes</h2>" in text
    assert "<strong>black</strong> &lt;script&gt;" in text


def test_a_new_article_is_written_and_published(visit: Visit) -> None:
    app = visit("write")
    app.text_input(key="write-new-title").set_value("Zebras").run()
    app.text_area(key="write-new-text").set_value("A zebra is soon at the meeting.").run()
    follow(app.button(key="save-live").click().run())
    assert "It is saved and published." in readable_html(app)
    [saved] = [each for each in in_the_app().listed() if each.title == "Zebras"]
    assert (saved.status, saved.saved_by, saved.language) == (ArticleStatus.LIVE, "ada", Language.ENGLISH)


def test_the_questions_that_an_article_answers_are_written_one_on_each_line(
    visit: Visit, small_library: SmallLibrary, editing: Editing
) -> None:
    article = small_library.ids["meeting-en.md"]
    key = f"write-{article}-questions"
    app = visit("write", id=str(article))
    app.text_area(key=key).set_value("Who books the room?\n\n  who   pays? ").run()
    app.button(key="save-live").click().run()
    assert editing.revision(article).content.details["questions"] == ["Who books the room?", "who pays?"]
    assert visit("write", id=str(article)).text_area(key=key).value == "Who books the room?\nwho pays?"
    shown = readable_html(visit("review", id=str(article)))
    assert "<li>Who books the room?</li><li>who pays?</li>" in shown


def test_a_question_that_is_too_long_is_told_and_stays_in_the_box(visit: Visit, small_library: SmallLibrary) -> None:
    article = small_library.ids["meeting-en.md"]
    app = visit("write", id=str(article))
    app.text_area(key=f"write-{article}-questions").set_value("x" * 301).run()
    app.button(key="save-live").click().run()
    assert "is too long: write it in at most 300 characters." in readable_html(app)
    assert app.text_area(key=f"write-{article}-questions").value == "x" * 301


def test_what_readers_asked_and_found_answered_is_added_to_an_article_and_taken_back(
    visit: Visit, small_library: SmallLibrary, editing: Editing
) -> None:
    article = small_library.ids["meeting-en.md"]
    result = small_library.service.search("book a meeting?")
    hit = next(each for each in result.hits if each.article.id == article)
    small_library.service.questions.vote(result, hit, helpful=True)
    app = visit("review", id=str(article))
    assert app.button(key="add-question-0").label.replace("\\", "") == "book a meeting?"
    app.button(key="add-question-0").click().run()
    assert editing.revision(article).content.details["questions"] == ["book a meeting?"]
    assert "<li>book a meeting?</li>" in readable_html(app)
    assert "add-question-0" not in [button.key for button in app.button]
    app.button(key="undo").click().run()
    assert "questions" not in editing.revision(article).content.details


def test_a_changed_text_is_saved_as_a_draft_that_readers_do_not_see(
    visit: Visit, small_library: SmallLibrary, editing: Editing
) -> None:
    article = small_library.ids["meeting-en.md"]
    app = visit("write", id=str(article))
    assert (app.text_area(key=f"write-{article}-text").value or "").startswith("Book a meeting over coffee")
    app.text_area(key=f"write-{article}-text").set_value(WRITING.text).run()
    follow(app.button(key="save-draft").click().run())
    assert "It is saved as a draft." in readable_html(app)
    assert editing.revision(article).content.text == WRITING.text
    assert small_library.service.article(article).text.startswith("Book a meeting")


def test_what_cannot_be_saved_is_told_and_stays_in_the_boxes(visit: Visit, small_library: SmallLibrary) -> None:
    article = small_library.ids["meeting-en.md"]
    app = visit("write", id=str(article))
    app.text_input(key=f"write-{article}-date").set_value("tomorrow").run()
    app.button(key="save-live").click().run()
    assert "The date 'tomorrow' is none." in readable_html(app)
    assert app.text_input(key=f"write-{article}-date").value == "tomorrow"


@pytest.mark.parametrize(
    ("key", "title", "number"), [("keep-mine", "Mine", 3), ("take-theirs", "About zebras", 2), ("go-on", "Mine", 2)]
)
def test_of_two_texts_that_were_written_at_once_the_editor_chooses(
    visit: Visit, small_library: SmallLibrary, editing: Editing, key: str, title: str, number: int
) -> None:
    article = small_library.ids["meeting-en.md"]
    app = visit("write", id=str(article))
    app.text_input(key=f"write-{article}-title").set_value("Mine").run()
    editing.save(article, WRITING, after=1, live=True, saved_by="grace")
    app.button(key="save-live").click().run()
    text = readable_html(app)
    assert "grace has saved another text meanwhile." in text
    assert "<ins>" in text
    assert editing.revision(article).content.title == "About zebras"
    app.button(key=key).click().run()
    if key == "keep-mine":
        follow(app)
    assert "grace has saved" not in readable_html(app)
    if key != "keep-mine":
        assert app.text_input(key=f"write-{article}-title").value == title
    else:
        assert editing.revision(article).content.title == title
    assert editing.revision(article).number == number


# History


def test_of_a_revision_that_only_the_text_is_new_in_the_text_alone_is_compared(
    visit: Visit, small_library: SmallLibrary, editing: Editing
) -> None:
    article = small_library.ids["meeting-en.md"]
    before = Writing("The first meeting", "Book a dinner over coffee, ideally soon.", Language.ENGLISH)
    editing.save(article, before, after=1, live=True)
    text = readable_html(visit("history", id=str(article)))
    assert "Book a<del> meeting</del><ins> dinner</ins> over coffee" in text
    assert "<dl" not in text
    assert "Something went wrong" not in text


def test_two_revisions_are_compared_and_one_is_restored(
    visit: Visit, small_library: SmallLibrary, editing: Editing
) -> None:
    article = small_library.ids["meeting-en.md"]
    editing.save(article, replace(WRITING, text="Book a dinner over coffee, ideally soon."), after=1, live=True)
    app = visit("history", id=str(article))
    text = readable_html(app)
    assert "Book a<del> meeting</del><ins> dinner</ins> over coffee" in text
    assert "<del>The first meeting</del> <ins>About zebras</ins>" in text
    app.button(key="restore-1").click().run()
    assert editing.revision(article).content.title == "The first meeting"
    assert editing.revision(article).number == 3
    app.button(key="undo").click().run()
    assert editing.revision(article).content.title == "About zebras"
    app.button(key="changes-2").click().run()
    assert app.query_params == {"id": str(article), "before": "1", "rev": "2"}
