"""Scikit-learn's fits and searches as runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import RunError
from dsviz_widget.store import Catalog

sklearn = pytest.importorskip("sklearn", reason="scikit-learn is not installed")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def data() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_iris

    found = load_iris()
    return found.data, found.target


def record(run: wandb.Run) -> Any:
    return wandb.Api().run(run.path)


def test_the_curve_of_a_fit(store: Catalog, data: Any) -> None:
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from dsviz_widget.integration.sklearn import log_fit

    network = MLPClassifier((8,), max_iter=20, early_stopping=True, random_state=0)
    model = make_pipeline(StandardScaler(), network).fit(*data)
    with wandb.init(project="s") as run:
        log_fit(model)
    found = record(run)
    _, losses = found.reader().values("loss")
    assert np.asarray(losses).tolist() == pytest.approx(network.loss_curve_)
    _, scores = found.reader().values("val_score")
    assert np.asarray(scores).tolist() == pytest.approx(network.validation_scores_)
    assert found.config["mlpclassifier__max_iter"] == 20
    assert found.metrics["loss"]["step_metric"] == "iteration"


def test_each_candidate_of_a_search_is_a_run(store: Catalog, data: Any) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    from dsviz_widget.integration.sklearn import log_search

    search = GridSearchCV(LogisticRegression(max_iter=200), {"C": [0.01, 1.0]}, cv=3)
    with pytest.raises(RunError, match=r"Call search\.fit\(X, y\) first"):
        log_search(search)
    with wandb.init(project="s", name="mine") as active:
        log_search(search.fit(*data), project="s")
        # The run that was active still is.
        active.log({"loss": 1})
    runs = {run.name: run for run in wandb.Api().runs("s")}
    assert list(runs) == ["mine", "C=0.01", "C=1.0"]
    best = runs["C=1.0"]
    assert (best.config, best.group, best.state) == ({"C": 1.0}, "GridSearchCV", "finished")
    assert best.summary["mean_test_score"] == pytest.approx(search.cv_results_["mean_test_score"][1])
    assert best.reader().keys["test_score", "number"].count == 3
    assert wandb.Api().runs("s").best("mean_test_score", goal="maximize").name == "C=1.0"


def test_charts_of_a_classifier(store: Catalog, data: Any) -> None:
    from sklearn.ensemble import RandomForestClassifier

    from dsviz_widget.integration.sklearn import plot_classifier, plot_feature_importances

    inputs, targets = data
    model = RandomForestClassifier(10, random_state=0).fit(inputs, targets)
    predicted, scores = model.predict(inputs), model.predict_proba(inputs)
    names = ["setosa", "versicolor", "virginica"]
    with wandb.init(project="s") as run:
        plot_classifier(
            model, inputs, inputs, targets, targets, predicted, scores, names, model_name="forest"
        )
        with pytest.raises(RunError, match="2 feature names were given, and the model has 4"):
            plot_feature_importances(model, ["a", "b"])
    found = record(run)
    kinds = dict(found.reader().keys.keys())
    charts = ("confusion_matrix", "precision_recall", "roc", "feature_importances")
    assert {key: kinds[key] for key in charts} == dict.fromkeys(charts, "chart")
    assert found.summary["accuracy_score"] == pytest.approx((predicted == targets).mean())
    assert found.config["model_name"] == "forest"
