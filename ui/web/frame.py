"""What surrounds every page: the bar at the top, the stylesheet, and the language of the session."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from corpus.account import Account, Role
from corpus.article import ArticleSummary
from corpus.language import Language
from ui.account_addresses import PASSWORD_PATH, PROVIDER_PATH, SIGN_OUT_PATH
from ui.translator import Translator
from ui.web import address
from ui.web.safe_markdown import label_of
from ui.web.signed_in import is_by_provider, known_email, sign_in_address, signed_in

_STYLE = Path(__file__).parent / "style.css"
_MENU = "interface-language"


def session_translator() -> Translator:
    """The translator for this reader: by the address, else by the browser's language, else English."""
    chosen = address.interface_language()
    if chosen is None:
        code = (st.context.locale or "")[:2].lower()
        chosen = Language(code) if code in set(Language) else Language.ENGLISH
    return Translator(chosen)


def show_frame(translator: Translator) -> None:
    """The stylesheet, the page's language for browsers and screen readers, and the bar."""
    st.html(_STYLE)
    language = translator.language.value
    with st.container(key="page-language"):
        st.html(f"<script>document.documentElement.lang = '{language}'</script>", unsafe_allow_javascript=True)
    kept = address.to_page()
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="brand", width="content"):
            st.page_link(address.ASK_PAGE, label="Mentorbase", query_params=kept)
        with st.container(key="places", horizontal=True, width="content", gap="small"):
            st.page_link(address.ASK_PAGE, label=translator.gettext("Ask"), query_params=kept)
            st.page_link(address.BROWSE_PAGE, label=translator.gettext("Articles"), query_params=kept)
            st.page_link(address.MAP_PAGE, label=translator.gettext("Map"), query_params=kept)
        st.menu_button(
            translator.language.own_name,
            list(Language),
            format_func=lambda each: each.own_name,
            key=_MENU,
            on_click=_choose_language,
            type="tertiary",
            icon=":material/language:",
            help=translator.gettext("The language of these pages"),
        )
        account = signed_in()
        if account is not None:
            _show_account_menu(translator, account)


def _choose_language() -> None:
    chosen = st.session_state[_MENU]
    if chosen:
        address.choose_interface_language(Language(chosen))


def _show_account_menu(translator: Translator, account: Account) -> None:
    """The name of who is signed in; below it the pages that are theirs, and the way out."""
    kept = address.to_page()
    with (
        st.popover(label_of(account.name), key="account", type="tertiary", icon=":material/account_circle:"),
        st.container(key="account-menu", gap=None),
    ):
        for page, role, label in _desk_places(translator):
            if account.has(role):
                st.page_link(page, label=label, query_params=kept)
        if is_by_provider():
            st.button(translator.gettext("Sign out"), key="sign-out", type="tertiary", on_click=st.logout)
            return
        spoken = f"?lang={translator.language}"
        st.html(
            f"<a href='{PASSWORD_PATH}{spoken}'>{escape(translator.gettext('Change password'))}</a>"
            f"<form method='post' action='{SIGN_OUT_PATH}{spoken}'>"
            f"<button type='submit'>{escape(translator.gettext('Sign out'))}</button></form>"
        )


def _desk_places(translator: Translator) -> list[tuple[Path, Role, str]]:
    """The pages for editors and administrators: who may see each, and what it is called."""
    return [
        (address.EDIT_PAGE, Role.EDITOR, translator.gettext("Editors’ desk")),
        (address.QUESTIONS_PAGE, Role.EDITOR, translator.gettext("Questions")),
        (address.TRANSLATIONS_PAGE, Role.EDITOR, translator.gettext("Translations")),
        (address.ADMIN_PAGE, Role.ADMIN, translator.gettext("Administration")),
    ]


def show_foot(translator: Translator) -> None:
    """Below every page a quiet way to sign in; readers need none. Whom a provider has sent in vain finds the reason."""
    if signed_in() is not None:
        return
    if email := known_email():
        way = f"{PROVIDER_PATH}?{urlencode({'lang': translator.language.value})}"
        label = translator.gettext("You come as {name}, and are not signed in. Why?", name=email)
    else:
        way, label = sign_in_address(translator), translator.gettext("Sign in")
    st.html(f"<div class='foot'><a href='{escape(way)}'>{escape(label)}</a></div>")


def show_notice(heading: str, text: str, *, level: int = 2) -> None:
    """A calm message in a box of its own; where its text has several lines, all but the first one are a list."""
    first, *others = text.split("\n")
    body = f"<p>{escape(first)}</p>" if first else ""
    body += f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in others)}</ul>" if others else ""
    st.html(f"<section class='notice' role='status'><h{level}>{escape(heading)}</h{level}>{body}</section>")


def show_translation_links(translator: Translator, articles: Iterable[ArticleSummary], key: str) -> None:
    """A link for each translation, under the language's own name."""
    articles = [article for article in articles if article.language]
    if not articles:
        return
    label = translator.gettext("Also in")
    with st.container(key=f"chips-{key}", horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        st.html(f"<span class='quiet'>{escape(label)}</span>", width="content")
        for article in articles:
            name = article.language.own_name if article.language else ""
            st.page_link(address.ARTICLE_PAGE, label=name, query_params=address.to_article(article.id))
