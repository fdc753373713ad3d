"""For administrators: the whole library as a file, out and in."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from corpus.account import Account
from corpus.job import JobKind
from ingest.incoming import IncomingFile
from ui.desk import Desk
from ui.translator import Translator
from ui.web.job_cards import show_jobs
from ui.web.told import act
from ui.web.upload_box import empty_upload_box, show_upload_box

_LARGEST = 200 * 1024 * 1024
_IMPORT = "library"


def show_transfer(translator: Translator, account: Account, desk: Desk) -> None:
    """Both directions, each with its jobs."""
    _show_export(translator, account, desk)
    _show_import(translator, account, desk)


def _show_export(translator: Translator, account: Account, desk: Desk) -> None:
    with st.container(key="take-out", gap="xsmall"):
        text = translator.gettext(
            "A zip file with all articles as Markdown, their earlier versions, topics, glossary and golden questions: "
            "to keep, or to move to another computer. Accounts and what readers asked stay here."
        )
        st.html(f"<h2>{escape(translator.gettext('Take the library out'))}</h2><p class='quiet'>{escape(text)}</p>")
        started = translator.gettext("The file is being made. You may leave this page.")
        label = translator.gettext("Make the file")
        st.button(label, key="export", type="primary", on_click=act, args=(desk.export_library, started))
        show_jobs(translator, account, JobKind.EXPORT)


def _show_import(translator: Translator, account: Account, desk: Desk) -> None:
    with st.container(key="bring-in", gap="xsmall"):
        text = translator.gettext(
            "Choose a file that was made here or in another Mentorbase. Nothing is deleted: articles that are new are "
            "added, and one that is here already gets a new version if its text differs."
        )
        st.html(f"<h2>{escape(translator.gettext('Bring a library in'))}</h2><p class='quiet'>{escape(text)}</p>")
        file = show_upload_box(translator, _IMPORT, "zip", _LARGEST)
        if file is not None:
            label = translator.gettext("Bring it in")
            st.button(label, key="import", type="primary", on_click=_bring_in, args=(translator, desk, file))
        show_jobs(translator, account, JobKind.IMPORT)


def _bring_in(translator: Translator, desk: Desk, file: UploadedFile) -> None:
    given = IncomingFile(file.name, file.getvalue())
    started = translator.gettext("The library is being brought in. You may leave this page.")
    act(partial(desk.import_library, given), started)
    empty_upload_box(_IMPORT)
