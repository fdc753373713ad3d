"""What editors narrow a list of articles with: views with their counts, and words of a title."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from ui.translator import Translator

_View = TypeVar("_View")


def show_views(translator: Translator, names: Mapping[_View, str], key: str, on_change: Callable[[], None]) -> None:
    """One of several views is always chosen; the session's state holds which under `key`."""
    st.segmented_control(
        translator.gettext("Which articles"),
        list(names),
        format_func=lambda view: names[view],
        key=key,
        required=True,
        label_visibility="collapsed",
        wrap=True,
        on_change=on_change,
    )


def show_title_search(translator: Translator, key: str, on_change: Callable[[], None]) -> None:
    """A box for words of a title; the session's state holds them under `key`."""
    label = translator.gettext("Find by title")
    st.text_input(label, key=key, label_visibility="collapsed", type="search", placeholder=label, on_change=on_change)
