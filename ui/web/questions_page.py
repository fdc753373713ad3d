"""For editors: what readers ask and the library does not answer, what was decided, and the figures."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Account, Role
from corpus.article import ArticleStatus, ArticleSummary
from corpus.reader_question import QuestionState
from search.gaps import Gap, GapKind
from ui.asked_questions import LONGEST_WORD, QuestionGroup
from ui.translator import Translator
from ui.web import address
from ui.web.frame import session_translator, show_notice
from ui.web.question_wording import asked_line, gap_name, gap_sentence, questions_html
from ui.web.resources import shared_service
from ui.web.signed_in import require
from ui.web.told import show_told, tell

_VIEW = "questions-view"
_KIND = "questions-kind"
_DECIDING = "deciding"  # which group is about to be answered or closed, and how
_WAITING, _DECIDED, _FIGURES = "waiting", "decided", "figures"


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    st.html(f"<h1>{escape(translator.gettext('Questions'))}</h1>")
    names = {
        _WAITING: translator.gettext("Waiting"),
        _DECIDED: translator.gettext("Answered and closed"),
        _FIGURES: translator.gettext("In figures"),
    }
    view = st.segmented_control(
        translator.gettext("What to see"),
        list(names),
        format_func=names.__getitem__,
        default=_WAITING,
        required=True,
        key=_VIEW,
        label_visibility="collapsed",
    )
    if view == _FIGURES:
        from ui.web.question_figures import show_figures  # it brings Altair along

        show_figures(translator)
    elif view == _DECIDED:
        _show_decided(translator, account)
    else:
        _show_waiting(translator, account)
    show_told(translator)


def _show_waiting(translator: Translator, account: Account) -> None:
    with st.spinner(translator.gettext("Putting together what belongs together …")):
        waiting = shared_service().questions.groups()
    if not waiting.groups:
        keeps = shared_service().questions.keeping.questions
        show_notice(
            translator.gettext("No question waits for you."),
            translator.gettext(
                "Questions come here when search finds no answer, when the answer is not there in the reader's "
                "language, or when a reader sends one to you."
            )
            if keeps
            else translator.gettext("Only what readers send to you is kept here: the settings say so."),
        )
        return
    told = translator.ngettext("{count} question waits.", "{count} questions wait.", waiting.all_questions)
    order = translator.gettext("What is asked most comes first.")
    st.html(f"<p class='quiet'>{escape(told)} {escape(order)}</p>")
    kind = _chosen_kind(translator, waiting.groups)
    for group in waiting.groups:
        if group.gap is not None and kind in (None, group.gap.kind):
            _show_group(translator, account, group, group.gap)
    if waiting.all_groups > len(waiting.groups):
        rest = translator.gettext("What is asked less often comes here when you have dealt with these.")
        st.html(f"<p class='quiet'>{escape(rest)}</p>")


def _chosen_kind(translator: Translator, groups: tuple[QuestionGroup, ...]) -> GapKind | None:
    """The kind of gap that the editor wants to see; None for all."""
    there = [kind for kind in GapKind if any(group.gap is not None and group.gap.kind is kind for group in groups)]
    if len(there) < 2:
        return None
    return st.pills(
        translator.gettext("Only these"),
        there,
        format_func=lambda kind: gap_name(translator, kind),
        key=_KIND,
    )


def _show_group(translator: Translator, account: Account, group: QuestionGroup, gap: Gap) -> None:
    first = group.questions[0]
    with st.container(key=f"group-{first.id}", gap="xsmall"):
        st.html(
            f"<p class='gap gap-{gap.kind}'>{escape(gap_name(translator, gap.kind))}</p>"
            f"<h2 lang='{first.language}'>{escape(first.question)}</h2>"
            f"<p class='quiet'>{asked_line(translator, group)}</p>"
            f"<p class='gap-sentence'>{escape(gap_sentence(translator, gap))}</p>"
        )
        if gap.article is not None:
            _show_article(gap.article, f"gap-{first.id}")
        if more := questions_html(translator, group):
            st.html(more)
        if group.assignees:
            names = translator.listing(group.assignees)
            st.html(f"<p class='quiet'>{escape(translator.gettext('{names} is on it.', names=names))}</p>")
        _show_actions(translator, account, group)
        deciding = st.session_state.get(_DECIDING)
        if deciding == ("answer", first.id):
            _show_answering(translator, account, group, gap)
        elif deciding == ("close", first.id):
            _show_closing(translator, account, group)


def _show_article(article: ArticleSummary, key: str) -> None:
    """A link to an article that readers can see, else its title."""
    if article.status is ArticleStatus.LIVE:
        with st.container(key=f"gap-link-{key}", width="content"):
            st.page_link(address.ARTICLE_PAGE, label=article.title, query_params=address.to_article(article.id))
    else:
        st.html(f"<p lang='{article.language}'><em>{escape(article.title)}</em></p>")


def _show_actions(translator: Translator, account: Account, group: QuestionGroup) -> None:
    first = group.questions[0].id
    with st.container(key=f"actions-{first}", horizontal=True, gap="small"):
        if account.name not in group.assignees and st.button(translator.gettext("I take it on"), key=f"assign-{first}"):
            shared_service().desk(account).take_on(group.ids)
            st.rerun()
        st.button(
            translator.gettext("Answer with an article"),
            key=f"answer-{first}",
            on_click=_decide,
            args=("answer", first),
        )
        st.button(
            translator.gettext("Close"), key=f"close-{first}", type="tertiary", on_click=_decide, args=("close", first)
        )


def _decide(how: str, group: int) -> None:
    wanted = (how, group)
    st.session_state[_DECIDING] = None if st.session_state.get(_DECIDING) == wanted else wanted


def _show_answering(translator: Translator, account: Account, group: QuestionGroup, gap: Gap) -> None:
    first = group.questions[0].id
    live = [each for each in shared_service().articles() if each.status is ArticleStatus.LIVE]
    live.sort(key=lambda each: each.title.casefold())
    places = {each.id: place for place, each in enumerate(live)}
    with st.form(f"answering-{first}", border=False):
        chosen = st.selectbox(
            translator.gettext("Which article answers it? Type a word of its title."),
            live,
            index=places.get(gap.article.id) if gap.article else None,
            format_func=lambda each: f"{each.title} ({each.language})",
            placeholder=translator.gettext("Choose an article"),
            key=f"article-for-{first}",
        )
        if group.sent:
            promise = translator.gettext("Readers who have sent this question find the article by their link.")
            st.html(f"<p class='quiet'>{escape(promise)}</p>")
        if st.form_submit_button(translator.gettext("This answers it"), key=f"answered-{first}", type="primary"):
            if chosen is not None:
                shared_service().desk(account).answer(group.ids, chosen.id)
                _done(translator.gettext("Answered with “{title}”.", title=chosen.title))
            st.html(f"<p role='alert'>{escape(translator.gettext('Choose an article first.'))}</p>")


def _show_closing(translator: Translator, account: Account, group: QuestionGroup) -> None:
    first = group.questions[0].id
    with st.form(f"closing-{first}", border=False):
        reason = st.text_input(
            translator.gettext("Why? A few words; whoever has sent the question will read them."),
            key=f"reason-for-{first}",
            max_chars=LONGEST_WORD,
        )
        if st.form_submit_button(translator.gettext("Close the question"), key=f"closed-{first}", type="primary"):
            if reason.strip():
                shared_service().desk(account).close(group.ids, reason)
                _done(translator.gettext("The question is closed."))
            st.html(f"<p role='alert'>{escape(translator.gettext('Say in a few words why.'))}</p>")


def _done(told: str) -> None:
    tell(told)
    st.session_state[_DECIDING] = None
    st.rerun()


def _show_decided(translator: Translator, account: Account) -> None:
    groups = shared_service().questions.decided()
    if not groups:
        show_notice(
            translator.gettext("Nothing has been answered or closed yet."),
            translator.gettext("What you answer or close comes here, and can be opened again."),
        )
        return
    for group in groups:
        first = group.questions[0]
        with st.container(key=f"group-{first.id}", gap="xsmall"):
            st.html(
                f"<h2 lang='{first.language}'>{escape(first.question)}</h2>"
                f"<p class='quiet'>{asked_line(translator, group)}</p>"
            )
            if first.state is QuestionState.ANSWERED and first.answer is not None:
                st.html(f"<p class='gap-sentence'>{escape(translator.gettext('Answered with this article:'))}</p>")
                _show_article(_summary(first.answer), f"answer-{first.id}")
            else:
                closed = translator.gettext("Closed: {reason}", reason=first.reason)
                st.html(f"<p class='gap-sentence'>{escape(closed)}</p>")
            if more := questions_html(translator, group):
                st.html(more)
            with st.container(key=f"actions-{first.id}", horizontal=True, gap="small"):
                if st.button(translator.gettext("Open again"), key=f"reopen-{first.id}", type="tertiary"):
                    shared_service().desk(account).reopen(group.ids)
                    _done(translator.gettext("The question waits again."))


def _summary(identifier: int) -> ArticleSummary:
    return next(each for each in shared_service().articles() if each.id == identifier)


_show()
