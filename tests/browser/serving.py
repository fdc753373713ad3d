"""Runs the program as it is started by hand: the app on a library of its own, and its commands on the same one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_MENTORBASE = (sys.executable, "-c", "import sys; from ui.command_line import main; sys.argv[0] = 'mentorbase'; main()")
_START_SECONDS = 600
_PAUSE = 0.05
"""Seconds between two questions whether the app is up; also what is measured from its start is that exact."""


class NotStartedError(Exception):
    """The app has ended, or does not answer; the message holds what it wrote."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running app: its address, and how to call the command line on the same library."""

    address: str
    environment: dict[str, str]

    def mentorbase(self, *arguments: str) -> str:
        """What the command prints, run in a process of its own."""
        return subprocess.run(
            [*_MENTORBASE, *arguments], env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def invite(self, name: str, role: str, *more: str) -> str:
        """The address of a one-time link for a new account."""
        printed = self.mentorbase("users", "add", name, "--role", role, "--invite", "--json", *more)
        link = str(json.loads(printed)["link"])
        return f"{self.address}{link[link.index('/account/') :]}"


@contextmanager
def serve(
    folder: Path, model_cache: Path, *, is_filled: bool = True, secrets: Callable[[str], str] | None = None
) -> Iterator[Served]:
    """The app on a library in `folder`, as `mentorbase serve` does it, with the bundled articles or with none.

    It is started in `folder`; `secrets` writes Streamlit's file of secrets there, given the app's address. Raises
    NotStartedError.
    """
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MENTORBASE_")},
        "MENTORBASE_LIBRARY": str(folder / "library"),
        "MENTORBASE_CACHE": str(model_cache),
    }
    served = Served(f"http://localhost:{port}", environment)
    if secrets is not None:
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit" / "secrets.toml").write_text(secrets(served.address), encoding="utf-8")
    with (folder / "log").open("w+b") as log:
        server = (sys.executable, "-P", "-m", "ui.web.server", "localhost", str(port))
        run = [*_MENTORBASE, "serve", "--port", str(port)] if is_filled else list(server)
        process = subprocess.Popen(run, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(served.address, process, folder / "log")
            yield served
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Asks the app whether it is up, and waits for the process between two questions, so that its end is noticed."""
    for _ in range(round(_START_SECONDS / _PAUSE)):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health") as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except urllib.error.URLError:
            pass
        try:
            process.wait(_PAUSE)
        except subprocess.TimeoutExpired:
            continue
        break
    raise NotStartedError(f"The app did not start:\n{log.read_text(encoding='utf-8')}")
