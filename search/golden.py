"""Golden questions: what readers ask, which articles answer it, and with which sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.language import Language
from corpus.message import Message
from search.errors import QuestionError

Qrels = dict[str, dict[str, int]]
"""Grades of articles (by source, translation key or id) for each need."""

Answers = dict[str, dict[str, list[str]]]
"""For each need the articles that answer it, by translation key, each with the sentences that do, in all languages."""


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question; `need` names what is judged, the same for one question in several languages."""

    id: str
    question: str
    need: str
    language: Language | None


def read_questions(path: Path) -> list[GoldenQuestion]:
    """Questions from JSON lines `{"id", "question"}`, with `need` and `language` where they are known.

    Raises QuestionError with the line that cannot be read.
    """
    questions: dict[str, GoldenQuestion] = {}
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            identifier, question = str(row["id"]), str(row["question"])
            language = Language(row["language"]) if row.get("language") else None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionError(
                Message(f'{path}, line {number} is not a question: expected {{"id": …, "question": …}} ({error}).')
            ) from error
        if identifier in questions:
            raise QuestionError(Message(f"{path}, line {number} has the id '{identifier}' of an earlier question."))
        questions[identifier] = GoldenQuestion(identifier, question, str(row.get("need", identifier)), language)
    return list(questions.values())


def read_qrels(path: Path) -> Qrels:
    """Judgements in TREC's format, `need 0 article grade` a line; the article by source, translation key or id.

    Raises QuestionError with the line that cannot be read.
    """
    qrels: Qrels = {}
    for number, line in _lines(path):
        try:
            need, _, rest = line.split(maxsplit=2)
            article, grade = rest.rsplit(maxsplit=1)
            qrels.setdefault(need, {})[article.strip()] = int(grade)
        except ValueError as error:
            raise QuestionError(
                Message(f"{path}, line {number} is no judgement: expected `need 0 article grade`.")
            ) from error
    return qrels


def read_answers(path: Path) -> Answers:
    """Answering sentences from JSON lines `{"need", "translation_key", "answers": {language: [sentence, …]}}`.

    Raises QuestionError with the line that cannot be read.
    """
    answers: Answers = {}
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            sentences = [str(sentence) for each in row["answers"].values() for sentence in each]
            answers.setdefault(str(row["need"]), {})[str(row["translation_key"])] = sentences
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionError(
                Message(
                    f'{path}, line {number} holds no answers: expected {{"need": …, "translation_key": …, "answers": '
                    f"…}} ({error})."
                )
            ) from error
    return answers


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            yield number, line
