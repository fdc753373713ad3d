"""Where the app answers what has to do with accounts."""

SIGN_IN_PATH = "/account/sign-in"
SIGN_OUT_PATH = "/account/sign-out"
PASSWORD_PATH = "/account/password"  # noqa: S105 - an address
INVITATION_PATH = "/account/invitation"
PROVIDER_PATH = "/sign-in"
"""A page of the app: it leads to a provider, and tells what became of it."""


def invitation_link(address: str, token: str) -> str:
    """The one-time link of a token, at the address of an app."""
    return f"{address.rstrip('/')}{INVITATION_PATH}?token={token}"
