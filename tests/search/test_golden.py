"""Golden questions, judgements and answers as they are read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.language import Language
from search.errors import QuestionError
from search.golden import GoldenQuestion, read_answers, read_qrels, read_questions


def test_questions_are_read_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"id": "a-it", "question": "Perché?", "need": "a", "language": "it"}\n\n{"id": 2, "question": "Why?"}\n',
        encoding="utf-8",
    )
    assert read_questions(path) == [
        GoldenQuestion("a-it", "Perché?", "a", Language.ITALIAN),
        GoldenQuestion("2", "Why?", "2", None),
    ]


@pytest.mark.parametrize("line", ["no json", "[]", '{"id": 1}', '{"id": 1, "question": "Q", "language": "de"}', "7"])
def test_a_line_that_is_no_question_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"id": 1, "question": "Q"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(QuestionError, match="line 2 is not a question: expected"):
        read_questions(path)


def test_judgements_are_read_from_trecs_format_with_spaces_in_names(tmp_path: Path) -> None:
    path = tmp_path / "qrels.txt"
    path.write_text("a 0 goals 3\na 0 first meeting.md 1\n\nb\t0\ttrust\t0\n", encoding="utf-8")
    assert read_qrels(path) == {"a": {"goals": 3, "first meeting.md": 1}, "b": {"trust": 0}}


@pytest.mark.parametrize("line", ["a 0 goals", "a 0 goals three", "a", "a 0"])
def test_a_line_that_is_no_judgement_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "qrels.txt"
    path.write_text(f"a 0 goals 1\n{line}\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="line 2 is no judgement: expected `need 0 article grade`"):
        read_qrels(path)


def test_two_questions_of_one_id_are_refused_with_the_line_of_the_second(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": "a", "question": "goals"}\n{"id": "a", "question": "trust"}\n', encoding="utf-8")
    with pytest.raises(QuestionError, match="line 2 has the id 'a' of an earlier question"):
        read_questions(path)


def test_a_question_may_hold_any_separator_that_json_allows(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": "a", "question": "goals\u2028and\u0085trust"}\n', encoding="utf-8")
    assert [each.question for each in read_questions(path)] == ["goals\u2028and\u0085trust"]


def test_answers_are_read_with_the_sentences_of_all_languages_together(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(
        '{"need": "a", "translation_key": "goals", "answers": {"it": ["Uno.", "Due."], "en": ["One."]}}\n',
        encoding="utf-8",
    )
    assert read_answers(path) == {"a": {"goals": ["Uno.", "Due.", "One."]}}


@pytest.mark.parametrize(
    "line", ["no json", "7", '{"need": "a"}', '{"need": "a", "translation_key": "k", "answers": 3}']
)
def test_a_line_that_holds_no_answers_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="line 2 holds no answers: expected"):
        read_answers(path)
