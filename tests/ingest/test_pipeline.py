from __future__ import annotations

import logging
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from corpus.article import Article, ArticleStatus, PassageSpan, RevisionContent
from corpus.article_store import ArticleStore, Splitting
from corpus.database import open_database
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library, open_library
from corpus.message import Message
from ingest.inputs import Input, find_inputs
from ingest.pipeline import Ingestor, split_again
from ingest.reading.document import Document, Documents, UnreadablePart
from ingest.reading.reader import read_documents
from ingest.report import FileReport, Outcome
from tests.ingest.conftest import FOREIGN, OURS, make_pdf
from ui.markdown_export import to_markdown

if TYPE_CHECKING:
    from tests.ingest.conftest import TakeIn

ENGLISH, SWEDISH, DUTCH = OURS[Language.ENGLISH], OURS[Language.SWEDISH], OURS[Language.DUTCH]
QUESTION = (
    "The text seems to be in German, which the library does not hold. It is kept as a draft. If it is one of it, sv, "
    "nl, en, publish it with `mentorbase articles publish ID --language CODE`."
)


def write(path: Path, text: str, **fields: object) -> Path:
    """A file with this text, under front matter if there are fields."""
    front = f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\n" if fields else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(front + text, encoding="utf-8")
    return path


def of_bytes(source: str, data: bytes, origin: str | None = None) -> Input:
    return Input(source, origin, lambda: data)


def live_texts(library: Library) -> set[str]:
    return {library.articles.get(each.id).text for each in library.articles.summaries() if each.status == "live"}


# Taking in


