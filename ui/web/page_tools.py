"""What a reader does with a page as a whole: copy its link, and print it."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui.translator import Translator

# The address holds whatever the page shows. Where a page is served without encryption, browsers keep the clipboard
# from it, and the older way of copying is left.
_SCRIPT = """<script>
(() => {
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = document.body.appendChild(document.createElement("textarea"));
    box.value = text;
    box.select();
    document.execCommand("copy");
    box.remove();
  };
  for (const button of document.querySelectorAll(".page-tools button:not([data-ready])")) {
    button.dataset.ready = "yes";
    button.addEventListener("click", async () => {
      if (button.classList.contains("print")) return window.print();
      await copy(location.href);
      button.textContent = button.dataset.done;
    });
  }
})();
</script>"""


def show_page_tools(translator: Translator) -> None:
    """Two quiet buttons; they need nothing of the server."""
    copy, done = escape(translator.gettext("Copy the link")), escape(translator.gettext("The link is copied"))
    st.html(
        f"<div class='page-tools'><button class='copy' type='button' data-done='{done}' aria-live='polite'>{copy}"
        f"</button><button class='print' type='button'>{escape(translator.gettext('Print'))}</button></div>{_SCRIPT}",
        unsafe_allow_javascript=True,
        width="content",
    )
