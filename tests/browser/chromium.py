"""Finds the Chromium that the browser tests drive: `python -m tests.browser.chromium` prints its path."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The path of a Chromium: CHROMIUM, the system's, or the one that Playwright has fetched."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    fetched = Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome")
    return next((str(path) for path in sorted(fetched, reverse=True)), None)


if __name__ == "__main__":
    chromium = find_chromium()
    sys.stdout.write(f"{chromium}\n")
    sys.exit(0 if chromium else 1)
