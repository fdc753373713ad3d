"""The map of the library: all articles by what they speak of, and what is missing."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.language import Language
from corpus.topic import named_audiences
from ui.map_chart import CLICKED, TAPPED, Wording, map_chart
from ui.shelves import Choice, Family, Shelves
from ui.theme import THEME_OPTIONS
from ui.translator import Translator
from ui.web import address
from ui.web.followed_link import follow_link
from ui.web.frame import session_translator, show_notice, show_translation_links
from ui.web.resources import shared_service
from ui.web.topic_list import show_topic_list
from ui.web.wording import capitalised, meta_line

_CHART = "map"
_COLOURS = "map-colours"


def _show() -> None:
    translator = session_translator()
    service = shared_service()
    title = translator.gettext("Map of the library")
    explanation = translator.gettext(
        "Each sign is an article with its translations. The closer two of them are, the more alike is what they say."
    )
    with st.container(key="map-head"):
        st.html(
            f"<header class='shelf-head'><h1>{escape(title)}</h1><p class='quiet'>{escape(explanation)}</p></header>"
        )
    shelves = service.look_through(translator.language, Choice())
    with st.spinner(translator.gettext("Drawing the map …")):
        places = service.map_places()
    if not any(family.key in places for family in shelves.families):
        show_notice(
            translator.gettext("There is no map yet."),
            translator.gettext("It is drawn once articles can be searched."),
        )
        return
    _show_chart(translator, shelves, places)
    st.html(f"<h2>{escape(translator.gettext('What there is, topic by topic'))}</h2>")
    with st.container(key="topics-table", gap="xsmall"):
        show_topic_list(translator, shelves.topics)


def _show_chart(translator: Translator, shelves: Shelves, places: dict[str, tuple[float, float]]) -> None:
    own = sum(translator.language in family.languages for family in shelves.families)
    told = translator.gettext(
        "{count} of {total} can be read in {language}.",
        count=own,
        total=len(shelves.families),
        language=translator.language_name(translator.language),
    )
    with st.container(key="map-line", horizontal=True, vertical_alignment="center", gap="small"):
        _show_colours(translator)
        st.html(f"<p class='quiet' role='status'>{escape(told)}</p>", width="content")
    chart = map_chart(shelves.families, places, _wording(translator, shelves), _ink(), by_topic=address.by_topic())
    state = st.vega_lite_chart(
        spec=chart,
        key=f"{_CHART}-{'topic' if address.by_topic() else 'language'}",
        on_select="rerun",
        alt=translator.gettext("A map of all articles. The list below says the same in words."),
    )
    clicked, tapped = ({int(each["article"]) for each in state.selection.get(name) or ()} for name in (CLICKED, TAPPED))
    for family in shelves.families:
        if family.shown.id in clicked:  # by a mouse: its title was seen before
            follow_link(address.ARTICLE_PAGE, family.shown.title, address.to_article(family.shown.id))
        elif family.shown.id in tapped:
            _show_family(translator, family)


def _show_colours(translator: Translator) -> None:
    names = {False: translator.gettext("Language"), True: translator.gettext("Topic")}
    st.session_state[_COLOURS] = address.by_topic()
    st.segmented_control(
        translator.gettext("Colours show"),
        list(names),
        format_func=lambda each: names[each],
        key=_COLOURS,
        on_change=_colour_as_chosen,
        label_visibility="collapsed",
        required=True,
    )


def _colour_as_chosen() -> None:
    address.set_by_topic(bool(st.session_state[_COLOURS]))


def _wording(translator: Translator, shelves: Shelves) -> Wording:
    return Wording(
        topics={each.topic.id: each.topic.names[translator.language] for each in shelves.topics},
        languages={each: capitalised(translator.language_name(each)) for each in Language},
        other_topics=translator.gettext("Other topics"),
        title=translator.gettext("Title"),
        readable_in=translator.gettext("To be read in"),
        topic=translator.gettext("Topic"),
    )


def _ink() -> str:
    tone = "dark" if st.context.theme.type == "dark" else "light"
    return str(THEME_OPTIONS[f"theme.{tone}.textColor"])


def _show_family(translator: Translator, family: Family) -> None:
    article = family.shown
    meta = meta_line(translator, article.language, article.words, named_audiences(article.details))
    with st.container(key="card-tapped", gap="xsmall"):
        st.html(f"<h2 lang='{article.language}'>{escape(article.title)}</h2><p class='quiet'>{meta}</p>")
        with st.container(key="card-links-tapped", horizontal=True, vertical_alignment="center"):
            with st.container(key="read-tapped", width="content"):
                st.page_link(
                    address.ARTICLE_PAGE,
                    label=translator.gettext("Read the article"),
                    query_params=address.to_article(article.id),
                )
            show_translation_links(translator, family.others, "tapped")


_show()
