from __future__ import annotations

import pytest

from corpus.language import Language
from corpus.topic import Audience
from corpus.topic_file import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    TopicFileError,
    bundled_topics,
    format_topics,
    read_topics,
)
from ingest.article_language import detect_article_language
from search.sentences import sentence_spans

GOOD = """[[topics]]
id = "tea"
audience = ["programme", "mentee"]
names.it = "Il tè"
names.sv = "Te"
names.nl = "Thee"
names.en = "Tea"
descriptions.it = "Bere il tè."
descriptions.sv = "Att dricka te."
descriptions.nl = "Thee \\"drinken\\"."
descriptions.en = "Drinking tea."
"""


def test_the_bundled_topics_are_about_twenty_and_cover_each_audience() -> None:
    assert 20 <= len(bundled_topics()) <= 30
    assert {each for topic in bundled_topics() for each in topic.audience} == set(Audience)


@pytest.mark.parametrize("language", Language)
def test_the_bundled_topics_have_names_of_their_own_and_descriptions_of_a_length_in_each_language(
    language: Language,
) -> None:
    names = [topic.names[language] for topic in bundled_topics()]
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) <= 40
    for topic in bundled_topics():
        description = topic.descriptions[language]
        assert 80 <= len(description) <= 320, topic.id
        assert 1 <= len(list(sentence_spans(description, language))) <= 3, topic.id


@pytest.mark.parametrize("language", Language)
def test_the_bundled_descriptions_are_in_the_language_that_they_say(language: Language) -> None:
    text = "\n\n".join(topic.descriptions[language] for topic in bundled_topics())
    assert detect_article_language(text).language is language


def test_what_is_written_is_read_back_as_it_was() -> None:
    assert read_topics(format_topics(bundled_topics())) == list(bundled_topics())


def test_a_topic_is_read_with_its_audience_in_the_usual_order_and_its_quotes() -> None:
    (topic,) = read_topics(GOOD)
    assert (topic.id, topic.audience) == ("tea", (Audience.MENTEE, Audience.PROGRAMME))
    assert topic.descriptions[Language.DUTCH] == 'Thee "drinken".'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('names.sv = "Te"\n', "", "line 1, topic 1, names.sv: it is missing"),
        ('"Te"', '" "', "line 5, topic 1, names.sv: expected a text"),
        ('"mentee"]', '"boss"]', "line 3, topic 1, audience: expected a list of one or more of mentee, mentor"),
        ('id = "tea"', 'id = "Tea time"', "line 2, topic 1, id: expected small letters"),
        ("names.en", "names.fr", "line 7, topic 1, names.fr: expected the languages it, sv, nl, en"),
        ("audience", "audiences", "line 3, topic 1, audiences: there is no such field"),
        ('"Thee"', f'"{"a" * (LONGEST_NAME + 1)}"', "line 6, topic 1, names.nl: it has 61 characters; 60 at most"),
        (
            '"Drinking tea."',
            f'"{"a" * (LONGEST_DESCRIPTION + 1)}"',
            "line 11, topic 1, descriptions.en: it has 601 characters; 600 at most",
        ),
        ('"tea"', "tea", "The topics are no TOML: Invalid value (at line 2, column 6)"),
        ("[[topics]]", "[[subjects]]", "The file has no topics"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_line_and_field(old: str, new: str, told: str) -> None:
    with pytest.raises(TopicFileError) as caught:
        read_topics(GOOD.replace(old, new))
    assert told in str(caught.value)


def test_two_topics_have_neither_one_id_nor_one_name() -> None:
    with pytest.raises(TopicFileError) as caught:
        read_topics(GOOD + GOOD.replace('"Te"', '"Tea"'))
    lines = str(caught.value).splitlines()[1:]
    assert lines == [
        "line 13, topic 2, id: 'tea' is the id of a topic above already",
        "line 15, topic 2, names.it: 'Il tè' is the name of a topic above already",
        "line 17, topic 2, names.nl: 'Thee' is the name of a topic above already",
        "line 18, topic 2, names.en: 'Tea' is the name of a topic above already",
    ]
