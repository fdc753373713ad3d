"""One article, to read."""

from __future__ import annotations

import datetime
from contextlib import suppress
from html import escape

import streamlit as st

from corpus.answered_questions import answered_questions
from corpus.article import Article, ArticleStatus, ArticleSummary
from corpus.errors import UnknownArticleError
from corpus.topic import named_audiences
from ui.service import Service
from ui.translator import Translator
from ui.web import address
from ui.web.frame import session_translator, show_notice, show_translation_links
from ui.web.links_within import follow_links_within
from ui.web.page_tools import show_page_tools
from ui.web.resources import shared_service
from ui.web.safe_markdown import Heading, article_html, label_of, leads_to_web
from ui.web.wording import meta_line

_HEADINGS_OF_A_LONG_ARTICLE = 3
_MOST_TOPICS = 4
_SCROLL = "document.querySelector('.article mark')?.scrollIntoView({block: 'center'})"


def _show() -> None:
    translator = session_translator()
    service = shared_service()
    article = _live_article(service, address.article())
    if article is None:
        show_notice(
            translator.gettext("This article is not here."),
            translator.gettext("It may have been taken away, or the link is not complete. Ask, or see all articles."),
            level=1,
        )
        return
    st.set_page_config(page_title=f"{article.title} · Mentorbase")
    place = address.place()
    _show_head(translator, service, article)
    text = article_html(article.text, (place.start, place.end) if place else None)
    if len(text.headings) >= _HEADINGS_OF_A_LONG_ARTICLE:
        _show_contents(translator, article, text.headings)
    st.html(f"<article class='article' lang='{article.language}'>{text.html}</article>")
    _show_answered_questions(translator, article)
    _show_topics(translator, service, article)
    _show_related(translator, service, article)
    with st.container(key="after"):
        st.page_link(address.ASK_PAGE, label=translator.gettext("Ask another question"), query_params=address.to_page())
    if place:
        with st.container(key=f"found-{article.id}-{place.start}"):
            st.html(f"<script>{_SCROLL}</script>", unsafe_allow_javascript=True)


def _live_article(service: Service, identifier: int | None) -> Article | None:
    if identifier is None:
        return None
    try:
        article = service.article(identifier)
    except UnknownArticleError:
        return None
    return article if article.status is ArticleStatus.LIVE else None


def _show_head(translator: Translator, service: Service, article: Article) -> None:
    meta = meta_line(translator, article.language, len(article.text.split()), named_audiences(article.details))
    origin = " <span aria-hidden='true'>·</span> ".join(_origin(translator, article))
    summary = str(article.details.get("summary", ""))
    st.html(
        f"<header class='article-head'><h1 lang='{article.language}'>{escape(article.title)}</h1>"
        f"<p class='quiet'>{meta}</p>"
        + (f"<p class='quiet'>{origin}</p>" if origin else "")
        + (f"<p class='lead' lang='{article.language}'>{escape(summary)}</p>" if summary else "")
        + "</header>"
    )
    others = [each for each in service.translations(article.translation_key) if each.id != article.id]
    with st.container(key="article-line", horizontal=True, vertical_alignment="center", gap="small"):
        show_translation_links(translator, others, "article")
        _show_way_to_both(translator, article, others)
        show_page_tools(translator)
    if article.language and translator.language not in (article.language, *(each.language for each in others)):
        language = translator.language_name(article.language)
        hint = translator.gettext(
            "This article is written in {language}. Your browser can translate it: look for “Translate” in its menu.",
            language=language,
        )
        st.html(f"<p class='quiet hint'>{escape(hint)}</p>")


def _show_way_to_both(translator: Translator, article: Article, others: list[ArticleSummary]) -> None:
    """The way to reading two translations side by side: the reader's own, or else the first one."""
    if not others:
        return
    other = min(others, key=lambda each: each.language != translator.language)
    st.page_link(
        address.SIDE_BY_SIDE_PAGE,
        label=translator.gettext("Read both side by side"),
        query_params=address.to_side_by_side(article.id, other.id),
    )


def _origin(translator: Translator, article: Article) -> list[str]:
    """Who has written the article, when, and where it comes from, as far as it says so itself; as HTML."""
    author, date = article.details.get("author", ""), article.details.get("date", "")
    parts = [escape(author if isinstance(author, str) else translator.listing(author))] if author else []
    with suppress(TypeError, ValueError):
        parts.append(escape(translator.date(datetime.date.fromisoformat(date))))  # type: ignore[arg-type]
    url = next((each for name in ("source", "url") if leads_to_web(each := str(article.details.get(name, "")))), "")
    if url:
        words = escape(translator.gettext("Where it first appeared"))
        parts.append(f"<a href='{escape(url)}' target='_blank' rel='noopener noreferrer nofollow'>{words}</a>")
    return parts


def _show_contents(translator: Translator, article: Article, headings: tuple[Heading, ...]) -> None:
    title = escape(translator.gettext("In this article"))
    links = "".join(f"<li><a href='#{each.anchor}'>{escape(each.text)}</a></li>" for each in headings)
    st.html(f"<nav class='contents'><h2>{title}</h2><ol lang='{article.language}'>{links}</ol></nav>")


def _show_answered_questions(translator: Translator, article: Article) -> None:
    """The questions that the article answers, each a link that asks it; folded, since whoever reads has found it."""
    questions = answered_questions(article.details)
    if not questions:
        return
    summary = escape(translator.gettext("Questions that this article answers"))
    links = "".join(
        f"<li><a class='within' href='{escape(address.whole_question_address(each))}'>{escape(each)}</a></li>"
        for each in questions
    )
    st.html(
        f"<details class='answered'><summary>{summary}</summary><ul lang='{article.language}'>{links}</ul></details>"
    )
    follow_links_within()


def _show_topics(translator: Translator, service: Service, article: Article) -> None:
    """The article's topics, each the way to what else there is on it."""
    known = {topic.id: topic.names[translator.language] for topic in service.topics()}
    topics = [each.topic for each in service.topics_of(article.id) if each.topic in known][:_MOST_TOPICS]
    if not topics:
        return
    with st.container(key="chips-topics", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html(f"<span class='quiet'>{escape(translator.gettext('More on'))}</span>", width="content")
        for topic in topics:
            st.page_link(address.BROWSE_PAGE, label=label_of(known[topic]), query_params=address.to_topic(topic))


def _show_related(translator: Translator, service: Service, article: Article) -> None:
    related = service.related(article.id, translator.language)
    if not related:
        return
    with st.container(key="related", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('Read next'))}</h2>")
        for number, each in enumerate((found.article for found in related), start=1):
            meta = meta_line(translator, each.language, each.words, named_audiences(each.details))
            with st.container(key=f"card-next-{number}", gap="xsmall"):
                st.html(f"<h3 lang='{each.language}'>{escape(each.title)}</h3><p class='quiet'>{meta}</p>")
                with st.container(key=f"read-next-{number}", width="content"):
                    st.page_link(
                        address.ARTICLE_PAGE,
                        label=translator.gettext("Read the article"),
                        query_params=address.to_article(each.id),
                    )


_show()
