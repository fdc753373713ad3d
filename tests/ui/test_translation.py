"""Translating an article: what the translator sees, what is saved, and what happens where somebody was quicker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.article import ArticleStatus
from corpus.errors import LanguageTakenError, MentorbaseError, UnknownArticleError
from corpus.language import Language
from corpus.relation import Outdated, RelationKind
from corpus.topic import Audience, TopicState, named_audiences
from ingest.editing import Writing
from ingest.relate.parts import join_parts
from tests.ui.conftest import SmallLibrary
from ui.editing import Editing
from ui.translation import Other, Translation

IT, SV, NL, EN = Language.ITALIAN, Language.SWEDISH, Language.DUTCH, Language.ENGLISH
SWEDISH = Writing(
    "Betala mentorer",
    "Mentorer ska ha betalt.\n\n## Sedan\n\nEtt tack räcker ofta.\n\n## Igen\n\nOckså en lunch."
    "\n\n## Till sist\n\nBetala tåget.",
    SV,
    "Anna Neri",
)


@pytest.fixture
def editing(small_library: SmallLibrary) -> Editing:
    return small_library.service.editing


@pytest.fixture
def paying(small_library: SmallLibrary) -> int:
    return small_library.ids["paying-it.md"]


def opened(editing: Editing, original: int, language: Language = SV) -> Translation:
    return editing.translation(original, language, EN)


def test_a_missing_translation_begins_with_the_author_and_a_blank_part_for_each_section(
    editing: Editing, paying: int
) -> None:
    found = opened(editing, paying)
    assert (found.article, found.base, found.source, found.status) == (None, 0, IT, None)
    assert found.writing == Writing("", "", SV, "Anna Neri")
    assert [(each.level, each.heading, each.text) for each in found.parts] == [(0, "", ""), *[(2, "", "")] * 3]
    assert found.parts[1].original == "## Poi\n\nUn grazie basta spesso."


def test_it_can_be_made_from_any_other_text_of_the_family_but_its_own(
    editing: Editing, small_library: SmallLibrary
) -> None:
    english, swedish = small_library.ids["meeting-en.md"], small_library.ids["meeting-sv.md"]
    found = editing.translation(english, NL, SV)
    assert found.others == (Other(swedish, SV, "Första mötet"),)
    assert opened(editing, english).others == ()
    with pytest.raises(MentorbaseError, match="into another language than its own"):
        opened(editing, english, EN)
    small_library.service.delete(english)
    with pytest.raises(UnknownArticleError):
        opened(editing, english)


def test_a_translation_joins_its_family_and_keeps_whom_it_is_for_and_what_editors_said_of_its_topics(
    editing: Editing, small_library: SmallLibrary, paying: int
) -> None:
    topics = small_library.service.library.topics
    topics.accept(paying, "feedback")
    topics.reject(paying, "first-meeting")
    article = editing.translate(paying, SWEDISH, seen=1, live=False, saved_by="ada")
    editing.join()
    saved = small_library.service.article(article)
    assert (saved.translation_key, saved.language, saved.status) == ("paying", SV, ArticleStatus.DRAFT)
    assert (saved.title, saved.text, saved.source) == (SWEDISH.title, SWEDISH.text, "betala-mentorer.md")
    assert saved.details["author"] == "Anna Neri"
    assert named_audiences(saved.details) == [Audience.MENTOR, Audience.PROGRAMME]
    assert "summary" not in saved.details
    assert editing.revision(article).saved_by == "ada"
    decided = {each.topic: each.state for each in topics.topics_of([article], rejected=True)[article]}
    assert (decided["feedback"], decided["first-meeting"]) == (TopicState.ACCEPTED, TopicState.REJECTED)


def test_a_translation_stays_where_editors_put_it_when_it_is_published(
    editing: Editing, small_library: SmallLibrary, paying: int
) -> None:
    article = editing.translate(paying, SWEDISH, seen=1, live=False)
    editing.join()
    library = small_library.service.library
    relation = library.relations.propose(article, paying, RelationKind.TRANSLATION, 0.9)
    editing.accept_relation(relation.id)
    editing.reject_relation(relation.id)  # they have nothing to do with each other
    editing.publish(article)
    assert library.relations.family_of(article) == []


def test_where_somebody_was_quicker_nothing_is_overwritten(
    editing: Editing, small_library: SmallLibrary, paying: int
) -> None:
    first = editing.translate(paying, SWEDISH, seen=1, live=False)
    with pytest.raises(LanguageTakenError):
        editing.translate(paying, replace(SWEDISH, title="Mine"), seen=1, live=True)
    found = opened(editing, paying)
    assert (found.article, found.writing.title) == (first, SWEDISH.title)
    assert len(list(small_library.service.articles())) == 5
    editing.join()


def test_a_translation_that_is_there_stands_part_by_part_beside_its_original(editing: Editing, paying: int) -> None:
    article = editing.translate(paying, SWEDISH, seen=1, live=True)
    found = opened(editing, paying)
    assert (found.article, found.base, found.status) == (article, 1, ArticleStatus.LIVE)
    assert [(each.heading, each.text) for each in found.parts] == [
        ("", "Mentorer ska ha betalt."),
        ("Sedan", "Ett tack räcker ofta."),
        ("Igen", "Också en lunch."),
        ("Till sist", "Betala tåget."),
    ]
    assert join_parts(found.parts) == SWEDISH.text
    assert not found.is_outdated
    editing.join()


def change(editing: Editing, paying: int, before: str, after: str) -> int:
    """Change the Italian text, with all that follows; returns the number of its revision."""
    newest = editing.revision(paying)
    text = newest.content.text.replace(before, after)
    editing.save(paying, Writing(newest.content.title, text, IT), after=newest.number, live=True)
    editing.join()
    return newest.number + 1


def test_what_was_changed_in_the_original_is_marked_until_the_translation_is_saved_beside_it(
    editing: Editing, small_library: SmallLibrary, paying: int
) -> None:
    article = editing.translate(paying, SWEDISH, seen=1, live=True)
    editing.join()
    seen = change(editing, paying, "Anche un pranzo insieme.", "Anche un pranzo insieme, ogni mese.")
    found = opened(editing, paying)
    assert [each.original for each in found.parts if each.is_outdated] == [
        "## Ancora\n\nAnche un pranzo insieme, ogni mese."
    ]
    writing = replace(SWEDISH, text=SWEDISH.text.replace("en lunch", "en lunch i månaden"))
    assert editing.save_translation(article, writing, original=paying, seen=seen, after=1, live=True) is None
    assert not opened(editing, paying).is_outdated
    editing.join()
    assert not opened(editing, paying).is_outdated
    kept = small_library.service.library.relations.alignment(article, paying)
    assert kept
    assert {each.outdated for each in kept.sections} == {None}


def test_what_is_right_as_it_is_needs_no_new_text(editing: Editing, paying: int) -> None:
    article = editing.translate(paying, SWEDISH, seen=1, live=True)
    editing.join()
    seen = change(editing, paying, "Rimborsa", "Rimborsa subito")
    assert opened(editing, paying).is_outdated
    editing.keep_up(article, original=paying, seen=seen)
    assert not opened(editing, paying).is_outdated
    assert editing.revision(article).number == 1
    editing.join()
    assert not opened(editing, paying).is_outdated


def test_what_was_changed_while_somebody_translated_still_has_to_follow(
    editing: Editing, small_library: SmallLibrary, paying: int
) -> None:
    text = editing.revision(paying).content.text
    change(editing, paying, "Rimborsa", "Rimborsa subito")
    # To the tests' encoder the same words are the same meaning, in whatever language.
    article = editing.translate(
        paying, replace(SWEDISH, text=text.replace("Un grazie", "En grazie")), seen=1, live=True
    )
    editing.join()
    assert [each.original for each in opened(editing, paying).parts if each.is_outdated] == [
        "## Infine\n\nRimborsa subito il treno."
    ]
    kept = small_library.service.library.relations.alignment(article, paying)
    assert kept
    assert [each.outdated for each in kept.sections].count(Outdated.HERE) == 1


def test_of_two_texts_that_are_saved_at_once_the_second_is_a_conflict(editing: Editing, paying: int) -> None:
    article = editing.translate(paying, SWEDISH, seen=1, live=True)
    editing.save(article, replace(SWEDISH, title="Theirs"), after=1, live=True, saved_by="grace")
    conflict = editing.save_translation(article, SWEDISH, original=paying, seen=1, after=1, live=True)
    assert conflict
    assert conflict.theirs.saved_by == "grace"
    editing.join()
