"""The pages on which people sign in and choose passwords: plain HTML, without a script, in the look of the app.

They work without Streamlit's connection, so that browsers and password managers know them for what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit

from corpus.language import Language
from corpus.password import LONGEST, SHORTEST
from ui.theme import THEME_OPTIONS
from ui.translator import Translator

STYLE_PATH = "/account/style.css"
ICON_PATH = "/account/icon.svg"
ICON = Path(__file__).parent / "icon.svg"
_STYLE = Path(__file__).parent / "account.css"
_MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
_FONTS = {"Source Sans": "SourceSansVF-Upright", "Source Serif": "SourceSerifVariable-Roman"}
_COLOURS = {
    "paper": "backgroundColor",
    "field": "secondaryBackgroundColor",
    "ink": "textColor",
    "green": "primaryColor",
    "link": "linkColor",
    "line": "borderColor",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages share: the language, where the page is and with which parameters, in all languages alike."""

    translator: Translator
    path: str
    parameters: Mapping[str, str]

    def address(self, language: Language | None = None) -> str:
        """The page's own address, in another language if one is given."""
        spoken = {"lang": (language or self.translator.language).value}
        return f"{self.path}?{urlencode({**self.parameters, **spoken})}"


@cache
def stylesheet() -> str:
    """The pages' style: the theme's colours by day and by night, Streamlit's fonts, and the rules."""
    fonts = "".join(
        f'@font-face{{font-family:"{name}";src:url("/static/media/{path.name}");font-weight:200 900}}\n'
        for name, stem in _FONTS.items()
        for path in sorted(_MEDIA.glob(f"{stem}.*.woff2"))[:1]
    )
    by_night = f"@media (prefers-color-scheme: dark){{{_colours('dark')}}}\n"
    return f"{fonts}{_colours('light')}\n{by_night}{_STYLE.read_text(encoding='utf-8')}"


def _colours(scheme: str) -> str:
    values = ";".join(f"--{name}:{THEME_OPTIONS[f'theme.{scheme}.{option}']}" for name, option in _COLOURS.items())
    return f":root{{{values}}}"


def sign_in_html(frame: Frame, providers: Mapping[str, str], name: str = "", trouble: str = "") -> str:
    """The form for name and password, below it the `providers`: their labels, by the addresses that lead there."""
    tr = frame.translator
    hint = tr.gettext("For editors and administrators. Reading and asking need no account.")
    links = "".join(
        f"<a class='button quiet-button' href='{escape(path)}'>"
        f"{escape(tr.gettext('Sign in with {provider}', provider=label))}</a>"
        for path, label in providers.items()
    )
    fields = (
        _field("name", tr.gettext("Name"), "username", value=name, is_first=not name)
        + _field("password", tr.gettext("Password"), "current-password", is_secret=True, is_first=bool(name))
        + _button(tr.gettext("Sign in"))
    )
    body = f"<p>{escape(hint)}</p>{_form(frame, fields, trouble)}"
    return _page(frame, tr.gettext("Sign in"), body + (f"<div class='providers'>{links}</div>" if links else ""))


def new_password_html(frame: Frame, name: str, trouble: str = "") -> str:
    """The form by which somebody who was invited chooses a password."""
    tr = frame.translator
    fields = _known_name(tr, name) + _new_password_fields(tr, is_first=True) + _button(tr.gettext("Save and sign in"))
    hint = tr.gettext("This is your account. Choose a password, then you are signed in.")
    title = tr.gettext("Welcome, {name}", name=name)
    return _page(frame, title, f"<p>{escape(hint)}</p>{_form(frame, fields, trouble)}")


def first_admin_html(frame: Frame, name: str = "", trouble: str = "") -> str:
    """The form that makes the first administrator."""
    tr = frame.translator
    fields = (
        _field("name", tr.gettext("Name"), "username", value=name, is_first=True)
        + _new_password_fields(tr)
        + _button(tr.gettext("Save and sign in"))
    )
    hint = tr.gettext("Make the first account here: it looks after this library and invites the editors.")
    return _page(frame, tr.gettext("Welcome to Mentorbase"), f"<p>{escape(hint)}</p>{_form(frame, fields, trouble)}")


