"""marimo: a table with pictures is drawn, filtered and followed by Python, in a shadow root."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import slow_down
from tests.browser.lab import free_port
from tests.browser.test_notebook7 import TABLE

pytest.importorskip("marimo", reason="marimo is not installed: it is in the group 'dev'")

APP = """
import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
{cell}
    shown = mo.ui.anywidget(view)
    shown
    return mo, shown, view

@app.cell
def _(mo, shown, view):
    shown.value
    mo.md("Python sees " + " and ".join(clause.text for clause in view.query.filters))

if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a running app with one table."""
    cell = "\n".join("    " + line for line in TABLE.strip().splitlines()[:-1])
    (tmp_path / "app.py").write_text(APP.format(cell=cell))
    port = free_port()
    # Settings of the user's own, and what marimo keeps beside them, are not ours to touch.
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    command = [sys.executable, "-m", "marimo", "-q", "run", "app.py", "--headless", "--no-token"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    log = (tmp_path / "marimo.log").open("wb")
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    try:
        end = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"{url}health", timeout=2).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    pytest.fail((tmp_path / "marimo.log").read_text()[-4000:])
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        log.close()


def test_a_table_works_in_marimo(context: Any, address: str) -> None:
    page = context.new_page()
    slow_down(page)
    page.set_default_timeout(120_000)
    outside: list[str] = []
    own = (address, "blob:", "data:")
    page.on("request", lambda request: request.url.startswith(own) or outside.append(request.url))
    try:
        page.goto(address)
        page.get_by_role("gridcell", name="row 0", exact=True).wait_for()
        page.locator('.dv-thumb[data-status="ready"] canvas[aria-label="scene 0"]').first.wait_for()
        page.get_by_role("grid").focus()
        page.keyboard.press("/")
        page.get_by_role("combobox", name="Filter expression").fill("score > 0.7")
        page.keyboard.press("Enter")
        page.get_by_text("5 of 20 rows").first.wait_for()
        page.get_by_role("gridcell", name="row 0", exact=True).wait_for(state="detached")
        page.get_by_text("Python sees score > 0.7").wait_for()
        # What floats closes with a press beside it, and only then: marimo draws in a shadow root.
        page.get_by_role("button", name="Classes").click()
        page.get_by_role("dialog").get_by_text("car").first.click()
        page.get_by_role("dialog").first.wait_for()
        page.keyboard.press("Escape")
        # A part of the front end that comes when it is first shown, with its styles.
        page.locator('canvas[aria-label="scene 15"]').first.click()
        page.get_by_role("region", name="Picture").wait_for()
        page.get_by_text("1 of 5").first.wait_for()
        assert [url for url in outside if "dsviz" in url or url.endswith((".js", ".css"))] == []
    finally:
        page.close()
