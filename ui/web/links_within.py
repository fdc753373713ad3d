"""Links in HTML of our own that lead to another page of the app without loading it anew."""

from __future__ import annotations

import streamlit as st

# As going back and forth does it: one step in the browser's history, and Streamlit shows what the address names.
# Whoever opens a link in another window gets it there.
_SCRIPT = """
(() => {
  if (window.followsLinksWithin) return;
  window.followsLinksWithin = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.within");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
  });
})()
"""


def follow_links_within() -> None:
    """For all links of the class `within` on the page; apart from their HTML, in which no script may ever run."""
    with st.container(key="page-script"):
        st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
