"""Takes boilerplate out of a page's text and keeps it aside, so that it can be put back."""

from __future__ import annotations

from ingest.clean.cleaner import clean
from ingest.clean.removal import Cleaned, Reason, put_back, restore
from ingest.clean.seen import Seen, block_hash

__all__ = ["Cleaned", "Reason", "Seen", "block_hash", "clean", "put_back", "restore"]
