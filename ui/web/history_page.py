"""The revisions of an article, what is different between two of them, and the way back to one."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Role
from corpus.difference import difference
from corpus.errors import UnknownArticleError
from corpus.revision import Revision, RevisionSummary
from ui.desk import Desk
from ui.translator import Translator
from ui.web import address
from ui.web.difference_html import difference_html
from ui.web.editing_wording import dotted, moment
from ui.web.frame import session_translator, show_notice
from ui.web.resources import shared_service
from ui.web.signed_in import require
from ui.web.told import act, show_told


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    revisions = _revisions(address.article())
    if not revisions:
        show_notice(translator.gettext("This article is not here."), "", level=1)
        return
    with st.container(key="workplace"):
        with st.container(key="way-back", width="content"):
            st.page_link(
                address.REVIEW_PAGE,
                label=translator.gettext("Review"),
                query_params=address.to_article(address.article() or 0),
            )
        st.html(
            f"<header class='article-head'><h1>{escape(revisions[0].title)}</h1>"
            f"<p class='quiet'>{escape(translator.gettext('History'))}</p></header>"
        )
        with st.container(key="history-columns"):
            with st.container(key="history-list", gap=None):
                for revision in revisions:
                    _show_revision(translator, shared_service().desk(account), revision, revisions[0].number)
            with st.container(key="history-difference", gap="small"):
                _show_difference(translator, revisions)
    show_told(translator)


def _revisions(identifier: int | None) -> list[RevisionSummary]:
    if identifier is None:
        return []
    try:
        return shared_service().editing.revisions(identifier)
    except UnknownArticleError:
        return []


def _show_revision(translator: Translator, desk: Desk, revision: RevisionSummary, newest: int) -> None:
    number, identifier = revision.number, address.article() or 0
    parts = [translator.ngettext("{count} word", "{count} words", revision.words)]
    if revision.saved_by:
        parts.append(revision.saved_by)
    live = f"<span class='live'>{escape(translator.gettext('Readers see this'))}</span>" if revision.is_live else ""
    with st.container(key=f"revision-{number}", gap=None):
        name = translator.gettext("Revision {number}", number=number)
        when = escape(moment(translator, revision.created))
        st.html(
            f"<p><strong>{escape(name)}</strong> {live}</p><p class='quiet'>{when}</p>"
            f"<p class='quiet'>{dotted(parts)}</p>"
        )
        with st.container(key=f"revision-actions-{number}", horizontal=True, gap="small"):
            if number > 1:
                st.button(
                    translator.gettext("What changed"),
                    key=f"changes-{number}",
                    type="tertiary",
                    on_click=address.compare_revisions,
                    args=(number - 1, number),
                )
            if number != newest:
                st.button(
                    translator.gettext("Restore"),
                    key=f"restore-{number}",
                    type="tertiary",
                    on_click=act,
                    args=(
                        lambda: desk.restore_revision(identifier, number, after=newest),
                        translator.gettext("The text of revision {number} is the newest again.", number=number),
                        lambda _: desk.restore_revision(identifier, newest, after=newest + 1),
                    ),
                )


def _show_difference(translator: Translator, revisions: list[RevisionSummary]) -> None:
    numbers = [each.number for each in revisions]
    if len(numbers) < 2:
        st.html(f"<p class='quiet'>{escape(translator.gettext('There is one revision so far.'))}</p>")
        return
    earlier, later = address.compared_revisions()
    chosen = (earlier if earlier in numbers else numbers[1], later if later in numbers else numbers[0])
    keys = [f"{name}-{chosen}" for name in ("history-earlier", "history-later")]

    def choose() -> None:
        address.compare_revisions(*(st.session_state[key] for key in keys))

    with st.container(key="history-choice", horizontal=True, gap="small"):
        labels = (translator.gettext("From revision"), translator.gettext("to revision"))
        for label, number, key in zip(labels, chosen, keys, strict=True):
            st.selectbox(label, numbers, index=numbers.index(number), key=key, on_change=choose, width=160)
    both = [shared_service().editing.revision(address.article() or 0, number) for number in chosen]
    if fields := _fields_html(translator, *both):
        st.html(fields)
    stretches = difference(both[0].content.text, both[1].content.text)
    if both[0].content.text == both[1].content.text:
        st.html(f"<p class='quiet'>{escape(translator.gettext('The text is the same in both.'))}</p>")
        return
    st.html(difference_html(translator, stretches, both[1].language or ""))


def _fields_html(translator: Translator, earlier: Revision, later: Revision) -> str:
    """What is different beside the text."""
    rows = ""
    for label, before, after in (
        (translator.gettext("Title"), earlier.content.title, later.content.title),
        (translator.gettext("Language"), *(_language(translator, each) for each in (earlier, later))),
        (translator.gettext("Author"), *(_detail(each, "author") for each in (earlier, later))),
        (translator.gettext("Date"), *(_detail(each, "date") for each in (earlier, later))),
        (translator.gettext("Summary"), *(_detail(each, "summary") for each in (earlier, later))),
        (translator.gettext("Questions that it answers"), *(_detail(each, "questions") for each in (earlier, later))),
    ):
        if before != after:
            rows += f"<dt>{escape(label)}</dt><dd><del>{escape(before)}</del> <ins>{escape(after)}</ins></dd>"
    return f"<dl class='details'>{rows}</dl>" if rows else ""


def _language(translator: Translator, revision: Revision) -> str:
    return translator.language_name(revision.language) if revision.language else ""


def _detail(revision: Revision, name: str) -> str:
    value = revision.content.details.get(name, "")
    return value if isinstance(value, str) else ", ".join(value)


_show()
