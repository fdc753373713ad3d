"""Translating an article part by part: the original beside the boxes that say the same in another language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

import streamlit as st

from corpus.account import Account
from corpus.article import ArticleStatus
from corpus.difference import difference
from corpus.errors import LanguageTakenError, MentorbaseError, UnknownArticleError
from corpus.language import Language
from ingest.editing import Conflict, Writing
from ingest.relate.parts import Part, heading_of, join_parts
from ui.desk import Desk
from ui.translation import Translation
from ui.translator import Translator
from ui.web import address
from ui.web.coverage_wording import translate_label
from ui.web.difference_html import difference_html
from ui.web.editing_wording import language_name
from ui.web.followed_link import go_to
from ui.web.frame import show_notice
from ui.web.kept_boxes import KeptBoxes, show_end_of_boxes, show_save_buttons
from ui.web.resources import shared_service
from ui.web.safe_markdown import article_html, label_of, section_html
from ui.web.told import act, show_told, tell
from ui.web.while_writing import tell_while_writing
from ui.web.write_conflict import show_conflict

_FIELDS = ("title", "summary", "author")
_MIDDLE, _LONG = 250, 700
"""Letters of a part from which on its box is higher."""


def show_translating(translator: Translator, account: Account, original: int, language: Language) -> None:
    """The page for translating an article into a language, or for going on with the translation that is there."""
    with st.container(key="workplace"):
        _show_way_back(translator)
        try:
            fresh = shared_service().editing.translation(original, language, translator.language)
        except UnknownArticleError:
            show_notice(translator.gettext("This article is not here."), "", level=1)
            return
        except MentorbaseError:
            show_notice(translator.gettext("This article is in that language already."), "", level=1)
            return
        if not account.may_change(language):
            show_notice(translator.gettext("This is for editors of its language and for administrators."), "", level=1)
            return
        is_taken = fresh.article is not None and fresh.article != address.article()
        form = _Boxes(original, language, None if is_taken else fresh.article)
        if is_taken and fresh.article is not None:
            _show_quicker(translator, fresh, fresh.article, is_touched=form.is_touched)
            if not form.is_touched:
                return
        else:
            form.fill(fresh)
        _show_page(translator, shared_service().desk(account), form, fresh)
    tell_while_writing()
    show_told(translator)


class _Boxes(KeptBoxes):
    """What stands in the boxes of a translation, kept for the session with what they were filled from."""

    def __init__(self, original: int, language: Language, article: int | None) -> None:
        super().__init__(f"translate-{original}-{language}-{article or 'new'}")
        self.original = original
        self.language = language
        self.article = article

    @property
    def begun(self) -> Translation:
        """What the boxes were filled from."""
        found = st.session_state[self.key("begun")]
        assert isinstance(found, Translation)  # noqa: S101 - `put` has written it
        return found

    @property
    def is_touched(self) -> bool:
        """Whether somebody has written in the boxes since they were filled."""
        return self.key("begun") in st.session_state and self.writing() != _writing(self.begun, self.begun.parts)

    def fill(self, fresh: Translation) -> None:
        """Fill the boxes with what there is now, unless somebody has written in them or it stands there already."""
        is_filled = self.key("begun") in st.session_state and self.key("title") in st.session_state
        if not is_filled or (not self.is_touched and self.begun != fresh):
            self.put(fresh)

    def put(self, translation: Translation) -> None:
        """Put this into the boxes."""
        st.session_state[self.key("begun")] = translation
        for field in _FIELDS:
            st.session_state[self.key(field)] = getattr(translation.writing, field)
        for number, part in enumerate(translation.parts):
            st.session_state[self.key(f"heading-{number}")] = part.heading
            st.session_state[self.key(f"text-{number}")] = part.text
        self.set_conflict_aside()

    def empty(self) -> None:
        """Forget what is in the boxes."""
        for name in [each for each in st.session_state if str(each).startswith(f"{self._name}-")]:
            del st.session_state[name]

    def parts(self) -> list[Part]:
        """The parts with what is in the boxes now."""
        return [
            replace(part, heading=self._box(f"heading-{number}"), text=self._box(f"text-{number}"))
            for number, part in enumerate(self.begun.parts)
        ]

    def writing(self) -> Writing:
        """What is in the boxes, as it is to be saved."""
        title, summary, author = (self._box(field) for field in _FIELDS)
        return replace(_writing(self.begun, self.parts()), title=title, summary=summary, author=author)

    def _box(self, field: str) -> str:
        return str(st.session_state.get(self.key(field)) or "")


def _writing(translation: Translation, parts: Iterable[Part]) -> Writing:
    return replace(translation.writing, text=join_parts(parts))


def _show_way_back(translator: Translator) -> None:
    with st.container(key="way-back", width="content"):
        st.page_link(
            address.TRANSLATIONS_PAGE, label=translator.gettext("Translations"), query_params=address.to_page()
        )


def _show_quicker(translator: Translator, fresh: Translation, article: int, *, is_touched: bool) -> None:
    """Somebody else has translated it meanwhile: nothing of theirs is overwritten, and nothing of ours is lost."""
    language = translator.language_name(fresh.language)
    show_notice(
        translator.gettext("Somebody was quicker: this is there in {language} already.", language=language),
        translator.gettext("What you have written still stands below, so that you can copy from it.")
        if is_touched
        else translator.gettext("Nothing was changed. You can read that text, or improve it beside the original."),
        level=2 if is_touched else 1,
    )
    with st.container(key="quicker", horizontal=True, gap="small"):
        with st.container(key="go-theirs", width="content"):
            st.page_link(
                address.REVIEW_PAGE,
                label=label_of(fresh.writing.title),
                query_params=address.to_article(article),
            )
        with st.container(key="go-improve", width="content"):
            st.page_link(
                address.WRITE_PAGE,
                label=translator.gettext("Improve it beside the original"),
                query_params=address.to_translate(fresh.original.article, fresh.language, article),
            )


def _show_page(translator: Translator, desk: Desk, form: _Boxes, fresh: Translation) -> None:
    st.set_page_config(page_title=f"{form.begun.original.content.title} · Mentorbase")
    _show_head(translator, desk, form)
    trouble = st.container(key="write-trouble")
    if (conflict := form.conflict) is not None:
        _show_conflict(translator, desk, form, conflict, fresh)
    with st.container(key="write-boxes"):
        st.fragment(_show_boxes)(translator, form)
    saves = _show_buttons(translator, form)
    if saves is not None:
        with trouble:
            _save(translator, desk, form, live=saves is ArticleStatus.LIVE)


def _show_head(translator: Translator, desk: Desk, form: _Boxes) -> None:
    begun = form.begun
    language = translator.language_name(begun.language)
    if begun.article is None:
        heading = translate_label(translator, begun.language)
        told = translator.gettext("Write beside each part what it says. You can save at any time and go on later.")
    elif begun.is_outdated:
        heading = translator.gettext("Bring the text in {language} up to date", language=language)
        told = translator.gettext("What has changed in the original is marked. Change only what has to follow.")
    else:
        heading = translator.gettext("The text in {language}, beside the original", language=language)
        told = translator.gettext("You can save at any time and go on later.")
    with st.container(key="translate-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<header class='article-head'><h1>{escape(heading)}</h1><p class='quiet'>{escape(told)}</p></header>")
        if begun.is_outdated and begun.article is not None and not form.is_touched:
            label = translator.gettext("Nothing has to change")
            st.button(label, key="keep-up", on_click=_keep_up, args=(translator, desk, form, begun.article))
        st.button(translator.gettext("Discard"), key="discard", type="tertiary", on_click=form.empty)
    others = [each for each in begun.others if each.article != begun.original.article]
    if not others:
        return
    with st.container(key="chips-originals", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html(f"<span class='quiet'>{escape(translator.gettext('Or from'))}</span>", width="content")
        for each in others:
            st.page_link(
                address.WRITE_PAGE,
                label=language_name(translator, each.language),
                query_params=address.to_translate(each.article, begun.language, begun.article),
            )


def _keep_up(translator: Translator, desk: Desk, form: _Boxes, article: int) -> None:
    act(
        lambda: desk.keep_up(article, original=form.original, seen=form.begun.original.number),
        translator.gettext("It counts as up to date now."),
    )


def _show_boxes(translator: Translator, form: _Boxes) -> None:
    begun, content = form.begun, form.begun.original.content
    title = f"<p class='quiet'>{escape(language_name(translator, begun.source))}</p>"
    title += f"<p class='title' lang='{begun.source}'>{escape(content.title)}</p>"
    with st.container(key="part-title", gap="small"):
        st.html(title)
        with st.container(key="part-boxes-title", gap="xsmall"):
            st.html(f"<p class='quiet'>{escape(language_name(translator, begun.language))}</p>")
            st.text_input(
                translator.gettext("Title"),
                key=form.key("title"),
                label_visibility="collapsed",
                placeholder=translator.gettext("Title"),
                persist_state="session",
            )
    for number, part in enumerate(begun.parts):
        _show_part(translator, form, part, number)
    _show_rest(translator, form)
    _show_progress(translator, form)


def _show_part(translator: Translator, form: _Boxes, part: Part, number: int) -> None:
    with st.container(key=f"part-{number}", gap="small"):
        st.html(_original_html(translator, form.begun, part, number))
        with st.container(key=f"part-boxes-{_size(part)}-{number}", gap="xsmall"):
            if part.level:
                st.text_input(
                    translator.gettext("Heading of part {number}", number=number + 1),
                    key=form.key(f"heading-{number}"),
                    label_visibility="collapsed",
                    placeholder=translator.gettext("Heading"),
                    persist_state="session",
                )
            st.text_area(
                translator.gettext("Text of part {number}", number=number + 1),
                key=form.key(f"text-{number}"),
                label_visibility="collapsed",
                height="content",
                placeholder=translator.gettext("Text"),
                persist_state="session",
            )


def _original_html(translator: Translator, begun: Translation, part: Part, number: int) -> str:
    """A part of the original; on a telephone it is folded, but for what has changed."""
    if part.original is None:
        language = translator.language_name(begun.language)
        only = translator.gettext("Only in {language}", language=language)
        return f"<div class='original'><p class='remark'>{escape(only)}</p></div>"
    source = translator.language_name(begun.source)
    label = escape(translator.gettext("Show it in {language}", language=source))
    heading = heading_of(part.original)
    name = f" <span lang='{begun.source}'>{escape(heading)}</span>" if heading else ""
    checked = " checked" if part.is_outdated else ""
    box = f"<input type='checkbox' id='original-{number}'{checked}>"
    return (
        f"<div class='original'>{_change_html(translator, begun, part)}"
        f"<label class='switch'>{box}<span>{label}{name}</span></label>"
        f"<div class='article' lang='{begun.source}'>{section_html(part.original)}</div></div>"
    )


def _change_html(translator: Translator, begun: Translation, part: Part) -> str:
    """That a part of the original has changed since, and how."""
    if not part.is_outdated:
        return ""
    source = translator.language_name(begun.source)
    remark = escape(translator.gettext("Changed later in {language}", language=source))
    if not part.before or part.original is None:
        return f"<p class='remark'>{remark}</p>"
    stretches = difference(part.before, part.original)
    summary = escape(translator.gettext("What has changed"))
    return (
        f"<p class='remark'>{remark}</p><details class='why'><summary>{summary}</summary>"
        f"{difference_html(translator, stretches, begun.source)}</details>"
    )


def _size(part: Part) -> str:
    """How high a box is before somebody writes: it grows by itself with what is written."""
    length = len(part.original or "")
    return "long" if length > _LONG else "middle" if length > _MIDDLE else "short"


def _show_rest(translator: Translator, form: _Boxes) -> None:
    begun = form.begun
    summary = str(begun.original.content.details.get("summary", ""))
    with st.container(key="part-rest", gap="small"):
        heading = escape(translator.gettext("Summary"))
        st.html(
            f"<div class='original'><p class='quiet'>{heading}</p><p lang='{begun.source}'>{escape(summary)}</p></div>"
            if summary
            else "<div></div>"
        )
        with st.container(key="part-boxes-rest", gap="small"):
            st.text_area(translator.gettext("Summary"), key=form.key("summary"), height=110, persist_state="session")
            st.text_input(translator.gettext("Author"), key=form.key("author"), persist_state="session")
            show_end_of_boxes()


def _show_progress(translator: Translator, form: _Boxes) -> None:
    parts = [each for each in form.parts() if each.original is not None]
    written = sum(bool(each.text.strip() or each.heading.strip()) for each in parts)
    told = translator.gettext("{count} of {all} parts are written.", count=written, all=len(parts))
    st.html(f"<p class='quiet progress' role='status'>{escape(told)}</p>")
    writing = form.writing()
    with st.expander(translator.gettext("What it will look like"), key="translation-preview"):
        st.html(
            f"<div lang='{form.language}'><h2 class='preview-title'>{escape(writing.title)}</h2>"
            f"<div class='article'>{article_html(writing.text).html}</div></div>"
        )


def _show_buttons(translator: Translator, form: _Boxes) -> ArticleStatus | None:
    """What the text is to be saved as, once that was asked for."""
    with (
        st.container(key="translate-actions"),
        st.container(key="write-actions", horizontal=True, vertical_alignment="center", gap="small"),
    ):
        return show_save_buttons(translator, is_live=form.begun.status is ArticleStatus.LIVE)


def _save(translator: Translator, desk: Desk, form: _Boxes, *, live: bool, after: int | None = None) -> None:
    begun, writing = form.begun, form.writing()
    seen = begun.original.number
    try:
        if begun.article is None:
            with st.spinner(translator.gettext("Saving …")):
                saved = desk.translate(form.original, writing, seen=seen, live=live)
        else:
            saved = begun.article
            base = begun.base if after is None else after
            conflict = desk.save_translation(saved, writing, original=form.original, seen=seen, after=base, live=live)
            if conflict is not None:
                form.meet(conflict, live=live)
                st.rerun()
    except LanguageTakenError:
        st.rerun()  # the page tells who was quicker
    except MentorbaseError as error:
        show_notice(translator.gettext("It is not saved."), translator.message(error))
        return
    form.empty()
    tell(translator.gettext("It is saved and published.") if live else translator.gettext("It is saved as a draft."))
    go_to(address.REVIEW_PAGE, translator.gettext("Review"), address.to_article(saved))


def _show_conflict(translator: Translator, desk: Desk, form: _Boxes, conflict: Conflict, fresh: Translation) -> None:
    show_conflict(
        translator,
        conflict,
        form.writing().text,
        keep=lambda: _save(translator, desk, form, live=form.was_to_be_live, after=conflict.theirs.number),
        take=lambda: form.put(fresh),
        go_on=form.set_conflict_aside,
    )
