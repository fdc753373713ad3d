"""What editors do, with what follows of it: on a real library, without a page."""

from __future__ import annotations

import pytest

from corpus.article import ArticleStatus
from corpus.errors import MentorbaseError
from corpus.job import JobKind, JobState
from corpus.language import Language
from corpus.relation import RelationKind, RelationState
from corpus.revision import RevisedMeanwhileError
from ingest.editing import Conflict, Writing
from ingest.incoming import IncomingFile
from ingest.report import Outcome
from ingest.review import Standing
from tests.ui.conftest import SmallLibrary
from ui.editing import Editing
from ui.translator import Translator

WRITING = Writing("About zebras", "A zebra is soon at the meeting over coffee.", Language.ENGLISH, "Ada", "2026-09-30")


@pytest.fixture
def editing(small_library: SmallLibrary) -> Editing:
    return small_library.service.editing


def found(small_library: SmallLibrary) -> set[str]:
    """The titles of all that can be found, once everything has followed."""
    small_library.service.editing.join()
    hits = small_library.service.search("zebra").hits
    return {each.title for hit in hits for each in (hit.article, *hit.variants)}


def test_files_are_taken_in_by_a_job_found_without_a_call_and_removed(
    small_library: SmallLibrary, editing: Editing
) -> None:
    text = "---\ntitle: About zebras\nlanguage: en\n---\nA zebra is soon at the meeting over coffee.\n"
    files = [IncomingFile("zebra.md", text.encode()), IncomingFile("bad.pdf", b"nothing")]
    job = editing.upload(files, draft=False, saved_by="ada")
    assert "About zebras" in found(small_library)
    [kept] = editing.jobs()
    assert (kept.id, kept.state, kept.done, kept.total, kept.started_by) == (job, JobState.DONE, 2, 2, "ada")
    assert [(each.source, each.status) for each in editing.reports(job)] == [
        ("zebra.md", Outcome.ADDED),
        ("bad.pdf", Outcome.REJECTED),
    ]
    assert list((small_library.service.library.folder / "incoming").iterdir()) == []
    editing.put_job_away(job)
    assert editing.jobs() == []


def test_why_a_file_was_refused_is_kept_so_that_it_can_be_told_in_any_language(editing: Editing) -> None:
    job = editing.upload([IncomingFile("a.txt", b"MZ\x90 and more")], draft=False)
    editing.join()
    [report] = editing.reports(job)
    assert report.reason.startswith("This is a program. Hand in .txt, ")
    assert Translator(Language.SWEDISH).message(report.reason).startswith("Det här är ett program. Lämna in filer")


def test_a_report_that_an_earlier_mentorbase_has_kept_is_told_as_it_was_written(
    small_library: SmallLibrary, editing: Editing
) -> None:
    store = small_library.service.library.jobs
    job = store.add(JobKind.TAKE_IN, {"files": "0" * 32, "draft": True, "names": ["a.pdf"], "count": 1}, 1, None)
    line = {"language": None, "title": "", "passages": 0, "removed": 0, "translation_key": None, "article": None}
    reasons = ["The {file} is damaged.", "The file is empty. Hand in a file that has text in it."]
    for reason in reasons:
        store.add_report(job, {"source": "a.pdf", "status": "rejected", **line, "reason": reason})
    assert [each.reason for each in editing.reports(job)] == reasons
    told = [Translator(Language.DUTCH).message(each.reason) for each in editing.reports(job)]
    assert told == [reasons[0], "Het bestand is leeg. Lever een bestand in waar tekst in staat."]


def test_a_job_whose_files_are_gone_says_so(small_library: SmallLibrary, editing: Editing) -> None:
    store = small_library.service.library.jobs
    job = editing.upload([IncomingFile("a.md", b"Some words that make up an article.")], draft=True)
    editing.join()
    editing.resume_job(job)
    editing.join()
    assert (store.get(job).state, store.get(job).trouble[:25]) == (JobState.FAILED, "The files of this job are")


def test_a_pasted_text_becomes_a_draft_to_be_reviewed(editing: Editing) -> None:
    report = editing.paste("Listening first\n\nWhoever listens first learns more than one who talks.", saved_by="ada")
    assert (report.status, report.source) == (Outcome.DRAFT, "listening-first.txt")
    assert report.article is not None
    assert editing.revision(report.article).saved_by == "ada"


def test_the_source_of_a_page_is_read_as_one(editing: Editing) -> None:
    page = "<html><body><article><h1>Listening</h1><p>Whoever listens first learns more.</p></article></body></html>"
    report = editing.paste(page)
    assert (report.source, report.article is not None) == ("listening-whoever-listens-first-learns-more.html", True)
    assert "<p>" not in editing.revision(report.article or 0).content.text


def test_a_text_that_is_hardly_one_is_refused(editing: Editing) -> None:
    with pytest.raises(MentorbaseError, match="hardly a word"):
        editing.paste("Two words")


def test_a_written_article_is_taken_in_as_it_is_written(small_library: SmallLibrary, editing: Editing) -> None:
    text = "A zebra is soon at the meeting.\n\nShare on Facebook\n\nSubscribe to our newsletter!"
    report = editing.write(Writing("Zebras", text, Language.ENGLISH, "Ada"), live=True, saved_by="ada")
    assert report.article is not None
    saved = editing.revision(report.article)
    assert (saved.content.text, saved.content.removed, saved.is_live) == (text, (), True)
    assert saved.content.details["author"] == "Ada"
    assert "Zebras" in found(small_library)


