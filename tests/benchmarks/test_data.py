"""The data of the benchmarks: what is learnt from and what is judged on are two things."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from ingest.reading.markdown import read_markdown
from search.golden import read_answers, read_qrels, read_questions
from tests.benchmarks.lessons import GROUPS, LIBRARIES, laid_out, rows
from tests.benchmarks.quality import DEVELOPMENT, FINAL, MORE, Part


def _library() -> dict[str, dict[str, str]]:
    """The bundled articles' texts by family and language."""
    texts: dict[str, dict[str, str]] = {}
    for path in BUNDLED_ARTICLES.rglob("*.md"):
        document = read_markdown(path.read_bytes())
        texts.setdefault(document.translation_key, {})[document.language] = document.text
    return texts


def test_the_library_has_fifteen_articles_in_each_language() -> None:
    assert Counter(language for family in _library().values() for language in family) == dict.fromkeys(Language, 15)


@pytest.mark.parametrize("part", [DEVELOPMENT, MORE, FINAL], ids=lambda part: part.name)
def test_every_need_is_asked_in_four_languages_and_judged_on_articles_that_there_are(part: Part) -> None:
    questions, qrels = read_questions(part.questions), read_qrels(part.qrels)
    asked = Counter(question.need for question in questions)
    assert set(asked.values()) == {4}
    assert set(qrels) <= set(asked)
    assert {key for grades in qrels.values() for key in grades} <= set(_library())
    assert all(max(grades.values()) == 3 for grades in qrels.values())


@pytest.mark.parametrize("part", [DEVELOPMENT, FINAL], ids=lambda part: part.name)
def test_every_answer_is_written_in_its_article(part: Part) -> None:
    library, qrels = _library(), read_qrels(part.qrels)
    answers = read_answers(part.answers)
    best = {need: {key for key, grade in grades.items() if grade == 3} for need, grades in qrels.items()}
    assert {need: set(told) for need, told in answers.items()} == best
    for told in answers.values():
        for key, sentences in told.items():
            text = "\n".join(library[key].values())
            assert [sentence for sentence in sentences if sentence not in text] == []


def test_no_question_that_chose_anything_is_in_the_final_part() -> None:
    developed, more, final = (
        {each.question for each in read_questions(part.questions)} for part in (DEVELOPMENT, MORE, FINAL)
    )
    assert (developed | more) & final == set()


def test_what_the_encoder_learns_from_holds_no_golden_question_and_no_sentence_of_the_library() -> None:
    learnt = "\n".join(path.read_text(encoding="utf-8") for path in sorted(GROUPS.rglob("*.jsonl")))
    for part in (DEVELOPMENT, MORE, FINAL):
        for question in read_questions(part.questions):
            assert len(question.question) < 40 or json.dumps(question.question, ensure_ascii=False) not in learnt
    for family in _library().values():
        for text in family.values():
            assert [line for line in text.splitlines() if len(line) > 60 and line in learnt] == []


def test_every_group_has_a_passage_and_three_questions_in_each_language() -> None:
    groups = [row for _, row in rows(GROUPS)]
    assert all(set(each["passages"]) == set(each["questions"]) == set(Language) for each in groups)
    assert {len(asked) for each in groups for asked in each["questions"].values()} == {3}
    assert len({text for each in groups for text in each["passages"].values()}) == 4 * len(groups)


def test_every_small_library_judges_its_needs_on_passages_that_it_has() -> None:
    libraries = [row for _, row in rows(LIBRARIES)]
    for library in libraries:
        passages = {each["id"]: each for each in library["passages"]}
        assert len(passages) == len(library["passages"]) >= 8
        for need in library["needs"]:
            assert len(need["asked"]) >= 2
            assert set(need["grades"]) <= set(passages)
            assert set(need["grades"].values()) <= {1, 2, 3}
            assert {name for name, grade in need["grades"].items() if grade == 3} <= set(need["sentences"])
            for name, marked in need["sentences"].items():
                assert max(marked) < len(passages[name]["sentences"])
    assert len({laid_out(each["sentences"])[0] for library in libraries for each in library["passages"]}) == sum(
        len(library["passages"]) for library in libraries
    )


def test_the_small_libraries_speak_all_languages_alike() -> None:
    libraries = [row for _, row in rows(LIBRARIES)]
    told = Counter(each["language"] for library in libraries for each in library["passages"])
    asked = Counter(each["language"] for library in libraries for need in library["needs"] for each in need["asked"])
    for counted in (told, asked):
        assert set(counted) == set(Language)
        assert max(counted.values()) < 1.1 * min(counted.values())
