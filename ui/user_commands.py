"""The commands `mentorbase users …`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corpus.account import Role
from corpus.language import Language, parse_languages
from ui.account_addresses import invitation_link
from ui.console import AsJson, err, opened_service, out, print_json

if TYPE_CHECKING:
    from corpus.account import ListedAccount
    from ui.service import Service

Name = Annotated[str, typer.Argument(help="The name to sign in with; with a provider's sign-in an e-mail address.")]
AppAddress = Annotated[
    str, typer.Option("--address", metavar="URL", help="Where the app is reached, for the link's beginning.")
]
_HERE = "http://localhost:8501"

users = typer.Typer(help="Accounts of editors and administrators; reading needs none.", no_args_is_help=True)


@users.command("list")
def list_users(as_json: AsJson = False) -> None:
    """All accounts with their roles and languages."""
    with opened_service() as service:
        accounts = service.library.accounts.all()
    if as_json:
        for listed in accounts:
            print_json(_user_line(listed))
        return
    table = Table("name", "role", "languages", "state")
    for listed in accounts:
        table.add_row(escape(listed.account.name), listed.account.role, _languages(listed) or "all", _state(listed))
    out.print(table)


@users.command("add")
def add_user(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    languages: Annotated[str, typer.Option(metavar="sv,nl", help="An editor's languages; all four if not given.")] = "",
    invite: Annotated[
        bool, typer.Option("--invite", help="Print a one-time link by which the person chooses the password.")
    ] = False,
    address: AppAddress = _HERE,
    as_json: AsJson = False,
) -> None:
    """Make an account; the password is asked for, or read from standard input, or chosen by a link."""
    among = _read_languages(languages)
    password = None if invite else _read_password()
    with opened_service() as service:
        service.library.accounts.add(name, role, password, among)
        link = _link(service, name, address) if invite else None
    if as_json:
        print_json({"name": name, "role": role, **({"link": link} if link else {})})
    else:
        out.print(f"There is now an account '{escape(name)}' ({role}).")
        _print_link(link)


@users.command("invite")
def invite_user(name: Name, address: AppAddress = _HERE, as_json: AsJson = False) -> None:
    """Print a one-time link by which somebody chooses a new password; older links end."""
    with opened_service() as service:
        link = _link(service, name, address)
    if as_json:
        print_json({"name": name, "link": link})
    else:
        _print_link(link)


@users.command("password")
def change_password(name: Name, as_json: AsJson = False) -> None:
    """Give an account another password, asked for or read from standard input, and sign it out everywhere."""
    password = _read_password()
    with opened_service() as service:
        service.library.accounts.change_password(name, password)
        service.library.throttle.forget(name)
    if as_json:
        print_json({"name": name})
    else:
        out.print(f"'{escape(name)}' has a new password and is signed out everywhere.")


@users.command("remove")
def remove_user(name: Name, as_json: AsJson = False) -> None:
    """Remove an account; the last administrator stays."""
    with opened_service() as service:
        service.library.accounts.remove(name)
    if as_json:
        print_json({"name": name, "removed": True})
    else:
        out.print(f"There is no account '{escape(name)}' any more.")


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\n")


def _read_languages(codes: str) -> frozenset[Language]:
    try:
        return parse_languages(codes) if codes else frozenset()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--languages") from error


def _link(service: Service, name: str, address: str) -> str:
    return invitation_link(address, service.library.invitations.invite(name))


def _print_link(link: str | None) -> None:
    if link:
        err.print("Valid for 48 hours, and once:")
        out.print(link, markup=False, highlight=False)


def _languages(listed: ListedAccount) -> str:
    return ",".join(language for language in Language if language in listed.account.languages)


def _state(listed: ListedAccount) -> str:
    if listed.is_disabled:
        return "disabled"
    return "" if listed.has_password else "no password yet"


def _user_line(listed: ListedAccount) -> dict[str, Any]:
    return {
        "name": listed.account.name,
        "role": listed.account.role,
        "languages": [language for language in Language if language in listed.account.languages],
        "has_password": listed.has_password,
        "is_disabled": listed.is_disabled,
    }
