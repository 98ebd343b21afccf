"""Histograms: counts of numbers, or counts that were made elsewhere."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import dsviz_widget as wandb
from dsviz_widget.errors import MediaError


def test_numbers_are_counted_as_numpy_does() -> None:
    numbers = np.random.default_rng(0).normal(size=(10, 100))
    made = wandb.Histogram(numbers)
    counts, edges = np.histogram(numbers, 64)
    assert (made.histogram, made.bins) == (counts.tolist(), edges.tolist())
    assert len(wandb.Histogram(numbers, num_bins=512).histogram) == 512


def test_counts_made_elsewhere() -> None:
    counts, edges = np.histogram([1, 2, 2, 5], bins=[0, 2, 4, 8])
    made = wandb.Histogram(np_histogram=(counts, edges))
    assert (made.histogram, made.bins) == ([1, 2, 1], [0, 2, 4, 8])
    assert made == wandb.Histogram(np_histogram=[[1, 2, 1], [0, 2, 4, 8]])
    assert made != wandb.Histogram([1])


FORMS = [[1, 2, 3], (1, 2, 3), range(1, 4), iter([1, 2, 3]), [[1, 2], [3]], {1, 2, 3}]


@pytest.mark.parametrize("given", FORMS)
def test_forms_of_numbers(given: Any) -> None:
    assert sum(wandb.Histogram(given, num_bins=3).histogram) == 3


def test_what_is_not_finite_is_counted_apart() -> None:
    made = wandb.Histogram([1, math.nan, math.inf, 2])
    assert (sum(made.histogram), made.not_finite) == (2, 2)
    assert made.to_json()["not_finite"] == 2


@pytest.mark.parametrize("given", [[], [math.nan], [3], [3, 3], [1e308, -1e308], [1, 1 + 1e-16], [0, 5e-324]])
def test_few_and_extreme_numbers(given: list[float]) -> None:
    made = wandb.Histogram(given)
    assert len(made.bins) == len(made.histogram) + 1
    assert (np.diff(made.bins) >= 0).all()
    assert np.isfinite(made.bins).all()
    assert sum(made.histogram) == sum(math.isfinite(number) for number in given)


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({}, TypeError, "Histogram needs numbers"),
        ({"sequence": "text"}, TypeError, "made of numbers"),
        ({"sequence": 3.5}, TypeError, "made of numbers"),
        ({"sequence": [1], "num_bins": 513}, ValueError, "num_bins must be 1 to 512"),
        ({"sequence": [1], "num_bins": 0}, ValueError, "num_bins must be 1 to 512"),
        ({"np_histogram": ([1] * 513, range(514))}, ValueError, "at most 512 bins"),
        ({"np_histogram": ([1, 2], [1, 2])}, ValueError, "one edge more"),
        ({"np_histogram": ([1], [2, 1])}, ValueError, "rise from left to right"),
        ({"np_histogram": [1, 2, 3]}, TypeError, "np_histogram is a pair"),
    ],
)
def test_what_makes_no_histogram(arguments: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said) as raised:
        wandb.Histogram(**arguments)
    assert isinstance(raised.value, MediaError)
