"""The box that files are dropped into, with words of ours: Streamlit has its own English ones on it."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.translator import Translator

_MB = 1024 * 1024


def show_upload_box(translator: Translator, name: str, ending: str, most_bytes: int) -> UploadedFile | None:
    """A box for one file; `empty_upload_box` takes the file out of it."""
    button, drop = translator.gettext("Choose a file"), translator.gettext("or drop it here")
    st.html(
        f"<style>.st-key-upload-{name} {{ --upload: '{css_text(button)}'; --drop: '{css_text(drop)}'; }}</style>",
    )
    with st.container(key=f"upload-{name}"):
        return st.file_uploader(
            translator.gettext("File"),
            type=[ending],
            max_upload_size=most_bytes // _MB,
            key=f"file-{name}-{st.session_state.get(f'files-{name}', 0)}",
            label_visibility="collapsed",
        )


def empty_upload_box(name: str) -> None:
    """Show the box without its file from now on."""
    st.session_state[f"files-{name}"] = st.session_state.get(f"files-{name}", 0) + 1


def css_text(text: str) -> str:
    """A text as CSS quotes it."""
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("<", "")
