"""Three ways to add articles: files, a text from somewhere else, or one of one's own."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from corpus.account import Account, Role
from corpus.errors import MentorbaseError
from corpus.job import JobKind
from ingest.incoming import IncomingFile
from ingest.inputs import LARGEST
from ingest.report import FileReport, Outcome
from ui.translator import Translator
from ui.web import address
from ui.web.followed_link import go_to
from ui.web.frame import session_translator, show_notice
from ui.web.job_cards import show_jobs
from ui.web.resources import shared_service
from ui.web.signed_in import require
from ui.web.told import show_told, tell
from ui.web.upload_box import css_text

_WAY = "add-way"
_UPLOADS = "add-uploads"  # counts, so that the box is empty after each
_DRAFTS = "add-drafts"
_PASTES = "add-pastes"
_FILES, _PASTE, _WRITE = "files", "paste", "write"
_ENDINGS = ["pdf", "docx", "odt", "html", "htm", "md", "txt", "csv", "jsonl", "json", "zip"]
_MB = 1024 * 1024


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    with st.container(key="workplace"):
        with st.container(key="way-back", width="content"):
            st.page_link(address.EDIT_PAGE, label=translator.gettext("Editors’ desk"), query_params=address.to_page())
        st.html(f"<h1>{escape(translator.gettext('Add articles'))}</h1>")
        way = _choose_way(translator)
        if way == _WRITE:
            go_to(address.WRITE_PAGE, translator.gettext("Write"), address.to_page())
        elif way == _PASTE:
            _show_paste(translator, account)
        else:
            _show_upload(translator, account)
        show_jobs(translator, account, JobKind.TAKE_IN)
    show_told(translator)


def _choose_way(translator: Translator) -> str:
    names = {
        _FILES: translator.gettext("Upload files"),
        _PASTE: translator.gettext("Paste a text"),
        _WRITE: translator.gettext("Write one"),
    }
    chosen: str = st.segmented_control(
        translator.gettext("How"),
        list(names),
        format_func=names.__getitem__,
        default=_FILES,
        required=True,
        key=_WAY,
        label_visibility="collapsed",
    )
    return chosen


def _show_upload(translator: Translator, account: Account) -> None:
    st.html(
        f"<p>{escape(_what_is_taken(translator))}</p>"
        # Streamlit has its own English words on the box.
        f"<style>.st-key-upload {{ --upload: '{css_text(translator.gettext('Choose files'))}'; "
        f"--drop: '{css_text(translator.gettext('or drop them here'))}'; }}</style>"
    )
    count = st.session_state.setdefault(_UPLOADS, 0)
    with st.container(key="upload"):
        files = st.file_uploader(
            translator.gettext("Files"),
            type=_ENDINGS,
            accept_multiple_files=True,
            max_upload_size=LARGEST // _MB,
            key=f"{_UPLOADS}-{count}",
            label_visibility="collapsed",
        )
    choices = {
        True: translator.gettext("Keep them as drafts until I have looked at them"),
        False: translator.gettext("Publish at once what raises no question"),
    }
    st.radio(
        translator.gettext("What then?"),
        list(choices),
        format_func=choices.__getitem__,
        key=_DRAFTS,
    )
    if not files:
        return
    size = translator.size(sum(file.size for file in files))
    number = translator.ngettext("{count} file", "{count} files", len(files))
    st.html(f"<p class='quiet' role='status'>{escape(number)} · {escape(size)}</p>")
    st.button(
        translator.ngettext("Take in {count} file", "Take in {count} files", len(files)),
        key="take-in",
        type="primary",
        on_click=_take_in,
        args=(account, files),
    )


def _what_is_taken(translator: Translator) -> str:
    return translator.gettext(
        "PDF, Word, OpenDocument, web pages, Markdown, plain text, tables (CSV, JSON) and zip archives of them, up to "
        "{size} a file. Menus, adverts and the like are taken out; you see what, and can put it back.",
        size=translator.size(LARGEST),
    )


def _take_in(account: Account, files: list[UploadedFile]) -> None:
    draft = st.session_state[_DRAFTS]
    shared_service().desk(account).upload([IncomingFile(file.name, file.getvalue()) for file in files], draft=draft)
    st.session_state[_UPLOADS] += 1


def _show_paste(translator: Translator, account: Account) -> None:
    hint = translator.gettext(
        "Copy an article from anywhere and paste it here, or the source of a web page. It becomes a draft: you see "
        "first what was taken out of it."
    )
    st.html(f"<p>{escape(hint)}</p>")
    count = st.session_state.setdefault(_PASTES, 0)
    text = st.text_area(
        translator.gettext("The text"),
        key=f"{_PASTES}-{count}",
        height=360,
        label_visibility="collapsed",
        persist_state="session",
    )
    if not st.button(translator.gettext("Take in and review"), key="paste", type="primary"):
        return
    try:
        with st.spinner(translator.gettext("Reading the text …")):
            report = shared_service().desk(account).paste(text or "")
    except MentorbaseError as error:
        show_notice(translator.gettext("This text was not taken in."), translator.message(error))
        return
    st.session_state[_PASTES] += 1
    _go_on_to_review(translator, report)


def _go_on_to_review(translator: Translator, report: FileReport) -> None:
    if report.article is None:
        return
    if report.status is Outcome.DUPLICATE:
        tell(translator.gettext("The library has this text already: here it is."))
    go_to(address.REVIEW_PAGE, translator.gettext("Review"), address.to_article(report.article))


_show()
