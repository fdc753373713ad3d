"""For administrators: people, the library as a whole, whether search does well, and the words of the field."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Role
from ui.translator import Translator
from ui.web.admin_golden import show_golden
from ui.web.admin_health import show_health
from ui.web.admin_people import show_people
from ui.web.admin_terms import show_terms
from ui.web.admin_transfer import show_transfer
from ui.web.frame import session_translator
from ui.web.resources import shared_service
from ui.web.signed_in import require
from ui.web.told import show_told

_PEOPLE, _LIBRARY, _SEARCH, _WORDS = "people", "library", "search", "words"


def _show() -> None:
    translator = session_translator()
    account = require(Role.ADMIN, translator)
    desk = shared_service().desk(account)
    st.html(f"<h1>{escape(translator.gettext('Administration'))}</h1>")
    part = _choose_part(translator)
    if part == _LIBRARY:
        show_transfer(translator, account, desk)
    elif part == _SEARCH:
        show_health(translator, account, desk)
        show_golden(translator, account, desk)
    elif part == _WORDS:
        show_terms(translator, desk)
    else:
        show_people(translator, desk, account)
    show_told(translator)


def _choose_part(translator: Translator) -> str:
    names = {
        _PEOPLE: translator.gettext("People"),
        _LIBRARY: translator.gettext("Library"),
        _SEARCH: translator.gettext("Searching"),
        _WORDS: translator.gettext("Words"),
    }
    chosen: str = st.segmented_control(
        translator.gettext("What to look after"),
        list(names),
        format_func=names.__getitem__,
        default=_PEOPLE,
        required=True,
        key="admin-part",
        label_visibility="collapsed",
    )
    return chosen


_show()
