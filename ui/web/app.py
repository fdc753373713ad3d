"""The app's entry: sets the page, shows the frame, and runs the page that the address names."""

from __future__ import annotations

import logging

import streamlit as st

from corpus.errors import MentorbaseError
from ui.web import address
from ui.web.frame import session_translator, show_foot, show_frame, show_notice

_log = logging.getLogger(__name__)


def run() -> None:
    """Show one page; what goes wrong in it is told in a sentence and logged, never shown as a traceback."""
    translator = session_translator()
    st.set_page_config(page_title="Mentorbase", page_icon=address.ICON, layout="centered")
    pages = [
        st.Page(address.ASK_PAGE, title="Mentorbase", url_path="ask", default=True),
        st.Page(address.ADD_PAGE, title=translator.gettext("Add articles"), url_path="add"),
        st.Page(address.BROWSE_PAGE, title=translator.gettext("All articles"), url_path="articles"),
        st.Page(address.ADMIN_PAGE, title=translator.gettext("Administration"), url_path="admin"),
        st.Page(address.ARTICLE_PAGE, title=translator.gettext("Article"), url_path="article"),
        st.Page(address.PROVIDER_PAGE, title=translator.gettext("Sign in"), url_path="sign-in"),
        st.Page(address.QUESTION_PAGE, title=translator.gettext("Your question"), url_path="question"),
        st.Page(address.QUESTIONS_PAGE, title=translator.gettext("Questions"), url_path="questions"),
        st.Page(address.MAP_PAGE, title=translator.gettext("Map of the library"), url_path="map"),
        st.Page(address.SIDE_BY_SIDE_PAGE, title=translator.gettext("Side by side"), url_path="side-by-side"),
        st.Page(address.EDIT_PAGE, title=translator.gettext("Editors’ desk"), url_path="edit"),
        st.Page(address.HISTORY_PAGE, title=translator.gettext("History"), url_path="history"),
        st.Page(address.REVIEW_PAGE, title=translator.gettext("Review"), url_path="review"),
        st.Page(address.TRANSLATIONS_PAGE, title=translator.gettext("Translations"), url_path="translations"),
        st.Page(address.WRITE_PAGE, title=translator.gettext("Write"), url_path="write"),
    ]
    page = st.navigation(pages, position="hidden")
    address.publish(page.url_path)
    try:
        show_frame(translator)
        page.run()
        show_foot(translator)
    except MentorbaseError as error:
        _log.warning("a page was not shown: %s", error)  # it may say more than the page does
        show_notice(translator.gettext("This does not work at the moment."), translator.message(error))
    except Exception:
        _log.exception("a page failed")
        show_notice(
            translator.gettext("Something went wrong on this page."),
            translator.gettext("It is our fault, not yours, and it has been noted. Load the page again, or go back."),
        )


run()
