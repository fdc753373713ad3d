"""The encoders that the settings name: a light module, so that they may load while the rest is imported."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from search.embedded.engine import Engine
from search.encoder import Encoder, LazyEncoder, open_embedded_encoder, open_other_encoder, open_plain_encoder
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class Encoders:
    """The encoder that searches, and the one that tells boilerplate from articles, where that is another."""

    searching: LazyEncoder
    reading: LazyEncoder | None
    engine: Engine

    def load_ahead(self) -> None:
        """Begin to load the embedded encoder; another one, which may be of any size, waits for its first text."""
        if self.reading is None:
            return
        if self.engine is not Engine.TORCH:
            with contextlib.suppress(ImportError):
                # Not in the thread: it would share the interpreter with the imports that follow, and get nowhere.
                import openvino  # noqa: F401
        self.searching.load_ahead()


def open_encoders(settings: Settings, *, say: Callable[[str], None] = lambda _: None) -> Encoders:
    """The encoders that the settings name, loaded with their first text; `say` is told of work that takes long."""
    if settings.model:
        return Encoders(_open_other_encoder(settings), None, settings.engine)
    embedded = open_embedded_encoder(settings.cache.expanduser(), settings.engine, say=say)
    return Encoders(embedded, open_plain_encoder(embedded), settings.engine)


def _open_other_encoder(settings: Settings) -> LazyEncoder:
    other: list[Encoder] = []

    def load() -> Encoder:
        if not other:
            other.append(open_other_encoder(settings.model, settings.query_prompt, settings.passage_prompt))
        return other[0]

    return LazyEncoder(lambda: load().fingerprint, load)
