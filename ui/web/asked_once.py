"""A question counts once in a session, however often its page is run."""

from __future__ import annotations

import logging

import streamlit as st

from corpus.errors import LibraryError
from search.filters import EVERYTHING, Filters
from search.result import SearchResult
from ui.web.resources import shared_service

_RECORDED = "recorded-questions"
_log = logging.getLogger(__name__)


def record_once(result: SearchResult, filters: Filters) -> None:
    """Keep a question when it is asked first in this session; call it when the answer is on the page.

    A question under a filter is not kept: what that does not find says nothing about the library.
    """
    recorded: dict[str, int | None] = st.session_state.setdefault(_RECORDED, {})
    if filters == EVERYTHING and result.question not in recorded:
        try:
            recorded[result.question] = shared_service().questions.record(result)
        except LibraryError as error:
            _log.warning("a question was not kept: %s", error)  # the reader has the answer all the same


def recorded_id(question: str) -> int | None:
    """The id of a question that was asked in this session, if it is kept."""
    recorded: dict[str, int | None] = st.session_state.get(_RECORDED, {})
    return recorded.get(question)
