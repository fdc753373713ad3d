"""What all sessions of the app share: one service."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st

from corpus.errors import MentorbaseError
from corpus.language import Language
from ui.encoders import open_encoders
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.service import Service

_log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def shared_service() -> Service:
    """The service of this process, opened with the first reader's visit.

    Safe for threads: Streamlit lets one session open it while the others wait, and a `Service` may be used by all of
    them at once. It is never opened anew for new articles, since each search looks for the newest index itself. The
    language model loads beside, while the first reader types; a search that comes earlier waits for it.
    """
    settings = Settings()
    encoders = open_encoders(settings)
    encoders.load_ahead()
    from ui.service import open_service

    service = open_service(settings, encoders=encoders)
    service.questions.forget_old()
    Thread(target=_warm_up, args=(service,), name="warm-up", daemon=True).start()
    return service


def _warm_up(service: Service) -> None:
    try:
        service.suggest("mentor", Language.ENGLISH)  # the first that is needed, while somebody types
        service.warm_up()
        service.did_you_mean("mentor")  # the words of the library are counted with the first question: seconds
    except MentorbaseError as error:
        _log.warning("not warmed up: %s", error)  # the first search meets the same error and tells the reader
    except Exception:  # the top of a thread: searches try again
        _log.exception("not warmed up")
