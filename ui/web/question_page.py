"""A question that a reader has sent to the editors, and what has become of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.article import ArticleSummary
from corpus.reader_question import QuestionState
from corpus.topic import named_audiences
from ui.asked_questions import Ticket
from ui.translator import Translator
from ui.web import address
from ui.web.frame import session_translator, show_notice
from ui.web.resources import shared_service
from ui.web.wording import meta_line


def _show() -> None:
    translator = session_translator()
    ticket = shared_service().questions.ticket(address.ticket(), translator.language)
    if ticket is None:
        show_notice(
            translator.gettext("This question is not here."),
            translator.gettext("The link may not be complete, or the question is so old that it has been deleted."),
            level=1,
        )
    else:
        _show_ticket(translator, ticket)
    with st.container(key="after"):
        st.page_link(address.ASK_PAGE, label=translator.gettext("Ask another question"), query_params=address.to_page())


def _show_ticket(translator: Translator, ticket: Ticket) -> None:
    sent = translator.gettext("Asked on {day}", day=translator.date(ticket.asked.date()))
    details = f"<p class='sent-details'>{escape(ticket.details)}</p>" if ticket.details else ""
    st.html(
        f"<header><h1>{escape(translator.gettext('Your question'))}</h1></header>"
        f"<blockquote class='sent-question'><p lang='{ticket.language}'>{escape(ticket.question)}</p>{details}"
        f"<p class='quiet'>{escape(sent)}</p></blockquote>"
    )
    show_notice(*_what_has_become(translator, ticket))
    if ticket.article is not None:
        _show_answer(translator, ticket.article)


def _what_has_become(translator: Translator, ticket: Ticket) -> tuple[str, str]:
    """Heading and text."""
    if ticket.state is QuestionState.ASSIGNED:
        return translator.gettext("An editor is working on it."), translator.gettext(
            "Come back by this link in a few days."
        )
    if ticket.state is QuestionState.CLOSED:
        return translator.gettext("The editors have closed this question."), ticket.reason
    if ticket.state is not QuestionState.ANSWERED:
        return translator.gettext("It waits for an editor."), translator.gettext(
            "Come back by this link in a few days."
        )
    if ticket.article is None:
        return translator.gettext("It has been answered."), translator.gettext(
            "The article is not here at the moment. Try again later."
        )
    return translator.gettext("It has been answered."), translator.gettext("An editor thinks that this article helps:")


def _show_answer(translator: Translator, article: ArticleSummary) -> None:
    meta = meta_line(translator, article.language, article.words, named_audiences(article.details))
    with st.container(key="card-answer", gap="xsmall"):
        st.html(f"<h2 lang='{article.language}'>{escape(article.title)}</h2><p class='quiet'>{meta}</p>")
        with st.container(key="read-answer", width="content"):
            st.page_link(
                address.ARTICLE_PAGE,
                label=translator.gettext("Read the article"),
                query_params=address.to_article(article.id),
            )


_show()
