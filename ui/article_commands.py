"""The commands `mentorbase articles …`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corpus.language import Language
from ui.console import ArticleId, AsJson, err, opened_service, out, print_json
from ui.progress import shown_progress

if TYPE_CHECKING:
    from ui.service import Service

_LONGEST_SHOWN = 120

articles = typer.Typer(help="List, show, correct, export, publish, delete and restore articles.", no_args_is_help=True)


@articles.command("list")
def list_articles(as_json: AsJson = False) -> None:
    """All articles, drafts and deleted ones too."""
    from ui.output import article_line

    with opened_service() as service:
        lines = [article_line(article) for article in service.articles()]
    if as_json:
        for line in lines:
            print_json(line)
        return
    columns = ("article", "status", "language", "title", "source", "translation_key")
    table = Table(*columns)
    for line in lines:
        table.add_row(*(escape(str(line[column] or "")) for column in columns))
    out.print(table)


@articles.command()
def show(identifier: ArticleId, as_json: AsJson = False) -> None:
    """One article with its text."""
    from ui.output import whole_article_line

    with opened_service() as service:
        line = whole_article_line(service.article(identifier))
    if as_json:
        print_json(line)
        return
    out.print(f"[bold]{escape(line['title'])}[/bold]")
    for name in ("article", "source", "language", "translation_key", "status", "updated"):
        out.print(f"{name}: {escape(str(line[name]))}", highlight=False)
    out.print(f"\n{line['text']}", markup=False, highlight=False)


@articles.command()
def related(
    identifier: ArticleId,
    limit: Annotated[int, typer.Option(help="Articles at most.", min=1, max=40)] = 4,
    as_json: AsJson = False,
) -> None:
    """What to read after an article: the nearest others, in any language."""
    from ui.output import related_line

    with opened_service() as service:
        lines = [related_line(*each) for each in enumerate(service.related(identifier, limit=limit), start=1)]
    if as_json:
        for line in lines:
            print_json(line)
        return
    if not lines:
        out.print(f"No article is near to article {identifier}.", highlight=False)
    for line in lines:
        others = ", ".join(variant["language"] for variant in line["variants"])
        also = f" · also in {others}" if others else ""
        out.print(f"[bold]{line['rank']}. {escape(line['title'])}[/bold]", highlight=False)
        out.print(f"   {line['language']}{also} · article {line['article']}", highlight=False)


@articles.command()
def review(identifier: ArticleId, as_json: AsJson = False) -> None:
    """What ingest did with an article: details, blocks taken out or in doubt, questions."""
    from ui.output import review_line

    with opened_service() as service:
        line = review_line(service.article(identifier))
    if as_json:
        print_json(line)
        return
    out.print(f"[bold]{escape(line['title'])}[/bold]")
    out.print(f"{line['status']}, {line['language'] or 'no language'}, from {escape(line['source'])}", highlight=False)
    for name, value in line["details"].items():
        out.print(f"{escape(name)}: {escape(value if isinstance(value, str) else ', '.join(value))}", highlight=False)
    if line["question"]:
        out.print(f"[bold]To decide:[/bold] {escape(line['question'])}", highlight=False)
    _print_blocks("Taken out", line["removed"], f"`articles put-back {identifier} NUMBER` puts one back")
    _print_blocks("In doubt", line["doubtful"], f"`articles take-out {identifier} NUMBER` takes one out")
    for block in line["foreign"]:
        quoted = line["text"][block["start"] : block["end"]]
        out.print(f"In another language ({block['language']}): {escape(_short(quoted))}", highlight=False)


def _print_blocks(label: str, blocks: list[dict[str, Any]], what_to_do: str) -> None:
    if not blocks:
        return
    out.print(f"\n[bold]{label}[/bold] ({what_to_do}):", highlight=False)
    for number, block in enumerate(blocks, start=1):
        out.print(f"{number:>4}  {block['reason']:<14} {escape(_short(block['text']))}", highlight=False)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[:_LONGEST_SHOWN]}…"


@articles.command("put-back")
def put_back(
    identifier: ArticleId,
    number: Annotated[int, typer.Argument(help="The removed block's number, as `articles review` lists it.")],
    as_json: AsJson = False,
) -> None:
    """Put a block that cleaning took out back into the text; it is not taken out again."""
    _change(identifier, as_json, lambda service: service.put_back(identifier, number))


@articles.command("take-out")
def take_out(
    identifier: ArticleId,
    number: Annotated[int, typer.Argument(help="The doubtful block's number, as `articles review` lists it.")],
    as_json: AsJson = False,
) -> None:
    """Take a block that cleaning was in doubt about out of the text; `put-back` undoes it."""
    _change(identifier, as_json, lambda service: service.take_out(identifier, number))


@articles.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")],
    as_json: AsJson = False,
) -> None:
    """Write all articles as Markdown with front matter, which `ingest` reads back."""
    count = 0
    with opened_service() as service:
        for count, (article, path) in enumerate(service.export(folder), start=1):  # noqa: B007 - told at the end
            if as_json:
                print_json({"article": article.id, "source": article.source, "file": str(path)})
    if not as_json:
        out.print(f"{count} articles written to {folder}", highlight=False)


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


def _change(identifier: int, as_json: bool, action: Callable[[Service], None]) -> None:
    from ui.output import article_line

    with opened_service() as service:
        action(service)
        with shown_progress(err, "Encoding passages") as progress:
            service.catch_up(progress)
        line = article_line(service.article(identifier))
    if as_json:
        print_json(line)
    else:
        out.print(f"Article {identifier} is {line['status']}: {escape(line['title'])}", highlight=False)
