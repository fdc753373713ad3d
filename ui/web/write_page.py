"""Writing an article in Markdown, a new one or another text for one that is there, with what it will look like."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Role
from corpus.article import ArticleStatus
from corpus.errors import MentorbaseError, UnknownArticleError
from corpus.language import Language
from ingest.editing import Conflict, Writing, writing_of
from ingest.report import Outcome
from ui.desk import Desk
from ui.editing import Review
from ui.translator import Translator
from ui.web import address
from ui.web.editing_wording import language_name
from ui.web.followed_link import go_to
from ui.web.frame import session_translator, show_notice
from ui.web.kept_boxes import KeptBoxes, show_end_of_boxes, show_save_buttons
from ui.web.resources import shared_service
from ui.web.safe_markdown import article_html
from ui.web.signed_in import require
from ui.web.told import show_told, tell
from ui.web.translating import show_translating
from ui.web.while_writing import tell_while_writing
from ui.web.write_conflict import show_conflict

_FIELDS = ("title", "text", "language", "author", "date", "summary", "questions")


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    if (translated := address.translated()) is not None:
        show_translating(translator, account, *translated)
        return
    identifier = address.article()
    review = _review(identifier)
    if identifier is not None and review is None:
        show_notice(translator.gettext("This article is not here."), "", level=1)
        return
    desk = shared_service().desk(account)
    form = _Form(identifier)
    form.fill(review, translator.language)
    with st.container(key="workplace"):
        _show_way_back(translator, identifier)
        with st.container(key="write-head", horizontal=True, vertical_alignment="center"):
            heading = translator.gettext("Edit the text") if review else translator.gettext("Write an article")
            st.html(f"<h1>{escape(heading)}</h1>", width="content")
            saves = _show_buttons(translator, form, review)
        if saves is not None:
            _save(translator, desk, form, live=saves is ArticleStatus.LIVE)
        if (conflict := form.conflict) is not None:
            _show_conflict(translator, desk, form, conflict)
        st.fragment(_show_boxes)(translator, form)
    tell_while_writing()
    show_told(translator)


class _Form(KeptBoxes):
    """What stands in the boxes of an article, kept for the session; `base` is the revision that it was made from."""

    def __init__(self, article: int | None) -> None:
        super().__init__(f"write-{article or 'new'}")
        self.article = article

    @property
    def base(self) -> int:
        """The revision that the boxes were filled from; 0 for a new article."""
        return int(st.session_state.get(self.key("base"), 0))

    def fill(self, review: Review | None, language: Language) -> None:
        """Fill the boxes with the newest text, unless there is something in them."""
        if self.key("base") in st.session_state and self.key("text") in st.session_state:
            return
        if review is None:
            self.put(Writing("", "", language), 0)
        else:
            self.put(writing_of(review.revision.content, review.language), review.revision.number)

    def put(self, writing: Writing, base: int) -> None:
        """Put this into the boxes."""
        for field in _FIELDS:
            value = getattr(writing, field)
            st.session_state[self.key(field)] = "\n".join(value or ()) if field == "questions" else value
        st.session_state[self.key("base")] = base
        self.set_conflict_aside()

    def empty(self) -> None:
        """Forget what is in the boxes."""
        for field in (*_FIELDS, "base", "conflict"):
            st.session_state.pop(self.key(field), None)

    def writing(self) -> Writing:
        """What is in the boxes."""
        title, text, language, author, date, summary, questions = (
            st.session_state[self.key(field)] for field in _FIELDS
        )
        asked = tuple((questions or "").splitlines())
        return Writing(title or "", text or "", language, author or "", date or "", summary or "", asked)


def _review(identifier: int | None) -> Review | None:
    if identifier is None:
        return None
    try:
        return shared_service().editing.review(identifier)
    except UnknownArticleError:
        return None


def _show_way_back(translator: Translator, identifier: int | None) -> None:
    with st.container(key="way-back", width="content"):
        if identifier is None:
            st.page_link(address.EDIT_PAGE, label=translator.gettext("Editors’ desk"), query_params=address.to_page())
        else:
            st.page_link(
                address.REVIEW_PAGE, label=translator.gettext("Review"), query_params=address.to_article(identifier)
            )


def _show_buttons(translator: Translator, form: _Form, review: Review | None) -> ArticleStatus | None:
    """What the text is to be saved as, once that was asked for."""
    is_live = review is not None and review.article.status is ArticleStatus.LIVE
    with st.container(key="write-actions", horizontal=True, vertical_alignment="center", gap="small", width="content"):
        saves = show_save_buttons(translator, is_live=is_live)
        st.button(translator.gettext("Discard"), key="discard", type="tertiary", on_click=form.empty)
    return saves


def _save(translator: Translator, desk: Desk, form: _Form, *, live: bool, after: int | None = None) -> None:
    told = translator.gettext("It is saved and published.") if live else translator.gettext("It is saved as a draft.")
    try:
        if form.article is None:
            with st.spinner(translator.gettext("Saving …")):
                report = desk.write(form.writing(), live=live)
            if report.status is Outcome.DUPLICATE:
                told = translator.gettext("The library has this text already: here it is.")
            saved = report.article
        else:
            base = form.base if after is None else after
            conflict = desk.save(form.article, form.writing(), after=base, live=live)
            if conflict is not None:
                form.meet(conflict, live=live)
                st.rerun()
            saved = form.article
    except MentorbaseError as error:
        show_notice(translator.gettext("It is not saved."), translator.message(error))
        return
    form.empty()
    tell(told)
    if saved is not None:
        go_to(address.REVIEW_PAGE, translator.gettext("Review"), address.to_article(saved))


def _show_conflict(translator: Translator, desk: Desk, form: _Form, conflict: Conflict) -> None:
    theirs = conflict.theirs
    show_conflict(
        translator,
        conflict,
        form.writing().text,
        keep=lambda: _save(translator, desk, form, live=form.was_to_be_live, after=theirs.number),
        take=lambda: form.put(writing_of(theirs.content, theirs.language), theirs.number),
        go_on=form.set_conflict_aside,
    )


def _show_boxes(translator: Translator, form: _Form) -> None:
    with st.container(key="write-boxes"):
        with st.container(key="write-left", gap="small"):
            st.text_input(translator.gettext("Title"), key=form.key("title"), persist_state="session")
            st.text_area(
                translator.gettext("Text, in Markdown"),
                key=form.key("text"),
                height=520,
                placeholder=translator.gettext("## A heading\n\nA paragraph with a **strong** word.\n\n- a list"),
                persist_state="session",
            )
            with st.container(key="write-fields", horizontal=True, gap="small"):
                st.selectbox(
                    translator.gettext("Language"),
                    list(Language),
                    index=None,
                    format_func=lambda each: language_name(translator, each),
                    placeholder=translator.gettext("Choose the language"),
                    key=form.key("language"),
                    persist_state="session",
                )
                st.text_input(translator.gettext("Author"), key=form.key("author"), persist_state="session")
                st.text_input(
                    translator.gettext("Date"),
                    key=form.key("date"),
                    placeholder=translator.gettext("year-month-day"),
                    persist_state="session",
                )
            st.text_area(translator.gettext("Summary"), key=form.key("summary"), height=90, persist_state="session")
            st.text_area(
                translator.gettext("Questions that it answers"),
                key=form.key("questions"),
                height=150,
                placeholder=translator.gettext("One on each line, as readers would ask it. They find it by that."),
                persist_state="session",
            )
            show_end_of_boxes()
        writing = form.writing()
        lang = writing.language or ""
        label = escape(translator.gettext("What it will look like"))
        st.html(
            f"<section class='preview' aria-label='{label}'><p class='quiet'>{label}</p>"
            f"<div lang='{lang}'><h2 class='preview-title'>{escape(writing.title)}</h2>"
            f"<div class='article'>{article_html(writing.text).html}</div></div></section>"
        )


_show()
