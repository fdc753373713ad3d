"""The commands `mentorbase questions …`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corpus.language import Language
from ui.console import AsJson, opened_service, out, print_json

if TYPE_CHECKING:
    from corpus.reader_question import ReaderQuestion
    from ui.service import Service

QuestionId = Annotated[int, typer.Argument(metavar="ID", help="The question's id, as `questions list` shows it.")]

questions = typer.Typer(
    help="What readers ask in the app: who has asked is never kept, and what is kept goes after a year.",
    no_args_is_help=True,
)


@questions.command("list")
def list_questions(
    every: Annotated[bool, typer.Option("--all", help="Also those that were answered or closed.")] = False,
    as_json: AsJson = False,
) -> None:
    """The questions that wait for an editor: without an answer, without one in their language, or sent."""
    with opened_service() as service:
        lines = [_question_line(each) for each in service.questions.questions(every=every)]
    if as_json:
        for line in lines:
            print_json(line)
        return
    if not lines:
        out.print("No question is kept." if every else "No question waits for an editor.", highlight=False)
        return
    table = Table("question", "asked", "language", "state", "sent", "words")
    for line in lines:
        state = " ".join(str(line[name]) for name in ("state", "assignee", "reason") if line[name])
        sent = "sent" if line["sent"] else ""
        table.add_row(
            str(line["question"]), line["asked"][:10], line["language"], escape(state), sent, escape(line["text"])
        )
    out.print(table)


@questions.command()
def assign(
    identifier: QuestionId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The account that takes it on.")],
    as_json: AsJson = False,
) -> None:
    """Give a question to an editor."""
    with opened_service() as service:
        service.questions.assign([identifier], name)
        _print_state(service, identifier, as_json)


@questions.command()
def answer(
    identifier: QuestionId,
    article: Annotated[int, typer.Argument(metavar="ARTICLE", help="The article that answers it; it must be live.")],
    as_json: AsJson = False,
) -> None:
    """Answer a question with an article, to which its reader's link then leads."""
    with opened_service() as service:
        service.questions.answer([identifier], article)
        _print_state(service, identifier, as_json)


@questions.command()
def close(
    identifier: QuestionId,
    reason: Annotated[str, typer.Option(help="A word why; a reader who has sent the question will read it.")],
    as_json: AsJson = False,
) -> None:
    """Leave a question without an answer."""
    with opened_service() as service:
        service.questions.close([identifier], reason)
        _print_state(service, identifier, as_json)


@questions.command()
def reopen(identifier: QuestionId, as_json: AsJson = False) -> None:
    """Take back what was decided about a question."""
    with opened_service() as service:
        service.questions.reopen([identifier])
        _print_state(service, identifier, as_json)


@questions.command()
def statistics(as_json: AsJson = False) -> None:
    """What was asked, answered and voted, of all that is kept; the days are the last thirty."""
    with opened_service() as service:
        line = _statistics_line(service)
    if as_json:
        print_json(line)
        return
    share = f" ({line['answered'] / line['asked']:.0%})" if line["asked"] else ""
    out.print(
        f"{line['asked']} questions asked, {line['answered']} answered{share}, {line['in_own_language']} of these in "
        f"their own language; {line['sent']} sent to the editors, {line['waiting']} wait for one.",
        highlight=False,
    )
    for each in line["votes"]:
        out.print(f"+{each['helpful']} −{each['unhelpful']}  {escape(each['title'])}", highlight=False)
    out.print(f"{len(line['never_found'])} articles were never on a card of an answer.", highlight=False)


def _print_state(service: Service, identifier: int, as_json: bool) -> None:
    line = _question_line(service.questions.question(identifier))
    if as_json:
        print_json(line)
    else:
        out.print(f"Question {identifier} is {line['state']}.", highlight=False)


def _question_line(question: ReaderQuestion) -> dict[str, Any]:
    return {
        "question": question.id,
        "text": question.question,
        "language": question.language,
        "asked": question.asked.isoformat(),
        "answered": question.answered,
        "article": question.article,
        "found_in": list(question.found_in),
        "state": question.state,
        "sent": question.sent,
        "details": question.details,
        "assignee": question.assignee,
        "answer": question.answer,
        "reason": question.reason,
    }


def _statistics_line(service: Service) -> dict[str, Any]:
    told = service.questions.statistics(Language.ENGLISH)
    return {
        "asked": told.asked,
        "answered": told.answered,
        "in_own_language": told.in_own_language,
        "sent": told.sent,
        "waiting": told.waiting,
        "days": [asdict(each) | {"day": each.day.isoformat()} for each in told.days],
        "votes": [
            {
                "article": each.article.id,
                "translation_key": each.article.translation_key,
                "title": each.article.title,
                "helpful": each.count.helpful,
                "unhelpful": each.count.unhelpful,
            }
            for each in told.votes
        ],
        "never_found": [
            {"article": each.id, "translation_key": each.translation_key, "title": each.title}
            for each in told.never_found
        ],
    }