def change_password_html(frame: Frame, name: str, trouble: str = "") -> str:
    """The form by which somebody who is signed in changes the password."""
    tr = frame.translator
    fields = (
        _known_name(tr, name)
        + _field("present", tr.gettext("Present password"), "current-password", is_secret=True, is_first=True)
        + _new_password_fields(tr)
        + _button(tr.gettext("Change the password"))
    )
    hint = tr.gettext("Wherever else you are signed in, you will have to sign in again.")
    return _page(frame, tr.gettext("Change your password"), f"<p>{escape(hint)}</p>{_form(frame, fields, trouble)}")


def told_html(frame: Frame, title: str, text: str) -> str:
    """A page that only tells something."""
    return _page(frame, title, f"<p>{escape(text)}</p>")


def _new_password_fields(tr: Translator, *, is_first: bool = False) -> str:
    hint = tr.ngettext("At least {count} character", "At least {count} characters", SHORTEST)
    label, again = tr.gettext("New password"), tr.gettext("The same once more")
    return _field(
        "password", label, "new-password", is_secret=True, is_first=is_first, hint=hint, shortest=SHORTEST
    ) + _field("again", again, "new-password", is_secret=True)


def _known_name(tr: Translator, name: str) -> str:
    """The name, for password managers too, which keep it beside the password."""
    return _field("name", tr.gettext("Name"), "username", value=name, is_fixed=True)


def _field(
    name: str,
    label: str,
    completed: str,
    *,
    value: str = "",
    is_secret: bool = False,
    is_first: bool = False,
    is_fixed: bool = False,
    hint: str = "",
    shortest: int = 0,
) -> str:
    kind = "password" if is_secret else "text"
    told = f"<span class='hint' id='{name}-hint'>{escape(hint)}</span>" if hint else ""
    return (
        f"<label for='{name}'>{escape(label)}</label>{told}"
        f"<input id='{name}' name='{name}' type='{kind}' autocomplete='{completed}' required maxlength='{LONGEST}'"
        " autocapitalize='none' spellcheck='false'"
        + (f" value='{escape(value)}'" if value else "")
        + (f" minlength='{shortest}'" if shortest else "")
        + (f" aria-describedby='{name}-hint'" if hint else "")
        + (" readonly" if is_fixed else "")
        + (" autofocus" if is_first else "")
        + ">"
    )


def _button(label: str) -> str:
    return f"<button type='submit'>{escape(label)}</button>"


def _form(frame: Frame, fields: str, trouble: str) -> str:
    told = f"<p class='trouble' role='alert'>{escape(trouble)}</p>" if trouble else ""
    return f"<form method='post' action='{escape(frame.address())}'>{told}{fields}</form>"


def _page(frame: Frame, title: str, body: str) -> str:
    tr = frame.translator
    spoken = tr.language.value
    places = (("/", tr.gettext("Ask")), ("/articles", tr.gettext("All articles")))
    links = "".join(f"<a href='{path}?lang={spoken}'>{escape(label)}</a>" for path, label in places)
    languages = "".join(
        f"<a href='{escape(frame.address(each))}' lang='{each}' hreflang='{each}'"
        + (" aria-current='true'" if each is tr.language else "")
        + f">{each.own_name}</a>"
        for each in Language
    )
    return (
        f"<!doctype html><html lang='{spoken}'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<meta name='color-scheme' content='light dark'><title>{escape(title)} · Mentorbase</title>"
        f"<link rel='icon' href='{ICON_PATH}'><link rel='stylesheet' href='{STYLE_PATH}'></head><body>"
        f"<header><a class='brand' href='/?lang={spoken}'>Mentorbase</a><nav>{links}</nav></header>"
        f"<main><h1>{escape(title)}</h1>{body}</main>"
        f"<footer><nav aria-label='{escape(tr.gettext('The language of these pages'))}'>{languages}</nav></footer>"
        "</body></html>"
    )
