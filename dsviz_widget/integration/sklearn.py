"""Scikit-learn: the curves of a fit, the candidates of a search, and charts of what a classifier says.

A loop of one's own, such as `partial_fit` over batches, needs nothing from here: it calls ``wandb.log``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dsviz_widget.errors import RunError
from dsviz_widget.integration.needs import active_run
from dsviz_widget.plot import Chart, bar, confusion_matrix, pr_curve, roc_curve
from dsviz_widget.runs import Run, init
from dsviz_widget.table import Table

CURVES = {
    "loss_curve_": "loss",
    "validation_scores_": "val_score",
    "validation_score_": "val_score",
    "train_score_": "train_score",
    "oob_scores_": "oob_score",
    "oob_improvement_": "oob_improvement",
}
"""What estimators that learn in iterations keep of each."""
ITERATION = "iteration"
MOST_FEATURES = 50


def log_fit(model: Any, prefix: str = "", run: Run | None = None) -> None:
    """Log the curves that a fitted estimator has, a step an iteration, and its parameters as config.

    Of `MLPClassifier` that is ``loss`` and ``val_score``, of gradient boosting ``train_score`` and the like.
    A pipeline is what its last part is.

    Parameters
    ----------
    model : estimator
        Fitted.
    prefix : str
        Put before the keys, such as ``"forest/"``.
    run : Run, optional
        The active one, unless given.

    Raises
    ------
    RunError
        If no run is active.
    """
    run = run or active_run("log_fit")
    run.config.update({f"{prefix}{key}": value for key, value in _parameters(model).items()})
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    curves = {
        f"{prefix}{key}": np.asarray(getattr(last, name), dtype=float)
        for name, key in CURVES.items()
        if getattr(last, name, None) is not None
    }
    run.define_metric(ITERATION, hidden=True)
    for key in curves:
        run.define_metric(key, step_metric=ITERATION)
    for place in range(max(map(len, curves.values()), default=0)):
        row = {key: float(values[place]) for key, values in curves.items() if place < len(values)}
        run.log({**row, ITERATION: place})


def log_search(search: Any, project: str | None = None, group: str | None = None) -> list[Run]:
    """Keep each candidate of a fitted search as a run: its parameters as config, its scores as summary.

    Parameters
    ----------
    search : GridSearchCV, RandomizedSearchCV or the like
        Fitted.
    project : str, optional
        As `init` takes it.
    group : str, optional
        The name of the search's class, unless given.

    Returns
    -------
    list of Run
        Finished, in the order of the candidates. The score of each fold is a step.

    Raises
    ------
    RunError
        If the search was not fitted.
    """
    found = getattr(search, "cv_results_", None)
    if found is None:
        raise RunError("log_search takes a search that was fitted. Call search.fit(X, y) first.")
    runs = []
    for place, parameters in enumerate(found["params"]):
        run = init(
            project=project,
            group=group or type(search).__name__,
            name=", ".join(f"{key}={value}" for key, value in parameters.items()) or None,
            config={key: _plain(value) for key, value in parameters.items()},
            reinit="create_new",
        )
        for fold in range(int(search.n_splits_)):
            scores = {
                key.removeprefix(f"split{fold}_"): float(values[place])
                for key, values in found.items()
                if key.startswith(f"split{fold}_")
            }
            run.log({"fold": fold, **scores})
        run.summary.update(
            {
                key: _plain(values[place])
                for key, values in found.items()
                if key.startswith(("mean_", "std_", "rank_"))
            }
        )
        run.finish()
        runs.append(run)
    return runs


def plot_confusion_matrix(
    y_true: Any, y_pred: Any, labels: Sequence[str] | None = None, run: Run | None = None
) -> Chart:
    """Log which classes are taken for which, as ``confusion_matrix``."""
    chart = confusion_matrix(y_true=y_true, preds=y_pred, class_names=labels)
    return _log("confusion_matrix", chart, run)


def plot_precision_recall(
    y_true: Any, y_probas: Any, labels: Sequence[str] | None = None, run: Run | None = None
) -> Chart:
    """Log precision over recall of each class, as ``precision_recall``."""
    return _log("precision_recall", pr_curve(y_true, y_probas, labels=labels), run)


def plot_roc(
    y_true: Any, y_probas: Any, labels: Sequence[str] | None = None, run: Run | None = None
) -> Chart:
    """Log the true over the false positives of each class, as ``roc``."""
    return _log("roc", roc_curve(y_true, y_probas, labels=labels), run)


def plot_feature_importances(
    model: Any, feature_names: Sequence[str] | None = None, run: Run | None = None
) -> Chart:
    """Log how much each feature counts, the 50 that count most, as ``feature_importances``.

    Raises
    ------
    RunError
        If the model has neither ``feature_importances_`` nor ``coef_``, or other names are given than it has
        features.
    """
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    values = getattr(last, "feature_importances_", None)
    if values is None and getattr(last, "coef_", None) is not None:
        values = np.abs(np.atleast_2d(last.coef_)).mean(axis=0)
    if values is None:
        raise RunError(f"{type(last).__name__} has neither feature_importances_ nor coef_. Fit it first.")
    told = feature_names if feature_names is not None else getattr(last, "feature_names_in_", None)
    names = [f"feature {i}" for i in range(len(values))] if told is None else [str(name) for name in told]
    if len(names) != len(values):
        raise RunError(f"{len(names)} feature names were given, and the model has {len(values)} features.")
    order = np.argsort(values, kind="stable")[::-1][:MOST_FEATURES]
    rows = [[names[place], float(values[place])] for place in order]
    chart = bar(Table(columns=["feature", "importance"], data=rows), "feature", "importance")
    return _log("feature_importances", chart, run)


def plot_classifier(
    model: Any,
    X_train: Any,  # noqa: N803
    X_test: Any,  # noqa: N803
    y_train: Any,
    y_test: Any,
    y_pred: Any,
    y_probas: Any,
    labels: Sequence[str] | None = None,
    is_binary: bool = False,
    model_name: str | None = None,
    feature_names: Sequence[str] | None = None,
    log_learning_curve: bool = False,
) -> None:
    """Log charts and scores of a classifier: confusion, precision and recall, ROC, and what features count.

    The scores ``accuracy_score``, ``f1_score``, ``precision_score`` and ``recall_score``, weighted by class,
    go into the summary.

    Parameters
    ----------
    model : classifier
        Fitted.
    X_train, X_test, y_train, is_binary, log_learning_curve
        For code written for W&B; without effect.
    y_test, y_pred : sequence
        True and predicted classes, of equal length.
    y_probas : (n, classes) array
    labels, feature_names : list of str, optional
    model_name : str, optional
        Kept in the config.

    References
    ----------
    ``wandb.sklearn.plot_classifier``.
    """
    from sklearn import metrics

    run = active_run("plot_classifier")
    run.config.update(_parameters(model), allow_val_change=True)
    if model_name is not None:
        run.config.update({"model_name": model_name}, allow_val_change=True)
    weighted = {"average": "weighted", "zero_division": 0}
    run.summary["accuracy_score"] = float(metrics.accuracy_score(y_test, y_pred))
    for name in ("f1_score", "precision_score", "recall_score"):
        run.summary[name] = float(getattr(metrics, name)(y_test, y_pred, **weighted))
    plot_confusion_matrix(y_test, y_pred, labels, run)
    plot_precision_recall(y_test, y_probas, labels, run)
    plot_roc(y_test, y_probas, labels, run)
    try:
        plot_feature_importances(model, feature_names, run)
    except RunError:
        # Many classifiers do not say what counts.
        return


def _log(key: str, chart: Chart, run: Run | None) -> Chart:
    (run or active_run(f"plot_{key}")).log({key: chart})
    return chart


def _parameters(model: Any) -> dict[str, Any]:
    found = model.get_params() if hasattr(model, "get_params") else {}
    return {"model": type(model).__name__, **{key: _plain(value) for key, value in found.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
