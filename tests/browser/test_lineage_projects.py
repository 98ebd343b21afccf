"""What runs of another project used is named in the overview of a version and in its lineage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.test_lineage import has_class, node
from tests.unit.runs.pipelines import logged, pipeline


def test_runs_of_another_project_are_named_and_not_opened(show: Callable[..., Any], tmp_path: Path) -> None:
    pipeline(tmp_path, trained=2)
    for number in range(1, 5):
        with wandb.init(project="app", dir=tmp_path, name=f"deploy-{number}", job_type="deploy") as run:
            run.use_artifact("road/mlp:v1")
            logged(run, "service", "image", f"build {number}")
    project = wandb.Api(tmp_path, project="road").project()
    view = project.view(open="mlp:v1")
    page = show(view)
    used = page.locator(".dv-overview-end")
    expect(used).to_contain_text(
        "Used by evaluate-2 and, in other projects, app/deploy-1, app/deploy-2, app/deploy-3, 1 more run"
    )
    page.get_by_role("tab", name="Lineage").click()
    node(page, "app/deploy").dblclick()
    node(page, "app/deploy-1").click()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("In the project app")
    page.mouse.move(5, 5)
    expect(page.locator(".is-dim[role=option]")).to_have_count(0)
    expect(tip).to_contain_text("finished")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    # One that nobody else used says nothing of others; another run of this project opens.
    node(page, "train").dblclick()
    has_class(node(page, "train-1"), "is-run")
    node(page, "train-1").click()
    page.get_by_role("heading", name="train-1").wait_for()
    assert page.errors == []
