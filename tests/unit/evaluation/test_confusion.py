"""What follows from counts alone: an order of the classes, mistakes, and means where classes are missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dsviz_widget.evaluation.calibration import calibrate
from dsviz_widget.evaluation.confusion import Confusion, confused_together, count_pairs

COUNTS = st.integers(1, 7).flatmap(lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 5)))


def test_classes_that_are_confused_stand_together() -> None:
    random = np.random.default_rng(4)
    group = random.permutation(np.repeat(np.arange(20), 5))
    counts = np.where(group[:, None] == group[None, :], random.integers(1, 9, (100, 100)), 0)
    order = confused_together(counts)
    assert sorted(order) == list(range(100))
    found = group[order].reshape(20, 5)
    assert all(len(set(five)) == 1 for five in found.tolist())


@given(COUNTS)
def test_an_order_has_every_class_once(counts: np.ndarray) -> None:
    assert sorted(confused_together(counts)) == list(range(len(counts)))


def test_no_class_is_an_order_too() -> None:
    assert confused_together(np.zeros((0, 0), np.int64)) == []
    assert confused_together(np.zeros((3, 3), np.int64)) == [0, 1, 2]


@given(COUNTS)
def test_mistakes_are_all_that_is_off_the_diagonal(counts: np.ndarray) -> None:
    mistakes = Confusion(counts, np.zeros(len(counts), np.int64)).mistakes()
    assert sum(rows for _, _, rows in mistakes) == counts.sum() - np.trace(counts)
    assert [rows for _, _, rows in mistakes] == sorted((rows for _, _, rows in mistakes), reverse=True)
    assert all(counts[truth, guess] == rows and truth != guess for truth, guess, rows in mistakes)


def test_rows_below_the_threshold_are_lost_to_recall_alone() -> None:
    found = Confusion(np.array([[3, 1], [0, 2]]), np.array([4, 0]))
    assert found.precision == pytest.approx([1.0, 2 / 3])
    assert found.recall == pytest.approx([3 / 8, 1.0])
    assert (found.counted, found.right, found.accuracy) == (6, 5, 5 / 6)
    assert found.micro.recall == pytest.approx(5 / 10)
    assert found.with_below.tolist() == [[3, 1, 4], [0, 2, 0]]


def test_a_class_that_is_nowhere_is_in_no_mean() -> None:
    found = Confusion(count_pairs(np.array([0, 0, 2]), np.array([0, 2, 2]), 4), np.zeros(4, np.int64))
    assert found.occurs.tolist() == [True, False, True, False]
    assert found.macro.recall == pytest.approx(0.75)
    nothing = Confusion(np.zeros((2, 2), np.int64), np.zeros(2, np.int64))
    assert np.isnan(nothing.accuracy)
    assert (nothing.macro.f1, nothing.micro.precision) == (0.0, 0.0)


def test_a_bin_has_its_lower_end_and_the_last_both() -> None:
    found = calibrate(np.array([0.0, 0.1, 0.95, 1.0]), np.array([False, True, True, True]))
    assert found.rows.tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert found.ece == pytest.approx((0 + 0.9 + 2 * (1 - 0.975)) / 4)
    assert np.isnan(calibrate(np.zeros(0), np.zeros(0, bool)).ece)
