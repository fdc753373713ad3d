"""The figures of what readers ask and vote, as charts that are told in words too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape

import altair as alt
import streamlit as st

from corpus.article import ArticleSummary
from corpus.language import Language
from corpus.reader_question import DayCount
from ui.asked_questions import ArticleVotes, QuestionStatistics
from ui.translator import Translator
from ui.web import address
from ui.web.frame import show_notice
from ui.web.resources import shared_service
from ui.web.wording import capitalised

_DAYS = 30
_LISTED = 10
_HEIGHT = 220
_LIGHT = {
    Language.ITALIAN: "#1c5d50",
    Language.SWEDISH: "#3f6ea8",
    Language.DUTCH: "#c2622d",
    Language.ENGLISH: "#8a8578",
}
_DARK = {
    Language.ITALIAN: "#57b39e",
    Language.SWEDISH: "#86aede",
    Language.DUTCH: "#e0915f",
    Language.ENGLISH: "#a8a398",
}
"""Each at least 3 to 1 against the paper, and told apart without colour by their order and the table."""


def show_figures(translator: Translator) -> None:
    """Everything that is counted."""
    figures = shared_service().questions.statistics(translator.language, _DAYS)
    if not figures.asked and not figures.votes:
        show_notice(
            translator.gettext("Nothing has been asked yet."),
            translator.gettext(
                "Once readers ask, you see here how much is asked in which language, how much is answered, what they "
                "find helpful, and which articles nobody finds."
            ),
        )
        return
    _show_sums(translator, figures)
    _show_days(translator, figures.days)
    _show_votes(translator, figures)
    _show_never_found(translator, figures.never_found)


def _show_sums(translator: Translator, figures: QuestionStatistics) -> None:
    sentences = [translator.ngettext("{count} question is kept.", "{count} questions are kept.", figures.asked)]
    if figures.asked:
        sentences.append(
            translator.gettext(
                "{answered} of a hundred were answered, {own} in their own language.",
                answered=round(100 * figures.answered / figures.asked),
                own=round(100 * figures.in_own_language / figures.asked),
            )
        )
    if figures.sent:
        sentences.append(translator.ngettext("{count} was sent to you.", "{count} were sent to you.", figures.sent))
    st.html(f"<p class='figures-sum'>{escape(' '.join(sentences))}</p>")


def _show_days(translator: Translator, days: Sequence[DayCount]) -> None:
    with st.container(key="figures-days", gap="xsmall"):
        heading = translator.gettext("Questions in the last thirty days")
        st.html(f"<h2>{escape(heading)}</h2>")
        if not days:
            st.html(f"<p class='quiet'>{escape(translator.gettext('Nobody has asked in this time.'))}</p>")
            return
        st.altair_chart(_chart_of_languages(translator, days), key="chart-languages", alt=heading)
        shares = translator.gettext("How many of a hundred were answered")
        st.html(f"<h2>{escape(shares)}</h2>")
        st.altair_chart(_chart_of_answers(translator, days), key="chart-answers", alt=shares)
        st.html(_table(translator, days))


def _chart_of_languages(translator: Translator, days: Sequence[DayCount]) -> alt.Chart:
    asked = {(each.day, each.language): each.asked for each in days}
    names = {language: capitalised(translator.language_name(language)) for language in Language}
    rows = [
        {"day": day.isoformat(), "language": names[language], "asked": asked.get((day, language), 0), "order": place}
        for day in _last_days()
        for place, language in enumerate(Language)
    ]
    colours = alt.Scale(domain=list(names.values()), range=[_colours()[language] for language in Language])
    return _on_days(
        alt.Chart(alt.InlineData(values=rows)).mark_bar(),
        alt.Y("asked:Q", title=None, axis=alt.Axis(tickMinStep=1, format="d", labelColor=_ink())),
        [
            alt.Tooltip("day:T", title=translator.gettext("Day"), format="%-d/%-m/%Y"),
            alt.Tooltip("language:N", title=translator.gettext("Language")),
            alt.Tooltip("asked:Q", title=translator.gettext("Questions")),
        ],
    ).encode(
        color=alt.Color(
            "language:N", scale=colours, title=None, legend=alt.Legend(orient="top", columns=2, labelColor=_ink())
        ),
        order=alt.Order("order:Q"),
    )


def _chart_of_answers(translator: Translator, days: Sequence[DayCount]) -> alt.Chart:
    asked, answered = _sums(days)
    rows = [
        {"day": day.isoformat(), "share": round(100 * answered[day] / asked[day]), "asked": asked[day]}
        for day in _last_days()
        if asked[day]
    ]
    colour = _colours()[Language.ITALIAN]
    return _on_days(
        alt.Chart(alt.InlineData(values=rows)).mark_line(color=colour, point=alt.OverlayMarkDef(color=colour, size=45)),
        alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(labelColor=_ink())),
        [
            alt.Tooltip("day:T", title=translator.gettext("Day"), format="%-d/%-m/%Y"),
            alt.Tooltip("share:Q", title=translator.gettext("Answered of a hundred")),
            alt.Tooltip("asked:Q", title=translator.gettext("Questions")),
        ],
    )


def _on_days(chart: alt.Chart, y: alt.Y, tooltip: list[alt.Tooltip]) -> alt.Chart:
    first, last = _last_days()[0] - timedelta(days=1), _last_days()[-1] + timedelta(days=1)
    span = alt.Scale(domain=[first.isoformat(), last.isoformat()])
    # No names of months: a chart speaks English only.
    axis = alt.Axis(format="%-d/%-m", tickCount=6, grid=False, labelColor=_ink())
    shown = chart.encode(x=alt.X("yearmonthdate(day):T", title=None, scale=span, axis=axis), y=y, tooltip=tooltip)
    return shown.properties(height=_HEIGHT)


def _table(translator: Translator, days: Sequence[DayCount]) -> str:
    asked, answered = _sums(days)
    by_language = {(each.day, each.language): each.asked for each in days}
    heads = [
        translator.gettext("Day"),
        *(capitalised(translator.language_name(each)) for each in Language),
        translator.gettext("Answered"),
    ]
    rows = [
        [
            translator.date(day),
            *(str(by_language.get((day, each), 0)) for each in Language),
            translator.gettext("{part} of {whole}", part=answered[day], whole=asked[day]),
        ]
        for day in sorted(asked, reverse=True)
    ]
    head = "".join(f"<th scope='col'>{escape(each)}</th>" for each in heads)
    body = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>{''.join(f'<td>{escape(each)}</td>' for each in row[1:])}</tr>"
        for row in rows
    )
    summary = escape(translator.gettext("The same as a table"))
    return (
        f"<details class='why'><summary>{summary}</summary><div class='figures-table'><table><thead><tr>{head}</tr>"
        f"</thead><tbody>{body}</tbody></table></div></details>"
    )


def _sums(days: Sequence[DayCount]) -> tuple[Counter[date], Counter[date]]:
    """How many were asked and answered on each day, in all languages."""
    asked: Counter[date] = Counter()
    answered: Counter[date] = Counter()
    for each in days:
        asked[each.day] += each.asked
        answered[each.day] += each.answered
    return asked, answered


def _show_votes(translator: Translator, figures: QuestionStatistics) -> None:
    with st.container(key="figures-votes", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('What readers say of the articles'))}</h2>")
        if not figures.votes:
            none = translator.gettext("Nobody has voted yet. Below each result, readers can say whether it helps.")
            st.html(f"<p class='quiet'>{escape(none)}</p>")
            return
        for heading, votes in (
            (translator.gettext("Most helpful"), [each for each in figures.votes if each.count.balance > 0]),
            (translator.gettext("Least helpful"), [each for each in figures.votes[::-1] if each.count.balance < 0]),
        ):
            if votes:
                items = "".join(_vote_item(translator, each) for each in votes[:_LISTED])
                st.html(f"<h3>{escape(heading)}</h3><ol class='figures-list'>{items}</ol>")
        if figures.words:
            items = "".join(
                f"<li>“{escape(each.word)}” "
                f"<span class='quiet' lang='{each.language}'>{escape(each.question)}</span></li>"
                for each in figures.words
            )
            heading = escape(translator.gettext("What they missed"))
            st.html(f"<h3>{heading}</h3><ul class='figures-list'>{items}</ul>")


def _vote_item(translator: Translator, votes: ArticleVotes) -> str:
    said = translator.gettext("{yes} yes, {no} no", yes=votes.count.helpful, no=votes.count.unhelpful)
    return (
        f"<li><span lang='{votes.article.language}'>{escape(votes.article.title)}</span> "
        f"<span class='quiet'>{escape(said)}</span></li>"
    )


def _show_never_found(translator: Translator, articles: Sequence[ArticleSummary]) -> None:
    with st.container(key="figures-never-found", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('Articles that nobody has found'))}</h2>")
        told = (
            translator.ngettext(
                "{count} article was never among the results of an answer.",
                "{count} articles were never among the results of an answer.",
                len(articles),
            )
            if articles
            else translator.gettext("Every article was among the results at least once.")
        )
        st.html(f"<p class='quiet'>{escape(told)}</p>")
        for each in articles[:_LISTED]:
            with st.container(key=f"gap-link-never-{each.id}", width="content"):
                st.page_link(address.ARTICLE_PAGE, label=each.title, query_params=address.to_article(each.id))


def _last_days() -> list[date]:
    today = datetime.now(UTC).date()
    return [today - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]


def _colours() -> dict[Language, str]:
    return _DARK if _is_dark() else _LIGHT


def _ink() -> str:
    """The colour of what is written in a chart, at least 7 to 1."""
    return "#d5d2cb" if _is_dark() else "#42484b"


def _is_dark() -> bool:
    return st.context.theme.type == "dark"
