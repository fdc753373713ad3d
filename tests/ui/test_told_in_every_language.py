"""What goes wrong is told in the language of the interface, with what to do in the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.job import JobState
from corpus.language import Language
from corpus.message import LanguageCode, Message, Share, message, together
from ingest.incoming import IncomingFile
from ingest.report import FileReport, Outcome
from tests.ui.conftest import SignIn, SmallLibrary, Visit, readable_html
from ui.editing import Editing
from ui.library_folder import export_library, read_record
from ui.output import file_line, kept_file_line, read_file_line
from ui.translator import Translator

LONE = "Detta ord är ett av de få som står i den här filen, som ändå är en text på svenska."
GERMAN = "Der Mentor hört zu und fragt nach, und am Ende weiß der Mentee selbst, was er als Nächstes tun will."
OLD_LINE = {
    "source": "old.doc",
    "status": "rejected",
    "article": None,
    "language": None,
    "title": "",
    "passages": 0,
    "removed": 0,
    "translation_key": None,
    "reason": "This is a {file} of an old Office program (such as .doc).",
}


@pytest.fixture
def editing(small_library: SmallLibrary) -> Editing:
    return small_library.service.editing


def test_why_a_file_was_not_taken_in_is_told_in_swedish(visit: Visit, sign_in: SignIn, editing: Editing) -> None:
    files = [
        IncomingFile("bad.pdf", b"%PDF-1.4 nothing"),
        IncomingFile("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100)),
        IncomingFile("rows.jsonl", b'{"title": "A", "text": ""}\n{"title": \n'),
    ]
    job = editing.upload(files, draft=True)
    editing.join()
    told = [str(each.reason) for each in editing.reports(job)]
    assert told[1].startswith("This is a picture. Run it through text recognition (OCR)")  # the log and the shell
    sign_in("ada")
    text = readable_html(visit("add", locale="sv-SE"))
    assert "PDF-filen är skadad eller avbruten och går inte att läsa." in text
    assert "Det här är en bild. Kör den genom textigenkänning (OCR), eller lämna in texten. Lämna in filer av" in text
    assert "Posten har ingen text. Fyll i den, eller lämna bort posten." in text
    assert "Det här är inte giltig JSON. Rätta den, eller exportera filen på nytt" in text
    assert "lang='en'" not in text


def test_an_error_of_search_is_told_in_italian(
    visit: Visit, small_library: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORBASE_MODEL", "/no/such/model")
    text = readable_html(visit("ask", locale="it-IT", q="Come trovo un mentor?"))
    assert "Il modello linguistico, che serve alla ricerca, non si carica. Chiedi a chi gestisce Mentorbase." in text
    assert "MENTORBASE_MODEL" not in text


def test_what_the_desk_refuses_is_told_in_dutch(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary, editing: Editing
) -> None:
    gone = small_library.ids["meeting-en.md"]
    small_library.service.delete(gone)
    key = small_library.service.article(small_library.ids["meeting-sv.md"]).translation_key
    text = f"---\ntitle: Another\nlanguage: en\ntranslation_key: {key}\n---\nAnother meeting over coffee, soon again.\n"
    editing.upload([IncomingFile("another.md", text.encode())], draft=False)
    editing.join()
    sign_in("ada")
    app = visit("edit", locale="nl-NL", view="bin")
    app.button(key=f"restore-{gone}").click().run()
    text = readable_html(app)
    assert "Onder de vertalingen is al een artikel in het Engels. Wijzig of verwijder dat eerst" in text


def test_a_text_that_is_not_taken_in_is_told_in_dutch(
    visit: Visit, sign_in: SignIn, small_library: SmallLibrary
) -> None:
    sign_in("ada")
    app = visit("add", locale="nl-NL")
    app.segmented_control[0].set_value("paste").run()
    app.text_area[0].set_value("Hm.").run()
    app.button(key="paste").click().run()
    assert "Er staat bijna niets in het bestand. Een artikel heeft minstens 5 woorden." in readable_html(app)


def test_a_job_that_fails_is_told_in_italian(
    visit: Visit, sign_in: SignIn, editing: Editing, small_library: SmallLibrary
) -> None:
    job = editing.upload([IncomingFile("a.md", LONE.encode())], draft=True)
    editing.join()
    editing.resume_job(job)
    editing.join()
    kept = small_library.service.library.jobs.get(job)
    assert (kept.state, kept.trouble) == (
        JobState.FAILED,
        "The files of this job are not there any more. Hand them in again.",
    )
    sign_in("ada")
    assert "I file di questa operazione non ci sono più. Caricali di nuovo." in readable_html(
        visit("add", locale="it-IT")
    )


def test_a_question_about_the_language_is_kept_with_the_draft_and_asked_in_swedish(
    small_library: SmallLibrary, editing: Editing, tmp_path: Path
) -> None:
    report = editing.paste(f"Zuhören\n\n{GERMAN}")
    assert (report.status, report.language) == (Outcome.DRAFT, None)
    assert str(report.reason) == (
        "The text seems to be in German, which the library does not hold. It is kept as a draft. If it is one of it, "
        "sv, nl, en, publish it with `mentorbase articles publish ID --language CODE`."
    )
    question = editing.revision(report.article or 0).content.question
    said = Translator(Language.SWEDISH).message(question)
    assert said == (
        "Texten verkar vara på tyska, som biblioteket inte har. Den är kvar som utkast. Om den är på något av "
        "bibliotekets språk, välj det."
    )
    # It leaves with the library, and comes back with it.
    for _ in export_library(small_library.service.library, tmp_path / "out"):
        pass
    records = [read_record(path).article for path in sorted((tmp_path / "out" / "history").rglob("*.json"))]
    [exported] = [each.revisions[-1].content.question for each in records if each.revisions[-1].content.question]
    assert Translator(Language.SWEDISH).message(exported) == said


def test_reports_that_an_older_mentorbase_kept_still_read() -> None:
    report = read_file_line(OLD_LINE)
    assert (report.source, report.status, report.reason) == ("old.doc", Outcome.REJECTED, OLD_LINE["reason"])
    assert Translator(Language.DUTCH).message(report.reason) == OLD_LINE["reason"]


def test_a_report_comes_back_whole_from_the_job_and_is_one_english_text_on_the_command_line() -> None:
    told = together(
        message(
            "The language is not certain (perhaps {language}, {share}).", language=LanguageCode("da"), share=Share(0.5)
        ),
        Message("A text of its own."),
        message("It is a draft.", console="It is a draft. `mentorbase articles publish ID` makes it live."),
    )
    report = FileReport("a.md", Outcome.DRAFT, 1, Language.DUTCH, "A", reason=told)
    back = read_file_line(json.loads(json.dumps(kept_file_line(report))))
    assert back == report
    assert Translator(Language.SWEDISH).message(back.reason) == (
        "Språket är inte säkert (kanske danska, 50\xa0%). A text of its own. Den är ett utkast."
    )
    assert json.loads(json.dumps(file_line(report)))["reason"] == (
        "The language is not certain (perhaps da, 50%). A text of its own. It is a draft. `mentorbase articles publish "
        "ID` makes it live."
    )
