"""The command `mentorbase suggest`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from corpus.language import Language
from ui.console import AsJson, opened_service, out, print_json


def suggest(
    text: Annotated[str, typer.Argument(help="The beginning of a question, in any of the four languages.")],
    language: Annotated[Language, typer.Option(help="The reader's language, which comes first.")] = Language.ENGLISH,
    limit: Annotated[int, typer.Option(help="Suggestions at most.", min=1, max=100)] = 8,
    as_json: AsJson = False,
) -> None:
    """What a reader may be about to type: titles, topics, glossary terms and the questions that articles answer."""
    with opened_service() as service:
        suggestions = service.suggest(text, language, limit)
    for suggestion in suggestions:
        if as_json:
            print_json(asdict(suggestion))
        else:
            out.print(f"{suggestion.text}  ({suggestion.kind}, {suggestion.language})", markup=False, highlight=False)
