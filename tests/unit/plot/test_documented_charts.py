"""The charts on W&B's page about wandb.log: its code, with the import changed and missing brackets closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.runs import RunRecord
from dsviz_widget.runs.charts import open_chart

SAMPLES = {
    "my_custom_plot_id": """
data = [[x, y] for (x, y) in zip(x_values, y_values)]
table = wandb.Table(data=data, columns = ["x", "y"])
wandb.log({"my_custom_plot_id" : wandb.plot.line(table, "x", "y", title="Custom Y vs X Line Plot")})
""",
    "my_custom_id": """
data = [[x, y] for (x, y) in zip(class_x_prediction_scores, class_y_prediction_scores)]
table = wandb.Table(data=data, columns = ["class_x", "class_y"])
wandb.log({"my_custom_id" : wandb.plot.scatter(table, "class_x", "class_y")})
""",
    "my_bar_chart_id": """
data = [[label, val] for (label, val) in zip(labels, values)]
table = wandb.Table(data=data, columns = ["label", "value"])
wandb.log({"my_bar_chart_id" : wandb.plot.bar(table, "label", "value", title="Custom Bar Chart")})
""",
    "my_histogram": """
data = [[s] for s in scores]
table = wandb.Table(data=data, columns=["scores"])
wandb.log({'my_histogram': wandb.plot.histogram(table, "scores", title=None)})
""",
    "pr": """
wandb.log({"pr" : wandb.plot.pr_curve(ground_truth, predictions,
                     labels=None, classes_to_plot=None)})
""",
    "roc": """
wandb.log({"roc" : wandb.plot.roc_curve( ground_truth, predictions, \\
                        labels=None, classes_to_plot=None)})
""",
    "conf_mat": """
wandb.log({"conf_mat" : wandb.plot.confusion_matrix(
                        predictions, ground_truth, class_names)})
""",
    "preset": """
# Create a table with the columns to plot
table = wandb.Table(data=data, columns=["step", "height"])

# Map from the table's columns to the chart's fields
fields = {"x": "step",
          "value": "height"}

# Use the table to populate the new custom chart preset
# To use your own saved chart preset, change the vega_spec_name
my_custom_chart = wandb.plot_table(vega_spec_name="carey/new_chart",
              data_table=table,
              fields=fields,
              )
wandb.log({"preset": my_custom_chart})
""",
}


@pytest.fixture
def names() -> dict[str, Any]:
    """Return what the samples take as given."""
    random = np.random.default_rng(4)
    truth = random.integers(0, 3, 60)
    return {
        "wandb": wandb,
        "x_values": range(5),
        "y_values": [v * v for v in range(5)],
        "class_x_prediction_scores": random.random(9),
        "class_y_prediction_scores": random.random(9),
        "labels": ["cat", "dog"],
        "values": [0.5, 0.7],
        "scores": random.random(50),
        "data": [[0, 1.0], [1, 2.0]],
        "ground_truth": truth,
        "predictions": random.dirichlet(np.ones(3), 60),
        "class_names": ["cat", "dog", "bird"],
    }


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Any]:
    yield wandb.init(project="documented", dir=tmp_path / "store")
    wandb.finish()


@pytest.mark.parametrize("key", SAMPLES)
@pytest.mark.filterwarnings("ignore:.*no preset 'carey/new_chart'.*:UserWarning")
def test_the_code_of_the_page_logs_a_chart_that_is_found_again(
    key: str, names: dict[str, Any], run: Any
) -> None:
    exec(SAMPLES[key], names)
    record = RunRecord.read(run.catalog, run.project, run.id)
    steps, values = record.reader().values(key, "chart")
    chart = open_chart(run.catalog, run.project, values[-1])
    assert list(steps) == [0]
    assert chart.table is not None
    assert len(chart.table) > 0
    if key != "preset":
        assert chart.to_svg().startswith("<svg")
