"""The topics as a list: how much there is on each, in which languages, and on which there is nothing yet."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

import streamlit as st

from ui.shelves import TopicShelf
from ui.translator import Translator
from ui.web import address
from ui.web.safe_markdown import label_of


def show_topic_list(
    translator: Translator, shelves: Collection[TopicShelf], chosen: Collection[str] = (), *, filtered: bool = False
) -> None:
    """A link to the articles on each topic, or back to all where that topic is the one chosen.

    Where other filters have taken articles away, nothing is said of topics without any.
    """
    for number, shelf in enumerate(each for each in shelves if each.families):
        one = shelf.topic.id in chosen
        with st.container(key=f"topic-{'chosen' if one else 'other'}-{number}"):
            st.page_link(
                address.BROWSE_PAGE,
                label=f"{label_of(shelf.topic.names[translator.language])} :small[{_told(shelf)}]",
                icon=":material/close:" if one else None,
                help=translator.gettext("Show all topics") if one else None,
                query_params=address.to_topic(None if one else shelf.topic.id),
            )
    empty = [shelf.topic.names[translator.language] for shelf in shelves if not shelf.families]
    if empty and not filtered:
        heading = translator.gettext("Nothing yet on")
        st.html(f"<p class='quiet'>{escape(heading)}: {escape(', '.join(empty))}</p>")


def topic_label(translator: Translator, shelf: TopicShelf) -> str:
    """A topic's name, how many articles there are on it, and in which languages."""
    return f"{shelf.topic.names[translator.language]} ({_told(shelf)})"


def _told(shelf: TopicShelf) -> str:
    languages = " ".join(language.value.upper() for language in shelf.by_language)
    return f"{shelf.families} · {languages}" if languages else "0"
