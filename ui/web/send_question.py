"""Sending a question to the editors, and the link by which its reader comes back."""

from __future__ import annotations

from html import escape

import streamlit as st

from search.result import SearchResult
from ui.asked_questions import LONGEST_DETAILS, TooManySentError
from ui.translator import Translator
from ui.web import address
from ui.web.asked_once import recorded_id
from ui.web.resources import shared_service

_TICKETS = "tickets"
_WANTED = "wants-to-send"
_DETAILS = "send-details"
_IS_SLOWED = "send-slowed"


def show_sending(translator: Translator, result: SearchResult) -> None:
    """The way to the editors: plain to see where nothing answers, else a quiet one."""
    tickets: dict[str, str] = st.session_state.setdefault(_TICKETS, {})
    with st.container(key="sending" if result.answered else "sending-unanswered"):
        if result.question in tickets:
            _show_receipt(translator, tickets[result.question])
        elif st.session_state.get(_WANTED) == result.question:
            _show_form(translator, result)
        else:
            quiet = translator.gettext("Not what you were looking for? Ask the editors")
            st.button(
                quiet if result.answered else translator.gettext("Ask the editors"),
                key="want-to-send",
                type="tertiary" if result.answered else "primary",
                wrap=True,
                on_click=_want_to_send,
                args=(result.question,),
            )


def _want_to_send(question: str) -> None:
    st.session_state[_WANTED] = question


def _show_form(translator: Translator, result: SearchResult) -> None:
    heading = translator.gettext("Ask the editors")
    promise = translator.gettext(
        "They read what nobody has answered yet, and write about what is asked. You need no account, and nobody learns "
        "who you are."
    )
    st.html(f"<h2>{escape(heading)}</h2><p>{escape(promise)}</p>")
    with st.form("send", border=False):
        st.text_area(
            translator.gettext("What else should they know? You may leave this empty; write no names."),
            key=_DETAILS,
            max_chars=LONGEST_DETAILS,
            height=96,
        )
        st.form_submit_button(
            translator.gettext("Send this question to the editors"),
            key="send-question",
            type="primary",
            on_click=_send,
            args=(result,),
        )
    if st.session_state.pop(_IS_SLOWED, False):
        slowed = translator.gettext(
            "Many questions were sent from your network just now. Wait a few minutes and send this one again."
        )
        st.html(f"<p class='trouble' role='alert'>{escape(slowed)}</p>")


def _send(result: SearchResult) -> None:
    recorded, sender = recorded_id(result.question), st.context.ip_address or ""
    try:
        ticket = shared_service().questions.send(result, sender, st.session_state[_DETAILS], recorded)
    except TooManySentError:
        st.session_state[_IS_SLOWED] = True
        return
    st.session_state[_TICKETS][result.question] = ticket


def _show_receipt(translator: Translator, ticket: str) -> None:
    months = shared_service().questions.keeping.months
    heading = translator.gettext("Your question is with the editors.")
    keep = translator.gettext(
        "Keep this link: it leads back to your question and shows whether it has been answered. Only you have it."
    )
    gone = translator.ngettext(
        "After {count} month your question is deleted, and the link with it.",
        "After {count} months your question is deleted, and the link with it.",
        months,
    )
    link = escape(address.whole_ticket_address(ticket))
    st.html(
        f"<section class='notice' role='status'><h2>{escape(heading)}</h2><p>{escape(keep)}</p>"
        f"<p class='ticket'><a href='{link}'>{link}</a></p><p class='quiet'>{escape(gone)}</p></section>"
    )
