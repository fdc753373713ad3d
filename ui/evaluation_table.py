"""Shows the figures of an evaluation, for `evaluate` and `golden evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from ui.console import out, print_json
from ui.output import evaluation_lines

if TYPE_CHECKING:
    from search.evaluation import Evaluation


def print_evaluation(evaluation: Evaluation, as_json: bool) -> None:
    """A table of the pairs of languages, then the figures over all; or the same as JSON lines."""
    lines = evaluation_lines(evaluation)
    if as_json:
        for line in lines:
            print_json(line)
        return
    table = Table(*lines[0])
    for line in lines[:-1]:
        table.add_row(*(f"{value:.3f}" if isinstance(value, float) else str(value) for value in line.values()))
    out.print(table)
    for name, value in lines[-1].items():
        out.print(f"{name}: {'no such questions' if value is None else f'{value:.3f}'}", highlight=False)