def test_a_new_file_is_added_and_live(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    [report] = take_in(write(tmp_path / "wait.md", f"# On waiting\n\n{ENGLISH}"))
    article = library.articles.get(1)
    assert report == FileReport(
        "wait.md", Outcome.ADDED, 1, Language.ENGLISH, "On waiting", 1, 0, article.translation_key
    )
    assert (article.title, article.text, article.language, article.source, article.status) == (
        "On waiting",
        ENGLISH,
        Language.ENGLISH,
        "wait.md",
        ArticleStatus.LIVE,
    )
    assert [each.text for each in library.passages.live([1]).values()] == [ENGLISH]


@pytest.mark.parametrize("language", Language)
def test_a_file_in_each_of_our_languages_is_added_in_it(language: Language, take_in: TakeIn, tmp_path: Path) -> None:
    [report] = take_in(write(tmp_path / "a.txt", OURS[language]))
    assert (report.status, report.language) == (Outcome.ADDED, language)


def test_text_is_repaired_before_it_is_saved(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    write(
        tmp_path / "a.md",
        "Perche\u0301\u00a0no?\r\n\r\n\r\n\r\nUna domanda\u200b, e poi si aspetta la risposta.",
        author="Ase\u0301\u200b",
    )
    take_in(tmp_path / "a.md")
    article = library.articles.get(1)
    assert (article.title, article.text) == ("Perché no?", "Una domanda, e poi si aspetta la risposta.")
    assert article.details == {"author": "Asé"}


def test_a_pdf_is_added_under_its_own_title(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    words = ENGLISH.split()
    (tmp_path / "a.pdf").write_bytes(
        make_pdf([" ".join(words[at : at + 9]) for at in range(0, len(words), 9)], title="On waiting", author="Åsa")
    )
    [report] = take_in(tmp_path / "a.pdf")
    assert (report.status, report.title) == (Outcome.ADDED, "On waiting")
    assert library.articles.get(1).details == {"author": "Åsa"}


def test_a_file_that_has_not_changed_is_reported_as_such(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", ENGLISH, title="Waiting", author="Åsa", topics=["trust"], translation_key="k")
    first, again = take_in(path, path)
    assert (first.status, again.status, again.article, again.reason) == (Outcome.ADDED, Outcome.UNCHANGED, 1, "")
    assert library.articles.generation() == 1


def test_a_changed_file_is_a_new_revision_of_its_article(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    take_in(write(tmp_path / "a.md", ENGLISH))
    [report] = take_in(write(tmp_path / "a.md", f"{ENGLISH} And then wait."))
    article = library.articles.get(1)
    assert (report.status, report.article, report.reason) == (Outcome.UPDATED, 1, "")
    assert (article.revision, article.text) == (2, f"{ENGLISH} And then wait.")


@pytest.mark.parametrize(
    "changed", [{"title": "Other"}, {"author": "Bo"}, {"language": "nl"}, {"translation_key": "other"}]
)
def test_a_change_of_front_matter_alone_is_a_change(
    changed: dict[str, str], library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    fields = {"title": "Waiting", "author": "Åsa", "language": "en", "translation_key": "k"}
    take_in(write(tmp_path / "a.md", ENGLISH, **fields))
    [report] = take_in(write(tmp_path / "a.md", ENGLISH, **{**fields, **changed}))
    article = library.articles.get(1)
    assert report.status is Outcome.UPDATED
    assert {
        "title": article.title,
        "author": article.details["author"],
        "language": article.language,
        "translation_key": article.translation_key,
    } == {**fields, **changed}


def test_the_same_text_under_another_name_is_a_duplicate(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    [first, second] = take_in(write(tmp_path / "a.txt", ENGLISH), write(tmp_path / "b.md", f"{ENGLISH}\r\n"))
    assert (second.status, second.article) == (Outcome.DUPLICATE, first.article)
    assert second.reason == "The library has this text already, as article 1."
    assert len(list(library.articles.summaries())) == 1


def test_standard_input_is_an_article_of_its_own_each_time_unless_it_says_the_same(library: Library) -> None:
    inputs = [of_bytes("-", text.encode()) for text in (ENGLISH, SWEDISH, ENGLISH)]
    reports = list(Ingestor(library).ingest(inputs))
    assert [(each.status, each.article) for each in reports] == [
        (Outcome.ADDED, 1),
        (Outcome.ADDED, 2),
        (Outcome.DUPLICATE, 1),
    ]


def test_the_members_of_an_archive_are_articles_that_are_known_again(take_in: TakeIn, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("en/a.txt", ENGLISH)
        archive.writestr("sv/a.txt", SWEDISH)
    assert [each.status for each in take_in(tmp_path / "all.zip")] == [Outcome.ADDED] * 2
    assert [(each.source, each.status) for each in take_in(tmp_path / "all.zip")] == [
        ("en/a.txt", Outcome.UNCHANGED),
        ("sv/a.txt", Outcome.UNCHANGED),
    ]


class OvertakenStore(ArticleStore):
    """A store to which another process adds each file just after it was asked whether it knows it."""

    def __init__(self, engine: Engine, overtake: Callable[[], object]) -> None:
        super().__init__(engine)
        self._overtake = overtake

    def find_by_text(self, text: str) -> int | None:
        found = super().find_by_text(text)
        self._overtake()
        return found


def test_a_file_that_another_process_has_taken_in_meanwhile_is_known(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.txt", ENGLISH)
    store = OvertakenStore(open_database(library.folder / "mentorbase.db"), lambda: take_in(path))
    [report] = Ingestor(replace(library, articles=store)).ingest(find_inputs([str(path)]))
    assert (report.status, report.article) == (Outcome.UNCHANGED, 1)


def test_two_batches_of_the_same_files_at_once_make_each_article_once(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    for number in range(30):
        write(tmp_path / "in" / f"{number:02}.txt", f"{ENGLISH} Number {number}.")
    start = threading.Barrier(2)
    reports: list[FileReport] = []

    def ingest() -> None:
        start.wait()
        reports.extend(take_in(tmp_path / "in"))

    threads = [threading.Thread(target=ingest) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status for each in reports].count(Outcome.ADDED) == 30
    assert {each.status for each in reports} <= {Outcome.ADDED, Outcome.UNCHANGED, Outcome.DUPLICATE}
    assert len(list(library.articles.summaries())) == 30


# What is known already


def reading_names(library: Library, names: list[str]) -> Ingestor:
    """An ingestor that notes the names of the files that it reads."""

    def read(name: str, data: bytes) -> Documents:
        names.append(name)
        return read_documents(name, data)

    return Ingestor(library, read=read)


def test_a_file_whose_bytes_have_not_changed_is_not_read_unless_asked_to(library: Library, tmp_path: Path) -> None:
    read: list[str] = []
    ingestor = reading_names(library, read)
    path = write(tmp_path / "a.txt", ENGLISH)
    statuses = [
        [each.status for each in ingestor.ingest(find_inputs([str(path)]), again=again)]
        for again in (False, False, True)
    ]
    assert statuses == [[Outcome.ADDED], [Outcome.UNCHANGED], [Outcome.UNCHANGED]]
    assert read == ["a.txt", "a.txt"]


def test_the_very_file_under_another_name_is_a_duplicate_without_being_read(library: Library, tmp_path: Path) -> None:
    read: list[str] = []
    ingestor = reading_names(library, read)
    first, second = write(tmp_path / "a.txt", ENGLISH), write(tmp_path / "b.txt", ENGLISH)
    list(ingestor.ingest(find_inputs([str(first)])))
    [report] = ingestor.ingest(find_inputs([str(second)]))
    assert (report.status, report.article) == (Outcome.DUPLICATE, 1)
    assert report.reason == "The library has this very file already, as article 1."
    assert read == ["a.txt"]


def test_a_file_that_was_moved_is_still_its_article(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    before = write(tmp_path / "a.txt", ENGLISH)
    take_in(before)
    after = before.rename(tmp_path / "b.txt")
    [moved] = take_in(after)
    assert (moved.status, moved.article, moved.reason) == (
        Outcome.UNCHANGED,
        1,
        f"The file has moved here from {before}.",
    )
    [changed] = take_in(write(after, f"{ENGLISH} More."))
    assert (changed.status, changed.article, library.articles.get(1).source) == (Outcome.UPDATED, 1, "a.txt")


def test_an_article_whose_file_went_away_comes_back_with_it(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", ENGLISH)
    take_in(path)
    library.articles.delete(1, is_gone=True)
    [report] = take_in(path)
    assert (report.status, report.reason) == (Outcome.UPDATED, "Its file is back, and so is the article.")
    assert library.articles.get(1).status is ArticleStatus.LIVE


def test_a_row_that_changes_makes_a_revision_of_its_own_article_only(library: Library) -> None:
    def take(*texts: str) -> list[tuple[str, Outcome, int | None]]:
        documents: Documents = [Document(text, part=f"row {number}") for number, text in enumerate(texts, start=1)]
        ingestor = Ingestor(library, read=lambda _name, _data: documents)
        inputs = [of_bytes("all.csv", "".join(texts).encode(), "/in/all.csv")]
        return [(each.source, each.status, each.article) for each in ingestor.ingest(inputs)]

    assert take(ENGLISH, SWEDISH) == [
        ("all.csv [row 1]", Outcome.ADDED, 1),
        ("all.csv [row 2]", Outcome.ADDED, 2),
    ]
    assert take(ENGLISH, f"{SWEDISH} Mer.") == [
        ("all.csv [row 1]", Outcome.UNCHANGED, 1),
        ("all.csv [row 2]", Outcome.UPDATED, 2),
    ]


def test_a_row_that_cannot_be_read_is_reported_beside_those_that_can(library: Library) -> None:
    documents: Documents = [
        UnreadablePart("row 1", Message("It has no text. Fill it in.")),
        Document(ENGLISH, part="row 2"),
    ]
    ingestor = Ingestor(library, read=lambda _name, _data: documents)
    bad, good = ingestor.ingest([of_bytes("all.csv", b"rows")])
    assert (bad.source, bad.status, bad.reason) == (
        "all.csv [row 1]",
        Outcome.REJECTED,
        "It has no text. Fill it in.",
    )
    assert good.status is Outcome.ADDED


def test_what_the_files_of_one_batch_have_in_common_is_taken_out_of_all(library: Library, tmp_path: Path) -> None:
    slogan = "Wij van Het Zwarte Schaap geloven al sinds achttienhonderd in elke letter die wij voor u drukken."
    for number, language in enumerate(OURS):
        write(tmp_path / "in" / f"{number}.txt", f"{slogan}\n\n{OURS[language]}\n\n{slogan}")
    list(Ingestor(library).ingest(find_inputs([str(tmp_path / "in")])))
    assert live_texts(library) == set(OURS.values())


# Drafts and doubts


def test_a_draft_is_not_live_and_says_how_to_publish_it(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    [report] = take_in(write(tmp_path / "a.txt", ENGLISH), draft=True)
    assert (report.status, library.articles.get(1).status) == (Outcome.DRAFT, ArticleStatus.DRAFT)
    assert report.reason == "It is kept as a draft, as asked. `mentorbase articles publish ID` makes it live."


def test_a_draft_that_comes_again_unchanged_stays_a_draft_and_says_so(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.txt", ENGLISH)
    take_in(path, draft=True)
    [report] = take_in(path)
    assert (report.status, library.articles.get(1).status) == (Outcome.UNCHANGED, ArticleStatus.DRAFT)
    assert report.reason == "It is a draft. `mentorbase articles publish ID` makes it live."


def test_a_draft_of_a_live_article_leaves_what_readers_see(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    take_in(write(tmp_path / "a.txt", ENGLISH))
    [report] = take_in(write(tmp_path / "a.txt", f"{ENGLISH} More."), draft=True)
    assert (report.status, library.articles.get(1).text) == (Outcome.DRAFT, ENGLISH)
    assert report.reason.endswith("makes it live. Readers go on seeing the earlier text.")
    library.articles.publish(1)
    assert library.articles.get(1).text == f"{ENGLISH} More."


def test_a_german_text_is_kept_as_a_draft_with_a_question_to_the_editor(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    [report] = take_in(write(tmp_path / "a.txt", FOREIGN["German"]))
    assert (report.status, report.language, report.reason) == (Outcome.DRAFT, None, QUESTION)
    assert library.articles.get(1).status is ArticleStatus.DRAFT


def test_a_question_to_the_editor_is_asked_again_until_it_is_answered(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.txt", FOREIGN["German"])
    take_in(path)
    [unanswered] = take_in(path)
    library.articles.publish(1, Language.DUTCH)
    [answered] = take_in(path)
    assert (unanswered.status, unanswered.reason) == (Outcome.UNCHANGED, QUESTION)
    assert (answered.status, answered.reason) == (Outcome.UNCHANGED, "")
    assert library.articles.get(1).language is Language.DUTCH


def test_a_live_article_whose_file_becomes_german_keeps_its_text_for_readers(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    take_in(write(tmp_path / "a.txt", ENGLISH))
    [report] = take_in(write(tmp_path / "a.txt", FOREIGN["German"]))
    assert (report.status, report.reason) == (Outcome.DRAFT, f"{QUESTION} Readers go on seeing the earlier text.")
    assert live_texts(library) == {ENGLISH}


def test_front_matter_tells_the_language_whatever_the_text_looks_like(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    [report] = take_in(write(tmp_path / "a.md", FOREIGN["German"], language=" NL "))
    assert (report.status, report.language) == (Outcome.ADDED, Language.DUTCH)


def test_a_language_that_the_library_does_not_hold_keeps_the_article_a_draft(take_in: TakeIn, tmp_path: Path) -> None:
    [report] = take_in(write(tmp_path / "a.md", ENGLISH, language="de"))
    assert (report.status, report.language) == (Outcome.DRAFT, None)
    assert report.reason == "The front matter gives the language 'de'; the library holds it, sv, nl, en."


# Translations


def test_files_with_one_key_are_translations_of_each_other(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    for language in Language:
        write(tmp_path / "in" / f"{language}.md", OURS[language], language=str(language), translation_key="waiting")
    assert {each.translation_key for each in take_in(tmp_path / "in")} == {"waiting"}
    assert [each.language for each in library.articles.live_families(["waiting"])["waiting"]] == sorted(Language)


def test_a_second_file_in_one_place_is_kept_as_a_draft_with_the_reason(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    fields = {"language": "en", "translation_key": "waiting"}
    take_in(write(tmp_path / "a.md", ENGLISH, **fields))
    [report] = take_in(write(tmp_path / "b.md", f"{ENGLISH} Otherwise said.", **fields))
    assert (report.status, report.article, report.language) == (Outcome.DRAFT, 2, Language.ENGLISH)
    assert report.translation_key not in (None, "", "waiting")
    assert report.reason == (
        "The translations 'waiting' already hold an article in en. Change or delete that one first, or give this one "
        "another translation_key. Until then it is kept as a draft, linked to no translation."
    )
    assert live_texts(library) == {ENGLISH}


def test_a_draft_whose_place_has_become_free_joins_its_translations_when_it_is_published(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    fields = {"language": "en", "translation_key": "waiting"}
    take_in(write(tmp_path / "a.md", ENGLISH, **fields), write(tmp_path / "b.md", f"{ENGLISH} More.", **fields))
    library.articles.delete(1)
    library.articles.publish(2)
    assert library.articles.get(2).translation_key == "waiting"


def test_a_changed_file_that_wants_a_place_that_is_taken_is_kept_as_a_draft_revision(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    take_in(write(tmp_path / "a.md", ENGLISH, translation_key="waiting"))
    take_in(write(tmp_path / "b.md", f"{ENGLISH} More.", translation_key="other"))
    changed = write(tmp_path / "b.md", f"{ENGLISH} Still more.", translation_key="waiting")
    [report], [again] = take_in(changed), take_in(changed)
    assert (report.status, again.status) == (Outcome.DRAFT, Outcome.UNCHANGED)
    assert report.reason.startswith("The translations 'waiting' already hold an article in en.")
    assert report.reason.endswith("the new text is kept as a draft. Readers go on seeing the earlier text.")
    assert live_texts(library) == {ENGLISH, f"{ENGLISH} More."}
    library.articles.delete(1)
    library.articles.publish(2)
    assert (library.articles.get(2).text, library.articles.get(2).translation_key) == (
        f"{ENGLISH} Still more.",
        "waiting",
    )


@pytest.mark.parametrize("key", ["two words", "a/b", "x" * 65, "ü?"])
def test_a_key_that_is_none_keeps_the_article_a_draft(key: str, take_in: TakeIn, tmp_path: Path) -> None:
    [report] = take_in(write(tmp_path / "a.md", ENGLISH, translation_key=key))
    assert report.status is Outcome.DRAFT
    assert report.reason == (
        f"The translation_key '{key[:40]}' is not one: use letters, digits, '-', '_', '.' and ':', 64 at most."
    )


def test_every_doubt_is_told(take_in: TakeIn, tmp_path: Path) -> None:
    [report] = take_in(write(tmp_path / "a.md", ENGLISH, language="de", translation_key="a b"))
    assert report.reason == (
        "The front matter gives the language 'de'; the library holds it, sv, nl, en. The translation_key 'a b' is not "
        "one: use letters, digits, '-', '_', '.' and ':', 64 at most."
    )


# The bin


def test_an_article_in_the_bin_stays_there_and_the_report_says_how_to_bring_it_back(
    library: Library, take_in: TakeIn, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.txt", ENGLISH)
    take_in(path)
    library.articles.delete(1)
    [same] = take_in(path)
    [changed] = take_in(write(path, f"{ENGLISH} More."))
    how = "It is in the bin: `mentorbase articles restore 1` brings it back."
    assert (same.status, same.reason) == (Outcome.UNCHANGED, how)
    assert (changed.status, changed.reason) == (Outcome.UPDATED, how)
    assert library.articles.get(1).status is ArticleStatus.DELETED
    library.articles.restore(1)
    assert live_texts(library) == {f"{ENGLISH} More."}


def test_a_text_that_is_in_the_bin_only_is_no_duplicate(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    take_in(write(tmp_path / "a.txt", ENGLISH))
    library.articles.delete(1)
    [report] = take_in(write(tmp_path / "b.txt", ENGLISH))
    assert (report.status, report.article) == (Outcome.ADDED, 2)


# What cannot be taken in


def test_one_bad_file_does_not_stop_the_batch(take_in: TakeIn, tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", ENGLISH)
    write(tmp_path / "in" / "b.docx", "no reader for this")
    (tmp_path / "in" / "c.pdf").write_bytes(make_pdf(["Some text"])[:300])
    (tmp_path / "in" / "d.txt").write_bytes(b"")
    write(tmp_path / "in" / "e.md", "---\ntitle: a: b\n---\nText")
    write(tmp_path / "in" / "f.txt", "Only two")
    (tmp_path / "in" / "g.txt").symlink_to("missing")
    write(tmp_path / "in" / "h.zip", "no archive")
    write(tmp_path / "in" / "z.txt", SWEDISH)
    reports = take_in(tmp_path / "in")
    assert [(each.source, each.status) for each in reports] == [
        ("a.txt", Outcome.ADDED),
        *((f"{name}", Outcome.REJECTED) for name in ("b.docx", "c.pdf", "d.txt", "e.md", "f.txt", "g.txt", "h.zip")),
        ("z.txt", Outcome.ADDED),
    ]
    assert [each.reason for each in reports if each.status is Outcome.REJECTED and not each.reason] == []
    assert reports[5].reason == "There is hardly a word in the file. An article has at least 5 words."


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError("full"), RecursionError("deep"), OSError("gone")])
def test_an_error_that_nobody_thought_of_is_reported_with_its_file_and_logged(
    error: Exception, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> bytes:
        raise error

    inputs = [Input("a.txt", None, fail), of_bytes("b.txt", ENGLISH.encode())]
    with caplog.at_level(logging.ERROR, "ingest.pipeline"):
        reports = list(Ingestor(library).ingest(inputs))
    assert [each.status for each in reports] == [Outcome.REJECTED, Outcome.ADDED]
    assert reports[0].reason == f"The file could not be taken in ({type(error).__name__}: {error}). Please report this."
    assert [each.message for each in caplog.records] == ["a file could not be taken in"]


def test_a_title_with_half_a_character_is_mended(library: Library, take_in: TakeIn, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f'---\ntitle: "Half \\ud835 a letter"\nauthor: "\\udd04"\n---\n{ENGLISH}', encoding="utf-8")
    [report] = take_in(path)
    assert (report.status, report.title) == (Outcome.ADDED, "Half \ufffd a letter")
    to_markdown(library.articles.get(1)).encode()


# A round trip


def exported(article: Article) -> bytes:
    return to_markdown(article).encode()


def essence(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "text": article.text,
        "details": article.details,
        "language": article.language,
        "key": article.translation_key,
    }


@pytest.fixture
def other(tmp_path: Path) -> Library:
    return open_library(tmp_path / "other library")


def round_trip(library: Library, other: Library, source: str, data: bytes) -> tuple[Article, Article] | None:
    """The article of a file, and what another library makes of its export; nothing for a file that is refused."""
    [first] = Ingestor(library).ingest([of_bytes(source, data)])
    if first.article is None:
        return None
    article = library.articles.get(first.article)
    [second] = Ingestor(other).ingest([of_bytes("export.md", exported(article))])
    assert second.article is not None, second.reason
    return article, other.articles.get(second.article)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain.txt", ENGLISH),
        ("titled.txt", f"On waiting\n\n{SWEDISH}"),
        ("sentence.txt", f"Wait first.\n\n{ENGLISH}"),
        ("marked.md", f"# On *waiting*\n\n## Why\n\n{DUTCH}\n\n---\n\n- one\n- two"),
        ("twice.md", f"# On waiting\n\n# On waiting\n\n{DUTCH}"),
        ("indented.md", f"# On waiting\n\n    {ENGLISH}\n\n    and so on"),
        ("rules.md", f"---\n\n{ENGLISH}\n\n---\n\nand more"),
        ("german.txt", FOREIGN["German"]),
        (
            "front.md",
            "---\ntitle: 'Chiedere: prima, \"poi\"'\nlanguage: it\ntranslation_key: ask:first.1\ndate: 2026-09-01\n"
            "version: 1.10\nactive: yes\nempty:\ntopics: [one, 'two: three', '- four', '2026-01-01']\n"
            f"summary: |\n  uno\n  due\nAutore: Åsa 𝄞\n'odd: name': value\n---\n\nPrima riga.\n\n"
            f"{OURS[Language.ITALIAN]}",
        ),
    ],
)
def test_an_export_is_taken_in_again_as_the_same_article(
    source: str, text: str, library: Library, other: Library
) -> None:
    both = round_trip(library, other, source, text.encode())
    assert both is not None
    assert essence(both[1]) == essence(both[0])


def test_the_bundled_articles_survive_a_round_trip(library: Library, other: Library) -> None:
    paths = sorted(BUNDLED_ARTICLES.glob("*/*.md"))
    pairs = [round_trip(library, other, path.name, path.read_bytes()) for path in paths]
    assert [essence(pair[1]) for pair in pairs if pair] == [essence(pair[0]) for pair in pairs if pair]
    assert len(list(other.articles.summaries())) == len(paths)


printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=15)
broken = st.text("ÂÃâàã€™\u00a0\r\u00ad …¨©¶'.0a1b", max_size=12)  # halves of characters, and what may mend them
pieces = st.one_of(
    printable,
    broken,
    st.sampled_from(
        ["# Ask first", "Ask first", "Ask first.", "---", "- item", "***", "...", "key: value", "\u00a0", "  in"]
    ),
    st.sampled_from(list(OURS.values())),
)
field_names = st.one_of(
    st.sampled_from(["author", "date", "topics", "content", "handler", "metadata"]),
    st.text("abcåß -:#", min_size=1, max_size=5),
)
field_values = st.one_of(
    printable,
    broken,
    st.sampled_from(
        ["yes", "1.10", "2026-09-01", "null", "~", "[a]", "{a: b}", "# no comment", "'", "a: b", "&a", "*a"]
    ),
    st.lists(printable, max_size=3),
)
numbers = iter(range(1_000_000))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    parts=st.lists(pieces, min_size=1, max_size=5),
    between=st.sampled_from(["\n", "\n\n", "\r\n"]),
    details=st.dictionaries(field_names, field_values, max_size=3),
    title=st.one_of(st.just(""), printable, broken),
    language=st.sampled_from(["", "it", "sv", "nl", "en"]),
)
@example(["Ask first."], "\n", {}, "Â\r0", "")
def test_no_article_loses_anything_in_a_round_trip(
    library: Library,
    other: Library,
    parts: list[str],
    between: str,
    details: dict[str, str | list[str]],
    title: str,
    language: str,
) -> None:
    number = next(numbers)  # no two examples have the same text
    fields = {**details, "title": title, "language": language, "translation_key": f"key-{number}"}
    front = yaml.safe_dump(fields, allow_unicode=True)
    own = "".join(chr(ord("a") + int(digit)) for digit in str(number))  # a block that differs in digits is the same
    body = between.join([*parts, f"Number {own} of many articles with a few words more."])
    both = round_trip(library, other, "a.md", f"---\n{front}---\n{body}".encode())
    assume(both is not None)
    assert both is not None
    assert essence(both[1]) == essence(both[0])


# Many files


@pytest.fixture
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database while the test runs."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def test_nothing_that_a_file_asks_of_the_database_looks_at_all_articles(
    library: Library, take_in: TakeIn, tmp_path: Path, statements: list[tuple[str, Any]]
) -> None:
    """A look at all of them for each file would be quadratic in a large batch."""
    path = write(tmp_path / "a.md", ENGLISH, translation_key="k")
    take_in(path)
    statements.clear()
    take_in(path, write(tmp_path / "b.md", SWEDISH), write(tmp_path / "c.md", SWEDISH), write(tmp_path / "a.md", DUTCH))
    plans = set()
    with sqlite3.connect(library.folder / "mentorbase.db") as connection:
        for statement, parameters in statements:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                given_once = parameters[0] if isinstance(parameters, list) else parameters
                rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", given_once)
                plans |= {str(row[3]) for row in rows}
    assert len(statements) > 20
    assert {plan for plan in plans if plan.startswith("SCAN")} == set()


def test_a_file_asks_the_same_number_of_questions_however_many_there_are(
    take_in: TakeIn, tmp_path: Path, statements: list[tuple[str, Any]]
) -> None:
    def questions(number: int) -> int:
        statements.clear()
        take_in(write(tmp_path / f"{number}.md", f"{ENGLISH} Number {number}."))
        return len(statements)

    questions(0)  # the very first one also begins to count the generations
    assert len({questions(number) for number in range(1, 30)}) == 1


# Splitting again


def test_passages_of_an_older_splitter_are_made_anew_once(library: Library) -> None:
    old = Splitting("0", [PassageSpan(0, 5)])
    for live in (True, False):
        content = RevisionContent("Waiting", ENGLISH if live else SWEDISH)
        library.articles.add("a.md", None, content, Language.ENGLISH, None, old, live=live)
    assert (split_again(library.passages), split_again(library.passages)) == (2, 0)
    assert [each.text for each in library.passages.unencoded("none", 10)] == [ENGLISH]
