"""The command `mentorbase`."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from corpus.errors import MentorbaseError
from corpus.language import Language, parse_languages
from corpus.message import Message
from corpus.topic import Audience, parse_audiences
from ui.account_addresses import invitation_link
from ui.article_commands import articles
from ui.console import AsJson, err, opened_service, out, print_held_back, print_json
from ui.glossary_commands import glossary
from ui.golden_commands import golden
from ui.ingest_command import ingest
from ui.library_commands import library as whole_library
from ui.progress import StageClock, shown_progress
from ui.question_commands import questions
from ui.relation_commands import relations
from ui.suggest_command import suggest
from ui.topic_commands import topics
from ui.user_commands import users

if TYPE_CHECKING:
    from search.filters import Filters
    from search.result import SearchResult
    from ui.service import Service

_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - what people choose to be reached from elsewhere

app = typer.Typer(
    help="Mentoring articles in Italian, Swedish, Dutch and English, and search across all four.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(ingest)
app.command()(suggest)
app.add_typer(articles, name="articles")
app.add_typer(golden, name="golden")
app.add_typer(whole_library, name="library")
app.add_typer(questions, name="questions")
app.add_typer(relations, name="relations")
app.add_typer(topics, name="topics")
app.add_typer(glossary, name="glossary")
app.add_typer(users, name="users")


@app.callback()
def _main(
    library: Annotated[
        Path | None,
        typer.Option(help="The library's folder; also MENTORBASE_LIBRARY, else the user's data folder.", metavar="DIR"),
    ] = None,
) -> None:
    if library is not None:
        os.environ["MENTORBASE_LIBRARY"] = str(library)  # the settings read it, in the app's process too


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "localhost",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8501,
) -> None:
    """Open the app; an empty library first takes in the bundled articles."""
    err.print("Mentorbase is getting ready", style="bold")
    clock = StageClock(err)
    with opened_service() as service:
        with clock.stage("library opened, bundled articles taken in"):
            for report in service.ingest_bundled():
                if report.status == "rejected":
                    err.print(f"{report.source}: {report.reason}")
        if service.is_behind():
            with clock.stage("language model unpacked and loaded"):
                service.warm_up()
            with clock.stage("passages encoded, index written"), shown_progress(err, "Encoding") as progress:
                service.catch_up(progress)
        print_held_back(service)
        if service.topics_are_behind():
            with clock.stage("topics found"):
                service.assign_topics()
        address = f"http://{'localhost' if host in _EVERY_ADDRESS else host}:{port}"
        token = service.library.invitations.invite_first_admin()
    err.print(f"  The app opens on [bold]{address}[/bold]; Ctrl-C ends it")
    if token is not None:
        err.print(f"  Make the first administrator, once: {invitation_link(address, token)}", markup=False)
    sys.stdout.flush()
    server = [sys.executable, "-P", "-m", "ui.web.server", host, str(port)]
    os.execv(sys.executable, server)  # noqa: S606 - our own


@app.command()
def search(
    question: Annotated[str | None, typer.Argument(help="A question, in any of the four languages.")] = None,
    languages: Annotated[str, typer.Option("--in", metavar="it,sv", help="Only articles in these languages.")] = "",
    topics: Annotated[
        list[str] | None, typer.Option("--topic", metavar="TOPIC", help="Only articles on one of these topics.")
    ] = None,
    audiences: Annotated[
        list[str] | None, typer.Option("--audience", metavar="WHO", help="Only articles for mentee, mentor, programme.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Cards at most.", min=1, max=1000)] = 10,
    batch: Annotated[
        str, typer.Option(metavar="FILE", help='Questions as JSON lines {"id", "question"}; - is standard input.')
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Find the passages that answer a question, whatever language they are written in.

    --topic and --audience may be repeated or take a list with commas. A question that begins or ends with `in:it,sv`
    is looked up in these languages only.
    """
    if (question is None) == (not batch):
        raise typer.BadParameter("give a question, or --batch with a file of questions")
    among, readers = _read_languages(languages), _read_audiences(audiences or [])
    about = frozenset(topic.strip() for part in topics or [] for topic in part.split(",") if topic.strip())
    with opened_service(asks=True) as service:
        from search.filters import Filters

        filters = Filters(among, about, readers)
        _catch_up_unless_busy(service)
        if question is None:
            raise typer.Exit(_search_batch(service, batch, filters, limit))
        result = service.search(question, filters, limit)
        meant = None if as_json else service.did_you_mean(question)
    if as_json:
        from ui.output import search_line

        print_json(search_line(result))
        return
    if meant:
        out.print(f"Did you mean: {escape(meant)}", highlight=False)
    _print_result(result)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help='JSON lines {"id", "question"}, also "need" and "language".')],
    qrels: Annotated[Path, typer.Argument(help="Judgements, `need 0 article grade` a line.")],
    answers: Annotated[
        Path | None,
        typer.Option(help='JSON lines {"need", "translation_key", "answers"}: the sentences that answer.'),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge search on questions whose right articles are known, for each pair of languages."""
    from search.golden import read_answers, read_qrels, read_questions
    from ui.evaluation_table import print_evaluation

    for path in (questions, qrels, answers):
        if path is not None and not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    with opened_service() as service:
        _catch_up_unless_busy(service)
        with shown_progress(err, "Questions") as progress:
            told = read_answers(answers) if answers else None
            evaluation = service.evaluate(read_questions(questions), read_qrels(qrels), progress, told)
    print_evaluation(evaluation, as_json)


@app.command()
def reindex(
    accept: Annotated[
        bool, typer.Option("--accept", help="Put it live even if it is clearly worse on the golden questions.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the search index anew from the store; one that is clearly worse on the golden questions is held back."""
    from ui.output import index_line

    with opened_service() as service:
        with shown_progress(err, "Encoding passages") as progress:
            passages = service.reindex(progress, accept=accept)
        figures, held = service.golden_figures(), service.held_back()
    if as_json:
        print_json(index_line(passages, figures, held))
    else:
        out.print(f"The index holds {passages} passages.")
        if figures is not None:
            out.print(
                f"Golden questions: nDCG@10 {figures.ndcg_at_10:.3f}, success@3 {figures.success_at_3:.3f} "
                f"({figures.questions} questions)",
                highlight=False,
            )
        if held is not None:
            out.print(str(held), markup=False, highlight=False)
    raise typer.Exit(1 if held else 0)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compare store and index, and mend the index where they disagree."""
    with opened_service() as service, shown_progress(err, "Encoding passages") as progress:
        findings = service.check(progress)
    for finding in findings:
        if as_json:
            print_json(asdict(finding))
        else:
            out.print(f"{'good' if finding.ok else 'wrong'}  {finding.subject}: {finding.detail}", highlight=False)


def _read_languages(languages: str) -> frozenset[Language]:
    try:
        return parse_languages(languages) if languages else frozenset(Language)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--in") from error


def _read_audiences(audiences: list[str]) -> frozenset[Audience]:
    try:
        return parse_audiences(audiences)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--audience") from error


def _search_batch(service: Service, batch: str, filters: Filters, limit: int) -> int:
    """Answers the questions of a file line by line and returns the exit status."""
    from search.errors import QuestionError
    from ui.output import search_line

    failed = 0
    try:
        with contextlib.nullcontext(sys.stdin) if batch == "-" else Path(batch).open(encoding="utf-8") as lines:
            for number, text in enumerate(lines, start=1):
                if not text.strip():
                    continue
                identifier, question = _read_question(text, batch, number)
                try:
                    line = search_line(service.search(question, filters, limit))
                except QuestionError as error:
                    failed = 1
                    line = {"question": question, "language": None, "answered": False, "results": []}
                    line["error"] = str(error)
                print_json({"id": identifier, **line})
    except (OSError, UnicodeDecodeError) as error:
        raise MentorbaseError(Message(f"The questions in {batch} cannot be read ({error}).")) from error
    return failed


def _read_question(text: str, batch: str, number: int) -> tuple[Any, str]:
    try:
        row = json.loads(text)
        identifier, question = row["id"], row["question"]
        if not isinstance(question, str):
            raise TypeError("question is not a text")
    except (ValueError, KeyError, TypeError) as error:
        raise MentorbaseError(
            Message(f'Line {number} of {batch} is not a question: expected {{"id": …, "question": "…"}} ({error!r}).')
        ) from error
    return identifier, question


def _catch_up_unless_busy(service: Service) -> None:
    """Completes what a killed writer has begun; while another one is at work, the older index answers."""
    with shown_progress(err, "Encoding passages") as progress:
        if not service.catch_up(progress, wait=False):
            err.print("Another process is taking in articles; its newest ones are not found yet.")
    print_held_back(service)


def _print_result(result: SearchResult) -> None:
    if not result.answered:
        out.print("No article answers this. The nearest reading:" if result.hits else "No article was found.")
    for hit in result.hits:
        before, after = hit.passage[: hit.answer_start], hit.passage[hit.answer_end :]
        others = ", ".join(str(each.language) for each in hit.variants)
        also = f" · also in {others}" if others else ""
        out.print(
            f"\n[bold]{hit.rank}. {escape(hit.article.title)}[/bold]\n"
            f"   {hit.article.language}{also} · article {hit.article.id} · {escape(hit.article.source)}",
            highlight=False,
        )
        out.print(f"{escape(before)}[bold reverse]{escape(hit.answer)}[/]{escape(after)}", highlight=False)


def main() -> None:
    """The entry point: expected errors are told in one sentence, with exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="mentorbase")
    except MentorbaseError as error:
        err.print(f"[bold]mentorbase:[/bold] {escape(str(error))}", highlight=False)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has enough
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("Stopped. What was reported is saved; the same command goes on from there.")
        sys.exit(130)
