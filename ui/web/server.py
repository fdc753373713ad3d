"""Serves the app: Streamlit's own server with our routes beside it. `python -m ui.web.server HOST PORT`."""

from __future__ import annotations

import contextlib
import logging
import sys
from functools import cache
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from starlette.middleware import Middleware

from corpus.errors import MentorbaseError
from ui.account_addresses import PROVIDER_PATH
from ui.theme import THEME_OPTIONS
from ui.web.account_routes import AccountRoutes
from ui.web.providers import providers
from ui.web.safe_headers import SafeHeaders
from ui.web.suggestion_routes import SuggestionRoutes

if TYPE_CHECKING:
    from corpus.language import Language
    from search.suggestions import Suggestion
    from ui.authentication import Authenticator

_log = logging.getLogger(__name__)
_ENTRY = Path(__file__).parent / "app.py"
_OPTIONS = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showSidebarNavigation": False,
    # Not used, and Python 3.11 fails now and then when threads parse pages at once (`ast.parse`: SystemError).
    "runner.magicEnabled": False,
    **THEME_OPTIONS,
}


def run_server(host: str, port: int) -> None:
    """Serve the app until it is ended by Ctrl-C or a signal."""
    routes = [*AccountRoutes(_authenticator, _provider_links).routes(), *SuggestionRoutes(_suggest).routes()]
    Thread(target=_open_ahead, name="open-ahead", daemon=True).start()
    app = st.App(_ENTRY, routes=routes, middleware=[Middleware(SafeHeaders)])
    with contextlib.suppress(KeyboardInterrupt):
        app.run(config={"server.address": host, "server.port": port, **_OPTIONS})


def _open_ahead() -> None:
    """Opens what all sessions share while the first reader's browser loads the page."""
    from ui.web.resources import shared_service

    try:
        shared_service()
    except MentorbaseError as error:
        _log.warning("not opened ahead: %s", error)  # the first page meets the same error and tells the reader


@cache
def _authenticator() -> Authenticator:
    """Opened with the first form, so that the app answers sooner; safe for threads, as are the stores."""
    from ui.authentication import open_authenticator
    from ui.settings import Settings

    return open_authenticator(Settings())


def _suggest(beginning: str, reader: Language, limit: int) -> list[Suggestion] | None:
    """By the service that all pages share."""
    from ui.web.resources import shared_service

    return shared_service().suggest_while_typing(beginning, reader, limit)


def _provider_links() -> dict[str, str]:
    return {f"{PROVIDER_PATH}?{urlencode({'with': name})}": label for name, label in providers().items()}


if __name__ == "__main__":
    run_server(sys.argv[1], int(sys.argv[2]))
