"""Draws the ratios of the comparison, in the peers' environment, which has what makes pictures of charts.

`python -m tests.benchmarks.peers.plot RESULT PICTURE OVERVIEW` draws all figures, and those that people ask for first.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_PLAIN, _OURS = "plain loop", "mentorbase"
_FIRST = ("passages a second", "question, {}: p50 ms", "vector, {}: recall@10", "memory MB", "first answer s")
_FILTERS = ("all", "one language of four", "one in a hundred")


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """A point for each figure of each engine: how many times better than the plain loop, on a logarithmic axis."""
    import altair as alt

    shown = [row for row in rows if row["better"] and row["engine"] != _PLAIN]
    values = [{"figure": row["what"], "engine": row["engine"], "better": row["better"]} for row in shown]
    points = (
        alt.Chart({"values": values})
        .mark_point(filled=True, size=70, opacity=0.8)
        .encode(
            x=alt.X(
                "better:Q", scale=alt.Scale(type="log"), title="times better than the plain loop (right is better)"
            ),
            y=alt.Y("figure:N", sort=None, title=None, axis=alt.Axis(labelLimit=400, grid=True)),
            color=alt.Color("engine:N", title=None),
            shape=alt.Shape("engine:N", title=None),
        )
    )
    one = alt.Chart({"values": [{"x": 1}]}).mark_rule(strokeDash=[4, 4]).encode(x="x:Q")
    path.parent.mkdir(parents=True, exist_ok=True)
    (one + points).properties(width=520).configure(background="white").save(str(path))


def overview(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is asked for first, at the largest size that all were filled with."""
    filled = [row["what"].partition(" · ")[0] for row in rows if row["engine"] == _OURS]
    wanted = {name.format(among) for name in _FIRST for among in _FILTERS}
    return [
        row
        for row in rows
        for size, _, name in [row["what"].partition(" · ")]
        if name in wanted and (size == filled[-1] or size.endswith("articles"))
    ]


if __name__ == "__main__":
    result, picture, small = sys.argv[1:4]
    all_rows = json.loads(Path(result).read_text(encoding="utf-8"))["figures"]["rows"]
    draw(all_rows, Path(picture))
    draw(overview(all_rows), Path(small))
