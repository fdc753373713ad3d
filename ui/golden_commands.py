"""The commands `mentorbase golden …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import Message
from ui.console import AsJson, err, opened_service, out, print_held_back, print_json
from ui.progress import shown_progress

if TYPE_CHECKING:
    from ui.service import Service

GoldenId = Annotated[int, typer.Argument(metavar="ID", help="The question's id, as `golden list` shows it.")]

golden = typer.Typer(
    help="Golden questions: what readers ask and which articles answer it. Every index is judged on them.",
    no_args_is_help=True,
)


@golden.command("list")
def list_questions(as_json: AsJson = False) -> None:
    """All golden questions, with the articles that answer them."""
    from ui.output import golden_question_line

    with opened_service() as service:
        lines = [golden_question_line(each) for each in service.golden_questions()]
    if as_json:
        for line in lines:
            print_json(line)
        return
    if not lines:
        out.print("There are no golden questions: no index is judged.", highlight=False)
        return
    table = Table("golden", "language", "question", "articles", "counts")
    for line in lines:
        articles = ", ".join(f"{each['article']} ({each['grade']})" for each in line["answers"]) or "none"
        counts = "yes" if line["counts"] else "no"
        table.add_row(str(line["golden"]), str(line["language"] or ""), escape(line["question"]), articles, counts)
    out.print(table)


@golden.command()
def add(
    question: Annotated[str, typer.Argument(help="A question as readers ask it.")],
    article: Annotated[
        list[int], typer.Option(metavar="ID", help="An article that answers it; may be given more than once.")
    ],
    language: Annotated[Language | None, typer.Option(help="The question's language, if it is known.")] = None,
    grade: Annotated[int, typer.Option(help="How well it answers.", min=1, max=3)] = 3,
    as_json: AsJson = False,
) -> None:
    """Keep a question; one that is there already gets these articles instead of its own."""
    from ui.output import golden_question_line

    with opened_service() as service:
        kept = service.add_golden_question(question, article, language, grade)
        _judge_index(service)
    if as_json:
        print_json(golden_question_line(kept))
    else:
        articles = ", ".join(str(each.article) for each in kept.answers)
        out.print(f"Golden question {kept.id} is kept; article {articles} answers it.", highlight=False)


@golden.command()
def remove(identifier: GoldenId, as_json: AsJson = False) -> None:
    """Keep a question no more."""
    with opened_service() as service:
        service.remove_golden_question(identifier)
    if as_json:
        print_json({"golden": identifier, "status": "removed"})
    else:
        out.print(f"Golden question {identifier} is removed.", highlight=False)


@golden.command("import")
def import_questions(
    questions: Annotated[Path, typer.Argument(help='JSON lines {"id", "question"}, also "need" and "language".')],
    qrels: Annotated[Path, typer.Argument(help="Judgements, `need 0 article grade` a line.")],
    as_json: AsJson = False,
) -> None:
    """Keep the questions of the files that `evaluate` takes, beside those that are there."""
    from search.golden import read_qrels, read_questions

    for path in (questions, qrels):
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    with opened_service() as service:
        kept = service.import_golden_questions(read_questions(questions), read_qrels(qrels))
        _judge_index(service)
    if as_json:
        print_json({"questions": kept})
    else:
        out.print(f"{kept} golden questions are kept.", highlight=False)


@golden.command("export")
def export_questions(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where questions.jsonl and qrels.txt go.")],
    as_json: AsJson = False,
) -> None:
    """Write all golden questions to the two files that `import` and `evaluate` take."""
    with opened_service() as service:
        try:
            written = service.export_golden_questions(folder)
        except OSError as error:
            told = f"The golden questions cannot be written to {folder} ({error.strerror or error})."
            raise MentorbaseError(Message(told)) from error
    if as_json:
        print_json({"questions": written, "folder": str(folder)})
    else:
        out.print(f"{written} golden questions written to {folder}", markup=False, highlight=False)


@golden.command("evaluate")
def evaluate_questions(as_json: AsJson = False) -> None:
    """The figures of `evaluate` on the golden questions."""
    from ui.evaluation_table import print_evaluation

    with opened_service() as service:
        _judge_index(service)
        with shown_progress(err, "Questions") as progress:
            evaluation = service.evaluate_golden_questions(progress)
    print_evaluation(evaluation, as_json)


def _judge_index(service: Service) -> None:
    """Writes an index that has been judged on the questions as they are now: a later one is compared with it."""
    with shown_progress(err, "Encoding passages") as progress:
        if not service.catch_up(progress, wait=False):
            err.print("Another process is writing the index; the golden questions count from its next one.")
    print_held_back(service)
