"""Runs that come and go while their project is on the screen, whoever logs them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

import dsviz_widget as wandb
from tests.browser.runs import some_runs

ELSEWHERE = """
import sys
import dsviz_widget as wandb
with wandb.init(project={project!r}, dir=sys.argv[1], name="elsewhere") as run:
    run.log({{"val/loss": 0.5}})
"""


def log_elsewhere(folder: Path, project: str) -> None:
    """Log a run in another process."""
    subprocess.run([sys.executable, "-c", ELSEWHERE.format(project=project), str(folder)], check=True)


def test_a_run_of_another_process_comes_by_itself(show: Callable[..., Any], tmp_path: Path) -> None:
    runs = some_runs(tmp_path, count=3, steps=5)
    project = runs[0].project
    page = show(wandb.Api(dir=tmp_path).runs(project).view())
    page.get_by_text("3 shown of 3").wait_for()
    log_elsewhere(tmp_path, project)
    page.get_by_role("rowheader", name="elsewhere").wait_for()
    page.get_by_text("4 shown of 4").wait_for()
    wandb.Api(dir=tmp_path).runs(project).find("elsewhere").delete()
    page.get_by_text("3 shown of 3").wait_for()
    log_elsewhere(tmp_path, project)
    page.get_by_text("4 shown of 4").wait_for()
    assert page.errors == []


def test_a_project_without_runs_gets_its_first(show: Callable[..., Any], tmp_path: Path) -> None:
    page = show(wandb.Api(dir=tmp_path).runs("fresh").view())
    page.get_by_text("There are no runs yet.").wait_for()
    log_elsewhere(tmp_path, "fresh")
    page.get_by_role("rowheader", name="elsewhere").wait_for()


def test_a_choice_of_runs_stays_as_it_was_chosen(show: Callable[..., Any], tmp_path: Path) -> None:
    runs = some_runs(tmp_path, count=3, steps=5)
    project = runs[0].project
    page = show(wandb.Api(dir=tmp_path).runs(project)[:2].view())
    page.get_by_text("2 shown of 2").wait_for()
    log_elsewhere(tmp_path, project)
    time.sleep(1.5)
    expect(page.get_by_role("rowheader", name="elsewhere")).to_have_count(0)
    expect(page.get_by_text("2 shown of 2")).to_be_visible()


def test_the_editor_counts_runs(show: Callable[..., Any], tmp_path: Path) -> None:
    page = show(wandb.WorkspaceView(some_runs(tmp_path)))
    page.get_by_text("8 shown of 12").wait_for()
    page.get_by_role("rowheader", name="run-00").click()
    page.keyboard.press("/")
    page.get_by_text("12 of 12 runs").wait_for()
