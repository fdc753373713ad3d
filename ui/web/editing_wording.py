"""Phrases of the editors' pages, in the editor's language."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from corpus.article import ArticleStatus
from corpus.language import Language
from corpus.relation import RelationKind, RelationState
from ingest.clean import Reason
from ingest.report import Outcome
from ui.desk_list import DeskEntry, DeskView, Task
from ui.translator import Translator
from ui.web.wording import capitalised

_DOT = " <span aria-hidden='true'>·</span> "


def language_name(translator: Translator, language: Language | None) -> str:
    """A language with a capital letter, or that it is not known."""
    return capitalised(translator.language_name(language)) if language else translator.gettext("Language unknown")


def moment(translator: Translator, when: datetime) -> str:
    """A moment as the clock of the editor's browser shows it."""
    return translator.moment(when, st.context.timezone)


def saved_line(translator: Translator, when: datetime, by: str | None) -> str:
    """When something was saved and by whom, in words."""
    ago = translator.ago(when, datetime.now(UTC))
    return translator.gettext("{ago} by {name}", ago=ago, name=by) if by else ago


def dotted(parts: list[str]) -> str:
    """The parts as one line of HTML."""
    return _DOT.join(f"<span>{escape(part)}</span>" for part in parts)


def view_name(translator: Translator, view: DeskView) -> str:
    """What a view of the desk is called."""
    names = {
        DeskView.WAITING: translator.gettext("To do"),
        DeskView.LIVE: translator.gettext("Live"),
        DeskView.DRAFTS: translator.gettext("Drafts"),
        DeskView.BIN: translator.gettext("Bin"),
        DeskView.ALL: translator.gettext("All"),
    }
    return names[view]


def status_name(translator: Translator, status: ArticleStatus) -> str:
    """Where an article stands."""
    names = {
        ArticleStatus.LIVE: translator.gettext("Published"),
        ArticleStatus.DRAFT: translator.gettext("Draft"),
        ArticleStatus.DELETED: translator.gettext("In the bin"),
    }
    return names[status]


def task_names(translator: Translator, entry: DeskEntry) -> list[str]:
    """What there is to do about an article."""
    article = entry.article
    names = {
        Task.QUESTION: translator.gettext("A question for you")
        if article.language
        else translator.gettext("Which language?"),
        Task.RELATION: relation_guess(translator, entry.relations[0].kind) if entry.relations else "",
        Task.DOUBT: translator.ngettext("{count} doubtful block", "{count} doubtful blocks", article.doubtful),
        Task.CHANGES: translator.gettext("Changes not published"),
        Task.DRAFT: translator.gettext("Draft"),
    }
    return [names[task] for task in entry.tasks]


def relation_guess(translator: Translator, kind: RelationKind) -> str:
    """What an article may be to another one."""
    names = {
        RelationKind.TRANSLATION: translator.gettext("Perhaps a translation"),
        RelationKind.NEAR_COPY: translator.gettext("Perhaps a copy"),
        RelationKind.NEW_VERSION: translator.gettext("Perhaps a new version"),
    }
    return names[kind]


def relation_sentence(translator: Translator, kind: RelationKind, state: RelationState) -> str:
    """How two articles belong together, as a heading over the other one's title."""
    if state is RelationState.ACCEPTED:
        names = {
            RelationKind.TRANSLATION: translator.gettext("Linked as a translation"),
            RelationKind.NEAR_COPY: translator.gettext("A copy"),
            RelationKind.NEW_VERSION: translator.gettext("A version of one article"),
        }
        return names[kind]
    return relation_guess(translator, kind)


def reason_name(translator: Translator, reason: str) -> str:
    """What a block is that does not belong to the article."""
    names = {
        Reason.DATE: translator.gettext("date and author"),
        Reason.SITE: translator.gettext("name of the site"),
        Reason.MENU: translator.gettext("menu"),
        Reason.SHARE: translator.gettext("share buttons"),
        Reason.COOKIES: translator.gettext("cookie notice"),
        Reason.NEWSLETTER: translator.gettext("newsletter"),
        Reason.PROMO: translator.gettext("own promotion"),
        Reason.TEASER: translator.gettext("teaser"),
        Reason.RELATED: translator.gettext("links to other articles"),
        Reason.AUTHOR_BOX: translator.gettext("about the author"),
        Reason.LOG_IN: translator.gettext("sign-in"),
        Reason.COMMENTS: translator.gettext("comments"),
        Reason.COPYRIGHT: translator.gettext("copyright"),
        Reason.TAGS: translator.gettext("tags"),
        Reason.CAPTION: translator.gettext("caption"),
        Reason.ADVERT: translator.gettext("advertisement"),
        Reason.OTHER_ARTICLE: translator.gettext("another article"),
        Reason.REPEATED: translator.gettext("said twice"),
    }
    return names[Reason(reason)] if reason in set(Reason) else reason


def outcome_name(translator: Translator, outcome: Outcome) -> str:
    """What became of a file."""
    names = {
        Outcome.ADDED: translator.gettext("published"),
        Outcome.UPDATED: translator.gettext("new version"),
        Outcome.UNCHANGED: translator.gettext("unchanged"),
        Outcome.DUPLICATE: translator.gettext("already there"),
        Outcome.DRAFT: translator.gettext("draft"),
        Outcome.REJECTED: translator.gettext("not taken in"),
        Outcome.GONE: translator.gettext("in the bin"),
    }
    return names[outcome]
