"""Leads to a provider to sign in there, and tells what became of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from ui.web import address
from ui.web.frame import session_translator, show_notice
from ui.web.providers import providers
from ui.web.signed_in import known_email, signed_in, verified_email

_SENT = "sent-to-provider"


def _show() -> None:
    translator = session_translator()
    account, email = signed_in(), known_email()
    if account is not None:
        show_notice(translator.gettext("You are signed in as {name}.", name=account.name), "", level=1)
    elif email:
        reason = (
            translator.gettext("There is no account with this name. An administrator can make one for you.")
            if verified_email(st.user.to_dict())
            else translator.gettext("It does not say that this e-mail address is yours. Ask whoever looks after it.")
        )
        show_notice(translator.gettext("You come as {name}.", name=email), reason, level=1)
        st.button(translator.gettext("Sign in as somebody else"), key="leave-provider", on_click=st.logout)
    elif (provider := address.provider()) in (known := providers()):
        text = translator.gettext("You are being taken to {provider} …", provider=known[provider])
        st.html(f"<h1>{escape(text)}</h1>")
        label = translator.gettext("Sign in with {provider}", provider=known[provider])
        st.button(label, key="go-to-provider", type="primary", on_click=st.login, args=(provider,))
        if not st.session_state.get(_SENT):
            st.session_state[_SENT] = True
            st.login(provider)
    else:
        show_notice(
            translator.gettext("Nobody is asked here to sign you in."),
            translator.gettext("Sign in with your name and password."),
            level=1,
        )


_show()
