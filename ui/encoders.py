"""The encoders that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from search.encoder import Encoder, LazyEncoder, open_embedded_encoder, open_other_encoder, open_plain_encoder
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Encoders:
    """The one that searches, and the one that tells boilerplate from articles."""

    searching: LazyEncoder
    reading: Encoder


def open_encoders(settings: Settings, *, say: Callable[[str], None] = lambda _: None) -> Encoders:
    """Both are loaded with their first text, another model than the embedded one already with its fingerprint.

    `say` is told of work that takes long.
    """
    if settings.model:
        other = _open_other(settings)
        return Encoders(other, other)
    embedded = open_embedded_encoder(settings.cache.expanduser(), settings.engine, say=say)
    return Encoders(embedded, open_plain_encoder(embedded))


def _open_other(settings: Settings) -> LazyEncoder:
    other: list[Encoder] = []

    def load() -> Encoder:
        if not other:
            other.append(open_other_encoder(settings.model, settings.query_prompt, settings.passage_prompt))
        return other[0]

    return LazyEncoder(lambda: load().fingerprint, load)
