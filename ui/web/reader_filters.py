"""The filters that every list of articles has: languages and audience, which the address keeps."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from corpus.language import Language
from corpus.topic import Audience
from ui.translator import Translator
from ui.web import address
from ui.web.wording import audience_name, capitalised


def fill_reader_filters(languages_key: str, audience_key: str) -> None:
    """Give both filters what the address says; call it before they are shown."""
    st.session_state[languages_key] = address.among()
    st.session_state[audience_key] = address.audience()


def show_reader_filters(
    translator: Translator, label: str, languages_key: str, audience_key: str, on_change: Callable[[], None]
) -> None:
    """Both filters in the present container; `label` stands over the languages."""
    st.pills(
        label,
        list(Language),
        format_func=lambda language: language.own_name,
        selection_mode="multi",
        key=languages_key,
        on_change=on_change,
    )
    st.pills(
        translator.gettext("Written for"),
        list(Audience),
        format_func=lambda each: capitalised(audience_name(translator, each)),
        key=audience_key,
        on_change=on_change,
    )


def keep_reader_filters(languages_key: str, audience_key: str) -> None:
    """Write what was chosen into the address."""
    address.set_among(st.session_state[languages_key])
    address.set_audience(st.session_state[audience_key])
