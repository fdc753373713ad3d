"""The commands `mentorbase library …`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ui.console import AsJson, err, opened_service, out, print_held_back, print_json
from ui.ingest_command import print_report
from ui.progress import shown_progress

library = typer.Typer(help="The whole library as a folder: to keep, to move, to edit.", no_args_is_help=True)


@library.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write: a new or an empty folder.")],
    as_json: AsJson = False,
) -> None:
    """Write everything: articles as Markdown, their histories, topics, glossary, relations, golden questions."""
    count = 0
    with opened_service() as service, shown_progress(err, "Articles") as progress:
        for count, (article, path) in enumerate(service.export_library(folder, progress), start=1):  # noqa: B007
            if as_json:
                print_json({"article": article, "file": str(path)})
    if not as_json:
        out.print(f"The library is written to {folder}: {count} articles.", markup=False, highlight=False)


@library.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an export, or a zip file of it.")],
    as_json: AsJson = False,
) -> None:
    """Take in an export. Nothing is deleted: an article that is here gets a new revision if its text differs."""
    from ui.library_archive import unpack
    from ui.output import file_line

    counts: Counter[str] = Counter()
    with opened_service() as service, TemporaryDirectory(prefix="mentorbase-") as temporary:
        folder = unpack(path, Path(temporary)) if path.is_file() else path
        with shown_progress(err, "Articles") as progress:
            for report in service.import_library(folder, progress):
                counts[report.status] += 1
                if as_json:
                    print_json(file_line(report))
                elif report.reason or report.status != "unchanged":
                    print_report(report)
        with shown_progress(err, "Encoding passages") as progress:
            service.catch_up(progress)
        print_held_back(service)
    err.print(", ".join(f"{count} {status}" for status, count in counts.items()) or "There is nothing to take in.")
    raise typer.Exit(1 if counts["rejected"] else 0)
