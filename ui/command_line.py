"""The command `mentorbase`."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from corpus.account import Role
from corpus.errors import MentorbaseError
from corpus.language import Language, parse_languages
from ui.progress import StageClock, shown_progress
from ui.theme import THEME_OPTIONS

if TYPE_CHECKING:
    from ingest.report import FileReport
    from search.result import SearchResult
    from ui.service import Service

app = typer.Typer(
    help="Mentoring articles in Italian, Swedish, Dutch and English, and search across all four.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
articles = typer.Typer(help="List, show, export, publish, delete and restore articles.", no_args_is_help=True)
users = typer.Typer(help="Accounts of editors and administrators; reading needs none.", no_args_is_help=True)
app.add_typer(articles, name="articles")
app.add_typer(users, name="users")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else there.")]
ArticleId = Annotated[int, typer.Argument(metavar="ID", help="The article's id, as `articles list` shows it.")]

_out = Console(soft_wrap=True)
_err = Console(stderr=True, soft_wrap=True)


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
    _err.print("Mentorbase is getting ready", style="bold")
    clock = StageClock(_err)
    with _service() as service:
        with clock.stage("library opened, bundled articles taken in"):
            for report in service.ingest_bundled():
                if report.status == "rejected":
                    _err.print(f"{report.source}: {report.reason}")
        if service.is_behind():
            with clock.stage("language model unpacked and loaded"):
                service.warm_up()
            with clock.stage("passages encoded, index written"), shown_progress(_err, "Encoding") as progress:
                service.catch_up(progress)
        address = f"http://{host}:{port}"
    _err.print(f"  The app opens on [bold]{address}[/bold]; Ctrl-C ends it")
    entry = Path(__file__).parent / "web" / "app.py"
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showSidebarNavigation": "false",
        **THEME_OPTIONS,
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(entry), *flags])  # noqa: S606 - our own


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, folders, zip archives, or - .")],
    draft: Annotated[bool, typer.Option("--draft", help="Save as drafts; readers see nothing of them yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in .txt, .md and .pdf files: a line for each tells what became of it."""
    from ingest.report import Outcome
    from ui.output import file_line

    counts: Counter[Outcome] = Counter()
    with _service() as service:
        with shown_progress(_err, "Files") as progress:
            for report in service.ingest(paths, draft=draft, progress=progress):
                counts[report.status] += 1
                if as_json:
                    _print_json(file_line(report))
                else:
                    _print_report(report)
        with shown_progress(_err, "Encoding passages") as progress:
            service.catch_up(progress)
    _err.print(", ".join(f"{count} {status}" for status, count in counts.items()) or "There are no files to take in.")
    raise typer.Exit(1 if counts[Outcome.REJECTED] or not counts else 0)


