"""Two translations of an article beside each other, section by section."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.article import Article
from corpus.errors import UnknownArticleError
from ingest.relate.side_by_side import Pair, SideBySide
from ui.service import Service
from ui.translator import Translator
from ui.web import address
from ui.web.frame import session_translator, show_notice
from ui.web.page_tools import show_page_tools
from ui.web.resources import shared_service
from ui.web.safe_markdown import section_html
from ui.web.wording import capitalised


def _show() -> None:
    translator = session_translator()
    service = shared_service()
    both = _both(service)
    if both is None:
        show_notice(
            translator.gettext("These two cannot be read side by side."),
            translator.gettext("They are no translations of each other, or one of them has been taken away."),
            level=1,
        )
        return
    st.set_page_config(page_title=f"{both.article.title} · Mentorbase")
    with st.container(key="both"):
        st.html(
            f"<header class='article-head'><h1>{escape(translator.gettext('Side by side'))}</h1>"
            f"<p class='quiet'>{escape(_explanation(translator, both))}</p></header>"
        )
        with st.container(key="both-line", horizontal=True, vertical_alignment="center", gap="small"):
            _show_other_choices(translator, service, both)
            show_page_tools(translator)
        st.html(f"<div class='both'>{_titles(translator, both)}{_rows(translator, both)}</div>")


def _both(service: Service) -> SideBySide | None:
    article, other = address.article(), address.other_article()
    if article is None or other is None:
        return None
    try:
        return service.side_by_side(article, other)
    except UnknownArticleError:
        return None


def _explanation(translator: Translator, both: SideBySide) -> str:
    if any(pair.changed or pair.here is None or pair.there is None for pair in both.pairs):
        return translator.gettext(
            "What says the same stands together. Where the two differ, a line above tells you how."
        )
    return translator.gettext("What says the same stands together.")


def _show_other_choices(translator: Translator, service: Service, both: SideBySide) -> None:
    """The ways back, to the two the other way round, and to the other translations beside the first."""
    st.page_link(
        address.ARTICLE_PAGE,
        label=translator.gettext("Back to the article"),
        query_params=address.to_article(both.article.id),
    )
    st.page_link(
        address.SIDE_BY_SIDE_PAGE,
        label=translator.gettext("Swap the two"),
        query_params=address.to_side_by_side(both.other.id, both.article.id),
    )
    shown = {both.article.id, both.other.id}
    others = [each for each in service.translations(both.article.translation_key) if each.id not in shown]
    if not others:
        return
    with st.container(key="chips-both", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.html(f"<span class='quiet'>{escape(translator.gettext('Or beside'))}</span>", width="content")
        for each in others:
            st.page_link(
                address.SIDE_BY_SIDE_PAGE,
                label=each.language.own_name if each.language else each.title,
                query_params=address.to_side_by_side(both.article.id, each.id),
            )


def _titles(translator: Translator, both: SideBySide) -> str:
    sides = "".join(
        f"<div><p class='quiet'>{escape(capitalised(_language(translator, each)))}</p>"
        f"<p class='title' lang='{each.language}'>{escape(each.title)}</p></div>"
        for each in (both.article, both.other)
    )
    return f"<div class='pair titles'>{sides}</div>"


def _rows(translator: Translator, both: SideBySide) -> str:
    return "".join(_row(translator, both, pair, number) for number, pair in enumerate(both.pairs, start=1))


def _row(translator: Translator, both: SideBySide, pair: Pair, number: int) -> str:
    """A section in both languages. On a telephone the second is shown when its switch is on."""
    remark = _remark(translator, both, pair)
    note = f"<p class='remark'>{escape(remark)}</p>" if remark else ""
    here, there = _side(both.article, pair.here), _side(both.other, pair.there)
    if pair.here is None or pair.there is None:
        return f"<section class='pair alone'>{note}{here}{there}</section>"
    label = translator.gettext("Show it in {language}", language=_language(translator, both.other))
    switch = f"<label class='switch'><input type='checkbox' id='pair-{number}'>{escape(label)}</label>"
    return f"<section class='pair'>{note}{here}{switch}{there}</section>"


def _remark(translator: Translator, both: SideBySide, pair: Pair) -> str:
    """In what the two differ, if they do."""
    if pair.here is None or pair.there is None:
        only = both.other if pair.here is None else both.article
        return translator.gettext("Only in {language}", language=_language(translator, only))
    if pair.changed is None:
        return ""
    return translator.gettext("Changed later in {language}", language=translator.language_name(pair.changed))


def _side(article: Article, text: str | None) -> str:
    if text is None:
        return "<div></div>"
    return f"<article class='article' lang='{article.language}'>{section_html(text)}</article>"


def _language(translator: Translator, article: Article) -> str:
    return translator.language_name(article.language) if article.language else article.title


_show()
