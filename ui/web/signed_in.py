"""Who uses this browser session: by the cookie of the sign-in page, or by the provider that Streamlit asks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st

from corpus.account import Account, Role
from ui.account_addresses import SIGN_IN_PATH
from ui.translator import Translator
from ui.web import address
from ui.web.resources import shared_service
from ui.web.session_cookie import COOKIE


def signed_in() -> Account | None:
    """The account of this browser session, as it is now.

    It is looked up with each run of a page (0.4 ms), so that whoever is signed out or disabled is so at once.
    """
    return _by_session() or _by_provider()


def is_by_provider() -> bool:
    """Whether only a provider vouches for who is signed in: signing out is Streamlit's matter then."""
    return _by_session() is None and _by_provider() is not None


def require(role: Role, translator: Translator) -> Account:
    """The account, if it has the role; anybody else sees a calm page, and the page's run ends here."""
    account = signed_in()
    if account is None or not account.has(role):
        _refuse(account, translator)
    return account


def _refuse(account: Account | None, translator: Translator) -> NoReturn:
    if account is None:
        title = translator.gettext("Sign in to go on.")
        text = translator.gettext("This page is for those who look after the library.")
        label, way = escape(translator.gettext("Sign in")), escape(sign_in_address(translator))
        link = f"<p><a class='go' href='{way}'>{label}</a></p>"
    else:
        title = translator.gettext("This page is for administrators.")
        text = translator.gettext("You are signed in as {name}, who is an editor.", name=account.name)
        link = ""
    st.html(f"<section class='notice' role='status'><h1>{escape(title)}</h1><p>{escape(text)}</p>{link}</section>")
    st.stop()


def sign_in_address(translator: Translator) -> str:
    """Where to sign in, to come back to this page."""
    return f"{SIGN_IN_PATH}?{urlencode({'next': address.here(), 'lang': translator.language.value})}"


def known_email() -> str:
    """The e-mail address that a provider has given, verified or not; empty without one."""
    user = st.user.to_dict()
    return str(user.get("email") or "") if user.get("is_logged_in") else ""


def verified_email(user: Mapping[str, object]) -> str:
    """The e-mail address that a provider has verified; empty without one."""
    is_verified = user.get("is_logged_in") is True and user.get("email_verified") is True
    return str(user.get("email") or "") if is_verified else ""


def _by_session() -> Account | None:
    token = st.context.cookies.get(COOKIE)
    return shared_service().authenticator.account(token) if token else None


def _by_provider() -> Account | None:
    email = verified_email(st.user.to_dict())
    return shared_service().authenticator.account_named(email) if email else None
