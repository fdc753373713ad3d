"""Golden questions that editors keep: from files into the library, and out of it to be judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from corpus.article import ArticleStatus, ArticleSummary
from corpus.golden_store import AskedQuestion, KeptQuestion
from corpus.message import Message
from search.errors import QuestionError
from search.golden import GoldenQuestion, Qrels
from search.question import clean_question


def as_golden(kept: Iterable[KeptQuestion]) -> tuple[list[GoldenQuestion], Qrels]:
    """Kept questions as `evaluate` takes them, each a need of its own under its id, over what readers can see.

    A question is left out while none of the articles that answer it can be seen; one that has no such article stays,
    since it should not be answered.
    """
    questions, qrels = [], {}
    for each in kept:
        grades: dict[str, int] = {}
        for answer in each.answers:
            if answer.is_live:
                grades[answer.translation_key] = max(answer.grade, grades.get(answer.translation_key, 0))
        if grades or not each.answers:
            questions.append(GoldenQuestion(str(each.id), each.question, str(each.id), each.language))
        if grades:
            qrels[str(each.id)] = grades
    return questions, qrels


def to_keep(
    questions: Sequence[GoldenQuestion], qrels: Qrels, articles: Iterable[ArticleSummary]
) -> list[AskedQuestion]:
    """Questions and judgements of files, with the articles of this library that the judgements name.

    An article may be named by its source, translation key or id, be it a draft or in the bin; of a family, a live
    article stands for the others. Raises QuestionError when it is not there, or a question cannot be searched for.
    """
    names: dict[str, int] = {}
    for article in sorted(articles, key=lambda each: each.status is not ArticleStatus.LIVE):
        for name in (str(article.id), article.source, article.translation_key):
            names.setdefault(name, article.id)
    for name in (name for grades in qrels.values() for name in grades):
        if name not in names:
            raise QuestionError(
                Message(f"The judgements name '{name}', which is no article's source, translation key or id.")
            )
    return [
        AskedQuestion(
            clean_question(each.question),
            each.language,
            {names[name]: grade for name, grade in qrels.get(each.need, {}).items() if grade > 0},
        )
        for each in questions
    ]


def format_questions(kept: Iterable[KeptQuestion]) -> str:
    """Questions as `read_questions` takes them."""
    rows = ({"id": str(each.id), "question": each.question, "language": each.language} for each in kept)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def format_qrels(kept: Iterable[KeptQuestion]) -> str:
    """Judgements as `read_qrels` takes them, by translation key, of drafts and deleted articles too."""
    return "".join(f"{each.id} 0 {one.translation_key} {one.grade}\n" for each in kept for one in each.answers)
