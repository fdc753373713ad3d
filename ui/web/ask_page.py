"""The start page: a question, and the passages that answer it."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.language import Language
from search.errors import QuestionError
from search.question import LONGEST
from search.result import Hit, SearchResult
from ui.translator import Translator
from ui.web import address
from ui.web.families import audiences
from ui.web.frame import session_translator, show_notice, show_translation_links
from ui.web.resources import shared_service
from ui.web.safe_markdown import passage_html
from ui.web.wording import meta_line

_BOX = "question"
_FILTER = "answers-in"
_CARDS = 6
_CARDS_UNANSWERED = 3


def _show() -> None:
    translator = session_translator()
    question = address.question()
    _show_question_box(translator, question)
    if not question:
        _show_suggestions(translator)
        return
    among = _show_filter(translator)
    try:
        with st.spinner(translator.gettext("Searching the articles in all four languages …")):
            result = shared_service().search(question, frozenset(among or Language), _CARDS)
    except QuestionError:
        show_notice(
            translator.gettext("Ask in a few words."),
            translator.gettext("For example: “How do I find a mentor?” Any of the four languages will do."),
        )
        return
    _show_result(translator, result)


def _show_question_box(translator: Translator, question: str) -> None:
    title = translator.gettext("What would you like to know about mentoring?")
    promise = translator.gettext(
        "Ask in your own words. The answer is looked up in articles in Italian, Swedish, Dutch and English."
    )
    shape = "asked" if question else "hero"
    with st.container(key=shape):
        st.html(f"<h1>{escape(title)}</h1>" + ("" if question else f"<p>{escape(promise)}</p>"))
        st.session_state[_BOX] = question
        with (
            st.form("ask", border=False),
            st.container(key="ask-row", horizontal=True, vertical_alignment="bottom", gap="small"),
        ):
            st.text_input(
                title,
                key=_BOX,
                max_chars=LONGEST,
                label_visibility="collapsed",
                type="search",
                placeholder=translator.gettext("Write your question here"),
            )
            st.form_submit_button(
                translator.gettext("Search"), key="search", type="primary", on_click=_ask_what_the_box_says
            )


def _ask_what_the_box_says() -> None:
    address.ask(st.session_state[_BOX])


def _show_suggestions(translator: Translator) -> None:
    suggestions = [
        translator.gettext("How do I ask someone to be my mentor?"),
        translator.gettext("What do we talk about the first time?"),
        translator.gettext("Should mentors be paid?"),
        translator.gettext("What if we don't get along?"),
    ]
    heading = translator.gettext("Others ask")
    with st.container(key="suggestions", gap="xsmall"):
        st.html(f"<h2>{escape(heading)}</h2>")
        for number, suggestion in enumerate(suggestions):
            st.button(suggestion, key=f"suggestion-{number}", on_click=address.ask, args=(suggestion,))


def _show_filter(translator: Translator) -> list[Language]:
    st.session_state[_FILTER] = address.among()
    st.pills(
        translator.gettext("Only articles in"),
        list(Language),
        format_func=lambda language: language.own_name,
        selection_mode="multi",
        key=_FILTER,
        on_change=_filter_as_chosen,
    )
    return address.among()


def _filter_as_chosen() -> None:
    address.set_among(st.session_state[_FILTER])


def _show_result(translator: Translator, result: SearchResult) -> None:
    if not result.hits:
        show_notice(
            translator.gettext("No article was found."),
            translator.gettext("Take a language out of the filter, or look through all articles."),
        )
        return
    if result.answered:
        for hit in result.hits:
            _show_card(translator, hit, _place(hit))
    else:
        show_notice(
            translator.gettext("None of our articles answers this."),
            translator.gettext("Below is what comes closest. It may help, but it is about something else."),
        )
        with st.container(key="nearest"):
            for hit in result.hits[:_CARDS_UNANSWERED]:
                _show_card(translator, hit, None)


def _place(hit: Hit) -> address.Place:
    return address.Place(hit.passage_start + hit.answer_start, hit.passage_start + hit.answer_end)


def _show_card(translator: Translator, hit: Hit, place: address.Place | None) -> None:
    article = hit.article
    meta = meta_line(translator, article.language, article.words, audiences(article.details))
    passage = passage_html(hit.passage, (hit.answer_start, hit.answer_end))
    with st.container(key=f"card-{hit.rank}", gap="xsmall"):
        st.html(
            f"<h2 lang='{article.language}'>{escape(article.title)}</h2><p class='quiet'>{meta}</p>"
            f"<div class='passage' lang='{article.language}'>{passage}</div>"
        )
        with st.container(key=f"card-links-{hit.rank}", horizontal=True, vertical_alignment="center"):
            with st.container(key=f"read-{hit.rank}", width="content"):
                st.page_link(
                    address.ARTICLE_PAGE,
                    label=translator.gettext("Read the article"),
                    query_params=address.to_article(article.id, place),
                )
            show_translation_links(translator, hit.variants, str(hit.rank))


_show()
