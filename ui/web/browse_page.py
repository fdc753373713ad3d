"""All articles, to look through."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.topic import named_audiences
from ui.translator import Translator
from ui.web import address
from ui.web.families import Family, gather_families
from ui.web.frame import session_translator, show_notice, show_translation_links
from ui.web.reader_filters import fill_reader_filters, keep_reader_filters, show_reader_filters
from ui.web.resources import shared_service
from ui.web.wording import meta_line

_LANGUAGES = "browse-in"
_AUDIENCE = "browse-for"
_PAGE = "browse-page"
_A_PAGE = 20


def _show() -> None:
    translator = session_translator()
    title = translator.gettext("All articles")
    st.html(f"<h1>{escape(title)}</h1>")
    _show_filters(translator)
    families = gather_families(shared_service().articles(), translator.language, address.among(), address.audience())
    if not families:
        show_notice(
            translator.gettext("No article was found."),
            translator.gettext("Take something out of the filter to see more."),
        )
        return
    pages = -(-len(families) // _A_PAGE)
    page = min(address.page(), pages)
    count = translator.ngettext("{count} article", "{count} articles", len(families))
    st.html(f"<p class='quiet' role='status'>{escape(count)}</p>")
    for number, family in enumerate(families[(page - 1) * _A_PAGE : page * _A_PAGE], start=1):
        _show_family(translator, family, number)
    if pages > 1:
        st.session_state[_PAGE] = page
        st.pagination(pages, key=_PAGE, on_change=_turn_page)


def _show_filters(translator: Translator) -> None:
    fill_reader_filters(_LANGUAGES, _AUDIENCE)
    with st.container(key="filters", horizontal=True, gap="small"):
        label = translator.gettext("Written in")
        show_reader_filters(translator, label, _LANGUAGES, _AUDIENCE, _filter_as_chosen)


def _filter_as_chosen() -> None:
    keep_reader_filters(_LANGUAGES, _AUDIENCE)


def _turn_page() -> None:
    address.set_page(st.session_state[_PAGE])


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
