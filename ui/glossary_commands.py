"""The commands `mentorbase glossary …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corpus.language import Language
from ui.console import AsJson, opened_service, out, print_json, read_file, write_file

if TYPE_CHECKING:
    from corpus.glossary import Concept

GlossaryFile = Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file of concepts.")]

glossary = typer.Typer(help="What the concepts of mentoring are called in each language.", no_args_is_help=True)


@glossary.command("list")
def list_glossary(as_json: AsJson = False) -> None:
    """All concepts with their terms in the four languages."""
    with opened_service() as service:
        known = service.glossary()
    if as_json:
        for concept in known:
            print_json(_concept_line(concept))
        return
    table = Table("concept", *Language)
    for concept in known:
        table.add_row(concept.id, *(escape(_shown_terms(concept, language)) for language in Language))
    out.print(table)


@glossary.command("export")
def export_glossary(file: GlossaryFile) -> None:
    """Write all concepts to a TOML file, to be changed and taken back by `import`."""
    from corpus.glossary_file import format_glossary

    with opened_service() as service:
        known = service.glossary()
    write_file(file, format_glossary(known), "glossary")
    out.print(f"{len(known)} concepts written to {file}", markup=False, highlight=False)


@glossary.command("import")
def import_glossary(file: GlossaryFile, as_json: AsJson = False) -> None:
    """Take the concepts of a TOML file instead of the present ones."""
    from corpus.glossary_file import read_glossary

    taken = read_glossary(read_file(file, "glossary"))
    with opened_service() as service:
        service.replace_glossary(taken)
    if as_json:
        print_json({"concepts": len(taken)})
        return
    out.print(f"{len(taken)} concepts taken from {file}.", markup=False, highlight=False)


def _shown_terms(concept: Concept, language: Language) -> str:
    terms = ", ".join(concept.terms.get(language, ()))
    meaning = concept.stands_for.get(language)
    return f"{terms} ({meaning})" if meaning else terms


def _concept_line(concept: Concept) -> dict[str, Any]:
    return {
        "concept": concept.id,
        "terms": {language: list(terms) for language, terms in concept.terms.items()},
        "stands_for": dict(concept.stands_for),
    }
