"""The filters that every list of articles has, in one line that opens: languages, readers and topics.

The address keeps them. A list of articles begins right below the line, on a telephone too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from corpus.language import Language
from corpus.topic import Audience
from ui.translator import Translator
from ui.web import address
from ui.web.wording import audience_name, capitalised


def show_reader_filters(translator: Translator, label: str, topics: Mapping[str, str], key: str) -> None:
    """The line in the present container; `label` stands over the languages, `topics` are ids and what they are called.

    Each list of articles has a `key` of its own, with which the keys of the widgets begin.
    """
    languages, audience, about = (f"{key}-{each}" for each in ("in", "for", "about"))
    st.session_state[languages] = address.among()
    st.session_state[audience] = address.audience()
    st.session_state[about] = [topic for topic in address.topics() if topic in topics]
    chosen = len(address.among()) + len(st.session_state[about]) + (address.audience() is not None)
    name = translator.gettext("Topics and filters")
    label_of_line = f"{name} · {chosen}" if chosen else name
    with st.popover(label_of_line, icon=":material/tune:", key=f"{key}-filters", type="tertiary"):
        _show_topics(translator, topics, about, _keeping(languages, audience, about))
        st.pills(
            label,
            list(Language),
            format_func=lambda language: language.own_name,
            selection_mode="multi",
            key=languages,
            on_change=_keeping(languages, audience, about),
        )
        st.pills(
            translator.gettext("Written for"),
            list(Audience),
            format_func=lambda each: capitalised(audience_name(translator, each)),
            key=audience,
            on_change=_keeping(languages, audience, about),
        )
        if chosen:
            st.button(translator.gettext("Take all filters out"), key=f"{key}-clear", type="tertiary", on_click=_clear)


def _show_topics(translator: Translator, topics: Mapping[str, str], key: str, on_change: Callable[[], None]) -> None:
    st.multiselect(
        translator.gettext("About"),
        list(topics),
        format_func=lambda topic: topics.get(topic, topic),
        placeholder=translator.gettext("Any topic"),
        select_all=False,  # its label would be English
        key=key,
        on_change=on_change,
    )


def _keeping(languages: str, audience: str, about: str) -> Callable[[], None]:
    """Writes what is chosen into the address."""

    def keep() -> None:
        address.set_among(st.session_state[languages])
        address.set_audience(st.session_state[audience])
        address.set_topics(st.session_state[about])

    return keep


def _clear() -> None:
    address.set_among([])
    address.set_audience(None)
    address.set_topics([])
