"""Predictions scored from a table, beside scikit-learn on arrays, in turn, in one process.

    python benchmarks/evaluate.py --rows 1000000 --reps 5

Confusion matrix of 100 classes; average precision and AUC of 10 classes; then two tables of `--rows` and 10
classes that are compared, as the screen asks: all figures once, and a threshold that moves. Ours begins with
the table, reads and codes its columns, and knows what each figure is of; scikit-learn begins with arrays.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from sklearn import metrics

import dsviz_widget as wandb
from dsviz_widget.query import Task

Side = Callable[[], object]
CLASSES = 10


def labelled(rows: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return true classes, and predicted ones of which most are right."""
    random = np.random.default_rng(0)
    truth = random.integers(0, classes, rows)
    return truth, np.where(random.random(rows) < 0.7, truth, random.integers(0, classes, rows))


def scored(rows: int, seed: int) -> tuple[wandb.Table, np.ndarray, np.ndarray]:
    """Return a table with a score per class, and its true classes and scores as arrays."""
    truth = np.random.default_rng(0).integers(0, CLASSES, rows)
    logits = np.random.default_rng(seed).normal(size=(rows, CLASSES))
    logits[np.arange(rows), truth] += 2
    scores = np.exp(logits)
    scores /= scores.sum(axis=1, keepdims=True)
    names = np.array([f"class{index}" for index in range(CLASSES)])
    columns = {"id": np.arange(rows), "label": names[truth], "pred": names[scores.argmax(axis=1)]}
    columns |= {f"p_{name}": np.ascontiguousarray(scores[:, code]) for code, name in enumerate(names)}
    return wandb.Table.from_arrow(pa.table(columns)), truth, scores


def areas(table: wandb.Table) -> object:
    result = wandb.evaluate(table, truth="label", prediction="pred", score="p_*")
    return result.average_precisions, result.aucs


def areas_of_arrays(truth: np.ndarray, scores: np.ndarray) -> object:
    one_of = np.eye(CLASSES, dtype=int)[truth]
    return (
        metrics.average_precision_score(one_of, scores, average=None),
        metrics.roc_auc_score(one_of, scores, average=None),
    )


def at_once(truth: np.ndarray, scores: np.ndarray, threshold: float) -> object:
    """Return what the screen shows at a threshold, by scikit-learn."""
    guess, top = scores.argmax(axis=1), scores.max(axis=1)
    counted = top >= threshold
    matrix = metrics.confusion_matrix(truth[counted], guess[counted], labels=range(CLASSES))
    figures = metrics.precision_recall_fscore_support(truth[counted], guess[counted], zero_division=0)
    return matrix, figures


def milliseconds(side: Side, reps: int) -> float:
    times = []
    for _ in range(reps):
        start = time.perf_counter()
        side()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def beside(name: str, ours: Side, theirs: Side, reps: int) -> None:
    mine, other = milliseconds(ours, reps), milliseconds(theirs, reps)
    print(f"{name:<58} {mine:>9.1f} ms  scikit-learn {other:>9.1f} ms  {mine / other:.3f} x", flush=True)


def threshold(tables: list[wandb.Table], arrays: list[tuple[np.ndarray, np.ndarray]], reps: int) -> None:
    """Print how long a threshold takes that moves over two compared tables, as the screen asks."""
    view = wandb.compare(*tables, key="id")
    options = {"truth": "label", "prediction": "pred", "score": "p_*"}
    answers = view.session.handlers

    def ask(method: str, **params: object) -> object:
        result, _ = answers[method]({"options": options, **params}, Task())
        return json.dumps(result)

    start = time.perf_counter()
    ask("evaluation")
    print(
        f"all figures of two tables, the first time: {(time.perf_counter() - start) * 1000:,.0f} ms",
        flush=True,
    )
    moves = np.linspace(0.02, 0.98, 25)
    for name, code in (("one class's curves", 3), ("all classes' curves", None)):
        times = []
        for at in moves:
            start = time.perf_counter()
            ask("at_threshold", threshold=at, **{"class": code})
            times.append((time.perf_counter() - start) * 1000)
        print(
            f"a move, {name}: median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms",
            flush=True,
        )
    limits = {"class3": 0.8}
    each = milliseconds(lambda: ask("at_threshold", threshold=0.5, class_thresholds=limits), reps)
    print(f"a move with a limit for one class: {each:.1f} ms", flush=True)
    theirs = milliseconds(lambda: [at_once(*pair, 0.5) for pair in arrays], reps)
    print(f"the same figures by scikit-learn, without curves: {theirs:.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=5)
    arguments = parser.parse_args()
    rows, reps = arguments.rows, arguments.reps
    truth, guess = labelled(rows, 100)
    names = np.array([f"class {index:02}" for index in range(100)])
    for kind, pair in (("names", (names[truth], names[guess])), ("whole numbers", (truth, guess))):
        table = wandb.Table.from_arrow(pa.table(dict(zip(("label", "pred"), pair, strict=True))))
        beside(
            f"confusion matrix, {rows:,} x 100 {kind}",
            lambda table=table: wandb.evaluate(table, truth="label", prediction="pred").confusion,
            lambda pair=pair: metrics.confusion_matrix(*pair),
            reps,
        )
    first, of, scores = scored(rows, 1)
    beside(
        f"AP and AUC, {rows:,} x 10",
        lambda: areas(first),
        lambda: areas_of_arrays(of, scores),
        max(1, reps // 2),
    )
    second, _, others = scored(rows, 2)
    threshold([first, second], [(of, scores), (of, others)], reps)
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
