"""Other ways to sign in: the OpenID Connect providers that Streamlit's secrets name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

import streamlit as st

DEFAULT = "default"
"""What Streamlit calls the provider of a section `[auth]` that names none."""


def providers() -> dict[str, str]:
    """The providers' labels by the names that `st.login` takes; none unless configured and Authlib is there."""
    if find_spec("authlib") is None or not st.secrets.load_if_toml_exists():
        return {}
    return providers_of(st.secrets.get("auth", {}))


def providers_of(section: Mapping[str, object]) -> dict[str, str]:
    """The providers of a section `[auth]`: itself, by the host that it asks, and those with sections of their own."""
    found = {}
    if "client_id" in section:
        found[DEFAULT] = urlsplit(str(section.get("server_metadata_url", ""))).hostname or "OpenID Connect"
    for name, values in section.items():
        if isinstance(values, Mapping) and "client_id" in values:
            found[name] = name[:1].upper() + name[1:]
    return found
