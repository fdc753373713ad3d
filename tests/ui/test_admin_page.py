"""Who is signed in, and the page for administrators, through Streamlit's own simulation."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from corpus.account import Account, ListedAccount, Role
from corpus.glossary import Concept
from corpus.glossary_file import format_glossary
from corpus.language import Language
from corpus.topic_file import format_topics
from ingest.incoming import IncomingFile
from ingest.report import Outcome
from tests.ui.conftest import SignIn, SmallLibrary, Visit, html
from ui.web.providers import providers_of
from ui.web.resources import shared_service
from ui.web.session_cookie import COOKIE


def names_in_the_bar(app: AppTest) -> list[str]:
    return [block.proto.popover.label.replace("\\", "") for block in app.get("popover")]


def listed(library: SmallLibrary) -> list[ListedAccount]:
    return library.service.library.accounts.all()


def hand_in(app: AppTest, name: str, data: bytes) -> AppTest:
    """The page with a file in one of its boxes."""
    return app.file_uploader(key=f"file-{name}-file-0").set_value((f"{name}.toml", data, "application/toml")).run()


def test_a_reader_finds_a_quiet_way_to_sign_in_that_leads_back(visit: Visit) -> None:
    shown = html(visit("browse", lang="sv", **{"in": "it"}))
    back = "/account/sign-in?next=%2Farticles%3Flang%3Dsv%26in%3Dit&amp;lang=sv"
    assert f"<div class='foot'><a href='{back}'>Logga in</a></div>" in shown


def test_who_is_signed_in_sees_the_name_and_a_way_out_until_the_session_ends(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    token = sign_in("anna")
    app = visit(lang="nl")
    assert names_in_the_bar(app) == ["anna"]
    assert "<form method='post' action='/account/sign-out?lang=nl'>" in html(app)
    assert "class='foot'" not in html(app)
    small_library.service.authenticator.sign_out(token)
    assert "class='foot'" in html(app.run())


def test_a_cookie_of_no_session_is_that_of_a_reader(visit: Visit, cookies: dict[str, str]) -> None:
    cookies[COOKIE] = "made up"
    assert "class='foot'" in html(visit())


def test_the_page_for_administrators_asks_a_reader_to_sign_in_and_tells_an_editor(
    visit: Visit, sign_in: SignIn
) -> None:
    assert "<h1>Sign in to go on.</h1>" in html(visit("admin"))
    sign_in("anna")
    app = visit("admin")
    assert "<h1>This page is for administrators.</h1>" in html(app)
    assert not [button for button in app.button if button.key == "make-link"]


def test_an_administrator_invites_an_editor_and_sees_the_link_once(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    app = visit("admin")
    app.text_input(key="new-name").set_value("Bruno")
    app.pills(key="new-languages").set_value([Language.SWEDISH])
    app.button(key="make-link").click().run()
    (token,) = re.findall(r"/account/invitation\?token=([\w-]{43})</code>", html(app))
    bruno = Account("Bruno", Role.EDITOR, frozenset({Language.SWEDISH}))
    assert small_library.service.authenticator.invitation(token).account == bruno
    assert "Editor <span aria-hidden='true'>·</span> Swedish" in html(app)
    assert "has no password yet" in html(app)
    assert token not in html(app.run())


def test_a_name_that_is_taken_is_told(visit: Visit, sign_in: SignIn, small_library: SmallLibrary) -> None:
    sign_in("astrid", Role.ADMIN)
    app = visit("admin")
    app.text_input(key="new-name").set_value("ASTRID")
    app.button(key="make-link").click().run()
    assert "This name is taken or has spaces." in html(app)
    assert len(listed(small_library)) == 1


def test_role_and_languages_of_an_account_are_changed(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    small_library.service.library.accounts.add("bruno", Role.EDITOR)
    sign_in("astrid", Role.ADMIN)
    app = visit("admin")
    app.button(key="change-bruno").click().run()
    app.pills(key="languages-bruno").set_value([Language.DUTCH])
    app.button(key="save-bruno").click().run()
    assert listed(small_library)[1].account == Account("bruno", Role.EDITOR, frozenset({Language.DUTCH}))
    assert not [button for button in app.button if button.key == "save-bruno"]


def test_an_account_is_shut_out_and_let_in_again_and_removed_after_a_question(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    small_library.service.library.accounts.add("bruno", Role.EDITOR)
    sign_in("astrid", Role.ADMIN)
    app = visit("admin")
    for is_disabled in (True, False):
        app.button(key="change-bruno").click().run()
        app.button(key="disable-bruno").click().run()
        assert listed(small_library)[1].is_disabled is is_disabled
    app.button(key="change-bruno").click().run()
    app.button(key="remove-bruno").click().run()
    assert "Remove bruno for good?" in html(app)
    assert len(listed(small_library)) == 2
    app.button(key="really-bruno").click().run()
    assert [each.account.name for each in listed(small_library)] == ["astrid"]


def test_the_only_administrator_stays_one_and_cannot_shut_herself_out(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    app = visit("admin")
    app.button(key="change-astrid").click().run()
    assert not [button for button in app.button if button.key in ("disable-astrid", "remove-astrid")]
    app.pills(key="role-astrid").set_value(Role.EDITOR)
    app.button(key="save-astrid").click().run()
    assert "This is the only administrator." in html(app)
    assert listed(small_library)[0].account.role is Role.ADMIN


def part(app: AppTest, name: str) -> AppTest:
    """The page with another of its parts."""
    return app.segmented_control(key="admin-part").set_value(name).run()


def test_an_index_that_is_behind_is_told_and_built_anew(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin"), "search")
    assert "<li class='good'>The search index shows the library as it is.</li>" in html(app)
    small_library.service.delete(small_library.ids["meeting-sv.md"])
    app.run()
    assert "<li class='wrong'>The search index is not as the library is now.</li>" in html(app)
    app.button(key="rebuild").click().run()
    assert "The search index is being built. You may leave this page." in html(app)
    shared_service().editing.join()
    app.run()
    assert "<li class='good'>The search index shows the library as it is.</li>" in html(app)
    assert [button.key for button in app.button if "job" in (button.key or "")] == ["job-away-1"]


def test_the_library_is_made_into_a_file_and_offered_for_download(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary, tmp_path: Path
) -> None:
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin"), "library")
    app.button(key="export").click().run()
    assert "The file is being made." in html(app)
    editing = shared_service().editing
    editing.join()
    (job,) = editing.jobs()
    path = editing.exported(job.id)
    assert path is not None
    shutil.copy(path, tmp_path / "out.zip")
    app.run()
    assert [each.proto.label[:8] for each in app.get("download_button")] == ["Download"]
    app.button(key=f"job-away-{job.id}").click().run()
    assert editing.exported(job.id) is None
    # What was made goes into a library that has it all already: nothing changes.
    again = editing.import_library(IncomingFile("out.zip", (tmp_path / "out.zip").read_bytes()))
    editing.join()
    assert {each.status for each in editing.reports(again)} == {Outcome.UNCHANGED}


def test_only_the_newest_index_and_the_newest_file_of_the_library_are_told_of(small_library: SmallLibrary) -> None:
    editing = small_library.service.editing
    newest = []
    for begin in (editing.reindex, editing.export_library):
        for _ in range(2):
            newest.append(begin())
            editing.join()
    assert [job.id for job in editing.jobs()] == [newest[3], newest[1]]
    assert [editing.exported(job) is not None for job in newest] == [False, False, False, True]


def test_a_golden_question_is_added_tried_and_removed(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin"), "search")
    app.text_input(key="golden-question").set_value("book a meeting over coffee")
    app.selectbox(key="golden-article").set_value(small_library.ids["meeting-en.md"])
    app.button(key="add-golden").click().run()
    assert "The question is added." in html(app)
    assert "not tried yet" in html(app)
    app.button(key="try-golden").click().run()
    assert "The questions are asked. You may leave this page." in html(app)
    shared_service().editing.join()
    app = part(visit("admin"), "search")  # whoever comes later sees it too
    assert "found first" in html(app)
    assert re.search(r"three: 100%</span>.*<span>Tried .* ago by astrid</span>", html(app))
    assert "The golden questions are asked" not in html(app)
    app.button(key="remove-golden-1").click().run()
    assert shared_service().golden_questions() == []


def test_topics_of_a_file_are_told_before_they_replace_the_present_ones(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    service = small_library.service
    first, second, *others = service.topics()
    service.add_topic(small_library.ids["meeting-en.md"], first.id)
    app = part(visit("admin"), "words")
    text = format_topics([second, *others])
    hand_in(app, "topics", text.encode())
    assert f"<p>Goes: {first.names[Language.ENGLISH]}</p><p>1 article loses a topic that goes.</p>" in html(app)
    assert service.topics()[0] == first
    app.button(key="replace-topics-file").click().run()
    assert service.topics() == [second, *others]


def test_a_glossary_of_a_file_is_told_before_it_replaces_the_present_one_as_a_whole(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    service = small_library.service
    first, second, *others = service.glossary()
    changed = replace(second, terms={**second.terms, Language.SWEDISH: ("ett helt nytt ord",)})
    tea = Concept("tea", {Language.SWEDISH: ("te",), Language.DUTCH: ("thee",)})
    app = part(visit("admin", lang="sv"), "words")
    hand_in(app, "glossary", format_glossary([changed, *others, tea]).encode())
    told = f"<p>Nya: te</p><p>Ändrade: ett helt nytt ord</p><p>Försvinner: {first.terms[Language.SWEDISH][0]}</p>"
    assert told in html(app)
    assert service.glossary() == [first, second, *others]
    app.button(key="replace-glossary-file").click().run()
    assert "Det är utbytt." in html(app)
    assert service.glossary() == [changed, *others, tea]
    assert not [button for button in app.button if button.key == "replace-glossary-file"]
    assert "<td>te</td><td class='quiet'>thee</td>" in html(app)
    assert [each.text for each in shared_service().suggest("ett helt", Language.SWEDISH)] == ["ett helt nytt ord"]


def test_a_file_of_what_is_here_already_is_told_and_replaces_nothing(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin"), "words")
    hand_in(app, "glossary", format_glossary(small_library.service.glossary()).encode())
    assert "This is what is here already: there is nothing to replace." in html(app)
    assert not [button for button in app.button if button.key == "replace-glossary-file"]


IT = "<h3>Questo file non va bene così com’è.</h3><p>"
SV = "<h3>Filen går inte att använda som den är.</h3><p>"
NL = "<h3>Dit bestand kan zo niet worden gebruikt.</h3><p>"
NOT_WRITTEN = f"{IT}Il file non rispetta il formato TOML: guarda la riga 1.</p>"
EMPTY = f"{SV}Filen har inga poster: var och en börjar med en rad [[%s]], som i filen som du kan ladda ner här.</p>"
NOT_UTF_8 = f"{NL}Het is geen tekst in UTF-8. Sla hem opnieuw op, als UTF-8.</p>"
BAD_ID = f"{NL.removesuffix('<p>')}<ul><li>regel 2, item 1, id: hier horen kleine letters, cijfers"


@pytest.mark.parametrize(
    ("name", "language", "data", "told"),
    [
        ("glossary", "it", b"[[concepts\n", NOT_WRITTEN),
        ("topics", "it", b"[[topics\n", NOT_WRITTEN),
        ("glossary", "sv", b"", EMPTY % "concepts"),
        ("topics", "sv", b"", EMPTY % "topics"),
        ("glossary", "nl", "[[concepts]]".encode("utf-16"), NOT_UTF_8),
        ("topics", "nl", "[[topics]]".encode("utf-16"), NOT_UTF_8),
        ("glossary", "nl", b"[[concepts]]\nid = 'A b'\n", BAD_ID),
        ("topics", "nl", b"[[topics]]\nid = 'A b'\n", BAD_ID),
    ],
)
def test_a_broken_file_is_told_in_the_language_of_the_reader_and_changes_nothing(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary, name: str, language: str, data: bytes, told: str
) -> None:
    service, article = small_library.service, small_library.ids["meeting-en.md"]
    service.add_topic(article, service.topics()[0].id)
    before = service.topics(), service.glossary(), service.topics_of(article)
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin", lang=language), "words")
    assert told in html(hand_in(app, name, data))
    assert not [button for button in app.button if button.key == f"replace-{name}-file"]
    assert before == (service.topics(), service.glossary(), service.topics_of(article))


# Providers


@pytest.mark.parametrize(
    ("user", "names"),
    [
        ({"is_logged_in": True, "email": "Anna@example.org", "email_verified": True}, ["anna@example.org"]),
        ({"is_logged_in": True, "email": "anna@example.org", "email_verified": False}, []),
        ({"is_logged_in": True, "email": "anna@example.org"}, []),
        ({"is_logged_in": True, "email": "bruno@example.org", "email_verified": True}, []),
        ({"is_logged_in": False, "email": "anna@example.org", "email_verified": True}, []),
    ],
)
def test_a_verified_address_is_the_account_of_that_name(
    visit: Visit, small_library: SmallLibrary, user: dict[str, object], names: list[str]
) -> None:
    small_library.service.library.accounts.add("anna@example.org", Role.EDITOR)
    app = visit()
    app.user = user
    assert names_in_the_bar(app.run()) == names


@pytest.mark.parametrize(("verified", "reason"), [(True, "There is no account"), (False, "It does not say that")])
def test_whom_a_provider_knows_without_an_account_is_told_why(visit: Visit, verified: bool, reason: str) -> None:
    app = visit("provider")
    app.user = {"is_logged_in": True, "email": "bruno@example.org", "email_verified": verified}
    assert "<h1>You come as bruno@example.org.</h1>" in html(app.run())
    assert reason in html(app)
    app = visit("browse", lang="sv")
    app.user = {"is_logged_in": True, "email": "bruno@example.org", "email_verified": verified}
    told = "Du kommer som bruno@example.org men är inte inloggad. Varför?"
    assert f"<div class='foot'><a href='/sign-in?lang=sv'>{told}</a></div>" in html(app.run())


def test_the_providers_are_those_of_the_secrets() -> None:
    one = {"client_id": "x", "server_metadata_url": "https://login.example.org/.well-known/openid-configuration"}
    assert providers_of({"redirect_uri": "x", **one}) == {"default": "login.example.org"}
    assert providers_of({"redirect_uri": "x", "google": one, "example": one}) == {
        "google": "Google",
        "example": "Example",
    }
    assert providers_of({}) == {}
