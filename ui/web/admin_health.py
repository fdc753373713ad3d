"""For administrators: whether everything in the library can be found."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Account
from corpus.job import JobKind
from ui.desk import Desk
from ui.translator import Translator
from ui.web.job_cards import show_jobs
from ui.web.resources import shared_service
from ui.web.told import act


def show_health(translator: Translator, account: Account, desk: Desk) -> None:
    """Whether store and index agree, and the way to write the index anew."""
    service = shared_service()
    with st.container(key="health", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('Is the library in order?'))}</h2>")
        told = {
            "vectors": (
                translator.gettext("Every article that is live can be searched."),
                translator.gettext("Some articles cannot be searched yet."),
            ),
            "index": (
                translator.gettext("The search index shows the library as it is."),
                translator.gettext("The search index is not as the library is now."),
            ),
        }
        lines = [(finding.ok, told[finding.subject][not finding.ok]) for finding in service.compare()]
        if service.held_back() is not None:
            text = translator.gettext(
                "The newest index answers the golden questions clearly worse; the older one serves."
            )
            lines.append((False, text))
        items = "".join(f"<li class='{'good' if ok else 'wrong'}'>{escape(text)}</li>" for ok, text in lines)
        st.html(f"<ul class='findings'>{items}</ul>")
        st.button(
            translator.gettext("Build the search index anew"),
            key="rebuild",
            on_click=act,
            args=(desk.reindex, translator.gettext("The search index is being built. You may leave this page.")),
        )
        show_jobs(translator, account, JobKind.REINDEX)