@app.command()
def search(
    question: Annotated[str | None, typer.Argument(help="A question, in any of the four languages.")] = None,
    languages: Annotated[str, typer.Option("--in", metavar="it,sv", help="Only articles in these languages.")] = "",
    limit: Annotated[int, typer.Option(help="Cards at most.", min=1, max=1000)] = 10,
    batch: Annotated[
        str, typer.Option(metavar="FILE", help='Questions as JSON lines {"id", "question"}; - is standard input.')
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Find the passages that answer a question, whatever language they are written in."""
    from ui.output import search_line

    if (question is None) == (not batch):
        raise typer.BadParameter("give a question, or --batch with a file of questions")
    try:
        among = parse_languages(languages) if languages else frozenset(Language)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--in") from error
    with _service() as service:
        _catch_up_unless_busy(service)
        if question is None:
            raise typer.Exit(_search_batch(service, batch, among, limit))
        result = service.search(question, among, limit)
    if as_json:
        _print_json(search_line(result))
    else:
        _print_result(result)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help='JSON lines {"id", "question"}, also "need" and "language".')],
    qrels: Annotated[Path, typer.Argument(help="Judgements, `need 0 article grade` a line.")],
    as_json: AsJson = False,
) -> None:
    """Judge search on questions whose right articles are known, for each pair of languages."""
    from search.evaluation import read_qrels, read_questions
    from ui.output import evaluation_lines

    for path in (questions, qrels):
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    with _service() as service:
        _catch_up_unless_busy(service)
        with shown_progress(_err, "Questions") as progress:
            evaluation = service.evaluate(read_questions(questions), read_qrels(qrels), progress)
    lines = evaluation_lines(evaluation)
    if as_json:
        for line in lines:
            _print_json(line)
        return
    table = Table(*lines[0])
    for line in lines[:-1]:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in line.values()))
    _out.print(table)
    for name, value in lines[-1].items():
        _out.print(f"{name}: {'no such questions' if value is None else f'{value:.3f}'}", highlight=False)


@app.command()
def reindex(as_json: AsJson = False) -> None:
    """Write the search index anew from the store."""
    with _service() as service, shown_progress(_err, "Encoding passages") as progress:
        passages = service.reindex(progress)
    if as_json:
        _print_json({"passages": passages})
    else:
        _out.print(f"The index holds {passages} passages.")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compare store and index, and mend the index where they disagree."""
    with _service() as service, shown_progress(_err, "Encoding passages") as progress:
        findings = service.check(progress)
    for finding in findings:
        if as_json:
            _print_json(asdict(finding))
        else:
            _out.print(f"{'good' if finding.ok else 'wrong'}  {finding.subject}: {finding.detail}", highlight=False)


@articles.command("list")
def list_articles(as_json: AsJson = False) -> None:
    """All articles, drafts and deleted ones too."""
    from ui.output import article_line

    with _service() as service:
        lines = [article_line(article) for article in service.articles()]
    if as_json:
        for line in lines:
            _print_json(line)
        return
    columns = ("article", "status", "language", "title", "source", "translation_key")
    table = Table(*columns)
    for line in lines:
        table.add_row(*(escape(str(line[column] or "")) for column in columns))
    _out.print(table)


@articles.command()
def show(identifier: ArticleId, as_json: AsJson = False) -> None:
    """One article with its text."""
    from ui.output import whole_article_line

    with _service() as service:
        line = whole_article_line(service.article(identifier))
    if as_json:
        _print_json(line)
        return
    _out.print(f"[bold]{escape(line['title'])}[/bold]")
    for name in ("article", "source", "language", "translation_key", "status", "updated"):
        _out.print(f"{name}: {escape(str(line[name]))}", highlight=False)
    _out.print(f"\n{line['text']}", markup=False, highlight=False)


@articles.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")],
    as_json: AsJson = False,
) -> None:
    """Write all articles as Markdown with front matter, which `ingest` reads back."""
    count = 0
    with _service() as service:
        for count, (article, path) in enumerate(service.export(folder), start=1):  # noqa: B007 - told at the end
            if as_json:
                _print_json({"article": article.id, "source": article.source, "file": str(path)})
    if not as_json:
        _out.print(f"{count} articles written to {folder}", highlight=False)


@articles.command()
def delete(identifier: ArticleId, as_json: AsJson = False) -> None:
    """Put an article into the bin; `restore` brings it back."""
    _change(identifier, as_json, lambda service: service.delete(identifier))


@articles.command()
def restore(identifier: ArticleId, as_json: AsJson = False) -> None:
    """Take an article out of the bin."""
    _change(identifier, as_json, lambda service: service.restore(identifier))


@articles.command()
def publish(
    identifier: ArticleId,
    language: Annotated[Language | None, typer.Option(help="Its language, where none is known.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a draft live."""
    _change(identifier, as_json, lambda service: service.publish(identifier, language))


@articles.command()
def unpublish(identifier: ArticleId, as_json: AsJson = False) -> None:
    """Make a live article a draft again."""
    _change(identifier, as_json, lambda service: service.unpublish(identifier))


@users.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    as_json: AsJson = False,
) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    with _service() as service:
        service.library.accounts.add(name, role, password)
    if as_json:
        _print_json({"name": name, "role": role})
    else:
        _out.print(f"There is now an account '{escape(name)}' ({role}).")


def _change(identifier: int, as_json: bool, action: Callable[[Service], None]) -> None:
    from ui.output import article_line

    with _service() as service:
        action(service)
        with shown_progress(_err, "Encoding passages") as progress:
            service.catch_up(progress)
        line = article_line(service.article(identifier))
    if as_json:
        _print_json(line)
    else:
        _out.print(f"Article {identifier} is {line['status']}: {escape(line['title'])}", highlight=False)


def _search_batch(service: Service, batch: str, languages: frozenset[Language], limit: int) -> int:
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
                    line = search_line(service.search(question, languages, limit))
                except QuestionError as error:
                    failed = 1
                    line = {"question": question, "language": None, "answered": False, "results": []}
                    line["error"] = str(error)
                _print_json({"id": identifier, **line})
    except (OSError, UnicodeDecodeError) as error:
        raise MentorbaseError(f"The questions in {batch} cannot be read ({error}).") from error
    return failed


def _read_question(text: str, batch: str, number: int) -> tuple[Any, str]:
    try:
        row = json.loads(text)
        identifier, question = row["id"], row["question"]
        if not isinstance(question, str):
            raise TypeError("question is not a text")
    except (ValueError, KeyError, TypeError) as error:
        raise MentorbaseError(
            f'Line {number} of {batch} is not a question: expected {{"id": …, "question": "…"}} ({error!r}).'
        ) from error
    return identifier, question


def _catch_up_unless_busy(service: Service) -> None:
    """Completes what a killed writer has begun; while another one is at work, the older index answers."""
    with shown_progress(_err, "Encoding passages") as progress:
        if not service.catch_up(progress, wait=False):
            _err.print("Another process is taking in articles; its newest ones are not found yet.")


def _print_report(report: FileReport) -> None:
    where = f"  article {report.article}, {report.language or 'no language'}" if report.article else ""
    _out.print(f"[bold]{report.status:<10}[/bold]{escape(report.source)}{where}", highlight=False)
    if report.title:
        _out.print(f"{'':<10}{escape(report.title)} ({report.passages} passages)", highlight=False)
    if report.reason:
        _out.print(f"{'':<10}{escape(report.reason)}", highlight=False)


def _print_result(result: SearchResult) -> None:
    if not result.answered:
        _out.print("No article answers this. The nearest reading:" if result.hits else "No article was found.")
    for hit in result.hits:
        before, after = hit.passage[: hit.answer_start], hit.passage[hit.answer_end :]
        others = ", ".join(str(each.language) for each in hit.variants)
        also = f" · also in {others}" if others else ""
        _out.print(
            f"\n[bold]{hit.rank}. {escape(hit.article.title)}[/bold]\n"
            f"   {hit.article.language}{also} · article {hit.article.id} · {escape(hit.article.source)}",
            highlight=False,
        )
        _out.print(f"{escape(before)}[bold reverse]{escape(hit.answer)}[/]{escape(after)}", highlight=False)


def _print_json(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def _service() -> Iterator[Service]:
    from ui.service import open_service
    from ui.settings import Settings

    yield open_service(Settings(), say=_err.print)


def main() -> None:
    """The entry point: expected errors are told in one sentence, with exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="mentorbase")
    except MentorbaseError as error:
        _err.print(f"[bold]mentorbase:[/bold] {escape(str(error))}", highlight=False)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has enough
        sys.exit(1)
    except KeyboardInterrupt:
        _err.print("Stopped. What was reported is saved; the same command goes on from there.")
        sys.exit(130)
