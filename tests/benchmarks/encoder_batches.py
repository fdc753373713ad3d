"""How fast the embedded network is in each way of computing it, and with rows of several lengths that texts share.

`python -m tests.benchmarks.encoder_batches`: the sentences and the passages of the bundled articles, an article at a
time, as they are read while articles are taken in. Ways and row lengths in turn, three rounds; medians.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.split import split
from search.embedded import openvino_ways, packing
from search.embedded.openvino_encoder import OpenVinoEncoder, load_openvino
from search.embedded.openvino_ways import WAYS, CannotComputeError, Way
from search.sentences import sentence_spans
from tests.benchmarks.in_turn import seconds_in_turn
from tests.benchmarks.record import record
from tests.benchmarks.related_set import read_bundled
from ui.settings import Settings

ROUNDS = 3
ROWS = (None, 32, 64, 128, 256, 512)
"""With None, the length is chosen for each article."""
EACH_WAY = 20
"""The ways are compared on so many articles."""


def main() -> None:
    """Entry of the command."""
    articles = read_bundled()
    sentences = [[each.text[start:end] for start, end in sentence_spans(each.text, each.language)] for each in articles]
    passages = [[each.text[span.start : span.end] for span in split(each.text, each.language)] for each in articles]
    kinds = {"sentences": sentences, "passages": passages}
    encoder = load_openvino(Settings().cache.expanduser())
    figures: dict[str, Any] = {"texts": {name: sum(map(len, own)) for name, own in kinds.items()}}
    for name, own in kinds.items():
        few = own[:: len(own) // EACH_WAY]
        figures[f"{name}: seconds by way"] = _in_turn({_told(way): _reader(each, few) for way, each in _ways()})
        rows = {str(row or "chosen"): _with_rows(row, _reader(encoder, own)) for row in ROWS}
        figures[f"{name}: seconds by the length of rows"] = _in_turn(rows)
    record("encoder-batches", figures, [Path(packing.__file__)])


def _ways() -> Iterator[tuple[Way, OpenVinoEncoder]]:
    """An encoder for each way that this processor has."""
    known = openvino_ways.WAYS
    for way in WAYS:
        openvino_ways.WAYS = (way,)
        try:
            yield way, load_openvino(Settings().cache.expanduser())
        except CannotComputeError:
            continue
        finally:
            openvino_ways.WAYS = known


def _told(way: Way) -> str:
    return json.dumps([way.precision, way.rounded_together, way.unfolded])


def _reader(encoder: OpenVinoEncoder, articles: list[list[str]]) -> Callable[[], None]:
    def read() -> None:
        for texts in articles:
            encoder.encode_passages(texts)

    return read


def _with_rows(row: int | None, read: Callable[[], None]) -> Callable[[], None]:
    def read_so() -> None:
        with _rows_of(row):
            read()

    return read_so


@contextmanager
def _rows_of(row: int | None) -> Iterator[None]:
    before = packing._ROWS
    packing._ROWS = (row,) if row else before
    try:
        yield
    finally:
        packing._ROWS = before


def _in_turn(readers: dict[str, Callable[[], None]]) -> dict[str, float]:
    for read in readers.values():
        read()  # each shape once
    return {name: round(taken, 2) for name, taken in seconds_in_turn(readers, ROUNDS).items()}


if __name__ == "__main__":
    main()
