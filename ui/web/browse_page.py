"""All articles, to look through: by topic, readers and language."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.language import Language
from corpus.topic import named_audiences
from ui.service import Service
from ui.shelves import Choice, Family, Order, Shelves
from ui.translator import Translator
from ui.web import address
from ui.web.frame import session_translator, show_notice, show_translation_links
from ui.web.list_pages import items_of_page, show_page_numbers
from ui.web.reader_filters import show_reader_filters
from ui.web.resources import shared_service
from ui.web.topic_list import show_topic_list, topic_label
from ui.web.wording import listed_topics, meta_line

_KEY = "browse"
_ORDER = "browse-order"
_A_PAGE = 20


def _show() -> None:
    translator = session_translator()
    service = shared_service()
    offered = [each for each in Order if each is not Order.HELPFUL or service.questions.helpful_families()]
    order = address.order() if address.order() in offered else Order.TITLE
    choice = Choice(frozenset(address.among()), _known_topics(service), address.audience())
    shelves = service.look_through(translator.language, choice, order)
    with st.container(key="shelves"):
        with st.container(key="topics", gap="xsmall"):
            st.html(f"<p class='topics-title'>{escape(translator.gettext('Topics'))}</p>")
            filtered = bool(choice.among or choice.audience)
            show_topic_list(translator, shelves.topics, choice.topics, filtered=filtered)
        with st.container(key="shelf"):
            _show_head(translator, shelves, choice)
            with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
                offered_topics = [each for each in shelves.topics if each.families or each.topic.id in choice.topics]
                topics = {each.topic.id: topic_label(translator, each) for each in offered_topics}
                show_reader_filters(translator, translator.gettext("Written in"), topics, _KEY)
                _show_order(translator, order, offered)
            _show_families(translator, shelves)


def _known_topics(service: Service) -> frozenset[str]:
    return frozenset(address.topics()) & {topic.id for topic in service.topics()}


def _show_head(translator: Translator, shelves: Shelves, choice: Choice) -> None:
    """What is there on what is looked for, and in which languages."""
    names = [each.topic.names[translator.language] for each in shelves.topics if each.topic.id in choice.topics]
    title = listed_topics(translator, names) if names else translator.gettext("All articles")
    found = shelves.families
    parts = [translator.ngettext("{count} article", "{count} articles", len(found))]
    for language in Language:
        if count := sum(language in family.languages for family in found):
            name = translator.language_name(language)
            parts.append(translator.gettext("{count} in {language}", count=count, language=name))
    told = " <span aria-hidden='true'>·</span> ".join(f"<span>{escape(part)}</span>" for part in parts)
    st.html(f"<header class='shelf-head'><h1>{escape(title)}</h1><p class='quiet' role='status'>{told}</p></header>")


def _show_order(translator: Translator, order: Order, offered: list[Order]) -> None:
    names = {
        Order.TITLE: translator.gettext("From A to Z"),
        Order.NEWEST: translator.gettext("Newest first"),
        Order.SHORTEST: translator.gettext("Shortest first"),
        Order.HELPFUL: translator.gettext("Most helpful first"),
    }
    st.menu_button(
        names[order],
        offered,
        format_func=lambda each: names[each],
        key=_ORDER,
        type="tertiary",
        icon=":material/sort:",
        help=translator.gettext("What comes first"),
        on_click=_put_in_order,
    )


def _put_in_order() -> None:
    chosen = st.session_state[_ORDER]
    if chosen:
        address.set_order(Order(chosen))


def _show_families(translator: Translator, shelves: Shelves) -> None:
    if not shelves.families:
        show_notice(
            translator.gettext("No article was found."),
            translator.gettext("Take something out of the filter to see more."),
        )
        return
    for number, family in enumerate(items_of_page(shelves.families, _A_PAGE), start=1):
        _show_family(translator, family, number)
    show_page_numbers(len(shelves.families), _A_PAGE, _KEY)


def _show_family(translator: Translator, family: Family, number: int) -> None:
    article = family.shown
    summary = str(article.details.get("summary", ""))
    meta = meta_line(translator, article.language, article.words, named_audiences(article.details))
    with st.container(key=f"card-{number}", gap="xsmall"):
        st.html(
            f"<h2 lang='{article.language}'>{escape(article.title)}</h2><p class='quiet'>{meta}</p>"
            + (f"<p class='summary' lang='{article.language}'>{escape(summary)}</p>" if summary else "")
        )
        with st.container(key=f"card-links-{number}", horizontal=True, vertical_alignment="center"):
            with st.container(key=f"read-{number}", width="content"):
                st.page_link(
                    address.ARTICLE_PAGE,
                    label=translator.gettext("Read the article"),
                    query_params=address.to_article(article.id),
                )
            show_translation_links(translator, family.others, str(number))


_show()
