"""A library goes out as a folder and comes back as it was; what people change in the folder is taken in."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import schema
from corpus.article import ArticleStatus, DoubtfulBlock, ForeignBlock, RemovedBlock, RevisionContent
from corpus.article_store import Splitting
from corpus.intake_store import HandedIn
from corpus.language import Language
from corpus.library import open_library
from corpus.message import Message
from corpus.relation import Alignment, Decider, RelationKind
from corpus.topic import TopicState
from corpus.whole_article import GivenTopic, WholeArticle, WholeRevision
from ingest.reading.sandbox import ReadingLimits
from ingest.relate.in_order import link_in_order
from ingest.report import Outcome
from ingest.split import SPLITTER, split
from tests.fakes import FakeEncoder
from ui.library_archive import pack, unpack
from ui.library_folder import LibraryFolderError, Record, read_record, write_record
from ui.service import Service

FIRST = "Boka ett möte på fika, helst snart.\r\n\r\n## Sedan 🙂\n\nFråga vad som är svårt."
SECOND = "Plan a first meeting over coffee, ideally soon.\n\nAsk what is hard."
DERIVED = {"sketch", "sketch_band", "passage", "vector", "kept_sentences", "answered_question_vector", "library_state"}
PRIVATE = {
    *("account", "account_session", "invitation", "sign_in_attempt", "job", "job_report"),
    *("reader_question", "question_vector", "vote", "shown_article"),
}


def service_in(folder: Path) -> Service:
    return Service(open_library(folder), FakeEncoder(), ReadingLimits())


def splitting(text: str) -> Splitting:
    return Splitting(SPLITTER, split(text, None))


def awkward_library(folder: Path) -> Service:
    """Drafts over live texts, deleted articles, same names, odd characters, blocks at both ends."""
    service = service_in(folder)
    articles, library = service.library.articles, service.library

    def add(source: str, content: RevisionContent, language: Language | None, key: str | None, **more: Any) -> int:
        return articles.add(source, more.pop("origin", None), content, language, key, splitting(content.text), **more)

    noisy = RevisionContent(
        "Första mötet: “fika” – #1 🙂",
        FIRST,
        (
            RemovedBlock(0, "Dela på\tFacebook\r\n", "share"),
            RemovedBlock(len(FIRST), "© 2026 \u2028 \x85 \x00", "legal"),
        ),
        {
            "author": ["Åsa Öberg", "N. N."],
            "date": "2026-09-01",
            "title": "another",
            "empty": "",
            "no": "no",
            "n": "1.10",
        },
        (DoubtfulBlock(0, 4, "contact"), DoubtfulBlock(len(FIRST) - 5, len(FIRST), "advert")),
        (ForeignBlock(0, len(FIRST), "da"),),
    )
    handed_in = HandedIn("d" * 64, "f" * 64, ["a" * 16, "b" * 16])
    swedish = add("möte.md", noisy, Language.SWEDISH, "meeting", live=True, origin="/in/möte.md", handed_in=handed_in)
    english = add("meeting.md", RevisionContent("The first meeting", SECOND), Language.ENGLISH, "meeting", live=True)
    # A draft over the live text, in another language and family, by somebody who may be gone.
    draft = RevisionContent(
        "---", "---\ntitle: no front matter\n---\n\ntext under it  \n", question=Message("Which language?")
    )
    articles.revise(english, draft, None, "other", splitting(draft.text), live=False, saved_by="bruno")
    same = add(
        "in/meeting.md",
        RevisionContent("Same name", "Another text with the same name."),
        Language.ENGLISH,
        None,
        live=True,
    )
    add("MEETING.md", RevisionContent("Only capitals differ", "A text."), Language.ENGLISH, None, live=True)
    articles.unpublish(
        add("x" * 300 + ".md", RevisionContent("Långt " * 80, "Text. " * 900), Language.DUTCH, "d", live=True)
    )
    gone = add(
        "日本語.pdf",
        RevisionContent("", "\ufeffIn the bin\u0301 \\ \" ' : - # |"),
        Language.ITALIAN,
        "meeting",
        live=True,
    )
    articles.delete(gone, is_gone=True)
    add("日本語.pdf", RevisionContent("In its place", "Nel suo posto."), Language.ITALIAN, "meeting", live=True)
    undecided = add("…", RevisionContent("Draft", "A draft in no language."), None, "apart", live=False, apart=True)
    copy = add(
        "copy.md", RevisionContent("A copy", "A newer text of the same name."), Language.ENGLISH, None, live=True
    )

    library.relations.accept(
        library.relations.propose(swedish, english, RelationKind.TRANSLATION, 0.875).id, Decider.RULE
    )
    library.relations.reject(library.relations.propose(same, english, RelationKind.NEAR_COPY, 1 / 3).id, Decider.EDITOR)
    library.relations.accept(library.relations.propose(copy, same, RelationKind.NEW_VERSION, 0.9).id, Decider.EDITOR)
    library.relations.propose(undecided, swedish, RelationKind.TRANSLATION, 0.5)
    library.intake.keep_block(swedish, "c" * 16)
    topics = library.topics.topics()
    library.topics.replace(
        [replace(topics[1], names={**topics[1].names, Language.DUTCH: 'Een "eigen" naam'}), *topics[2:], topics[0]]
    )
    library.glossary.replace(library.glossary.concepts()[::-1])
    library.topics.set_found({swedish: {topics[0].id: 0.1, topics[1].id: 2 / 3}, gone: {topics[2].id: 0.25}})
    library.topics.accept(swedish, topics[3].id)
    library.topics.reject(swedish, topics[0].id)
    service.add_golden_question("När ses vi?", [swedish, gone], Language.SWEDISH, 2)
    service.add_golden_question("What does nobody answer?", [])
    service.know_again(swedish)
    service.library.relations.save_alignment(_alignment(service, swedish, english))
    return service


def _alignment(service: Service, one: int, two: int) -> Alignment:
    here, there = (service.library.relations.text_of(each) for each in (one, two))
    return Alignment(one, two, here.revision, there.revision, link_in_order(here.text, there.text))


def dump(service: Service) -> dict[str, list[str]]:
    """Every row of every table that is not left out on purpose; revisions by article and number, not by their ids."""
    rows: dict[str, list[str]] = {}
    with sqlite3.connect(service.library.folder / "mentorbase.db") as database:
        database.row_factory = sqlite3.Row
        numbers = {row["id"]: (row["article_id"], row["number"]) for row in database.execute("SELECT * FROM revision")}
        for table in {*schema.metadata.tables} - DERIVED - PRIVATE:
            found = []
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - the name is ours
                values = dict(row)
                for name in values:
                    if "revision_id" in name and values[name] is not None:
                        values[name] = numbers[values[name]]
                if table in ("revision", "removed_block"):
                    del values["id"]
                found.append(repr(sorted(values.items())))
            rows[table] = sorted(found)
    return rows


def files(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def exported(service: Service, folder: Path) -> Path:
    list(service.export_library(folder))
    return folder


def test_a_round_trip_of_an_awkward_library_loses_nothing(tmp_path: Path) -> None:
    first = awkward_library(tmp_path / "first")
    folder = exported(first, tmp_path / "out")
    second = service_in(tmp_path / "second")
    reports = list(second.import_library(folder))
    assert [each.reason for each in reports if each.reason] == []
    assert all(dump(first).values())  # there is something of everything
    assert dump(second) == dump(first)
    assert files(exported(second, tmp_path / "again")) == files(folder)


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=40, deadline=None)
@given(title=TEXT, text=TEXT, reason=TEXT, details=st.dictionaries(TEXT, TEXT | st.lists(TEXT, max_size=3), max_size=3))
def test_any_text_comes_back_from_its_file_character_by_character(
    tmp_path_factory: pytest.TempPathFactory, title: str, text: str, reason: str, details: dict[str, str | list[str]]
) -> None:
    blocks = (RemovedBlock(len(text), text, reason),)
    content = RevisionContent(title, text, blocks, details, (DoubtfulBlock(0, len(text), reason),))
    moment = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)
    revision = WholeRevision(1, moment, None, Language.DUTCH, None, content)
    whole = WholeArticle(
        *(text, None, Language.DUTCH, "key", 1, moment, None, False, None, None),
        *((), (), (GivenTopic("ending", 0.1, TopicState.REJECTED),), (revision,)),
    )
    path = tmp_path_factory.mktemp("record") / "a.json"
    write_record(path, Record(3, whole))
    assert read_record(path) == Record(3, whole)


# Into a library that is in use


@pytest.fixture
def two(tmp_path: Path) -> tuple[Service, Path]:
    """A library of two articles, and its export."""
    service = service_in(tmp_path / "library")
    for source, text, language in (("möte.md", FIRST, Language.SWEDISH), ("meeting.md", SECOND, Language.ENGLISH)):
        content = RevisionContent(source, text)
        service.library.articles.add(source, None, content, language, "meeting", splitting(text), live=True)
    return service, exported(service, tmp_path / "out")


def told(service: Service, folder: Path) -> list[tuple[str, Outcome, str]]:
    return [(each.source, each.status, each.reason) for each in service.import_library(folder)]


def test_a_second_import_changes_nothing(two: tuple[Service, Path]) -> None:
    service, folder = two
    before = dump(service)
    assert told(service, folder) == [("sv/mote.md", Outcome.UNCHANGED, ""), ("en/meeting.md", Outcome.UNCHANGED, "")]
    assert dump(service) == before


def test_what_somebody_has_changed_in_the_markdown_becomes_a_new_revision(two: tuple[Service, Path]) -> None:
    service, folder = two
    path = folder / "articles" / "en" / "meeting.md"
    changed = path.read_text(encoding="utf-8").replace("coffee", "tea").replace("title: meeting.md", "title: Tea")
    path.write_text(changed, encoding="utf-8")
    assert [each[1] for each in told(service, folder)] == [Outcome.UNCHANGED, Outcome.UPDATED]
    article = service.article(2)
    assert (article.title, article.text, article.revision) == ("Tea", SECOND.replace("coffee", "tea"), 2)
    assert article.status is ArticleStatus.LIVE
    assert [each[1] for each in told(service, folder)] == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_a_changed_markdown_file_goes_into_an_empty_library_over_its_history(
    two: tuple[Service, Path], tmp_path: Path
) -> None:
    path = two[1] / "articles" / "en" / "meeting.md"
    path.write_text(path.read_text(encoding="utf-8").replace("coffee", "tea"), encoding="utf-8")
    other = service_in(tmp_path / "other")
    told(other, two[1])
    assert [each.content.text for each in other.library.whole.article(2).revisions] == [
        SECOND,
        SECOND.replace("coffee", "tea"),
    ]


def test_an_older_export_does_not_take_the_newer_text_away(two: tuple[Service, Path]) -> None:
    service, folder = two
    newer = RevisionContent("meeting.md", "A newer text of this meeting.")
    service.library.articles.revise(2, newer, Language.ENGLISH, None, splitting(newer.text), live=True)
    reason = "Its text is here already, or was: see its history."
    assert told(service, folder)[1] == ("en/meeting.md", Outcome.UNCHANGED, reason)
    assert service.article(2).text == newer.text


def test_a_new_markdown_file_is_a_new_article(two: tuple[Service, Path]) -> None:
    service, folder = two
    text = "---\ntitle: Afscheid nemen\nlanguage: nl\n---\nNeem op tijd afscheid van elkaar.\n"
    (folder / "articles" / "nl").mkdir()
    (folder / "articles" / "nl" / "afscheid.md").write_text(text, encoding="utf-8")
    assert told(service, folder)[2] == ("nl/afscheid.md", Outcome.ADDED, "")
    assert service.article(3).text == "Neem op tijd afscheid van elkaar."


def test_an_article_whose_place_is_taken_stands_apart(two: tuple[Service, Path], tmp_path: Path) -> None:
    other = service_in(tmp_path / "other")
    content = RevisionContent("Samma plats", "En annan svensk text om mötet.")
    other.library.articles.add("b.md", None, content, Language.SWEDISH, "meeting", splitting(content.text), live=True)
    reports = list(other.import_library(two[1]))
    assert [each.status for each in reports] == [Outcome.ADDED, Outcome.ADDED]
    assert reports[0].reason == "Its translations have an article in this language here: it stands apart from them."
    keys = [each.translation_key for each in other.articles()]
    assert keys[0] == keys[2] == "meeting" != keys[1]


def test_topics_of_a_library_in_use_stay_and_new_ones_are_added(two: tuple[Service, Path]) -> None:
    service, folder = two
    present = service.topics()
    service.replace_topics(present[:-1], confirmed=True)
    told(service, folder)
    assert service.topics() == present


# What cannot be read


def test_one_bad_file_does_not_stop_the_others(two: tuple[Service, Path], tmp_path: Path) -> None:
    folder = two[1]
    (folder / "history" / "sv" / "mote.json").write_text('{"number": 1, "article": {}}', encoding="utf-8")
    (folder / "topics.toml").write_text("[[topics]", encoding="utf-8")
    (folder / "relations.jsonl").write_text("no JSON\n", encoding="utf-8")
    question = {"question": "När?", "language": "sv", "added": "2026-09-01T12:00:00Z", "grades": {"1": 3}}
    (folder / "golden-questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    other = service_in(tmp_path / "other")
    found = told(other, folder)
    assert [(each[0], each[1]) for each in found] == [
        ("topics.toml", Outcome.REJECTED),
        ("sv/mote.json", Outcome.REJECTED),
        ("en/meeting.md", Outcome.ADDED),
        ("relations.jsonl", Outcome.REJECTED),
        ("golden-questions.jsonl", Outcome.REJECTED),
    ]
    assert found[1][2] == "This is no history of an article: article.source: Field required."
    assert found[4][2] == "Line 1 names the article 1, which is not among those that could be taken in."


def test_a_block_outside_of_the_text_is_refused(two: tuple[Service, Path]) -> None:
    path = two[1] / "history" / "en" / "meeting.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["article"]["revisions"][0]["content"]["removed"] = [{"start": 999, "text": "x", "reason": "share"}]
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(LibraryFolderError, match=r"^Revision 1 has a block that stands outside of its text\.$"):
        read_record(path)


def test_a_folder_that_is_no_export_is_refused_and_a_full_one_is_not_written_to(
    two: tuple[Service, Path], tmp_path: Path
) -> None:
    with pytest.raises(LibraryFolderError, match="There is no whole library in"):
        list(two[0].import_library(tmp_path))
    with pytest.raises(LibraryFolderError, match="There is something in"):
        list(two[0].export_library(two[1]))


# As one file


def test_a_zip_file_holds_the_same_and_the_same_library_is_the_same_file(
    two: tuple[Service, Path], tmp_path: Path
) -> None:
    for name in ("one.zip", "two.zip"):
        pack(two[1], tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    unpacked = unpack(tmp_path / "one.zip", tmp_path / "unpacked")
    assert files(unpacked) == files(two[1])


def test_an_archive_that_leads_out_of_the_folder_writes_nothing_there(tmp_path: Path) -> None:
    archive = tmp_path / "bad.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("library.json", '{"format": 1}')
        opened.writestr("../outside.md", "no")
    with pytest.raises(LibraryFolderError, match=r"^The archive cannot be unpacked: "):
        unpack(archive, tmp_path / "in")
    assert not (tmp_path / "outside.md").exists()
