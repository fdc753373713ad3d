"""The editors' desk: what waits for a decision, what is under way, and every article."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Account, Role
from corpus.article import ArticleStatus
from corpus.job import JobKind
from ui.desk_list import DeskEntry, DeskView, Task, seen_in
from ui.translator import Translator
from ui.web import address
from ui.web.editing_wording import dotted, language_name, saved_line, status_name, task_names, view_name
from ui.web.editors_filters import show_title_search, show_views
from ui.web.frame import session_translator, show_notice
from ui.web.job_cards import show_jobs
from ui.web.list_pages import items_of_page, show_page_numbers
from ui.web.resources import shared_service
from ui.web.safe_markdown import label_of
from ui.web.signed_in import require
from ui.web.told import act, show_told

_VIEW = "desk-view"
_WORDS = "desk-words"
_A_PAGE = 25


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    with st.container(key="workplace"):
        _show_head(translator)
        if trouble := shared_service().editing.trouble:
            heading = translator.gettext("Readers do not find the newest changes yet.")
            show_notice(heading, translator.message(trouble))
        show_jobs(translator, account, JobKind.TAKE_IN)
        entries = shared_service().editing.entries()
        view = _choose_view(translator, entries)
        _show_list(translator, account, view, seen_in(view, entries, address.desk_words()))
    show_told(translator)


def _show_head(translator: Translator) -> None:
    with st.container(key="desk-head", horizontal=True, vertical_alignment="center"):
        st.html(f"<h1>{escape(translator.gettext('Editors’ desk'))}</h1>")
        with st.container(key="desk-ways", horizontal=True, vertical_alignment="center", width="content"):
            with st.container(key="go-translations", width="content"):
                st.page_link(
                    address.TRANSLATIONS_PAGE,
                    label=translator.gettext("Translations"),
                    query_params=address.to_page(),
                )
            with st.container(key="go-add", width="content"):
                st.page_link(address.ADD_PAGE, label=translator.gettext("Add articles"), query_params=address.to_page())


def _choose_view(translator: Translator, entries: list[DeskEntry]) -> DeskView:
    st.session_state[_VIEW] = address.desk_view()
    st.session_state[_WORDS] = address.desk_words()
    counts = {view: len(seen_in(view, entries)) for view in DeskView}
    with st.container(key="desk-filters", horizontal=True, vertical_alignment="center", gap="small"):
        show_views(
            translator,
            {view: f"{view_name(translator, view)} {counts[view]}" for view in DeskView},
            _VIEW,
            lambda: address.set_desk_view(st.session_state[_VIEW]),
        )
        show_title_search(translator, _WORDS, lambda: address.set_desk_words(st.session_state[_WORDS]))
    return address.desk_view()


def _show_list(translator: Translator, account: Account, view: DeskView, entries: list[DeskEntry]) -> None:
    if not entries:
        _show_nothing(translator, view)
        return
    with st.container(key="desk-list", gap=None):
        for entry in items_of_page(entries, _A_PAGE):
            _show_row(translator, account, entry)
    show_page_numbers(len(entries), _A_PAGE, "desk")


def _show_nothing(translator: Translator, view: DeskView) -> None:
    if address.desk_words():
        show_notice(translator.gettext("No title has these words."), translator.gettext("Try fewer of them."))
    elif view is DeskView.WAITING:
        show_notice(
            translator.gettext("Nothing waits for you."),
            translator.gettext("New articles come here when there is something to decide about them."),
        )
    else:
        show_notice(translator.gettext("Nothing is here."), "")


def _show_row(translator: Translator, account: Account, entry: DeskEntry) -> None:
    article = entry.article
    parts = [language_name(translator, article.language), status_name(translator, article.status)]
    parts.append(translator.ngettext("{count} word", "{count} words", article.words))
    parts.append(saved_line(translator, article.saved, article.saved_by))
    with st.container(key=f"row-{article.id}", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key=f"row-text-{article.id}", gap=None):
            st.page_link(
                address.REVIEW_PAGE, label=label_of(article.title), query_params=address.to_article(article.id)
            )
            st.html(f"<p class='quiet'>{dotted(parts)}</p>")
        names = [name for name in task_names(translator, entry) if name != translator.gettext("Draft")]
        if names:
            chips = "".join(f"<li>{escape(name)}</li>" for name in names)
            st.html(f"<ul class='tasks'>{chips}</ul>", width="content")
        _show_quick_action(translator, account, entry)


def _show_quick_action(translator: Translator, account: Account, entry: DeskEntry) -> None:
    """What can be done about an article without looking at it again."""
    article, desk = entry.article, shared_service().desk(account)
    if article.status is ArticleStatus.DELETED:
        st.button(
            translator.gettext("Restore"),
            key=f"restore-{article.id}",
            on_click=act,
            args=(
                lambda: desk.restore(article.id),
                translator.gettext("“{title}” is back.", title=article.title),
                lambda _: desk.delete(article.id),
            ),
        )
    elif Task.QUESTION not in entry.tasks and {Task.DRAFT, Task.CHANGES} & set(entry.tasks):
        st.button(
            translator.gettext("Publish"),
            key=f"publish-{article.id}",
            on_click=act,
            args=(
                lambda: desk.publish(article.id, after=article.revision),
                translator.gettext("“{title}” is published.", title=article.title),
                lambda before: desk.show(article.id, before),
            ),
        )


_show()
