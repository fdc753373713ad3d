"""Leads a reader on to another page as a link does: one step, and one step back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import streamlit as st

# Whatever Streamlit still has to bring, the link is there within a few frames.
_FOLLOW = """<script>
(() => {
  const follow = (frames) => {
    const link = document.querySelector(".st-key-followed-link a");
    if (link) link.click();
    else if (frames) requestAnimationFrame(() => follow(frames - 1));
  };
  follow(300);
})();
</script>"""


def follow_link(page: Path, label: str, parameters: Mapping[str, str]) -> None:
    """Open a page in the reader's place, by a link that is not seen.

    `st.switch_page` with parameters makes two steps of it in the browser's history: the present page with the other
    page's parameters, then the other page (measured on 1.67).
    """
    with st.container(key="followed-link"):
        st.page_link(page, label=label, query_params=dict(parameters))
        st.html(_FOLLOW, unsafe_allow_javascript=True)


def go_to(page: Path, label: str, parameters: Mapping[str, str]) -> NoReturn:
    """Open a page in the editor's place, and show nothing more of this one."""
    follow_link(page, label, parameters)
    st.stop()
