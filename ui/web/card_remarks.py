"""What stands below a card: why it was found, and whether it helps."""

from __future__ import annotations

from html import escape

import streamlit as st

from corpus.language import Language
from search.reasons import Closeness, LanguageChoice, Reasons, reasons_for
from search.result import Hit, SearchResult
from ui.asked_questions import LONGEST_WORD
from ui.translator import Translator
from ui.web.resources import shared_service

_VOTES = "votes"
_THANKED = "thanked"

_Votes = dict[tuple[str, int], int | None]
"""The votes of this session by question and article; an id while a word may still be added."""


def show_remarks(translator: Translator, result: SearchResult, hit: Hit) -> None:
    """The remarks of one card; a vote runs nothing but these again."""
    with st.container(key=f"remarks-{hit.rank}", horizontal=True, vertical_alignment="top", gap="small"):
        st.html(_why(translator, result, hit), width="stretch")
        if shared_service().questions.keeping.questions:
            _show_votes(translator, result, hit)


@st.fragment
def _show_votes(translator: Translator, result: SearchResult, hit: Hit) -> None:
    votes: _Votes = st.session_state.setdefault(_VOTES, {})
    card = result.question, hit.article.id
    with st.container(key=f"votes-{hit.rank}", horizontal=True, vertical_alignment="center", gap="xsmall"):
        if card not in votes:
            st.html(f"<span class='quiet'>{escape(translator.gettext('Does this help?'))}</span>", width="content")
            _show_thumb(translator.gettext("Yes, this helps"), result, hit, helpful=True)
            _show_thumb(translator.gettext("No, this does not help"), result, hit, helpful=False)
        elif votes[card] is not None:
            _show_word(translator, card, hit.rank)
        else:
            thanks = translator.gettext("Thank you. It helps us to do better.")
            st.html(f"<span class='quiet' role='status'>{escape(thanks)}</span>", width="content")


def _show_thumb(label: str, result: SearchResult, hit: Hit, *, helpful: bool) -> None:
    way = "up" if helpful else "down"
    with st.container(key=f"thumb-{way}-{hit.rank}", width="content"):
        st.button(
            label,
            key=f"vote-{way}-{hit.rank}",
            icon=f":material/thumb_{way}:",
            type="tertiary",
            on_click=_vote,
            args=(result, hit, helpful),
        )


def _vote(result: SearchResult, hit: Hit, helpful: bool) -> None:
    identifier = shared_service().questions.vote(result, hit, helpful=helpful)
    st.session_state[_VOTES][result.question, hit.article.id] = None if helpful else identifier


def _show_word(translator: Translator, card: tuple[str, int], rank: int) -> None:
    with (
        st.form(f"word-{rank}", border=False),
        st.container(key=f"word-row-{rank}", horizontal=True, vertical_alignment="bottom", gap="xsmall"),
    ):
        st.text_input(
            translator.gettext("Thank you. What was missing? A word is enough."),
            key=f"word-of-{rank}",
            max_chars=LONGEST_WORD,
        )
        st.form_submit_button(
            translator.gettext("Send"), key=f"send-word-{rank}", on_click=_add_word, args=(card, rank)
        )


def _add_word(card: tuple[str, int], rank: int) -> None:
    votes: _Votes = st.session_state[_VOTES]
    word, vote = st.session_state[f"word-of-{rank}"], votes[card]
    if word.strip() and vote is not None:
        shared_service().questions.add_word(vote, word)
    votes[card] = None


def _why(translator: Translator, result: SearchResult, hit: Hit) -> str:
    reasons = reasons_for(result.question, result.language, hit)
    sentences = [*_exact(translator, reasons), _closeness(translator, reasons, is_answer=result.answered)]
    sentences += _language(translator, reasons, result.language, hit)
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    summary = escape(translator.gettext("Why this result?"))
    return f"<details class='why'><summary>{summary}</summary><ul>{items}</ul></details>"


def _exact(translator: Translator, reasons: Reasons) -> list[str]:
    told = [
        translator.gettext("It has the words “{phrase}” as you wrote them.", phrase=each) for each in reasons.phrases
    ]
    return told + [translator.gettext("It speaks of {acronym}.", acronym=each) for each in reasons.acronyms]


def _closeness(translator: Translator, reasons: Reasons, *, is_answer: bool) -> str:
    if not is_answer:
        return translator.gettext("It comes closest to what you ask, but not close enough to be an answer.")
    told = {
        Closeness.VERY_CLOSE: translator.gettext("What it says is very close to what you ask."),
        Closeness.CLOSE: translator.gettext("What it says is close to what you ask."),
        Closeness.LOOSE: translator.gettext("What it says has something to do with what you ask."),
    }
    return told[reasons.closeness]


def _language(translator: Translator, reasons: Reasons, asked_in: Language, hit: Hit) -> list[str]:
    asked = translator.language_name(asked_in)
    shown = translator.language_name(hit.article.language) if hit.article.language else ""
    if reasons.language is LanguageChoice.ONLY_FOREIGN:
        told = translator.gettext(
            "We look in all four languages, whichever you ask in. This one is not in {asked}.", asked=asked
        )
    elif reasons.language is LanguageChoice.FOREIGN_IS_BETTER:
        told = translator.gettext(
            "It is also there in {asked}, but the text in {shown} answers better.", asked=asked, shown=shown
        )
    elif hit.variants:
        told = translator.gettext(
            "It is there in several languages; you see {asked} because you asked in it.", asked=asked
        )
    else:
        return []
    return [told]
