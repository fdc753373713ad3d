from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.glossary import Concept
from corpus.glossary_file import bundled_glossary
from corpus.language import Language
from corpus.topic import Audience, Topic
from corpus.topic_file import bundled_topics
from search.neutrality import read_parallel_sentences
from search.spelling import OFTEN, Speller, count_words, edit_distance, is_inflection, library_texts
from search.word_model import embedded_word_model

SV, NL, EN, IT = Language.SWEDISH, Language.DUTCH, Language.ENGLISH, Language.ITALIAN


@pytest.fixture(scope="module")
def speller() -> Speller:
    """Knows the words of a library without articles."""
    return Speller(count_words(library_texts([], bundled_topics(), bundled_glossary())), embedded_word_model())


def speller_of(texts: Iterable[tuple[Language, str]]) -> Speller:
    """Knows these texts, each as if it stood in the library often enough."""
    return Speller(count_words(OFTEN * list(texts)), embedded_word_model())


@pytest.mark.parametrize(
    ("question", "spoken", "meant"),
    [
        ("mentro", EN, "mentor"),  # changed round
        ("metor", EN, "mentor"),  # one too few
        ("obbiettivo", IT, "obiettivo"),  # one too many
        ("How do I give feedbak?", EN, "How do I give feedback?"),
        ("Hur ger man återkopling till en adpet?", SV, "Hur ger man återkoppling till en adept?"),
        ("Wat valt onder vertrouwlijkheid?", NL, "Wat valt onder vertrouwelijkheid?"),
        ("perche serve la fiducia", IT, "perché serve la fiducia"),  # an accent that was not typed
        ("Feedbak, how often?", EN, "Feedback, how often?"),
        ("A question about confidenciality", EN, "A question about confidentiality"),  # another letter, in a long word
        ("utdrag ur belastnigsregitret", SV, "utdrag ur belastningsregistret"),  # two slips in a long word
    ],
)
def test_a_slip_of_the_fingers_is_put_right_and_the_rest_stays(
    speller: Speller, question: str, spoken: Language, meant: str
) -> None:
    assert speller.correct(question, spoken) == meant


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("What should we talk about the first time?", EN),
        ("Vad gör man med stressade ungdomar på lördagar?", SV),
        ("Mijn collega wandelde gisteren langs de grachten", NL),
        ("Mi piacerebbe chiacchierare camminando in montagna", IT),
    ],
)
def test_good_words_that_the_library_does_not_use_stay(speller: Speller, question: str, spoken: Language) -> None:
    assert speller.correct(question, spoken) is None


@pytest.mark.parametrize(
    "question",
    [
        "I asked Mentro about it",  # a name inside the sentence
        "What is FEEDBAK?",  # an acronym
        "Write to feedbak@example.org",
        "Open feedbak.pdf or docs/feedbak",
        "feedbak2",
        "fedbk",  # two slips in a short word
        "eedback",  # another first letter
        "ja",
    ],
)
def test_names_addresses_and_what_is_too_far_away_stay(speller: Speller, question: str) -> None:
    assert speller.correct(question, EN) is None


def test_a_question_of_unknown_words_only_is_in_another_language_and_stays(speller: Speller) -> None:
    assert speller.correct("mentro feedbak adpet metor", EN) is None


def test_a_compound_of_two_words_of_the_library_is_known() -> None:
    speller = speller_of([(SV, "samtal plats handling samtalsplatz")])
    assert speller.correct("samtalplats", SV) is None
    assert speller.correct("samtalsplats", SV) is None


def test_a_word_must_be_frequent_to_be_proposed() -> None:
    rare, frequent = (Speller(count_words(n * [(EN, "mentorship")]), embedded_word_model()) for n in (OFTEN - 1, OFTEN))
    assert rare.correct("mentorshpi", EN) is None
    assert frequent.correct("mentorshpi", EN) == "mentorship"


def test_a_question_is_put_right_by_the_words_of_its_language_only() -> None:
    speller = speller_of([(NL, "vertrouwen"), (EN, "the of and")])
    assert speller.correct("the vertruowen of and", EN) is None
    assert speller.correct("de vertruowen van een", NL) == "de vertrouwen van een"
    assert speller.correct("vertruowen", EN) == "vertrouwen"  # too short for its language to be sure


def test_of_equally_near_words_that_of_the_reader_goes_first() -> None:
    speller = speller_of([(NL, "block"), (NL, "block"), (EN, "black")])
    assert speller.correct("blck", SV) == "block"  # the more frequent one
    assert speller.correct("blck", SV, NL) == "block"
    assert speller.correct("blck", NL, EN) == "black"


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("mentorer", "mentoren", True),
        ("named", "name", True),
        ("werkten", "werken", True),
        ("mentro", "mentor", False),
        ("metor", "mentor", False),
        ("feedbak", "feedback", False),
    ],
)
def test_words_that_differ_in_their_endings_may_be_forms_of_one(one: str, two: str, same: bool) -> None:
    assert is_inflection(one, two) is same


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("mentor", "mentro", 1),
        ("abcd", "badc", 2),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_a_distance_counts_added_missing_replaced_and_swapped_letters(one: str, two: str, distance: int) -> None:
    assert edit_distance(one, two) == distance


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_a_distance_is_the_same_both_ways_and_zero_only_between_equals(one: str, two: str) -> None:
    assert edit_distance(one, two) == edit_distance(two, one)
    assert (edit_distance(one, two) == 0) == (one == two)


def test_names_and_terms_count_as_frequent_and_descriptions_once() -> None:
    everyday = count_words((language, text) for language, texts in read_parallel_sentences().items() for text in texts)
    names = dict.fromkeys(Language, "Zqname")
    topic = Topic("tea", (Audience.MENTEE,), names, dict.fromkeys(Language, "Zqtold"))
    concept = Concept("cup", {EN: ("zqcup",)}, {EN: "Zqmeaning"})
    counts = count_words(library_texts([(EN, "Zqtext")], [topic], [concept]))
    added = counts[EN] - everyday[EN]
    assert added == {"zqname": OFTEN, "zqtold": 1, "zqcup": OFTEN, "zqmeaning": 1, "zqtext": 1}
