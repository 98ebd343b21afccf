"""Real runs in a real JupyterLab: imported from files, and compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

IMPORT = """
import dsviz_widget as wandb
folder = {folder!r}
wandb.import_csv(
    f"{{folder}}/{history}", project={project!r}, runs=f"{{folder}}/runs.jsonl", progress=False
)
view = wandb.Api().runs({project!r}).view()
view
"""


@pytest.fixture
def imported(notebook: Callable[..., Any]) -> Callable[[str, str], Any]:
    """Return a function that imports one of the folders of real runs, and shows them."""

    def make(name: str, history: str) -> Any:
        folder = DATA / name
        if not folder.is_dir():
            pytest.skip(f"the runs of {folder} are not on this machine")
        opened = notebook(IMPORT.format(folder=str(folder), history=history, project=name))
        opened.run_all()
        return opened

    return make


def test_real_trainings_are_filtered_shown_and_grouped(imported: Callable[[str, str], Any]) -> None:
    opened = imported("runs_nanogpt", "history.csv.gz")
    page = opened.page
    page.get_by_text("8 shown of 182").wait_for()
    page.get_by_role("slider", name="val_loss over step, 8 lines").wait_for()
    page.get_by_role("button", name="in charts").first.click()
    page.get_by_role("slider", name="val_loss over step, 7 lines").wait_for()
    page.get_by_role("rowheader").first.click()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill("lr > 0 and wd > 0")
    page.get_by_text("18 of 182 runs").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".dv-ws-foot").get_by_text("18 runs").wait_for()
    page.get_by_role("toolbar", name="Runs").get_by_role("button", name="Group").click()
    page.get_by_role("combobox", name="Group by").fill("group")
    page.keyboard.press("Enter")
    page.get_by_role("treegrid", name="Groups of runs").wait_for()
    opened.wait_until("(view.query.group_keys, len(view.query.filters)) == (('group',), 1)")
    assert opened.kernel("print(len(view.to_pandas()))") == "18\n"
    assert opened.errors == []
    assert opened.outside == []


def test_agents_of_thirty_environments_are_compared_within_one(imported: Callable[[str, str], Any]) -> None:
    opened = imported("runs_rl", "eval_history.csv")
    page = opened.page
    page.get_by_text("8 shown of 96").wait_for()
    page.get_by_role("rowheader").first.click()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Filter expression").fill('env = "CartPole-v1"')
    page.keyboard.press("Enter")
    page.locator(".dv-ws-foot").get_by_text("Highest best_eval_reward").wait_for()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_text("2 shown of 4").wait_for()
    page.get_by_role("radio", name="Summaries").click()
    page.get_by_role("img", name="Parallel coordinates of").wait_for()
    page.get_by_role("radio", name="Config differences").click()
    page.get_by_role("columnheader", name="ppo-CartPole-v1_1").wait_for()
    page.get_by_role("columnheader", name="a2c-CartPole-v1_1").wait_for()
    assert opened.errors == []
    assert opened.outside == []
