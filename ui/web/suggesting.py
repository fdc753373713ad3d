"""What the question box suggests while somebody types: the list below it, which a script fills."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from ui.translator import Translator
from ui.web.suggestion_routes import SUGGESTIONS_PATH

_SCRIPT = Path(__file__).parent / "suggesting.js"


def show_suggestions_while_typing(translator: Translator) -> None:
    """For the box in the container `ask-row`; without its script, the box is a plain one."""
    label = escape(translator.gettext("Suggestions"))
    st.html(
        f"<div class='suggestions' data-address='{SUGGESTIONS_PATH}' data-language='{translator.language}'>"
        f"<ul id='suggestions' role='listbox' aria-label='{label}' hidden></ul>"
        "<p class='aloud' role='status'></p></div>"
        f"<script>{_script()}</script>",
        unsafe_allow_javascript=True,
    )


@cache
def _script() -> str:
    return _SCRIPT.read_text(encoding="utf-8")
