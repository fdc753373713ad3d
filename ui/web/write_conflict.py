"""Two editors have saved a text at once: what each has written, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from corpus.difference import difference
from ingest.editing import Conflict
from ui.translator import Translator
from ui.web.difference_html import difference_html
from ui.web.frame import show_notice


def show_conflict(
    translator: Translator,
    conflict: Conflict,
    mine: str,
    *,
    keep: Callable[[], None],
    take: Callable[[], None],
    go_on: Callable[[], None],
) -> None:
    """What has come in between, and three ways on; `mine` is the text in the boxes as it is now."""
    theirs = conflict.theirs
    heading = (
        translator.gettext("{name} has saved another text meanwhile.", name=theirs.saved_by)
        if theirs.saved_by
        else translator.gettext("Another text was saved meanwhile.")
    )
    with st.container(key="conflict", gap="small"):
        show_notice(
            heading,
            translator.gettext(
                "Nothing is lost: you decide which text is the newest, and the other one stays in the history."
            ),
        )
        with st.container(key="conflict-actions", horizontal=True, gap="small"):
            if st.button(translator.gettext("Keep mine"), key="keep-mine", type="primary"):
                keep()
            st.button(translator.gettext("Take theirs"), key="take-theirs", on_click=take)
            st.button(translator.gettext("Go on writing"), key="go-on", type="tertiary", on_click=go_on)
        label = translator.gettext("From their text to yours")
        with st.expander(label, expanded=True, key="conflict-difference"):
            stretches = difference(theirs.content.text, mine)
            st.html(difference_html(translator, stretches, theirs.language or ""))
