"""A lineage in a real JupyterLab: eight models trained on scikit-learn's digits, and what each came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.test_lineage_page import COUNT as COUNT_WORKERS
from tests.browser.waiting import wait_for_rest

TRAIN = """
import warnings
import dsviz_widget as wandb
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
digits = load_digits()
train_x, test_x, train_y, test_y = train_test_split(digits.data, digits.target, test_size=0.5, random_state=0)
with wandb.init(project="lab-lineage", name="prepare", job_type="prepare") as run:
    data = wandb.Artifact("digits", "dataset", metadata={"rows": len(digits.data)})
    data.add(wandb.Table(["digit"], data=[[int(label)] for label in digits.target[:50]]), "labels")
    run.log_artifact(data)
for number in range(1, 9):
    with wandb.init(
        project="lab-lineage", name=f"train-{number}", job_type="train", config={"alpha": 10.0**-number}
    ) as run:
        run.use_artifact("digits:latest")
        model = SGDClassifier(alpha=run.config.alpha, random_state=number, max_iter=20, tol=None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(train_x, train_y)
        accuracy = float(model.score(test_x, test_y))
        run.log({"accuracy": accuracy})
        logged = wandb.Artifact("digits-model", "model", metadata={"accuracy": accuracy})
        logged.add(wandb.Table(["weights"], data=[[model.coef_[0]]]), "weights")
        run.log_artifact(logged)
    with wandb.init(project="lab-lineage", name=f"evaluate-{number}", job_type="evaluate") as run:
        run.use_artifact(f"digits-model:v{number - 1}")
        wrong = test_y != model.predict(test_x)
        found = wandb.Artifact("mistakes", "predictions")
        found.add(wandb.Table(["digit"], data=[[int(label)] for label in test_y[wrong]]), "rows")
        run.log_artifact(found)
lineage = wandb.Api(project="lab-lineage").artifact("digits:latest").lineage()
"""
# Read back with networkx, which the graph on the screen has to agree with.
COUNT = """import networkx
print(len(networkx.descendants(lineage.explode().to_networkx(), lineage.around)))"""

# So many that they are laid out aside.
LARGE = """
from dsviz_widget.runs.lineage import Lineage
from dsviz_widget.runs.lineage_nodes import LineageEdge, LineageNode
runs = [LineageNode(f"run:p/{n}", "run", f"run-{n}", "p", str(n), "make", group="make") for n in range(200)]
data = [LineageNode(f"artifact:p/d:v{n}", "artifact", f"d:v{n}", "p", "d", "", "d", n) for n in range(200)]
edges = [LineageEdge(run.id, made.id, "logged") for run, made in zip(runs, data)]
Lineage(lineage.catalog, "p", [*runs, *data], edges).view(height_px=300)
"""


def node(page: Any, name: str) -> Any:
    return page.get_by_role("option", name=re.compile(f"^{re.escape(name)}[ ,]"))


def test_explode_of_a_lineage_made_by_eight_training_runs(notebook: Callable[..., Any]) -> None:
    opened = notebook(TRAIN + "\nlineage", LARGE)
    page = opened.page
    page.evaluate(COUNT_WORKERS)
    opened.run_all()
    expect(page.locator(".dv-lineage-count").last).to_have_text("400 nodes in 2 groups")
    page.get_by_role("radio", name="Explode").last.click()
    expect(page.locator(".dv-lineage-count").last).to_have_text("400 nodes")
    # The count of nodes stands there before the picture does.
    page.wait_for_function("window.laid === 1")
    expect(node(page, "train")).to_have_accessible_name(re.compile("8 runs, runs, group"))
    page.get_by_role("radio", name="Explode").first.click()
    count = 2 + 4 * 8
    expect(page.locator(".dv-lineage").first.locator("[role=option]")).to_have_count(count)
    expect(page.locator(".dv-lineage-count").first).to_have_text(f"{count} nodes")
    wait_for_rest(node(page, "digits-model:v4"))
    node(page, "digits-model:v4").hover()
    expect(node(page, "train-5")).to_have_class(re.compile("is-lit"))
    expect(node(page, "mistakes:v4")).to_have_class(re.compile("is-lit"))
    expect(node(page, "train-4")).to_have_class(re.compile("is-dim"))
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("logged bytrain-5")
    expect(tip).to_contain_text("accuracy0.")
    expect(tip).to_contain_text("comes from3 nodes")
    assert opened.kernel(COUNT) == f"{count - 2}\n"
    assert opened.errors == []
