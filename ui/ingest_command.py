"""The command `mentorbase ingest`."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from corpus.errors import MentorbaseError
from corpus.message import Message
from ui.console import AsJson, err, opened_service, out, print_held_back, print_json
from ui.progress import shown_progress

if TYPE_CHECKING:
    from ingest.report import FileReport
    from ui.service import Service

Write = Callable[[dict[str, Any]], None]


def ingest(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH…", help="Files, folders, zip archives, or - .")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Save as drafts; readers see nothing of them yet.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read even files that have not changed: a newer program makes more of them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would become of each file.")] = False,
    watch: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep a folder in step with the library until Ctrl-C.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Also write the report as a table for a spreadsheet.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in articles: a line for each tells what became of it."""
    if watch is not None:
        if paths or draft or again or dry_run or report:
            raise typer.BadParameter("--watch takes one folder and no other option than --json")
        with opened_service() as service:
            _watch(service, watch, as_json)
        return
    if not paths:
        raise typer.BadParameter("give files or folders to take in, or --watch with a folder")
    with opened_service() as service, _table(report) as write:
        with shown_progress(err, "Files") as progress:
            take_in = service.try_ingest if dry_run else service.ingest
            counts = _tell(take_in(paths, draft=draft, again=again, progress=progress), as_json, write)
        if not dry_run:
            with shown_progress(err, "Encoding passages") as progress:
                service.catch_up(progress)
            print_held_back(service)
    told = ", ".join(f"{count} {status}" for status, count in counts.items()) or "There are no files to take in."
    err.print(f"Nothing was changed. It would be: {told}" if dry_run and counts else told)
    raise typer.Exit(1 if counts["rejected"] or not counts else 0)


def _watch(service: Service, folder: Path, as_json: bool) -> None:
    err.print(f"{folder} is kept in step with the library; Ctrl-C ends it.")
    for reports in service.keep_in_step(folder):
        _tell((each for each in reports if each.status != "unchanged"), as_json, lambda _: None)
        print_held_back(service)


def _tell(reports: Iterable[FileReport], as_json: bool, write: Write) -> Counter[str]:
    """Prints the reports as they come, and counts them."""
    from ui.output import file_line

    counts: Counter[str] = Counter()
    for report in reports:
        counts[report.status] += 1
        line = file_line(report)
        write(line)
        if as_json:
            print_json(line)
        else:
            print_report(report)
    return counts


@contextmanager
def _table(path: Path | None) -> Iterator[Write]:
    """Writes lines into a table, each as soon as it is known; nowhere without a path."""
    if path is None:
        yield lambda _: None
        return
    try:
        # With a byte order mark: without one, spreadsheets take the accents for something else.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, [field.name for field in fields(_report_class())])
            table.writeheader()

            def write(line: dict[str, Any]) -> None:
                table.writerow(line)
                file.flush()

            yield write
    except OSError as error:
        told = f"The report cannot be written to {path} ({error.strerror}). Choose another file with --report."
        raise MentorbaseError(Message(told)) from error


def _report_class() -> type[FileReport]:
    from ingest.report import FileReport

    return FileReport


def print_report(report: FileReport) -> None:
    """What became of a file, for people."""
    where = f"  article {report.article}, {report.language or 'no language'}" if report.article else ""
    out.print(f"[bold]{report.status:<10}[/bold]{escape(report.source)}{where}", highlight=False)
    if report.title:
        taken_out = f", {report.removed} blocks taken out" if report.removed else ""
        out.print(f"{'':<10}{escape(report.title)} ({report.passages} passages{taken_out})", highlight=False)
    if report.reason:
        out.print(f"{'':<10}{escape(report.reason)}", highlight=False)
