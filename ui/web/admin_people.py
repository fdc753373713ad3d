"""For administrators: who looks after the library, and what each may do."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from corpus.account import Account, LastAdminError, ListedAccount, Role
from corpus.errors import MentorbaseError
from corpus.language import Language
from ui.account_addresses import invitation_link
from ui.desk import Desk
from ui.translator import Translator
from ui.web.frame import show_notice
from ui.web.wording import capitalised

_CHANGED = "account-changed"
_REMOVED = "account-removed"
_LINK = "invitation-link"
_TROUBLE = "account-trouble"
_NAME, _ROLE, _LANGUAGES = "new-name", "new-role", "new-languages"


def show_people(translator: Translator, desk: Desk, mine: Account) -> None:
    """The accounts, what can be changed of them, and a way to invite somebody."""
    with st.container(key="people", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('Who looks after the library'))}</h2>")
        if trouble := st.session_state.pop(_TROUBLE, ""):
            st.html(f"<p class='trouble' role='alert'>{escape(trouble)}</p>")
        if link := st.session_state.pop(_LINK, None):
            _show_link(translator, *link)
        for number, listed in enumerate(desk.accounts(), start=1):
            with st.container(key=f"person-{number}", gap="xsmall"):
                _show_person(translator, desk, listed, is_mine=listed.account.name == mine.name)
    _show_invitation(translator, desk)


def _show_link(translator: Translator, name: str, link: str) -> None:
    title = translator.gettext("The link for {name}", name=name)
    text = translator.gettext(
        "Copy it now and send it: it is shown only here, only this once. It leads to choosing a password, and works "
        "once within two days."
    )
    st.html(
        f"<section class='notice' role='status'><h3>{escape(title)}</h3><p>{escape(text)}</p>"
        f"<p><code class='once'>{escape(link)}</code></p></section>"
    )


def _show_person(translator: Translator, desk: Desk, listed: ListedAccount, *, is_mine: bool) -> None:
    name = listed.account.name
    with st.container(key=f"who-{name}", horizontal=True, vertical_alignment="center"):
        meta = " <span aria-hidden='true'>·</span> ".join(escape(part) for part in _told(translator, listed))
        # A long e-mail address is broken where one would break it.
        st.html(f"<h3>{escape(name).replace('@', '<wbr>@')}</h3><p class='quiet'>{meta}</p>")
        if st.session_state.get(_CHANGED) != name:
            st.button(translator.gettext("Change"), key=f"change-{name}", on_click=_open, args=(name,))
    if st.session_state.get(_CHANGED) == name:
        _show_changes(translator, desk, listed, is_mine=is_mine)


def _told(translator: Translator, listed: ListedAccount) -> list[str]:
    """Role, languages and state of an account, in words."""
    account = listed.account
    parts = [_role_name(translator, account.role)]
    if account.role is Role.EDITOR:
        names = [translator.language_name(each) for each in Language if each in account.languages]
        parts.append(translator.listing(names) if names else translator.gettext("all four languages"))
    if listed.is_disabled:
        parts.append(translator.gettext("may not sign in"))
    elif not listed.has_password:
        parts.append(translator.gettext("has no password yet"))
    return parts


def _role_name(translator: Translator, role: Role) -> str:
    names = {Role.EDITOR: translator.gettext("Editor"), Role.ADMIN: translator.gettext("Administrator")}
    return names[role]


def _show_changes(translator: Translator, desk: Desk, listed: ListedAccount, *, is_mine: bool) -> None:
    account = listed.account
    role, languages = f"role-{account.name}", f"languages-{account.name}"
    st.session_state.setdefault(role, account.role)
    st.session_state.setdefault(languages, [each for each in Language if each in account.languages])
    with st.form(f"changes-{account.name}", border=False):
        _show_rights(translator, role, languages)
        with st.container(horizontal=True):
            st.form_submit_button(
                translator.gettext("Save"),
                key=f"save-{account.name}",
                type="primary",
                on_click=_save,
                args=(translator, desk, account.name),
            )
            st.form_submit_button(translator.gettext("Cancel"), key=f"cancel-{account.name}", on_click=_close)
    if st.session_state.get(_REMOVED) == account.name:
        _ask_whether_to_remove(translator, desk, account.name)
        return
    with st.container(key=f"more-{account.name}", horizontal=True):
        label = translator.gettext("Link for a new password")
        st.button(label, key=f"link-{account.name}", on_click=_invite_again, args=(desk, account.name))
        if is_mine:
            return  # nobody locks themselves out by mistake
        if listed.is_disabled:
            label, action = translator.gettext("Let in again"), desk.enable_account
        else:
            label, action = translator.gettext("Do not let in"), desk.disable_account
        st.button(label, key=f"disable-{account.name}", on_click=_do, args=(translator, action, account.name))
        label = translator.gettext("Remove …")
        st.button(label, key=f"remove-{account.name}", on_click=_begin_to_remove, args=(account.name,))


def _ask_whether_to_remove(translator: Translator, desk: Desk, name: str) -> None:
    question = translator.gettext("Remove {name} for good?", name=name)
    text = translator.gettext("What they have written stays.")
    show_notice(question, text, level=3)
    with st.container(horizontal=True):
        label = translator.gettext("Remove")
        action = desk.remove_account
        st.button(label, key=f"really-{name}", type="primary", on_click=_do, args=(translator, action, name))
        st.button(translator.gettext("Keep"), key=f"keep-{name}", on_click=_close)


def _show_rights(translator: Translator, role: str, languages: str) -> None:
    st.pills(
        translator.gettext("May"),
        list(Role),
        required=True,
        format_func=lambda each: (
            translator.gettext("edit articles") if each is Role.EDITOR else translator.gettext("edit and administer")
        ),
        key=role,
    )
    st.pills(
        translator.gettext("Only articles in (none chosen: in all languages)"),
        list(Language),
        selection_mode="multi",
        format_func=lambda each: capitalised(translator.language_name(each)),
        key=languages,
    )


def _show_invitation(translator: Translator, desk: Desk) -> None:
    st.session_state.setdefault(_ROLE, Role.EDITOR)
    with st.container(key="invite", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('Invite somebody'))}</h2>")
        text = translator.gettext("You get a link to send them. With it they choose a password of their own.")
        st.html(f"<p class='quiet'>{escape(text)}</p>")
        with st.form("invitation", border=False):
            st.text_input(translator.gettext("Name, or e-mail address"), key=_NAME, max_chars=100, autocomplete="off")
            _show_rights(translator, _ROLE, _LANGUAGES)
            label = translator.gettext("Make the link")
            st.form_submit_button(label, key="make-link", type="primary", on_click=_invite, args=(translator, desk))


def _open(name: str) -> None:
    _close()
    st.session_state[_CHANGED] = name
    for key in (f"role-{name}", f"languages-{name}"):
        st.session_state.pop(key, None)


def _close() -> None:
    for key in (_CHANGED, _REMOVED):
        st.session_state.pop(key, None)


def _begin_to_remove(name: str) -> None:
    st.session_state[_REMOVED] = name


def _save(translator: Translator, desk: Desk, name: str) -> None:
    state = st.session_state
    role, languages = state[f"role-{name}"], state[f"languages-{name}"]
    _do(translator, lambda: desk.change_account(name, role, languages))


def _do(translator: Translator, action: Callable[..., None], *args: str) -> None:
    try:
        action(*args)
    except LastAdminError:
        st.session_state[_TROUBLE] = translator.gettext("This is the only administrator. Make somebody else one first.")
    _close()


def _invite_again(desk: Desk, name: str) -> None:
    st.session_state[_LINK] = (name, invitation_link(_own_address(), desk.invite_again(name)))
    _close()


def _invite(translator: Translator, desk: Desk) -> None:
    state = st.session_state
    name = state[_NAME].strip()
    try:
        token = desk.invite(name, state[_ROLE], state[_LANGUAGES])
    except MentorbaseError:
        state[_TROUBLE] = translator.gettext("This name is taken or has spaces. Take another one.")
        return
    state[_LINK] = (name, invitation_link(_own_address(), token))
    state[_NAME], state[_LANGUAGES] = "", []


def _own_address() -> str:
    """Where this browser has reached the app."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
