from __future__ import annotations

import pytest

from corpus.language import Language
from search.exact import ACRONYM_GAIN, PHRASE_GAIN, ExactTerm, exact_terms
from search.filters import Filters
from tests.search.shelf import Shelf


def phrase(text: str) -> ExactTerm:
    return ExactTerm(text, is_phrase=True)


def acronym(text: str) -> ExactTerm:
    return ExactTerm(text, is_phrase=False)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("how does GROW differ from SMART?", [acronym("GROW"), acronym("SMART")]),
        ("vad är OKR:er?", [acronym("OKR")]),
        ("setting OKRs, and OKRs again", [acronym("OKR")]),
        ("come si usa il metodo S.M.A.R.T.", []),
        ("wat is een 360-feedback in de HR", [acronym("HR")]),
        ("I need A plan", []),
        ("TROVARE UN MENTORE ONLINE", []),
        ("GROW model", [acronym("GROW")]),
        ("GROW SMART", [acronym("GROW"), acronym("SMART")]),
        ('what is "active listening" good for', [phrase("active listening")]),
        ("cosa vuol dire «ascolto  attivo»?", [phrase("ascolto attivo")]),
        ("vad betyder ”aktivt lyssnande”", [phrase("aktivt lyssnande")]),
        ("wat is „actief luisteren”", [phrase("actief luisteren")]),
        ("was heißt »aktives Zuhören«", [phrase("aktives Zuhören")]),
        ('he said "GROW" to me', [phrase("GROW")]),
        ("how tall is a 6' mentor's 7\" desk", []),
        ('"?!" and ""', []),
        ("come l'AI aiuta l'HR", [acronym("AI"), acronym("HR")]),
    ],
)
def test_phrases_in_quotation_marks_and_acronyms_are_asked_for_to_the_letter(
    question: str, terms: list[ExactTerm]
) -> None:
    assert list(exact_terms(question)) == terms


@pytest.mark.parametrize(
    ("term", "text", "is_in"),
    [
        (acronym("OKR"), "Write your OKRs down", True),
        (acronym("OKR"), "OKR:er är mål", True),
        (acronym("OKR"), "the okr of the team", False),
        (acronym("OKR"), "an OKRA plant", False),
        (acronym("GROW"), "you GROW", True),
        (acronym("GROW"), "REGROW", False),
        (phrase("active listening"), "Active\nListening helps", True),
        (phrase("active listening"), "interactive listening", False),
        (phrase("active listening"), "listening, active", False),
    ],
)
def test_a_term_is_found_as_words_of_its_own(term: ExactTerm, text: str, *, is_in: bool) -> None:
    assert term.is_in(text) is is_in


def test_an_acronym_lifts_the_passages_that_have_it(shelf: Shelf) -> None:
    verb = shelf.add("goal plan grow")
    model = shelf.add("goal plan river tree GROW")
    shelf.catch_up()
    # Its words are the same in capitals or not: cosines of 3 / 3 and 3 / sqrt(3 * 5) = 0.775.
    hits = shelf.searcher.search("goal plan GROW").hits
    assert [(hit.article.id, hit.score) for hit in hits] == [
        (verb, pytest.approx(1.0, abs=0.005)),
        (model, pytest.approx(0.775 + ACRONYM_GAIN, abs=0.005)),
    ]
    assert [hit.score for hit in shelf.searcher.search("goal plan grow").hits] == pytest.approx([1, 0.775], abs=0.005)


def test_an_article_with_the_quoted_phrase_stands_first(shelf: Shelf) -> None:
    near = shelf.add("plan goal trust")
    quoted = shelf.add("river boat\ntree hope Goal plan", Language.ITALIAN)
    shelf.catch_up()
    first, second = shelf.searcher.search('"goal plan"').hits
    assert (first.article.id, first.passage, second.article.id) == (quoted, "tree hope Goal plan", near)
    assert first.score > PHRASE_GAIN > second.score


def test_a_phrase_that_nobody_wrote_changes_nothing(shelf: Shelf) -> None:
    shelf.add("plan goal")
    shelf.catch_up()
    question = '"goal plan"'
    (hit,) = shelf.searcher.search(question).hits
    cosine = shelf.encoder.encode_queries([question])[0] @ shelf.encoder.encode_passages(["plan goal"])[0]
    assert hit.score == pytest.approx(float(cosine), abs=0.005)


def test_what_is_asked_for_to_the_letter_must_still_pass_the_filters(shelf: Shelf) -> None:
    shelf.add("goal plan GROW", Language.ITALIAN)
    other = shelf.add("river", Language.SWEDISH)
    shelf.catch_up()
    assert shelf.found('"goal plan" GROW', Filters(frozenset({Language.SWEDISH}))) == [other]


def test_a_phrase_found_behind_the_first_cards_is_found(shelf: Shelf) -> None:
    for _ in range(60):
        shelf.add("goal plan")
    quoted = shelf.add("river boat plan, goal plan: no")
    shelf.catch_up()
    assert shelf.found('"plan, goal"', limit=1) == [quoted]


def test_the_letter_gives_no_answer_where_the_meaning_is_another(shelf: Shelf) -> None:
    shelf.add("river boat GROW")
    shelf.catch_up()
    result = shelf.searcher.search("goal plan trust hope talk GROW")
    assert result.hits[0].score > ACRONYM_GAIN
    assert not result.answered
