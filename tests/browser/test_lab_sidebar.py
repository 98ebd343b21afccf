"""The panel in the sidebar of a real JupyterLab, installed from the wheel into a fresh environment.

One test walks through it, as the environment and its JupyterLab take a while.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.chromium import slow_down
from tests.browser.lab import READY, SLOW_MS, Server
from tests.browser.waiting import wait_for_value
from tests.wheel import WheelEnvironment


@pytest.fixture
def server(wheel_environment: WheelEnvironment, tmp_path: Path) -> Iterator[Server]:
    """A JupyterLab of the fresh environment, whose root has a store and a notebook in ``work``."""
    wheel_environment.install("jupyterlab>=4.4,<4.7", "sidecar>=0.8")
    root = tmp_path / "root"
    (root / "work").mkdir(parents=True)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("1 + 1")],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, root / "work" / "look.ipynb")
    started = Server(root, tmp_path / "jupyter", wheel_environment.python)
    yield started
    started.stop()


def log_version(store: Path, count: int, name: str) -> None:
    with wandb.init(project="camvid", name=name, dir=store) as run:
        run.log({"mean_iou": count / 10})
        artifact = wandb.Artifact("scenes", type="dataset")
        artifact.add(wandb.Table(["id", "n"], data=[[n, n * count] for n in range(count)]), "rows")
        run.log_artifact(artifact)


def ask(server: Server, path: str) -> Any:
    request = urllib.request.Request(
        f"{server.base}{path}", headers={"Authorization": f"token {server.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def kernels(server: Server) -> tuple[int, int]:
    """Return how many sessions and kernels there are."""
    return len(ask(server, "/api/sessions")), len(ask(server, "/api/kernels"))


@pytest.mark.timeout(1800)
def test_the_panel_lists_a_store_without_a_kernel(server: Server, context: Any) -> None:
    store = server.root / "work" / "dsviz"
    log_version(store, 3, "train-0")
    log_version(store, 4, "train-1")
    assert ask(server, "/dsviz-widget/stores")["stores"] == ["work/dsviz"]

    page = context.new_page()
    slow_down(page)
    page.set_default_timeout(SLOW_MS)
    outside: list[str] = []
    errors: list[str] = []
    page.on(
        "request",
        lambda r: None if r.url.startswith((server.base, "blob:", "data:")) else outside.append(r.url),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.base}/lab/workspaces/sidebar?token={server.token}&reset")
    page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)")
    page.get_by_role("tab", name="Runs and data").click()
    panel = page.locator("#dsviz-widget-panel")
    runs = panel.get_by_role("list", name="Runs", exact=True)
    expect(runs).to_contain_text("train-10.400")
    panel.get_by_role("button", name="scenes", exact=True).click()
    expect(panel.get_by_role("list", name="Artifacts")).to_contain_text("v1 latest4 rows")

    # It follows what others log, and nothing of this needs a kernel.
    run = wandb.init(project="camvid", name="live", dir=store)
    run.log({"mean_iou": 0.5})
    expect(runs).to_contain_text("livestep 0")
    run.log({"mean_iou": 0.6})
    expect(runs).to_contain_text("livestep 1")
    run.finish()
    expect(runs).to_contain_text("live0.600")
    assert kernels(server) == (0, 0)

    # "Open" makes a tab with a kernel of its own, which goes with it.
    panel.get_by_role("button", name="scenes:v0").focus()
    page.keyboard.press("Enter")
    tab = page.locator(".dsviz-tab")
    expect(tab.locator(".dv").get_by_text("scenes").first).to_be_visible()
    assert kernels(server) == (1, 1)
    # JupyterLab writes its layout a moment after it changed.
    wait_for_value(lambda: "dsviz-widget-" in json.dumps(ask(server, "/lab/api/workspaces/sidebar")), True)
    (kernel,) = ask(server, "/api/kernels")
    page.reload()
    expect(tab.locator(".dv").get_by_text("scenes").first).to_be_visible()
    assert [found["id"] for found in ask(server, "/api/kernels")] == [kernel["id"]]
    # Once its kernel is gone the tab says so, and how to get it back.
    (session,) = ask(server, "/api/sessions")
    page.evaluate("(id) => window.jupyterapp.serviceManager.sessions.shutdown(id)", session["id"])
    note = tab.get_by_role("status").filter(
        has_text="scenes:v0 answers no more: the kernel of this tab has ended."
    )
    note.get_by_role("button", name="Show it again").click()
    expect(note).to_have_count(0)
    expect(tab.locator(".dv").get_by_text("scenes").first).to_be_visible()
    assert kernels(server) == (1, 1)
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.dispose(); }")
    wait_for_value(lambda: kernels(server), (0, 0))
    panel.get_by_role("button", name="scenes", exact=True).click()

    # Two ticks are compared in a tab.
    for name in ("scenes:v1", "scenes:v0"):
        panel.get_by_role("checkbox", name=f"Tick {name}").check()
    panel.get_by_role("button", name="Compare", exact=True).click()
    expect(tab.get_by_role("grid")).to_be_visible()
    expect(tab.get_by_text("2 tables").or_(tab.locator(".dv").get_by_text("v1")).first).to_be_visible()
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.dispose(); }")
    wait_for_value(lambda: kernels(server), (0, 0))

    # A cell goes into the notebook that is in front, and shows it when it is run.
    insert = panel.get_by_role("button", name="Insert a cell that shows train-0")
    page.evaluate(
        "() => window.jupyterapp.commands.execute('docmanager:open', { path: 'work/look.ipynb' })"
        ".then(() => undefined)"
    )
    page.evaluate(READY, SLOW_MS)
    runs.get_by_role("button", name="train-0", exact=True).hover()
    insert.click()
    wait_for_value(lambda: page.evaluate(ACTIVE), LOOKS_AT_RUN.format(id=run_id(store, "train-0")))
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell').then(() => undefined)")
    notebook = page.locator(".jp-NotebookPanel")
    expect(notebook.locator(".dv").get_by_text("train-0").first).to_be_visible()

    # Any view goes into the right sidebar.
    page.evaluate(
        EXECUTE,
        "table = dsviz_widget.Table(['word'], data=[['lantern']])\n"
        "beside = dsviz_widget.TableView(table).open_sidebar(title='beside')",
    )
    expect(page.get_by_role("gridcell", name="lantern")).to_be_visible()
    expect(page.get_by_role("tab", name="beside")).to_be_visible()
    assert outside == []
    assert errors == []
    page.close()


LOOKS_AT_RUN = 'import dsviz_widget\n\ndsviz_widget.Api("dsviz").run("camvid/{id}").view()'
ACTIVE = "() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.getSource()"
EXECUTE = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const reply = await kernel.requestExecute({ code }).done;
  if (reply.content.status !== 'ok') throw new Error(reply.content.evalue);
}"""


def run_id(store: Path, name: str) -> str:
    return next(run.id for run in wandb.Api(store).runs("camvid") if run.name == name)
