"""Boxes of a text in the making: they are kept for the session, saved as a draft or live, and may meet a conflict."""

from __future__ import annotations

import streamlit as st

from corpus.article import ArticleStatus
from ingest.editing import Conflict
from ui.translator import Translator


class KeptBoxes:
    """Names the boxes of one text, and holds what has come in between until the editor has decided."""

    def __init__(self, name: str) -> None:
        self._name = name

    def key(self, field: str) -> str:
        """The name of a box."""
        return f"{self._name}-{field}"

    @property
    def conflict(self) -> Conflict | None:
        """What has come in between, until the editor has decided."""
        found = st.session_state.get(self.key("conflict"))
        return found if isinstance(found, Conflict) else None

    def meet(self, conflict: Conflict, *, live: bool) -> None:
        """Somebody has saved another text meanwhile; `live` is how this one was to be saved."""
        st.session_state[self.key("conflict")] = conflict
        st.session_state[self.key("live")] = live

    @property
    def was_to_be_live(self) -> bool:
        """Whether the text that met a conflict was to be published."""
        return bool(st.session_state.get(self.key("live")))

    def set_conflict_aside(self) -> None:
        """Go on as if nothing had come in between; saving will tell of it again."""
        st.session_state[self.key("conflict")] = None


def show_end_of_boxes() -> None:
    """Below the last box of a text: until this is there, and every box above it is loaded, none can be written in.

    A browser that loads a box late does not say what is in it when another is changed. Streamlit's answer puts the old
    text into it then (1.67), and may come when the editor has written there meanwhile: that would be lost.
    """
    st.html("<span class='end-of-boxes'></span>")


def show_save_buttons(translator: Translator, *, is_live: bool) -> ArticleStatus | None:
    """What the text is to be saved as, once that was asked for; Ctrl+S keeps it as it is."""
    draft = st.button(
        translator.gettext("Save as a draft"),
        key="save-draft",
        type="secondary" if is_live else "primary",
        shortcut=None if is_live else "Mod+S",
    )
    live = st.button(
        translator.gettext("Save and publish"),
        key="save-live",
        type="primary" if is_live else "secondary",
        shortcut="Mod+S" if is_live else None,
    )
    if live:
        return ArticleStatus.LIVE
    return ArticleStatus.DRAFT if draft else None
