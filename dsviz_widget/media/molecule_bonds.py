"""Which atoms are bonded, by their distance."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_elements import RADII

Array = np.ndarray[Any, Any]

SLACK = 0.45
"""Angstroms that a bond may be longer than both radii together."""
SHORTEST = 0.4


def bonds_of(numbers: Array, xyz: Array) -> Array:
    """Return pairs of atoms that lie as near as bonded ones do.

    Parameters
    ----------
    numbers : (n,) int
        Atomic numbers.
    xyz : (n, 3) float
        Angstroms.

    Returns
    -------
    (m, 2) int array
        The smaller index first; two hydrogens are never bonded but in their own molecule.

    References
    ----------
    Meng and Lewis 1991: covalent radii and a tolerance of 0.45 Å.
    """
    if len(xyz) < 2:
        return np.zeros((0, 2), np.int64)
    radii = RADII[numbers]
    size = 2 * float(radii.max()) + SLACK
    # Only atoms of the same or of touching boxes can be bonded.
    cell = np.floor((xyz - xyz.min(axis=0)) / size).astype(np.int64) + 1
    wide = cell.max(axis=0) + 2
    scale = np.array([wide[1] * wide[2], wide[2], 1])
    keys = cell @ scale
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    found = []
    for step in product((-1, 0, 1), repeat=3):
        shift = int(np.dot(step, scale))
        if shift < 0:
            continue
        low = np.searchsorted(ordered, ordered + shift, "left")
        counts = np.searchsorted(ordered, ordered + shift, "right") - low
        left = np.repeat(np.arange(len(order)), counts)
        right = (
            np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
        )
        if shift == 0:
            left, right = left[left < right], right[left < right]
        a, b = order[left], order[right]
        distance = np.linalg.norm(xyz[a] - xyz[b], axis=1)
        near = (distance < radii[a] + radii[b] + SLACK) & (distance > SHORTEST)
        near &= (numbers[a] > 1) | (numbers[b] > 1) | (len(xyz) == 2)
        found.append(np.stack([a[near], b[near]], axis=1))
    return np.sort(np.concatenate(found), axis=1)
