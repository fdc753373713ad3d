"""The start page: a question, and the passages that answer it."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.language import Language
from corpus.topic import named_audiences
from search.errors import QuestionError
from search.filters import EVERYTHING, Filters
from search.question import LONGEST, split_typed_languages
from search.result import Hit, SearchResult
from ui.translator import Translator
from ui.web import address
from ui.web.asked_once import record_once
from ui.web.card_remarks import show_remarks
from ui.web.frame import session_translator, show_notice, show_translation_links
from ui.web.reader_filters import show_reader_filters
from ui.web.resources import shared_service
from ui.web.safe_markdown import label_of, passage_html
from ui.web.send_question import show_sending
from ui.web.suggesting import show_suggestions_while_typing
from ui.web.wording import meta_line

_BOX = "question"
_FILTERS = "answers"
_CARDS = 6
_CARDS_UNANSWERED = 3


def _show() -> None:
    translator = session_translator()
    _read_typed_languages()
    question = address.question()
    _show_question_box(translator, question)
    if not question:
        _show_suggestions(translator)
        return
    _show_what_is_meant(translator, question)
    filters = _show_filters(translator)
    try:
        with st.spinner(translator.gettext("Searching the articles in all four languages …")):
            result = shared_service().search(question, filters, _CARDS)
    except QuestionError:
        show_notice(
            translator.gettext("Ask in a few words."),
            translator.gettext("For example: “How do I find a mentor?” Any of the four languages will do."),
        )
        return
    _show_result(translator, result, can_send=filters == EVERYTHING)  # else the filter may be why nothing is found
    record_once(result, filters)


def _read_typed_languages() -> None:
    """What a reader has typed as `In: it,sv` is the filter of languages."""
    question, typed = split_typed_languages(address.question())
    if typed:
        address.ask(question)
        address.set_among([language for language in Language if language in typed])


def _show_question_box(translator: Translator, question: str) -> None:
    title = translator.gettext("What would you like to know about mentoring?")
    promise = translator.gettext(
        "Ask in your own words. The answer is looked up in articles in Italian, Swedish, Dutch and English."
    )
    shape = "asked" if question else "hero"
    with st.container(key=shape):
        st.html(f"<h1>{escape(title)}</h1>" + ("" if question else f"<p>{escape(promise)}</p>"))
        st.session_state[_BOX] = question
        with st.form("ask", border=False):
            with st.container(key="ask-row", horizontal=True, vertical_alignment="bottom", gap="small"):
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
            show_suggestions_while_typing(translator)


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


def _show_what_is_meant(translator: Translator, question: str) -> None:
    meant = shared_service().did_you_mean(question, translator.language)
    if meant is None:
        return
    with st.container(key="meant", horizontal=True, vertical_alignment="center", gap="xsmall"):
        label = translator.gettext("Did you mean:")
        st.html(f"<span class='quiet'>{escape(label)}</span>", width="content")
        st.button(
            label_of(meant), key="ask-what-is-meant", type="tertiary", wrap=True, on_click=address.ask, args=(meant,)
        )


def _show_filters(translator: Translator) -> Filters:
    known = {topic.id: topic.names[translator.language] for topic in shared_service().topics()}
    topics = [topic for topic in address.topics() if topic in known]
    with st.container(key="filters", horizontal=True, gap="small"):
        show_reader_filters(translator, translator.gettext("Only articles in"), known, _FILTERS)
    audience = address.audience()
    return Filters(frozenset(address.among() or Language), frozenset(topics), frozenset({audience} if audience else ()))


def _show_result(translator: Translator, result: SearchResult, *, can_send: bool) -> None:
    if not result.hits:
        show_notice(
            translator.gettext("No article was found."),
            translator.gettext("Take something out of the filter, or look through all articles."),
        )
        return
    if result.answered:
        for hit in result.hits:
            _show_card(translator, result, hit, _place(hit))
        if can_send:
            show_sending(translator, result)
    else:
        show_notice(
            translator.gettext("None of our articles answers this."),
            translator.gettext("Below is what comes closest. It may help, but it is about something else."),
        )
        if can_send:
            show_sending(translator, result)
        with st.container(key="nearest"):
            for hit in result.hits[:_CARDS_UNANSWERED]:
                _show_card(translator, result, hit, None)


def _place(hit: Hit) -> address.Place:
    return address.Place(hit.passage_start + hit.answer_start, hit.passage_start + hit.answer_end)


def _show_card(translator: Translator, result: SearchResult, hit: Hit, place: address.Place | None) -> None:
    article = hit.article
    meta = meta_line(translator, article.language, article.words, named_audiences(article.details))
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
        show_remarks(translator, result, hit)


_show()
