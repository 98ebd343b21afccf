"""What a saved notebook shows where nothing runs: nbconvert's page, and JupyterLab without a kernel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser.lab import Notebook, Server

pytest.importorskip("nbconvert", reason="nbconvert is not installed: it comes with JupyterLab")

CELL = """
import numpy as np
import dsviz_widget as wandb
picture = wandb.Image(np.full((40, 60, 3), 200, np.uint8))
table = wandb.Table(columns=["name", "scene"], data=[[f"row {n}", picture] for n in range(20)])
wandb.TableView(table, title="Scenes")
"""
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save').then(() => undefined)"
EXTENSION = Path(__file__).parents[2] / "labextension"
DRAWN = "(image) => image.complete && image.naturalWidth > 1000"


def converted(notebook: Path, *options: str) -> Path:
    """Return the page that nbconvert makes of a notebook."""
    command = [sys.executable, "-m", "nbconvert", "--to", "html", *options, str(notebook)]
    # A user's own settings change nothing here.
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(notebook.parent), "IPYTHONDIR": str(notebook.parent)}
    done = subprocess.run(command, env=env, cwd=notebook.parent, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
    return notebook.with_suffix(".html")


def see_picture(browser: Any, page_file: Path) -> None:
    """Open a page without scripts and without a network, and wait for the picture."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    try:
        page.goto(page_file.as_uri())
        picture = page.locator(".jp-OutputArea-output img[src^='data:image/png']")
        picture.wait_for()
        box = picture.bounding_box()
        assert box["width"] > 600
        assert box["height"] > 200
    finally:
        context.close()


def test_a_notebook_that_nbconvert_runs_shows_the_picture(browser: Any, tmp_path: Path) -> None:
    notebook = tmp_path / "scenes.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)], metadata=kernel), notebook
    )
    see_picture(browser, converted(notebook, "--execute"))


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A JupyterLab that has our extension, as an installed wheel gives it."""
    home = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(EXTENSION, home / "data" / "labextensions" / "dsviz-widget")
    started = Server(tmp_path_factory.mktemp("notebooks"), home)
    yield started
    started.stop()


@pytest.fixture
def saved(server: Server, context: Any) -> Path:
    """A notebook that was run in JupyterLab and saved; its kernel is gone."""
    opened = Notebook(server, context, [CELL])
    try:
        opened.run_all()
        opened.page.get_by_role("gridcell", name="row 0", exact=True).wait_for()
        opened.page.evaluate(SAVE)
    finally:
        opened.close()
    path = server.root / opened.name
    outputs = json.loads(path.read_text())["cells"][0]["outputs"]
    assert {"image/png", "text/plain"} <= set(outputs[0]["data"])
    return path


def test_a_notebook_saved_in_jupyterlab_shows_the_picture(
    saved: Path, server: Server, context: Any, browser: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "saved.ipynb"
    copy.write_bytes(saved.read_bytes())
    see_picture(browser, converted(copy))
    # One that this machine has not run is not trusted: JupyterLab runs nothing of it.
    stranger = json.loads(copy.read_text())
    stranger["cells"][0]["source"] = CELL + "# from elsewhere"
    (server.root / "elsewhere.ipynb").write_text(json.dumps(stranger))
    for name in ("elsewhere.ipynb", saved.name):
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(server.page_of(name))
        picture = page.locator(".jp-OutputArea img[alt*='a picture of this view'], .jp-OutputArea img").first
        picture.wait_for()
        page.wait_for_function(DRAWN, arg=picture.element_handle())
        page.close()
