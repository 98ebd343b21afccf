"""The browser that the tests drive."""

from __future__ import annotations

import os
import shutil
from typing import Any

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]

SLOW_CPU = float(os.environ.get("DSVIZ_SLOW_CPU", "1"))
"""So many times slower runs the script of each page: run the tests with 4 to see them on a busy machine."""


def slow_down(page: Any) -> None:
    """Make a page as slow as ``DSVIZ_SLOW_CPU`` says."""
    if SLOW_CPU > 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})


def find_chromium() -> str | None:
    """Return the path of a Chromium: ``CHROMIUM``, or one on PATH."""
    for name in (os.environ.get("CHROMIUM") or "", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None
