"""Voting, sending a question and answering it, through Streamlit's own simulation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from corpus.language import Language
from corpus.reader_question import QuestionState
from tests.ui.conftest import Browser, SmallLibrary, Visit, html

PAYING = "I mentori vanno pagati?"
UNKNOWN = "zebra zebra"

Enter = Callable[..., AppTest]


@pytest.fixture
def enter(visit_as_editor: Visit) -> Enter:
    """Opens the editors' page as `anna`."""

    def open_page(locale: str = "en-GB", name: str = "anna") -> AppTest:
        return visit_as_editor("questions", locale, name=name)

    return open_page


def keys(app: AppTest) -> list[str]:
    return [button.key or "" for button in app.button]


def send(app: AppTest, details: str = "") -> str:
    """Sends the question on the page to the editors and returns the ticket."""
    app.button(key="want-to-send").click().run()
    app.text_area(key="send-details").set_value(details)
    app.button(key="send-question").click().run()
    found = re.search(r"ticket=([\w-]+)", html(app))
    assert found
    return found[1]


# Readers


def test_a_question_counts_once_however_often_its_page_is_run(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q=UNKNOWN)
    app.run()
    app.query_params["q"] = PAYING
    app.run()
    app.query_params["q"] = UNKNOWN
    app.run()
    kept = small_library.service.questions.questions(every=True)
    assert [each.question for each in kept] == [UNKNOWN, PAYING]


def test_a_question_under_a_filter_is_not_kept_and_cannot_be_sent(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q=UNKNOWN, **{"in": "it"})
    assert small_library.service.questions.questions(every=True) == []
    assert "want-to-send" not in keys(app)


def test_a_helpful_card_is_voted_for_once(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q=PAYING)
    app.button(key="vote-up-1").click().run()
    assert "Thank you. It helps us to do better." in html(app)
    assert "vote-up-1" not in keys(app)
    assert small_library.service.questions.helpful_families() == {"paying": 1}
    app.query_params["q"] = UNKNOWN
    app.run()
    app.query_params["q"] = PAYING
    app.run()
    assert "vote-up-1" not in keys(app)


def test_a_vote_against_a_card_asks_for_a_word(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q=PAYING, locale="it-IT")
    app.button(key="vote-down-1").click().run()
    assert app.text_input(key="word-of-1").label == "Grazie. Che cosa mancava? Basta una parola."
    app.text_input(key="word-of-1").set_value("numeri")
    app.button(key="send-word-1").click().run()
    assert "Grazie, ci aiuta a migliorare." in html(app)
    questions = small_library.service.questions
    assert [(each.word, each.helpful) for each in questions.statistics(Language.ITALIAN).words] == [("numeri", False)]


def test_a_card_tells_why_it_was_found(visit: Visit) -> None:
    page = html(visit(q='"vanno pagati"', locale="sv-SE"))
    assert "<summary>Varför det här resultatet?</summary>" in page
    assert "<li>Orden ”vanno pagati” står där precis som du skrev dem.</li>" in page


