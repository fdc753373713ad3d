"""Keeps a folder and the library in step: what is new or changed comes in, what is gone goes into the bin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from watchfiles import watch

from corpus.article_store import ArticleStore
from ingest.errors import FolderGoneError

_QUIET_MS = 1000
"""How long nothing may change before what has changed is looked at: editors write a file in several steps."""

_MOST_WAITING_MS = 10_000
_LOOK_MS = 500

_WITHIN = re.compile(r"[!#]")
"""Stands in an origin between a file and its member or row; a file's own name may have it too."""


def changes(folder: Path, stop: Event | None = None) -> Iterator[frozenset[Path] | None]:
    """The paths in a folder that have been added, changed or removed, whenever it has come to rest; until `stop`.

    The first is None, once the folder is watched: all that is in it is to be looked at. Raises FolderGoneError when
    there is no such folder.
    """
    if not folder.is_dir():
        raise FolderGoneError(folder)
    is_watched = False
    # Only what happens is told, not how: the file itself is looked at when its turn comes.
    for changed in watch(
        folder,
        debounce=_MOST_WAITING_MS,
        step=_QUIET_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        if not is_watched:
            is_watched = True
            yield None
        if changed:
            yield frozenset(Path(path) for _, path in changed)


def articles_without_file(articles: ArticleStore, folder: Path) -> list[int]:
    """The articles that came from this folder and whose files are there no more.

    None when the folder itself is gone or empty: a disk that is not there says nothing about its files. Raises
    FolderGoneError then, if there were any.
    """
    origins = articles.origins_under(f"{folder}/")
    gone = [article for origin, article in origins.items() if not file_exists(origin)]
    if gone and (not folder.is_dir() or not any(folder.iterdir())):
        raise FolderGoneError(folder)
    return sorted(gone)


def file_exists(origin: str) -> bool:
    """Whether the file is there that an article was read from; so is what was not read from a file."""
    if not origin.startswith("/"):
        return True
    ends = [match.start() for match in _WITHIN.finditer(origin)]
    return any(_is_file(origin[:end]) for end in (*ends, len(origin)))


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:
        return True  # it cannot be looked at, which is not to say that it is gone
