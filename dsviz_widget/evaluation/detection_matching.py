"""Which detection finds which true box, the surest first."""

from __future__ import annotations

import numpy as np

from dsviz_widget.evaluation.detection_boxes import Boxes
from dsviz_widget.evaluation.detection_overlaps import Overlaps

CELLS_AT_A_TIME = 4_000_000
"""Pairs times ways to match that are looked at together."""
NOTHING = -1


def match_boxes(
    truth: Boxes, found: Boxes, overlaps: Overlaps, least_iou: np.ndarray, is_ignored: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the true box that each detection finds, for several thresholds at once.

    Within a photo and a class the surest detection goes first, and takes the true box that it overlaps most
    of those that no other has taken; a true box that is to be ignored is taken only where no other will do,
    and a crowd can be taken again and again. Photos, classes and thresholds do not touch each other: the
    first detections of all of them are matched together, then all second ones, and so on.

    Parameters
    ----------
    truth, found : Boxes
    overlaps : Overlaps
        Pairs within classes.
    least_iou : (n,) float array
        Overlap from which boxes match, for each way to match.
    is_ignored : (number of true boxes, n) bool array
        Whether a true box is ignored, for each way to match.

    Returns
    -------
    detections : (m,) int64 array
        Positions of the detections that overlap any true box, rising.
    matches : (m, n) int64 array
        Position of the true box, or -1.

    References
    ----------
    ``COCOeval.evaluateImg`` of pycocotools 2.0.
    """
    # Overlap is a quotient of sums, and 1 is not always reached by boxes that are equal.
    least = np.minimum(least_iou, 1 - 1e-10)
    reach = overlaps.iou >= least.min(initial=1.0)
    pair_found, pair_truth, iou = (part[reach] for part in overlaps)
    detections, first, sizes = np.unique(pair_found, return_index=True, return_counts=True)
    matches = np.full((len(detections), len(least)), NOTHING, np.int64)
    is_taken = np.zeros((len(truth), len(least)), bool)
    for turn in _turns(found, detections):
        for some in _parts(turn, sizes, len(least)):
            counts = sizes[some]
            starts = np.cumsum(counts) - counts
            pairs = np.repeat(first[some] - starts, counts) + np.arange(counts.sum())
            truths = pair_truth[pairs]
            is_free = ~is_taken[truths] | truth.is_crowd[truths, None]
            fits = is_free & (iou[pairs, None] >= least)
            # The last pair that fits overlaps most; one that is not ignored goes before all that are.
            rank = np.arange(1, len(pairs) + 1)[:, None] + np.where(is_ignored[truths], 0, len(pairs))
            best = np.maximum.reduceat(np.where(fits, rank, 0), starts, axis=0)
            at, way = np.nonzero(best)
            chosen = truths[(best[at, way] - 1) % len(pairs)]
            matches[some[at], way] = chosen
            is_taken[chosen, way] = True
    return detections, matches


def ranks_in_photo(found: Boxes) -> np.ndarray:
    """Return how many detections of the same photo and class are surer than each."""
    places = np.arange(len(found))
    is_first = np.ones(len(found), bool)
    is_first[1:] = (np.diff(found.photo) != 0) | (np.diff(found.label) != 0)
    return places - np.maximum.accumulate(np.where(is_first, places, 0))


def _turns(found: Boxes, detections: np.ndarray) -> list[np.ndarray]:
    """Return the positions in `detections` of all first ones of a photo and class, all second ones, ..."""
    ranks = ranks_in_photo(found.take(detections))
    order = np.argsort(ranks, kind="stable")
    return np.split(order, np.cumsum(np.bincount(ranks))[:-1]) if len(ranks) else []


def _parts(turn: np.ndarray, sizes: np.ndarray, ways: int) -> list[np.ndarray]:
    """Cut a turn so that the pairs of a part fit into memory."""
    cells = np.cumsum(sizes[turn]) * ways
    cuts = np.searchsorted(cells, np.arange(CELLS_AT_A_TIME, cells[-1], CELLS_AT_A_TIME))
    return [part for part in np.split(turn, np.unique(cuts)) if len(part)]