def test_whoever_sends_too_many_is_told_to_wait_and_keeps_what_was_written(
    visit: Visit, small_library: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.runtime.context._get_client_context", lambda: Browser({}, remote_ip="203.0.113.7"))
    app = visit(q=UNKNOWN, locale="nl-NL")
    app.button(key="want-to-send").click().run()
    for _ in range(31):
        small_library.service.library.throttle.admit_sending("203.0.113.7")
    app.text_area(key="send-details").set_value("In de dierentuin?")
    app.button(key="send-question").click().run()
    assert "Wacht een paar minuten en verstuur deze vraag opnieuw." in html(app)
    assert app.text_area(key="send-details").value == "In de dierentuin?"
    assert [each.sent for each in small_library.service.questions.questions()] == [False]


def test_without_an_answer_the_way_to_the_editors_ends_in_a_link(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q=UNKNOWN)
    assert app.button(key="want-to-send").label == "Ask the editors"
    ticket = send(app, "In the zoo?")
    assert "Your question is with the editors." in html(app)
    assert "After 12 months your question is deleted" in html(app)
    assert "send-question" not in keys(app)
    (kept,) = small_library.service.questions.questions()
    assert (kept.sent, kept.details) == (True, "In the zoo?")
    page = html(visit("question", ticket=ticket))
    assert f"<p lang='{kept.language}'>zebra zebra</p>" in page
    assert "It waits for an editor." in page


def test_below_answers_the_way_to_the_editors_is_a_quiet_button(visit: Visit, small_library: SmallLibrary) -> None:
    app = visit(q=PAYING)
    assert app.button(key="want-to-send").label == "Not what you were looking for? Ask the editors"
    send(app)
    assert [each.question for each in small_library.service.questions.questions()] == [PAYING]


def test_with_the_switch_there_are_no_thumbs_and_a_question_can_still_be_sent(
    visit: Visit, small_library: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBASE_KEEP_QUESTIONS", "false")
    app = visit(q=PAYING)
    assert [key for key in keys(app) if key.startswith("vote")] == []
    send(app)
    assert len(small_library.service.questions.questions(every=True)) == 1


def test_a_ticket_leads_to_the_answer_in_the_readers_language(visit: Visit, small_library: SmallLibrary) -> None:
    ticket = send(visit(q=UNKNOWN))
    questions = small_library.service.questions
    (kept,) = questions.questions()
    questions.assign([kept.id], "anna")
    assert "Någon på redaktionen arbetar med den." in html(visit("question", locale="sv-SE", ticket=ticket))
    questions.answer([kept.id], small_library.ids["meeting-en.md"])
    page = html(visit("question", locale="sv-SE", ticket=ticket))
    assert "Den har fått ett svar." in page
    assert "<h2 lang='sv'>Första mötet</h2>" in page
    assert "anna" not in page
    questions.close([kept.id], "No <b>animals</b>")
    assert "<p>No &lt;b&gt;animals&lt;/b&gt;</p>" in html(visit("question", ticket=ticket))


@pytest.mark.parametrize("parameters", [{}, {"ticket": "wrong"}])
def test_a_wrong_ticket_says_so(visit: Visit, parameters: dict[str, str]) -> None:
    assert "This question is not here." in html(visit("question", **parameters))


# Editors


def test_nobody_but_an_editor_sees_the_questions(visit: Visit, small_library: SmallLibrary) -> None:
    service = small_library.service
    service.questions.record(service.search(UNKNOWN))
    assert "zebra" not in html(visit("questions"))


def test_an_empty_page_says_what_will_come(enter: Enter) -> None:
    app = enter("nl-NL")
    assert "Er wacht geen vraag op je." in html(app)
    app.segmented_control(key="questions-view").set_value("decided").run()
    assert "Er is nog niets beantwoord of gesloten." in html(app)
    app.segmented_control(key="questions-view").set_value("figures").run()
    assert "Er is nog niets gevraagd." in html(app)


@pytest.fixture
def zebras(small_library: SmallLibrary) -> tuple[int, str]:
    """A question that two have asked, one of whom has sent it: the first one's id, and the ticket of the second."""
    service = small_library.service
    first = service.questions.record(service.search(UNKNOWN))
    assert first is not None
    return first, service.questions.send(service.search(UNKNOWN), "127.0.0.1", "In the <b>zoo</b>?")


def test_a_group_tells_how_often_it_is_asked_and_what_is_lacking(enter: Enter, zebras: tuple[int, str]) -> None:
    page = html(enter())
    assert "<span>Asked 2 times</span>" in page
    assert "<span>1 sent to you</span>" in page
    assert "<p class='gap gap-nothing'>Nothing in the library</p>" in page
    assert "<summary>All 2 questions</summary>" in page
    assert "In the &lt;b&gt;zoo&lt;/b&gt;?" in page


def test_an_editor_takes_a_group_on(enter: Enter, zebras: tuple[int, str], small_library: SmallLibrary) -> None:
    app = enter()
    app.button(key=f"assign-{zebras[0]}").click().run()
    assert "anna is on it." in html(app)
    assert f"assign-{zebras[0]}" not in keys(app)
    assert {each.assignee for each in small_library.service.questions.questions()} == {"anna"}


def test_an_editor_answers_a_group_and_its_reader_finds_the_article(
    enter: Enter, visit: Visit, zebras: tuple[int, str]
) -> None:
    first, ticket = zebras
    app = enter("it-IT")
    app.button(key=f"answer-{first}").click().run()
    app.button(key=f"answered-{first}").click().run()
    assert "Prima scegli un articolo." in html(app)
    app.selectbox(key=f"article-for-{first}").set_value("The first meeting (en)")
    app.button(key=f"answered-{first}").click().run()
    assert "Risposto con «The first meeting»." in html(app)
    assert "Nessuna domanda ti aspetta." in html(app)
    assert "<h2 lang='en'>The first meeting</h2>" in html(visit("question", ticket=ticket))


def test_an_editor_closes_a_group_with_a_word_and_opens_it_again(
    enter: Enter, zebras: tuple[int, str], small_library: SmallLibrary
) -> None:
    first, _ = zebras
    app = enter()
    app.button(key=f"close-{first}").click().run()
    app.button(key=f"closed-{first}").click().run()
    assert "Say in a few words why." in html(app)
    app.text_input(key=f"reason-for-{first}").set_value("No animals")
    app.button(key=f"closed-{first}").click().run()
    assert "The question is closed." in html(app)
    app.segmented_control(key="questions-view").set_value("decided").run()
    assert "Closed: No animals" in html(app)
    app.button(key=f"reopen-{first}").click().run()
    states = {each.state for each in small_library.service.questions.questions(every=True)}
    assert states == {QuestionState.OPEN}


def test_the_figures_are_charts_with_a_table(enter: Enter, zebras: tuple[int, str]) -> None:
    app = enter("sv-SE")
    app.segmented_control(key="questions-view").set_value("figures").run()
    page = html(app)
    assert "2 frågor är sparade. Av hundra fick 0 ett svar, 0 på sitt eget språk. 1 har skickats till er." in page
    assert "<summary>Samma sak som tabell</summary>" in page
    assert "<td>0 av 2</td>" in page
    assert len(app.get("vega_lite_chart")) == 2
