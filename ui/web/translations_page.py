"""The coverage board: every article in four languages, what is missing or out of date, and the way to translate it."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.account import Account, Role
from corpus.language import Language
from ui.coverage import WORK, Cell, CellState, Coverage, Row, TopicRow, Wanted
from ui.translator import Translator
from ui.web import address
from ui.web.coverage_wording import asked_sentence, lag_sentence, state_name, translate_label, view_name, work_label
from ui.web.editing_wording import dotted, language_name
from ui.web.editors_filters import show_title_search, show_views
from ui.web.frame import session_translator, show_notice
from ui.web.list_pages import items_of_page, page_number, show_page_numbers
from ui.web.resources import shared_service
from ui.web.safe_markdown import label_of
from ui.web.signed_in import require
from ui.web.told import show_told

_STATE, _LANGUAGE, _TOPIC, _WORDS = "coverage-state", "coverage-language", "coverage-topic", "coverage-words"
_A_PAGE = 20
_FEW_TOPICS = 2


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    wanted = address.wanted_coverage()
    with st.spinner(translator.gettext("Looking through the library …")):
        coverage = shared_service().coverage(translator.language, wanted)
    with st.container(key="workplace"):
        _show_head(translator)
        if address.by_topic():
            _show_topics(translator, coverage)
        else:
            _show_articles(translator, account, coverage, wanted)
    show_told(translator)


def _show_head(translator: Translator) -> None:
    with st.container(key="board-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<h1>{escape(translator.gettext('Translations'))}</h1>", width="content")
        with st.container(key="board-views", horizontal=True, width="content", gap="small"):
            views = (False, translator.gettext("Articles")), (True, translator.gettext("Topics"))
            for by_topic, label in views:
                chosen = "chosen" if by_topic == address.by_topic() else "other"
                with st.container(key=f"board-view-{chosen}", width="content"):
                    st.page_link(
                        address.TRANSLATIONS_PAGE,
                        label=label,
                        query_params=address.to_coverage(Wanted(), by_topic=by_topic),
                    )


def _show_columns(translator: Translator, first: str) -> None:
    names = "".join(f"<span>{escape(language_name(translator, each))}</span>" for each in Language)
    st.html(f"<div class='board-languages' aria-hidden='true'><span>{escape(first)}</span>{names}</div>")


# Articles


def _show_articles(translator: Translator, account: Account, coverage: Coverage, wanted: Wanted) -> None:
    rows = shared_service().with_named_sections(items_of_page(coverage.rows, _A_PAGE))
    if wanted == Wanted() and page_number(len(coverage.rows), _A_PAGE) == 1:
        _show_next(translator, account, coverage)
    _show_filters(translator, coverage, wanted)
    if not rows:
        _show_nothing(translator, wanted)
        return
    with st.container(key="board", gap=None):
        _show_columns(translator, translator.gettext("Article"))
        topics = {topic.topic.id: topic.topic.names[translator.language] for topic in coverage.topics}
        for row in rows:
            _show_row(translator, account, row, topics)
    show_page_numbers(len(coverage.rows), _A_PAGE, "coverage")


def _show_next(translator: Translator, account: Account, coverage: Coverage) -> None:
    """The one translation that readers wait for most, among those that the account may write."""
    found = _next(translator, account, coverage)
    if found is None:
        return
    row, cell = found
    original = row.original_for(cell.language, translator.language)
    if original is None:
        return
    language = translator.language_name(cell.language)
    told = [translator.gettext("This is not there in {language} yet.", language=language)]
    if cell.asked:
        told.insert(0, asked_sentence(translator, cell))
    with st.container(key="board-next", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f"<p class='quiet'>{escape(translator.gettext('A good next step'))}</p>"
            f"<h2 lang='{row.shown.language}'>{escape(row.shown.title)}</h2><p>{dotted(told)}</p>"
        )
        with st.container(key="go-translate", width="content"):
            st.page_link(
                address.WRITE_PAGE,
                label=translate_label(translator, cell.language),
                query_params=address.to_translate(original.id, cell.language),
            )


def _next(translator: Translator, account: Account, coverage: Coverage) -> tuple[Row, Cell] | None:
    """The first family that lacks a language of the account's; of several the one asked for, else the reader's own."""
    for row in coverage.rows:
        cells = [each for each in row.cells if each.state is CellState.MISSING and account.may_change(each.language)]
        if cells and row.is_live:
            return row, min(cells, key=lambda each: (-each.asked, each.language is not translator.language))
    return None


def _show_filters(translator: Translator, coverage: Coverage, wanted: Wanted) -> None:
    st.session_state[_STATE] = wanted.state.value if wanted.state else ""
    st.session_state[_LANGUAGE] = wanted.language
    st.session_state[_WORDS] = wanted.words
    topics = {each.topic.id: each.topic.names[translator.language] for each in coverage.topics if each.families}
    st.session_state[_TOPIC] = wanted.topic if wanted.topic in topics else None
    counts = {"": coverage.every, **{state.value: coverage.counts[state] for state in WORK}}
    with st.container(key="board-filters", horizontal=True, vertical_alignment="center", gap="small"):
        show_views(
            translator,
            {each: f"{view_name(translator, CellState(each) if each else None)} {counts[each]}" for each in counts},
            _STATE,
            _look_at,
        )
        with st.container(key="board-choices", horizontal=True, gap="small"):
            st.selectbox(
                translator.gettext("Language"),
                list(Language),
                index=None,
                format_func=lambda each: language_name(translator, each),
                placeholder=translator.gettext("All languages"),
                key=_LANGUAGE,
                label_visibility="collapsed",
                on_change=_look_at,
            )
            st.selectbox(
                translator.gettext("Topic"),
                list(topics),
                index=None,
                format_func=lambda each: topics.get(each, each),
                placeholder=translator.gettext("All topics"),
                key=_TOPIC,
                label_visibility="collapsed",
                on_change=_look_at,
            )
            show_title_search(translator, _WORDS, _look_at)


def _look_at() -> None:
    state = st.session_state[_STATE]
    address.set_wanted_coverage(
        Wanted(
            st.session_state[_TOPIC] or "",
            st.session_state[_LANGUAGE],
            CellState(state) if state else None,
            st.session_state[_WORDS] or "",
        )
    )


def _show_nothing(translator: Translator, wanted: Wanted) -> None:
    if wanted.words or wanted.topic:
        show_notice(
            translator.gettext("No article was found."),
            translator.gettext("Take something out of the filter to see more."),
        )
    elif wanted.state or wanted.language:
        show_notice(translator.gettext("There is nothing to do here."), translator.gettext("Well done."))
    else:
        show_notice(
            translator.gettext("There is no article to translate yet."),
            translator.gettext("Articles come here as soon as one is added."),
        )


def _show_row(translator: Translator, account: Account, row: Row, topics: dict[str, str]) -> None:
    shown = row.shown
    with st.container(key=f"board-row-{shown.id}", gap=None):
        with st.container(key=f"board-title-{shown.id}", gap=None):
            st.page_link(address.REVIEW_PAGE, label=label_of(shown.title), query_params=address.to_article(shown.id))
            about = [topics[each] for each in row.topics if each in topics][:_FEW_TOPICS]
            if about:
                st.html(f"<p class='quiet'>{escape(', '.join(about))}</p>")
        for cell in row.cells:
            _show_cell(translator, account, row, cell)


def _show_cell(translator: Translator, account: Account, row: Row, cell: Cell) -> None:
    """Language and state in words, what there is to know about it, and one thing to do."""
    key = f"{row.shown.id}-{cell.language}"
    language = f"<span class='cell-language'>{escape(language_name(translator, cell.language))}</span>"
    with st.container(key=f"cell-{cell.state}-{key}", gap=None):
        if cell.state is CellState.LIVE and cell.article is not None:
            with st.container(key=f"cell-there-{key}", horizontal=True, vertical_alignment="center", gap=None):
                st.html(f"<p class='cell-state'>{language}</p>", width="content")
                _show_way_to(cell.article.id, state_name(translator, cell.state))
            return
        told = [asked_sentence(translator, cell), *(lag_sentence(translator, each) for each in cell.lags)]
        more = "".join(f"<p class='cell-more'>{escape(each)}</p>" for each in told if each)
        state = escape(state_name(translator, cell.state))
        st.html(f"<p class='cell-state'>{language} <span class='cell-word'>{state}</span></p>{more}")
        with st.container(key=f"cell-work-{key}", width="content"):
            if account.may_change(cell.language):
                _show_work(translator, row, cell)
            elif cell.article is not None:
                _show_way_to(cell.article.id, translator.gettext("Open"))


def _show_way_to(article: int, label: str) -> None:
    st.page_link(address.REVIEW_PAGE, label=label, query_params=address.to_article(article))


def _show_work(translator: Translator, row: Row, cell: Cell) -> None:
    """The way to translating, beside the text that it is made from or that has changed."""
    there = cell.article.id if cell.article else None
    original = row.original_for(cell.language, translator.language)
    beside = cell.lags[0].other if cell.lags else original.id if original else None
    if beside is not None:
        st.page_link(
            address.WRITE_PAGE,
            label=work_label(translator, cell),
            query_params=address.to_translate(beside, cell.language, there),
        )
    elif there is not None:
        _show_way_to(there, translator.gettext("Open"))


# Topics


def _show_topics(translator: Translator, coverage: Coverage) -> None:
    explanation = translator.gettext("How many of the articles on a topic are there in each language.")
    st.html(f"<p class='quiet'>{escape(explanation)}</p>")
    with st.container(key="board", gap=None):
        _show_columns(translator, translator.gettext("Topic"))
        for number, topic in enumerate(each for each in coverage.topics if each.families):
            _show_topic(translator, topic, number)
    empty = [each.topic.names[translator.language] for each in coverage.topics if not each.families]
    if empty:
        heading = translator.gettext("Nothing yet on")
        st.html(f"<p class='quiet'>{escape(heading)}: {escape(', '.join(empty))}</p>")


def _show_topic(translator: Translator, row: TopicRow, number: int) -> None:
    topic = row.topic.id
    with st.container(key=f"board-row-topic-{number}", gap=None):
        with st.container(key=f"board-title-topic-{number}", gap=None):
            st.page_link(
                address.TRANSLATIONS_PAGE,
                label=label_of(row.topic.names[translator.language]),
                query_params=address.to_coverage(Wanted(topic)),
            )
        for language in Language:
            name = escape(language_name(translator, language))
            count = escape(translator.gettext("{count} of {all}", count=row.live[language], all=row.families))
            share = row.live[language] / row.families
            with st.container(key=f"cell-topic-{number}-{language}", gap=None):
                st.html(
                    f"<p class='cell-state'><span class='cell-language'>{name}</span> "
                    f"<span class='cell-count'>{count}</span></p>"
                    f"<div class='cell-bar' aria-hidden='true'><div style='width: {share:.0%}'></div></div>"
                )
                if lacking := row.lacking(language):
                    with st.container(key=f"cell-work-topic-{number}-{language}", width="content"):
                        st.page_link(
                            address.TRANSLATIONS_PAGE,
                            label=translator.ngettext("{count} missing", "{count} missing", lacking),
                            query_params=address.to_coverage(Wanted(topic, language, CellState.MISSING)),
                        )


_show()
