from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleStatus, ArticleSummary
from corpus.glossary import Concept
from corpus.language import Language
from corpus.topic import Audience, Topic
from search.suggestions import (
    LONGEST_BEGINNING,
    Suggester,
    Suggestion,
    SuggestionKind,
    begins_with_one_typo,
    collect_suggestions,
)

SV, NL, EN, IT = Language.SWEDISH, Language.DUTCH, Language.ENGLISH, Language.ITALIAN
TOPIC, TERM, ARTICLE = SuggestionKind.TOPIC, SuggestionKind.TERM, SuggestionKind.ARTICLE
SHELF = [
    Suggestion("Feedback", EN, TOPIC, "feedback"),
    Suggestion("Feedback", NL, TOPIC, "feedback"),
    Suggestion("Återkoppling", SV, TOPIC, "feedback"),
    Suggestion("feedback", EN, TERM, "feedback"),
    Suggestion("mentee", EN, TERM, "mentee"),
    Suggestion("protégé", EN, TERM, "mentee"),
    Suggestion("adept", SV, TERM, "mentee"),
    Suggestion("mentee", SV, TERM, "mentee"),
    Suggestion("discepolo", IT, TERM, "mentee"),
    Suggestion("The first meeting with a mentor", EN, ARTICLE, "first"),
    Suggestion("Het eerste gesprek met een mentor", NL, ARTICLE, "first"),
    Suggestion("Meeting well", EN, ARTICLE, "well"),
]


def suggested(beginning: str, reader: Language = EN, limit: int = 8) -> list[str]:
    return [f"{each.language} {each.text}" for each in Suggester(SHELF).suggest(beginning, reader, limit)]


def test_a_beginning_finds_what_goes_on_from_it_in_any_language() -> None:
    assert suggested("disc") == ["it discepolo"]
    assert suggested("ade") == ["sv adept"]


def test_a_beginning_of_a_later_word_is_found_after_those_of_the_first() -> None:
    assert suggested("meet") == ["en Meeting well", "en The first meeting with a mentor"]


def test_each_typed_word_begins_a_word_in_the_same_order() -> None:
    assert suggested("first ment") == ["en The first meeting with a mentor"]
    assert suggested("ment first") == []


def test_accents_and_capitals_make_no_difference() -> None:
    assert suggested("ATERK") == suggested("återk") == ["sv Återkoppling"]
    assert suggested("protege") == ["en protégé"]


def test_the_reader_s_language_comes_first_and_stands_for_its_family() -> None:
    assert suggested("ment", SV) == ["sv mentee", "en The first meeting with a mentor"]
    assert suggested("ment", NL) == ["nl Het eerste gesprek met een mentor", "en mentee"]


def test_a_topic_and_a_term_that_are_called_the_same_are_shown_once() -> None:
    assert suggested("feed") == ["en Feedback"]


def test_a_word_of_five_letters_may_hold_a_typo_and_one_of_four_may_not() -> None:
    assert suggested("discp") == ["it discepolo"]
    assert suggested("fedb") == []


def test_what_has_no_typo_comes_before_what_has_one_even_in_the_reader_s_language() -> None:
    shelf = [Suggestion("meatings", EN, TERM, "a"), Suggestion("meeting", NL, TERM, "b")]
    assert [each.family for each in Suggester(shelf).suggest("meeti", EN, 8)] == ["b", "a"]


def test_no_more_are_given_than_asked_for_and_none_for_no_word() -> None:
    assert suggested("m", limit=1) == ["en mentee"]
    assert suggested(" ?! ") == []
    assert suggested("mentee " + "x" * LONGEST_BEGINNING) == []


@pytest.mark.parametrize("typed", ["mentr", "mentxr", "menttor", "metnor", "entor", "xentor", "mentorx"])
def test_one_letter_may_be_missing_wrong_too_many_or_changed_with_its_neighbour(typed: str) -> None:
    assert begins_with_one_typo("mentorship", typed)


@pytest.mark.parametrize("typed", ["metro", "metnro", "mxxtor", "mentorssxhip"])
def test_two_typos_are_too_many(typed: str) -> None:
    assert not begins_with_one_typo("mentorship", typed)


@given(st.text("ab", max_size=6), st.text("ab", min_size=1, max_size=5))
def test_one_typo_is_what_trying_every_change_finds(word: str, typed: str) -> None:
    letters = "ab"
    changed = {typed[:at] + typed[at + 1 :] for at in range(len(typed))}
    changed |= {typed[:at] + letter + typed[at:] for at in range(len(typed) + 1) for letter in letters}
    changed |= {typed[:at] + letter + typed[at + 1 :] for at in range(len(typed)) for letter in letters}
    changed |= {typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :] for at in range(len(typed) - 1)}
    # A word that is shorter than what is typed by one letter is a beginning of it.
    slow = any(word.startswith(each) for each in changed)
    assert (begins_with_one_typo(word, typed) or word.startswith(typed)) == slow


def test_live_titles_topics_and_terms_are_collected_and_drafts_are_not() -> None:
    def article(status: ArticleStatus) -> ArticleSummary:
        return ArticleSummary(1, "a.md", NL, "key", status, datetime(2026, 1, 1, tzinfo=UTC), f"{status} title", {}, 3)

    names = {language: f"name in {language}" for language in Language}
    topic = Topic("tea", (Audience.MENTEE,), names, names)
    concept = Concept("cup", {EN: ("cup", "mug")})
    found = collect_suggestions([article(status) for status in ArticleStatus], [topic], [concept])
    assert [(each.kind, each.family, each.text) for each in found] == [
        *((TOPIC, "tea", names[language]) for language in Language),
        (TERM, "cup", "cup"),
        (TERM, "cup", "mug"),
        (ARTICLE, "key", "live title"),
    ]