def test_a_new_text_is_found_and_undone_by_restoring_the_one_before(
    small_library: SmallLibrary, editing: Editing
) -> None:
    article = small_library.ids["meeting-en.md"]
    assert editing.save(article, WRITING, after=1, live=True, saved_by="ada") is None
    assert "About zebras" in found(small_library)
    editing.restore_revision(article, 1, after=2)
    assert "About zebras" not in found(small_library)
    assert isinstance(editing.save(article, WRITING, after=2, live=True), Conflict)


def test_publishing_and_its_undo_bring_back_what_readers_saw(small_library: SmallLibrary, editing: Editing) -> None:
    article = small_library.ids["meeting-en.md"]
    editing.save(article, WRITING, after=1, live=False)
    with pytest.raises(RevisedMeanwhileError):
        editing.publish(article, None, after=1)
    before = editing.publish(article, None, after=2)
    assert "About zebras" in found(small_library)
    editing.show(article, before)
    assert "About zebras" not in found(small_library)
    assert small_library.service.article(article).title == "The first meeting"
    seen = editing.unpublish(article)
    assert small_library.service.article(article).status is ArticleStatus.DRAFT
    editing.show(article, seen)
    assert small_library.service.article(article).title == "The first meeting"


def test_a_draft_needs_a_language_before_readers_see_it(editing: Editing) -> None:
    report = editing.paste("Gute Fragen öffnen Türen, und wer zuhört, findet dahinter oft mehr als gedacht.")
    assert report.article is not None
    assert editing.review(report.article).language is None
    with pytest.raises(MentorbaseError, match="Choose the article's language"):
        editing.publish(report.article, None, after=1)
    assert editing.publish(report.article, Language.DUTCH, after=1) is None
    assert editing.review(report.article).language is Language.DUTCH


def test_a_deleted_article_is_not_found_until_it_is_restored(small_library: SmallLibrary, editing: Editing) -> None:
    article = small_library.ids["meeting-sv.md"]
    editing.delete(article)
    assert "Första mötet" not in found(small_library)
    editing.restore(article)
    assert "Första mötet" in found(small_library)


def test_a_review_shows_the_newest_text_with_its_blocks_and_relations(
    small_library: SmallLibrary, editing: Editing
) -> None:
    english, hostile = (small_library.ids[name] for name in ("meeting-en.md", "hostile-en.md"))
    relations = small_library.service.library.relations
    relation = relations.propose(english, hostile, RelationKind.NEAR_COPY, 0.5)
    editing.save(english, WRITING, after=1, live=False)
    review = editing.review(english)
    assert (review.revision.number, review.revision.content.title, review.language) == (2, "About zebras", "en")
    assert [(each.standing, each.text) for each in review.blocks] == [(Standing.KEPT, WRITING.text)]
    assert [(each.relation, each.other.id) for each in review.relations] == [(relation, hostile)]


def test_an_accepted_translation_is_undone_as_if_nothing_had_been(
    small_library: SmallLibrary, editing: Editing
) -> None:
    library = small_library.service.library
    italian, english, swedish = (small_library.ids[f"{each}.md"] for each in ("paying-it", "meeting-en", "meeting-sv"))
    relation = library.relations.propose(english, italian, RelationKind.TRANSLATION, 0.7)
    before = editing.accept_relation(relation.id)
    assert set(library.relations.family_of(italian)) == {english, swedish}
    editing.reopen_relation(relation.id, before)
    assert library.relations.get(relation.id).state is RelationState.PROPOSED
    assert library.relations.family_of(english) == [swedish]
    assert library.relations.family_of(italian) == []
    editing.reject_relation(relation.id)
    editing.reopen_relation(relation.id)
    assert [each.id for each in library.relations.proposed()] == [relation.id]


def test_a_copy_that_went_into_the_bin_comes_out_of_it_again(small_library: SmallLibrary, editing: Editing) -> None:
    library = small_library.service.library
    english, hostile = (small_library.ids[name] for name in ("meeting-en.md", "hostile-en.md"))
    relation = library.relations.propose(hostile, english, RelationKind.NEAR_COPY, 0.5)
    editing.reopen_relation(relation.id, editing.accept_relation(relation.id))
    assert library.articles.get(hostile).status is ArticleStatus.LIVE
    assert library.relations.get(relation.id).state is RelationState.PROPOSED


def test_the_index_is_written_anew_by_a_job(small_library: SmallLibrary, editing: Editing) -> None:
    job = editing.reindex(started_by="ada")
    editing.join()
    assert [(each.id, each.state) for each in editing.jobs()] == [(job, JobState.DONE)]


def test_what_cannot_follow_is_told(small_library: SmallLibrary, editing: Editing) -> None:
    lock = small_library.service.library.index_folder / "writer.lock"
    lock.unlink()
    lock.mkdir()
    editing.delete(small_library.ids["meeting-en.md"])
    editing.join()
    assert "cannot be written" in editing.trouble
