"""Answers the forms for signing in and out, for one-time links and for changing a password."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from corpus.account import Account, InvalidInvitationError
from corpus.errors import MentorbaseError
from corpus.language import Language
from corpus.message import message
from corpus.password import LONGEST, SHORTEST
from ui.account_addresses import INVITATION_PATH, PASSWORD_PATH, SIGN_IN_PATH, SIGN_OUT_PATH
from ui.authentication import Authenticator, TooManyAttemptsError, WrongPasswordError
from ui.translator import Translator
from ui.web.account_html import (
    ICON,
    ICON_PATH,
    STYLE_PATH,
    Frame,
    change_password_html,
    first_admin_html,
    new_password_html,
    sign_in_html,
    stylesheet,
    told_html,
)
from ui.web.session_cookie import COOKIE

_LONGEST_FORM = 16_384  # bytes
_OWN_PAGES_ONLY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
_T = TypeVar("_T")
Form = Mapping[str, str]


class FormError(MentorbaseError):
    """What was sent is no form of ours."""


class AccountRoutes:
    """The routes under `/account`, which answer without Streamlit."""

    def __init__(self, authenticator: Callable[[], Authenticator], providers: Callable[[], Mapping[str, str]]) -> None:
        """`authenticator` opens it when it is first needed, and gives the same one from then on.

        `providers` gives the labels of other ways to sign in, by the addresses that lead there.
        """
        self._authenticator = authenticator
        self._providers = providers

    def routes(self) -> list[Route]:
        """All of them, for the app."""
        return [
            Route(STYLE_PATH, _style, methods=["GET"]),
            Route(ICON_PATH, _icon, methods=["GET"]),
            Route(SIGN_IN_PATH, self._show_sign_in, methods=["GET"]),
            Route(SIGN_IN_PATH, _own_forms_only(self._sign_in), methods=["POST"]),
            Route(SIGN_OUT_PATH, _own_forms_only(self._sign_out), methods=["POST"]),
            Route(INVITATION_PATH, self._show_invitation, methods=["GET"]),
            Route(INVITATION_PATH, _own_forms_only(self._accept_invitation), methods=["POST"]),
            Route(PASSWORD_PATH, self._show_password, methods=["GET"]),
            Route(PASSWORD_PATH, _own_forms_only(self._change_password), methods=["POST"]),
        ]

    # Signing in and out

    async def _show_sign_in(self, request: Request) -> Response:
        return _html(sign_in_html(_frame(request), self._providers()))

    async def _sign_in(self, request: Request, form: Form) -> Response:
        frame, name = _frame(request), form.get("name", "").strip()
        try:
            token = await self._ask(lambda known: known.sign_in(name, form.get("password", ""), _address(request)))
        except (WrongPasswordError, TooManyAttemptsError) as error:
            html = sign_in_html(frame, self._providers(), name, _told(frame.translator, error))
            return _html(html, 429 if isinstance(error, TooManyAttemptsError) else 401)
        await self._end_session_of(request)
        return self._signed_in(request, token, local_path(request.query_params.get("next", "")))

    async def _sign_out(self, request: Request, _form: Form) -> Response:
        await self._end_session_of(request)
        response = RedirectResponse(f"/?lang={_frame(request).translator.language}", status_code=303)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_is_secure(request))
        return response

    # One-time links

    async def _show_invitation(self, request: Request) -> Response:
        return await self._invitation_page(request)

    async def _accept_invitation(self, request: Request, form: Form) -> Response:
        frame, name = _frame(request), form.get("name", "").strip()
        if trouble := _trouble_with_new(frame.translator, form):
            return await self._invitation_page(request, name, trouble)
        link = request.query_params.get("token", "")
        try:
            token = await self._ask(lambda known: known.accept_invitation(link, form.get("password", ""), name))
        except InvalidInvitationError:
            return _no_invitation(frame)
        except MentorbaseError:
            trouble = frame.translator.gettext("This name is taken or has spaces. Take another one.")
            return await self._invitation_page(request, name, trouble)
        return self._signed_in(request, token, f"/?lang={frame.translator.language}")

    async def _invitation_page(self, request: Request, name: str = "", trouble: str = "") -> Response:
        frame = _frame(request)
        try:
            invitation = await self._ask(lambda known: known.invitation(request.query_params.get("token", "")))
        except InvalidInvitationError:
            return _no_invitation(frame)
        status = 422 if trouble else 200
        if invitation.account is None:
            return _html(first_admin_html(frame, name, trouble), status)
        return _html(new_password_html(frame, invitation.account.name, trouble), status)

    # Changing a password

    async def _show_password(self, request: Request) -> Response:
        account = await self._account(request)
        if account is None:
            return RedirectResponse(f"{SIGN_IN_PATH}?next={PASSWORD_PATH}", status_code=303)
        return _html(change_password_html(_frame(request), account.name))

    async def _change_password(self, request: Request, form: Form) -> Response:
        frame, account = _frame(request), await self._account(request)
        if account is None:
            return RedirectResponse(f"{SIGN_IN_PATH}?next={PASSWORD_PATH}", status_code=303)
        if trouble := _trouble_with_new(frame.translator, form):
            return _html(change_password_html(frame, account.name, trouble), 422)
        passwords = form.get("present", ""), form.get("password", "")
        try:
            token = await self._ask(lambda known: known.change_password(account.name, *passwords, _address(request)))
        except (WrongPasswordError, TooManyAttemptsError) as error:
            return _html(change_password_html(frame, account.name, _told(frame.translator, error)), 401)
        return self._signed_in(request, token, f"/?lang={frame.translator.language}")

    # Sessions

    async def _account(self, request: Request) -> Account | None:
        token = request.cookies.get(COOKIE)
        return await self._ask(lambda known: known.account(token)) if token else None

    async def _end_session_of(self, request: Request) -> None:
        if token := request.cookies.get(COOKIE):
            await self._ask(lambda known: known.sign_out(token))

    async def _ask(self, work: Callable[[Authenticator], _T]) -> _T:
        """Does what takes long, such as hashing a password, without keeping the other visitors waiting."""
        return await run_in_threadpool(lambda: work(self._authenticator()))

    def _signed_in(self, request: Request, token: str, path: str) -> Response:
        response = RedirectResponse(path, status_code=303)
        lasts = int(self._authenticator().longest.total_seconds())
        response.set_cookie(
            COOKIE, token, max_age=lasts, path="/", httponly=True, samesite="lax", secure=_is_secure(request)
        )
        return response


async def _style(_request: Request) -> Response:
    return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _icon(_request: Request) -> Response:
    return FileResponse(ICON, media_type="image/svg+xml")


def local_path(wanted: str) -> str:
    """The wanted address if it lies in this app, else the start page: a link must not lead elsewhere by us."""
    is_local = re.fullmatch(r"/(?![/\\])[!-~]*", wanted) and "\\" not in wanted and not urlsplit(wanted).netloc
    return wanted if is_local else "/"


def comes_from_here(headers: Headers) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser tells.

    As Go's `CrossOriginProtection` decides: by `Sec-Fetch-Site`, which browsers send to secure addresses and
    localhost, else by `Origin`; what sends neither is no browser, and has no cookies that another site could misuse.
    """
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _own_forms_only(
    answer: Callable[[Request, Form], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def checked(request: Request) -> Response:
        if not comes_from_here(request.headers):
            told = _frame(request).translator.gettext("This form was sent from another site.")
            return PlainTextResponse(told, status_code=403)
        try:
            form = await _read_form(request)
        except FormError as error:
            return PlainTextResponse(_frame(request).translator.message(error), status_code=400)
        return await answer(request, form)

    return checked


async def _read_form(request: Request) -> Form:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            raise FormError(message("The form is too long."))
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise FormError(message("The form cannot be read.")) from error
    return {name: values[-1] for name, values in fields.items()}


def _frame(request: Request) -> Frame:
    """The page in the language of its address, else in the browser's, else in English."""
    codes = [request.query_params.get("lang", ""), *re.findall(r"[a-z]{2}", request.headers.get("accept-language", ""))]
    language = next((Language(code) for code in codes if code in set(Language)), Language.ENGLISH)
    kept = {name: value for name, value in request.query_params.items() if name in ("next", "token")}
    return Frame(Translator(language), request.url.path, kept)


def _html(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status_code=status, headers=_OWN_PAGES_ONLY)


def _no_invitation(frame: Frame) -> Response:
    tr = frame.translator
    text = tr.gettext("It was used already, or is older than two days. Ask an administrator for a new one.")
    return _html(told_html(frame, tr.gettext("This link is no longer valid"), text), 410)


def _told(translator: Translator, error: WrongPasswordError | TooManyAttemptsError) -> str:
    if isinstance(error, WrongPasswordError):
        return translator.gettext("Name or password is wrong.")
    if error.seconds < 60:
        return translator.ngettext(
            "Too many attempts. Try again in {count} second.",
            "Too many attempts. Try again in {count} seconds.",
            error.seconds,
        )
    return translator.ngettext(
        "Too many attempts. Try again in {count} minute.",
        "Too many attempts. Try again in {count} minutes.",
        -(-error.seconds // 60),
    )


def _trouble_with_new(translator: Translator, form: Form) -> str:
    """What is wrong with a new password, if anything."""
    password = form.get("password", "")
    if not SHORTEST <= len(password) <= LONGEST:
        return translator.ngettext(
            "The password needs at least {count} character.",
            "The password needs at least {count} characters.",
            SHORTEST,
        )
    if password != form.get("again", ""):
        return translator.gettext("The two passwords are not the same.")
    return ""


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"
