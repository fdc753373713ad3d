from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.answered_question_store import AnsweredQuestion
from corpus.article import ArticleStatus, ArticleSummary
from corpus.glossary import Concept
from corpus.language import Language
from corpus.topic import Audience, Topic
from search.suggestions import (
    LONGEST_BEGINNING,
    Suggester,
    Suggestion,
    SuggestionKind,
    collect_suggestions,
)

SV, NL, EN, IT = Language.SWEDISH, Language.DUTCH, Language.ENGLISH, Language.ITALIAN
TOPIC, TERM, ARTICLE, QUESTION = SuggestionKind
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


def test_words_side_by_side_come_first_and_only_they_may_hold_a_typo() -> None:
    apart, beside = "The first long meeting", "My very first meeting"
    assert found("first meet", [apart, beside]) == [beside, apart]
    assert found("first maet", [apart, beside]) == []  # four letters
    assert found("first maeti", [apart, beside]) == [beside]


def test_what_has_no_typo_comes_before_what_has_one_even_in_the_reader_s_language() -> None:
    shelf = [Suggestion("meatings", EN, TERM, "a"), Suggestion("meeting", NL, TERM, "b")]
    assert [each.family for each in Suggester(shelf).suggest("meeti", EN, 8)] == ["b", "a"]


def test_no_more_are_given_than_asked_for_and_none_for_no_word() -> None:
    assert suggested("m", limit=1) == ["en mentee"]
    assert suggested(" ?! ") == []
    assert suggested("mentee " + "x" * LONGEST_BEGINNING) == []


@pytest.mark.parametrize("typed", ["mentr", "mentxr", "menttor", "metnor", "mentorx"])
def test_one_letter_may_be_missing_wrong_too_many_or_changed_with_its_neighbour(typed: str) -> None:
    assert found(typed, ["mentors"]) == ["mentors"]


@pytest.mark.parametrize("typed", ["metro", "metnro", "mxxtor", "mentorssxhip", "entor", "xentor", "emntor"])
def test_two_typos_are_too_many_and_so_is_one_in_the_first_letter(typed: str) -> None:
    assert found(typed, ["mentorship"]) == []


def found(typed: str, texts: Sequence[str]) -> list[str]:
    shelf = [Suggestion(text, EN, TERM, text) for text in texts]
    return [each.text for each in Suggester(shelf).suggest(typed, EN, 99)]


@given(st.lists(st.text("ab", min_size=1, max_size=7)), st.text("ab", min_size=5, max_size=6))
def test_one_typo_is_what_trying_every_change_finds(words: list[str], typed: str) -> None:
    letters = "ab"
    changed = {typed, *(typed[:at] + typed[at + 1 :] for at in range(1, len(typed)))}
    changed |= {typed[:at] + letter + typed[at:] for at in range(1, len(typed) + 1) for letter in letters}
    changed |= {typed[:at] + letter + typed[at + 1 :] for at in range(1, len(typed)) for letter in letters}
    changed |= {typed[:at] + typed[at : at + 2][::-1] + typed[at + 2 :] for at in range(1, len(typed) - 1)}
    # A word that is shorter than what is typed by one letter is a beginning of it.
    slow = {word for word in words if any(word.startswith(each) for each in changed)}
    assert set(found(typed, words)) == slow


WORDS = st.text("ab", min_size=1, max_size=3)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SUGGESTIONS = st.builds(
    lambda text, language, kind: Suggestion(text, language, kind, text),
    TEXTS,
    st.sampled_from([SV, NL]),
    st.sampled_from(SuggestionKind),
)


@given(st.lists(SUGGESTIONS, max_size=12, unique_by=lambda each: each.text), st.lists(WORDS, min_size=1, max_size=3))
def test_texts_come_as_looking_at_each_of_them_ranks_them(shelf: list[Suggestion], typed: list[str]) -> None:
    ranked = sorted(
        (
            *(each.language is not SV, places[-1] - places[0] > len(typed) - 1, places[0] > 0),
            *(list(SuggestionKind).index(each.kind), places[0], len(each.text), each.text),
        )
        for each in shelf
        if (places := first_places(each.text.split(), typed))
    )
    assert [each.text for each in Suggester(shelf).suggest(" ".join(typed), SV, 99)] == [rank[-1] for rank in ranked]


def first_places(words: Sequence[str], typed: Sequence[str]) -> list[int]:
    """Where the typed words stand, if each begins a word after the one before."""
    places: list[int] = []
    for each in typed:
        after = places[-1] + 1 if places else 0
        place = next((at for at in range(after, len(words)) if words[at].startswith(each)), None)
        if place is None:
            return []
        places.append(place)
    return places


def test_the_kinds_take_turns_where_not_all_have_a_place() -> None:
    many = [Suggestion(f"mentor {kind} {at}", EN, kind, f"{at}") for kind in SuggestionKind for at in range(5)]
    foreign = [Suggestion("mentor term", SV, TERM, "foreign")]
    texts = [each.text for each in Suggester([*many, *foreign]).suggest("mentor", EN, 6)]
    assert texts == [
        *("mentor topic 0", "mentor topic 1", "mentor term 0", "mentor term 1"),
        *("mentor article 0", "mentor question 0"),
    ]


def test_of_the_questions_of_one_article_there_is_one() -> None:
    shelf = [
        Suggestion("How do I begin?", EN, QUESTION, "key", 1),
        Suggestion("How do I end it well?", EN, QUESTION, "key", 1),
        Suggestion("How do I find one?", EN, QUESTION, "other", 2),
    ]
    assert Suggester(shelf).suggest("how do", EN, 6) == [shelf[0], shelf[2]]


def test_what_every_reader_may_see_is_collected_and_what_belongs_to_drafts_is_not() -> None:
    def article(number: int, status: ArticleStatus) -> ArticleSummary:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        return ArticleSummary(number, "a.md", NL, "key", status, moment, f"{status} title", {}, 3)

    names = {language: f"name in {language}" for language in Language}
    topic = Topic("tea", (Audience.MENTEE,), names, names)
    concept = Concept("cup", {EN: ("cup", "mug")})
    articles = [article(number, status) for number, status in enumerate(ArticleStatus)]
    asked = [AnsweredQuestion(each.id, f"what of the {each.status}?") for each in articles]
    live = list(ArticleStatus).index(ArticleStatus.LIVE)
    assert collect_suggestions(articles, [topic], [concept], asked) == [
        *(Suggestion(names[language], language, TOPIC, "tea") for language in Language),
        Suggestion("cup", EN, TERM, "cup"),
        Suggestion("mug", EN, TERM, "cup"),
        Suggestion("live title", NL, ARTICLE, "key", live),
        Suggestion("what of the live?", NL, QUESTION, "key", live),
    ]
