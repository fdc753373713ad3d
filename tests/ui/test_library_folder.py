"""A library goes out as a folder and comes back as it was; what people change in the folder is taken in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
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
from corpus.relation import Decider, RelationKind
from ingest.reading.sandbox import ReadingLimits
from ingest.report import Outcome
from ingest.split import SPLITTER, split
from tests.fakes import FakeEncoder
from ui.library_archive import pack, unpack
from ui.library_folder import LibraryFolderError, read_record
from ui.service import Service

FIRST = "Boka ett möte på fika, helst snart.\r\n\r\n## Sedan 🙂\n\nFråga vad som är svårt."
SECOND = "Plan a first meeting over coffee, ideally soon.\n\nAsk what is hard."
LEFT_OUT = {
    *("account", "session", "invitation", "sign_in_attempt", "job", "job_report", "library_state"),
    *("sketch", "sketch_band", "passage", "vector"),
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
        (RemovedBlock(0, "Dela på\tFacebook\r\n", "share"), RemovedBlock(len(FIRST), "© 2026 \u2028 \x85 \x00", "legal")),
        {"author": ["Åsa Öberg", "N. N."], "date": "2026-09-01", "title": "another", "empty": "", "no": "no", "n": "1.10"},
        (DoubtfulBlock(0, 4, "contact"), DoubtfulBlock(len(FIRST) - 5, len(FIRST), "advert")),
        (ForeignBlock(0, len(FIRST), "da"),),
    )
    handed_in = HandedIn("d" * 64, "f" * 64, ["a" * 16, "b" * 16])
    swedish = add("möte.md", noisy, Language.SWEDISH, "meeting", live=True, origin="/in/möte.md", handed_in=handed_in)
    english = add("meeting.md", RevisionContent("The first meeting", SECOND), Language.ENGLISH, "meeting", live=True)
    # A draft over the live text, in another language and family, by somebody who may be gone.
    draft = RevisionContent("---", "---\ntitle: no front matter\n---\n\ntext under it  \n", question="Which language?")
    articles.revise(english, draft, None, "other", splitting(draft.text), live=False, saved_by="bruno")
    same = add("in/meeting.md", RevisionContent("Same name", "Another text with the same name."), Language.ENGLISH, None, live=True)
    add("MEETING.md", RevisionContent("Only capitals differ", "A text."), Language.ENGLISH, None, live=True)
    articles.unpublish(add("x" * 300 + ".md", RevisionContent("Långt " * 80, "Text. " * 900), Language.DUTCH, "d", live=True))
    gone = add("日本語.pdf", RevisionContent("", "\ufeffIn the bin\u0301 \\ \" ' : - # |"), Language.ITALIAN, "meeting", live=True)
    articles.delete(gone, is_gone=True)
    add("日本語.pdf", RevisionContent("In its place", "Nel suo posto."), Language.ITALIAN, "meeting", live=True)
    undecided = add("…", RevisionContent("Draft", "A draft in no language."), None, "apart", live=False, apart=True)
    copy = add("copy.md", RevisionContent("A copy", "A newer text of the same name."), Language.ENGLISH, None, live=True)

    library.relations.accept(library.relations.propose(swedish, english, RelationKind.TRANSLATION, 0.875).id, Decider.RULE)
    library.relations.reject(library.relations.propose(same, english, RelationKind.NEAR_COPY, 1 / 3).id, Decider.EDITOR)
    library.relations.accept(library.relations.propose(copy, same, RelationKind.NEW_VERSION, 0.9).id, Decider.EDITOR)
    library.relations.propose(undecided, swedish, RelationKind.TRANSLATION, 0.5)
    library.intake.keep_block(swedish, "c" * 16)
    topics = library.topics.topics()
    library.topics.replace([replace(topics[1], names={**topics[1].names, Language.DUTCH: 'Een "eigen" naam'}), *topics[2:], topics[0]])
    library.glossary.replace(library.glossary.concepts()[::-1])
    library.topics.set_found({swedish: {topics[0].id: 0.1, topics[1].id: 2 / 3}, gone: {topics[2].id: 0.25}})
    library.topics.accept(swedish, topics[3].id)
    library.topics.reject(swedish, topics[0].id)
    service.add_golden_question("När ses vi?", [swedish, gone], Language.SWEDISH, 2)
    service.add_golden_question("What does nobody answer?", [])
    service.know_again(swedish)
    service.library.relations.save_alignment(_alignment(service, swedish, english))
    return service


def _alignment(service: Service, one: int, two: int) -> Any:
    from ingest.relate.in_order import link_in_order
    from corpus.relation import Alignment

    here, there = (service.library.relations.text_of(each) for each in (one, two))
    return Alignment(one, two, here.revision, there.revision, link_in_order(here.text, there.text))


def dump(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that is not left out on purpose; revisions by article and number, not by their ids."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    with sqlite3.connect(service.library.folder / "mentorbase.db") as database:
        numbers = {row[0]: row[1:] for row in database.execute("SELECT id, article_id, number FROM revision")}
        for table in schema.metadata.sorted_tables:
            if table.name in LEFT_OUT or table.name in READERS:
                continue
            names = [each.name for each in table.columns]
            found = []
            for row in database.execute(f'SELECT {", ".join(f"{chr(34)}{n}{chr(34)}" for n in names)} FROM "{table.name}"'):  # noqa: S608
                values = dict(zip(names, row, strict=True))
                for name in values:
                    if "revision_id" in name and values[name] is not None:
                        values[name] = numbers[values[name]]
                if table.name in ("revision", "removed_block"):
                    del values["id"]
                found.append(tuple(map(str, values.values())))
            rows[table.name] = sorted(found)
    return rows


READERS = {"asked_question", "vote", "shown_article", "reader_question", "question"}


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
    assert dump(second) == dump(first)
    assert files(exported(second, tmp_path / "again")) == files(folder)
