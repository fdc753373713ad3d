"""The coverage board: what is where, what is out of date, and what readers wait for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine, event

from corpus.article import RevisionContent
from corpus.article_store import Splitting
from corpus.language import Language
from corpus.library import Library, open_library
from corpus.reader_question import Vote
from corpus.relation import Alignment, LinkedSection, Outdated
from corpus.topic import Topic
from ui.coverage import Asked, CellState, Coverage, Lag, Row, TopicRow, Wanted, name_sections, read_coverage

IT, SV, NL, EN = Language.ITALIAN, Language.SWEDISH, Language.DUTCH, Language.ENGLISH
LIVE, DRAFT, MISSING, OUTDATED = CellState.LIVE, CellState.DRAFT, CellState.MISSING, CellState.OUTDATED
TEXT = "## Before\n\nWrite down your wishes.\n\n## After\n\nSay thank you."
FIKA = Topic("fika", (), dict.fromkeys(Language, "Fika"), dict.fromkeys(Language, "Fika."))
PAY = Topic("pay", (), dict.fromkeys(Language, "Pay"), dict.fromkeys(Language, "Pay."))


class Add(Protocol):
    """Saves an article, live unless told otherwise, and returns its id."""

    def __call__(self, title: str, language: Language | None, key: str, text: str = TEXT, live: bool = True) -> int: ...


@pytest.fixture
def library(tmp_path: Any) -> Library:
    library = open_library(tmp_path / "library")
    library.topics.replace([FIKA, PAY])
    return library


@pytest.fixture
def add(library: Library) -> Add:
    def save(title: str, language: Language | None, key: str, text: str = TEXT, live: bool = True) -> int:
        content = RevisionContent(title, text)
        return library.articles.add(f"{title}.md", None, content, language, key, Splitting("none", []), live=live)

    return save


def look(library: Library, asked: Asked | None = None, reader: Language = EN, **wanted: Any) -> Coverage:
    return read_coverage(library, reader, asked or {}, Wanted(**wanted))


def states(row: Row) -> dict[Language, CellState]:
    return {each.language: each.state for each in row.cells}


def outdate(library: Library, behind: int, ahead: int) -> None:
    """The second section of one article has not followed the other's."""
    one, other = (library.relations.text_of(each).revision for each in (behind, ahead))
    half = TEXT.index("## After")
    sections = LinkedSection((0, half), (0, half)), LinkedSection((half, 99), (half, 99), 0.9, Outdated.HERE)
    library.relations.save_alignment(Alignment(behind, ahead, one, other, sections))


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement != "BEGIN":
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_family_has_a_cell_for_each_language(library: Library, add: Add) -> None:
    english = add("The first meeting", EN, "meeting")
    add("Första mötet", SV, "meeting", live=False)
    [row] = look(library).rows
    assert states(row) == {IT: MISSING, SV: DRAFT, NL: MISSING, EN: LIVE}
    assert (row.shown.id, row.key, row.cell(EN).article) == (english, "meeting", row.shown)


def test_its_title_is_the_readers_own_where_that_is_live(library: Library, add: Add) -> None:
    add("Första mötet", SV, "meeting")
    add("Het eerste gesprek", NL, "meeting", live=False)
    add("The first meeting", EN, "meeting")
    assert [look(library, reader=each).rows[0].shown.title for each in (SV, NL, EN)] == [
        "Första mötet",
        "Första mötet",  # the Dutch one is a draft, and Swedish comes before English
        "The first meeting",
    ]


def test_what_is_in_the_bin_or_of_no_known_language_is_not_on_the_board(library: Library, add: Add) -> None:
    library.articles.delete(add("Gone", EN, "gone"))
    add("Which?", None, "unknown", live=False)
    assert look(library).rows == ()


def test_a_translation_that_has_not_followed_a_change_is_out_of_date_in_named_sections(
    library: Library, add: Add
) -> None:
    english, dutch = add("Meeting", EN, "meeting"), add("Gesprek", NL, "meeting", TEXT.replace("After", "Daarna"))
    outdate(library, dutch, english)
    [row] = look(library).rows
    assert (row.cell(NL).state, row.cell(EN).state) == (OUTDATED, LIVE)
    assert row.cell(NL).lags == (Lag(english, EN, 1),)
    [named] = name_sections(library, [row])
    assert named.cell(NL).lags == (Lag(english, EN, 1, ("After",)),)
    assert named.cell(EN).lags == ()


def test_what_is_asked_counts_only_where_it_is_not_there_to_read(library: Library, add: Add) -> None:
    english = add("Meeting", EN, "meeting")
    add("Gesprek", NL, "meeting", live=False)
    [row] = look(library, {english: {SV: 3, NL: 2, EN: 5}}).rows
    assert {each.language: each.asked for each in row.cells} == {IT: 0, SV: 3, NL: 2, EN: 0}
    assert row.asked == 5


