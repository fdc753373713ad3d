"""A tiny OpenID Connect provider: whoever comes chooses who they are, and the provider vouches for it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

CLIENT, CLIENT_SECRET = "mentorbase", "a secret of these tests"
Claims = Mapping[str, object]


@dataclass
class Provider:
    """A running provider: whom it knows, by what it says of each, and who was signed out of it."""

    people: Mapping[str, Claims]
    address: str = ""
    signed_out: list[str] = field(default_factory=list)
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """The requests that wait for their tokens, by the codes that were given out."""

    def secrets(self, app: str) -> str:
        """What Streamlit's file of secrets says of it, for the app at an address."""
        return (
            f'[auth]\nredirect_uri = "{app}/oauth2callback"\ncookie_secret = "{secrets.token_hex(32)}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{CLIENT_SECRET}"\n'
            f'server_metadata_url = "{self.address}/.well-known/openid-configuration"\n'
        )

    def metadata(self) -> dict[str, object]:
        """Where everything is, as OpenID Connect Discovery has it."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def choice(self, asked: dict[str, str]) -> str:
        """The page on which somebody says who they are."""
        assert asked["client_id"] == CLIENT
        assert {"openid", "email"} <= set(asked["scope"].split())
        links = []
        for name in self.people:
            code = secrets.token_urlsafe()
            self.asked[code] = {**asked, "name": name}
            back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            links.append(f"<li><a href='{escape(back)}'>{escape(name)}</a></li>")
        refused = f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        links.append(f"<li><a href='{escape(refused)}'>nobody</a></li>")
        return f"<!doctype html><title>Provider</title><h1>Who are you?</h1><ul>{''.join(links)}</ul>"

    def tokens(self, form: dict[str, str], authorization: str) -> dict[str, object]:
        """The tokens for a code, to whoever has begun with it."""
        asked = self.asked.pop(form["code"])
        client = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        assert client.partition(":")[::2] == (CLIENT, CLIENT_SECRET)
        assert _base64(hashlib.sha256(form["code_verifier"].encode()).digest()) == asked["code_challenge"]
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "sub": asked["name"],
            **self.people[asked["name"]],
        }
        token = self._signed(claims)
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def keys(self) -> dict[str, object]:
        """The public part of its key, as a JSON Web Key Set."""
        numbers = self.key.public_key().public_numbers()
        parts = {
            name: _base64(value.to_bytes(256).lstrip(b"\0")) for name, value in (("n", numbers.n), ("e", numbers.e))
        }
        return {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", **parts}]}

    def sign_out(self, token: str) -> None:
        """Note whose token it is, if it is one of ours."""
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(f"{body}=="))
        assert self._signed(claims) == token
        self.signed_out.append(claims["sub"])

    def _signed(self, claims: Claims) -> str:
        """The claims as a JSON Web Token."""
        parts = [_base64(json.dumps(each).encode()) for each in ({"alg": "RS256", "kid": "one"}, claims)]
        signature = self.key.sign(".".join(parts).encode(), PKCS1v15(), SHA256())
        return ".".join([*parts, _base64(signature)])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def provide(people: Mapping[str, Claims]) -> Iterator[Provider]:
    """A provider on a free port of this machine, which knows `people` by their names."""
    provider = Provider(people)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self.answer(json.dumps(provider.metadata()), "application/json")
            elif parts.path == "/keys":
                self.answer(json.dumps(provider.keys()), "application/json")
            elif parts.path == "/authorize":
                self.answer(provider.choice(asked), "text/html; charset=utf-8")
            elif parts.path == "/end":
                provider.sign_out(asked["id_token_hint"])
                self.send_response(302)
                self.send_header("Location", asked["post_logout_redirect_uri"])
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(json.dumps(provider.tokens(form, self.headers["Authorization"])), "application/json")

        def answer(self, text: str, kind: str) -> None:
            data = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
            pass

    with ThreadingHTTPServer(("localhost", 0), Handler) as server:
        provider.address = f"http://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()
