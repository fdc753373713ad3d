"""Makes a text what its author wrote: composed letters, plain spaces, nothing broken, nothing torn."""

from __future__ import annotations

from ingest.repair.text import one_line, repair

__all__ = ["one_line", "repair"]
