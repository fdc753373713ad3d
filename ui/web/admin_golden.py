"""For administrators: the golden questions, and how well search answers them."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from corpus.account import Account
from corpus.article import ArticleStatus
from corpus.golden_store import KeptQuestion
from corpus.job import JobKind
from corpus.language import Language
from ui.desk import Desk
from ui.golden_trials import GoldenResults
from ui.translator import Translator
from ui.web.editing_wording import dotted, saved_line
from ui.web.job_cards import show_jobs
from ui.web.resources import shared_service
from ui.web.told import act, tell
from ui.web.wording import capitalised

_QUESTION, _ARTICLE, _LANGUAGE = "golden-question", "golden-article", "golden-language"


def show_golden(translator: Translator, account: Account, desk: Desk) -> None:
    """The questions with what came of each the last time, a way to try them now, and one to add another."""
    service = shared_service()
    kept = service.golden_questions()
    with st.container(key="golden", gap="xsmall"):
        text = translator.gettext(
            "Questions as readers ask them, each with the article that answers it. Every new search index has to "
            "answer them as well as the one before."
        )
        st.html(f"<h2>{escape(translator.gettext('Golden questions'))}</h2><p class='quiet'>{escape(text)}</p>")
        results = service.editing.golden_results()
        if kept:
            _show_results(translator, results)
        titles = {each.id: each.title for each in service.articles()}
        for each in kept:
            _show_question(translator, desk, each, titles, results.ndcg_by_question.get(each.id))
        if kept:
            st.button(
                translator.gettext("Try them now"),
                key="try-golden",
                on_click=act,
                args=(
                    desk.try_golden_questions,
                    translator.gettext("The questions are asked. You may leave this page."),
                ),
            )
        show_jobs(translator, account, JobKind.GOLDEN)
        _show_addition(translator, desk)


def _show_results(translator: Translator, results: GoldenResults) -> None:
    lines = []
    if results.success_at_3 is not None:
        share = translator.share(results.success_at_3)
        lines.append(translator.gettext("A right article is among the first three: {share}", share=share))
    if results.tried is not None:
        when = saved_line(translator, results.tried, results.tried_by)
        lines.append(translator.gettext("Tried {when}", when=when))
    if lines:
        st.html(f"<p role='status'>{dotted(lines)}</p>")


def _show_question(
    translator: Translator, desk: Desk, kept: KeptQuestion, titles: dict[int, str], figure: float | None
) -> None:
    answers = ", ".join(titles[each.article] for each in kept.answers)
    with st.container(key=f"who-golden-{kept.id}", horizontal=True, vertical_alignment="center"):
        lang = f" lang='{kept.language}'" if kept.language else ""
        meta = " · ".join(part for part in (answers, _result(translator, kept, figure)) if part)
        st.html(f"<h3{lang}>{escape(kept.question)}</h3><p class='quiet'>{escape(meta)}</p>")
        removed = translator.gettext("The question is removed.")
        action = partial(desk.remove_golden_question, kept.id)
        st.button(
            translator.gettext("Remove"),
            key=f"remove-golden-{kept.id}",
            type="tertiary",
            on_click=act,
            args=(action, removed),
        )


def _result(translator: Translator, kept: KeptQuestion, figure: float | None) -> str:
    """What the figure says, in words: nDCG@10, from 0 to 1."""
    if not kept.answers:
        return translator.gettext("nothing in the library answers it")
    if not any(each.is_live for each in kept.answers):
        return translator.gettext("its article is not live")
    if figure is None:
        return translator.gettext("not tried yet")
    if figure >= 1:
        return translator.gettext("found first")
    return translator.gettext("found further down") if figure > 0 else translator.gettext("not found")


def _show_addition(translator: Translator, desk: Desk) -> None:
    live = {each.id: each.title for each in shared_service().articles() if each.status is ArticleStatus.LIVE}
    if not live:
        return
    with st.form("golden-form", border=False):
        st.text_input(translator.gettext("A question as readers ask it"), key=_QUESTION, max_chars=300)
        st.pills(
            translator.gettext("Language of the question"),
            list(Language),
            format_func=lambda each: capitalised(translator.language_name(each)),
            key=_LANGUAGE,
        )
        st.selectbox(
            translator.gettext("The article that answers it"),
            list(live),
            index=None,
            format_func=live.__getitem__,
            placeholder=translator.gettext("Choose an article"),
            key=_ARTICLE,
        )
        st.form_submit_button(
            translator.gettext("Add the question"), key="add-golden", on_click=_add, args=(translator, desk)
        )


def _add(translator: Translator, desk: Desk) -> None:
    state = st.session_state
    if not state[_QUESTION].strip() or state[_ARTICLE] is None:
        tell(translator.gettext("Write a question and choose the article that answers it."), is_trouble=True)
        return
    action = partial(desk.add_golden_question, state[_QUESTION], [state[_ARTICLE]], state[_LANGUAGE])
    if act(action, translator.gettext("The question is added.")) is not None:
        state[_QUESTION], state[_ARTICLE] = "", None
