"""The commands `mentorbase relations …`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from ui.console import AsJson, err, opened_service, out, print_json
from ui.progress import shown_progress

if TYPE_CHECKING:
    from corpus.relation import Relation
    from ui.output import Line
    from ui.service import Service

relations = typer.Typer(
    help="Near copies, new versions and translations: list, accept and reject them.", no_args_is_help=True
)
RelationId = Annotated[int, typer.Argument(metavar="ID", help="The relation's id, as `relations list` shows it.")]


@relations.command("list")
def list_relations(
    every: Annotated[bool, typer.Option("--all", help="Also those that are decided.")] = False,
    as_json: AsJson = False,
) -> None:
    """The relations that wait for an editor, best first."""
    with opened_service() as service:
        lines = [_line(service, relation) for relation in service.relations(every=every)]
    if as_json:
        for line in lines:
            print_json(line)
        return
    if not lines:
        out.print("No relation waits for an editor." if not every else "No relations were found yet.")
        return
    for line in lines:
        head = f"{line['relation']}  {line['kind']}  {line['score']:.2f}  {line['state']}"
        out.print(head, style="bold", highlight=False)
        out.print(f"   article {line['article']} ({line['language']}): {escape(line['title'])}", highlight=False)
        out.print(f"   of article {line['of']} ({line['of_language']}): {escape(line['of_title'])}", highlight=False)


@relations.command()
def accept(identifier: RelationId, as_json: AsJson = False) -> None:
    """Link two translations, take over a new version, or put a near copy into the bin."""
    _decide(identifier, as_json, lambda service: service.accept_relation(identifier))


@relations.command()
def reject(identifier: RelationId, as_json: AsJson = False) -> None:
    """Keep two articles apart for ever; what accepting did is undone."""
    _decide(identifier, as_json, lambda service: service.reject_relation(identifier))


def _decide(identifier: int, as_json: bool, action: Callable[[Service], Relation]) -> None:
    with opened_service() as service:
        relation = action(service)
        with shown_progress(err, "Encoding passages") as progress:
            service.catch_up(progress)
        line = _line(service, relation)
    if as_json:
        print_json(line)
    else:
        told = f"Relation {identifier} is {line['state']}: {line['title']} · {line['kind']} · {line['of_title']}"
        out.print(escape(told), highlight=False)


def _line(service: Service, relation: Relation) -> Line:
    from ui.output import relation_line

    return relation_line(relation, service.article(relation.article), service.article(relation.other))
