from __future__ import annotations

import pytest

from corpus.glossary_file import (
    LONGEST_MEANING,
    LONGEST_TERM,
    MOST_TERMS,
    GlossaryFileError,
    bundled_glossary,
    format_glossary,
    read_glossary,
)
from corpus.language import Language

GOOD = """[[concepts]]
id = "tea"
terms.sv = ["te"]
terms.nl = ["thee", "kopje \\"thee\\""]
terms.en = ["tea", "cuppa"]
stands_for.en = "a   warm drink"
"""


def test_the_bundled_glossary_has_about_a_hundred_concepts_with_terms_in_every_language() -> None:
    assert 90 <= len(bundled_glossary()) <= 120
    assert [concept.id for concept in bundled_glossary() if set(concept.terms) != set(Language)] == []


def test_the_bundled_glossary_knows_what_a_mentee_is_called_everywhere() -> None:
    (mentee,) = (concept for concept in bundled_glossary() if concept.id == "mentee")
    assert [mentee.terms[language][0] for language in Language] == ["mentee", "adept", "mentee", "mentee"]
    assert "discepolo" in mentee.terms[Language.ITALIAN]


@pytest.mark.parametrize("acronym", ["GROW", "SMART", "OKR", "KPI", "GDPR", "AVG", "SWOT", "STAR", "NDA"])
def test_the_bundled_acronyms_say_what_they_stand_for(acronym: str) -> None:
    (concept,) = (each for each in bundled_glossary() if any(acronym in terms for terms in each.terms.values()))
    assert set(concept.stands_for) == set(Language)


def test_what_is_written_is_read_back_as_it_was() -> None:
    assert read_glossary(format_glossary(bundled_glossary())) == list(bundled_glossary())


def test_a_concept_is_read_in_the_usual_order_of_languages_with_quotes_and_single_spaces() -> None:
    (tea,) = read_glossary(GOOD)
    assert tea.id == "tea"
    assert list(tea.terms.items()) == [
        (Language.SWEDISH, ("te",)),
        (Language.DUTCH, ("thee", 'kopje "thee"')),
        (Language.ENGLISH, ("tea", "cuppa")),
    ]
    assert tea.stands_for == {Language.ENGLISH: "a warm drink"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["te"]', '"te"', "line 3, concept 1, terms.sv: expected a list of one or more terms"),
        ('["te"]', "[]", "line 3, concept 1, terms.sv: expected a list of one or more terms"),
        ('["te"]', '["te", " "]', "line 3, concept 1, terms.sv: expected a list of one or more terms"),
        ('"cuppa"', '"TEA"', "line 5, concept 1, terms.en: a term stands there twice"),
        ("terms.sv", "terms.fr", "line 3, concept 1, terms.fr: expected the languages it, sv, nl, en"),
        ("stands_for.en", "stands_for.fr", "line 6, concept 1, stands_for.fr: expected the languages it, sv"),
        ('"a   warm drink"', "3", "line 6, concept 1, stands_for.en: expected a text"),
        ("stands_for.en", "stands_for", "line 6, concept 1, stands_for: expected a text in one or more"),
        ("stands_for", "means", "line 6, concept 1, means: there is no such field; a concept has id, terms, stands"),
        ('id = "tea"', 'id = "Tea time"', "line 2, concept 1, id: expected small letters"),
        (
            '"cuppa"',
            f'"{"a" * (LONGEST_TERM + 1)}"',
            "line 5, concept 1, terms.en: 'aaaaaaaaaaaaaaaaaaaa…' has 81 characters; 80 at most",
        ),
        (
            '"te"',
            ", ".join(f'"te {number}"' for number in range(MOST_TERMS + 1)),
            "line 3, concept 1, terms.sv: it has 21 terms; 20 at most",
        ),
        (
            "a   warm drink",
            "a" * (LONGEST_MEANING + 1),
            "line 6, concept 1, stands_for.en: it has 301 characters; 300 at most",
        ),
        ('"tea"\n', "tea\n", "The glossary is no TOML: Invalid value (at line 2, column 6)"),
        ("[[concepts]]", "[[terms]]", "The file has no concepts"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_line_and_field(old: str, new: str, told: str) -> None:
    with pytest.raises(GlossaryFileError) as caught:
        read_glossary(GOOD.replace(old, new))
    assert told in str(caught.value)


def test_a_concept_without_any_term_is_refused() -> None:
    with pytest.raises(GlossaryFileError) as caught:
        read_glossary('[[concepts]]\nid = "tea"\n')
    assert "line 1, concept 1, terms: expected terms in one or more of the languages" in str(caught.value)


def test_two_concepts_have_neither_one_id_nor_one_term_in_a_language() -> None:
    with pytest.raises(GlossaryFileError) as caught:
        read_glossary(GOOD + GOOD.replace('"te"', '"thee"').replace('"cuppa"', '"brew"').replace('"thee", ', ""))
    assert str(caught.value).splitlines()[1:] == [
        "line 8, concept 2, id: 'tea' is the id of a concept above already",
        "line 10, concept 2, terms.nl: 'kopje \"thee\"' is a term of the concept 'tea' already",
        "line 11, concept 2, terms.en: 'tea' is a term of the concept 'tea' already",
    ]