def test_what_readers_ask_for_comes_first_then_what_is_found_and_helpful_then_the_newest(
    library: Library, add: Add
) -> None:
    ids = {each: add(each, EN, each) for each in ("asked less", "asked", "helpful", "found", "a", "b")}
    add("draft", SV, "draft", live=False)
    library.feedback.count_shown([ids["found"]], library.revisions.listed()[0].saved.date())
    library.feedback.add_vote(Vote(ids["helpful"], "?", EN, helpful=True))
    rows = look(library, {ids["asked"]: {SV: 1, NL: 2}, ids["asked less"]: {SV: 2}}).rows
    assert [row.key for row in rows] == ["asked", "asked less", "found", "helpful", "a", "b", "draft"]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({}, ["all", "draft", "one"]),
        ({"language": SV}, ["draft", "one"]),  # there is nothing to do about the Swedish text of "all"
        ({"language": NL}, ["all", "draft", "one"]),
        ({"state": MISSING}, ["draft", "one"]),
        ({"state": MISSING, "language": IT}, ["draft", "one"]),
        ({"state": DRAFT}, ["draft"]),
        ({"state": OUTDATED}, ["all"]),
        ({"state": OUTDATED, "language": SV}, []),
        ({"words": "GESPREK all"}, ["all"]),
        ({"topic": "fika"}, ["one"]),
        ({"topic": "pay"}, []),
    ],
)
def test_the_board_shows_what_is_looked_for(
    library: Library, add: Add, wanted: dict[str, Any], keys: list[str]
) -> None:
    ids = {language: add(f"all {language}", language, "all") for language in (IT, SV, EN)}
    ids[NL] = add("gesprek", NL, "all")
    outdate(library, ids[NL], ids[EN])
    add("draft", SV, "draft", live=False)
    add("draft too", EN, "draft")
    library.topics.accept(add("one", EN, "one"), "fika")
    assert sorted(row.key for row in look(library, **wanted).rows) == keys


def test_the_states_are_counted_whatever_state_is_looked_at(library: Library, add: Add) -> None:
    add("one", EN, "one")
    add("två", SV, "two", live=False)
    found = look(library, state=DRAFT)
    assert (found.counts, found.every) == ({MISSING: 2, DRAFT: 1, OUTDATED: 0}, 2)
    in_swedish = look(library, language=SV)
    assert (in_swedish.counts, in_swedish.every) == ({MISSING: 1, DRAFT: 1, OUTDATED: 0}, 2)


def test_a_topic_tells_what_is_live_in_each_language_and_what_lacks_it(library: Library, add: Add) -> None:
    for article in (add("one", EN, "one"), add("due", IT, "two"), add("utkast", SV, "three", live=False)):
        library.topics.accept(article, "fika")
    add("een", NL, "one")  # a translation is about what its original is about
    fika, pay = look(library, topic="pay").topics
    assert fika == TopicRow(FIKA, 2, {IT: 1, SV: 0, NL: 1, EN: 1})
    assert [fika.lacking(each) for each in Language] == [1, 2, 1, 1]
    assert pay == TopicRow(PAY, 0, dict.fromkeys(Language, 0))


def test_a_translation_is_made_from_a_live_text_that_is_up_to_date_best_in_the_readers_language(
    library: Library, add: Add
) -> None:
    english, dutch = add("Meeting", EN, "meeting"), add("Gesprek", NL, "meeting")
    add("Möte", SV, "meeting", live=False)
    [row] = look(library).rows
    originals = [row.original_for(IT, reader) for reader in (NL, EN, SV)]
    assert [each.id for each in originals if each] == [dutch, english, dutch]
    outdate(library, dutch, english)
    [row] = look(library).rows
    found = row.original_for(IT, NL)
    assert found
    assert found.id == english
    [alone] = look(library, words="möte").rows
    assert alone.original_for(SV, SV) is not None


def test_nothing_is_there_to_translate_a_familys_only_article_from(library: Library, add: Add) -> None:
    add("Meeting", EN, "meeting")
    assert look(library).rows[0].original_for(EN, EN) is None


def test_the_board_takes_as_many_statements_for_many_families_as_for_one(library: Library, add: Add) -> None:
    english, dutch = add("0", EN, "0"), add("0 nl", NL, "0")
    outdate(library, dutch, english)
    with counted_statements() as few:
        name_sections(library, look(library, {english: {SV: 1}}).rows)
    for number in range(1, 40):
        english, dutch = add(str(number), EN, str(number)), add(f"{number} nl", NL, str(number))
        outdate(library, dutch, english)
    with counted_statements() as many:
        found = look(library, {english: {SV: 1}})
        assert len(name_sections(library, found.rows)) == 40
    # Articles, what is outdated, searches, votes, topics of articles, topics; then the alignments and texts of a page.
    assert (len(few), len(many)) == (8, 8)
