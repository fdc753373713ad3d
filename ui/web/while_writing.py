"""Makes the boxes of a text say what is in them while somebody writes, and save with Ctrl+S."""

from __future__ import annotations

import streamlit as st

_WAIT_MS = 400
# Streamlit's text box says what is in it with Ctrl+Enter, or when it is left, and its shortcuts are deaf while somebody
# writes (1.67).
_TELL_WHILE_WRITING = f"""
(() => {{
  const tell = (box) => box.dispatchEvent(
    new KeyboardEvent('keydown', {{key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true}}));
  if (window.tellsWhileWriting) return;
  window.tellsWhileWriting = true;
  let waiting;
  document.addEventListener('input', (event) => {{
    const box = event.target;
    if (!box.closest || !box.closest('.st-key-write-boxes')) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => tell(box), {_WAIT_MS});
  }});
  document.addEventListener('keydown', (event) => {{
    const box = document.activeElement;
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's' || !box?.closest('.st-key-write-boxes')) return;
    event.preventDefault();
    clearTimeout(waiting);
    tell(box);
    setTimeout(() => document.querySelector('.st-key-write-actions [data-testid="stBaseButton-primary"]')?.click(), 50);
  }}, true);
}})()
"""


def tell_while_writing() -> None:
    """For the boxes in the container `write-boxes`; Ctrl+S is the primary button of `write-actions`."""
    with st.container(key="page-script"):
        st.html(f"<script>{_TELL_WHILE_WRITING}</script>", unsafe_allow_javascript=True)
