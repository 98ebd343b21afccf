"""The course of the chains of proteins and nucleic acids: a tube, thick in helices and strands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_atoms import Atoms

Array = np.ndarray[Any, Any]

FEWEST = 12
"""Residues that make a chain worth a tube."""
MOST_POINTS = 6000
FINEST = 24
SPACING = 0.33
"""Between two points, as a share of the tube's radius."""
LONGEST = {"CA": 4.5, "P": 8.5}
"""Angstroms between neighbours along a chain."""
COIL, STRAND, HELIX, NUCLEIC = 0.42, 0.95, 1.25, 0.9
COLORS = np.array(
    [(47, 111, 219), (224, 161, 0), (194, 71, 127), (43, 157, 143), (138, 92, 209), (217, 98, 44),
     (96, 150, 50), (122, 122, 130)],
    np.float32,
)  # fmt: skip
"""Of chains, in their order; they repeat."""


@dataclass(frozen=True)
class Trace:
    """Points along the chains, and which atoms (`covers`) they stand for."""

    xyz: Array
    radii: Array
    rgb: Array
    covers: Array


def trace_of(atoms: Atoms) -> Trace | None:
    """Return the tubes of a molecule, or None where it has no long chain."""
    if atoms.names is None or atoms.residues is None:
        return None
    hetero = atoms.hetero if atoms.hetero is not None else np.zeros(len(atoms), bool)
    is_mark = ((atoms.names == "CA") & (atoms.numbers == 6)) | ((atoms.names == "P") & ~hetero)
    marks = np.flatnonzero(is_mark & ~atoms.is_water)
    if len(marks) < FEWEST:
        return None
    xyz, names = atoms.xyz[marks], atoms.names[marks]
    gap = np.linalg.norm(np.diff(xyz, axis=0), axis=1)
    longest = np.where(names[1:] == "CA", LONGEST["CA"], LONGEST["P"])
    is_end = (gap > longest) | (names[1:] != names[:-1])
    chains = atoms.chains[marks] if atoms.chains is not None else np.zeros(len(marks), "U1")
    is_end |= chains[1:] != chains[:-1]
    color_of = {chain: index for index, chain in enumerate(dict.fromkeys(chains.tolist()))}
    rows = np.split(np.arange(len(marks)), np.flatnonzero(is_end) + 1)
    per = max(1, min(FINEST, MOST_POINTS // len(marks)))
    parts = [
        _tube(xyz[run], names[run[0]], COLORS[color_of[chains[run[0]]] % len(COLORS)], per)
        for run in rows
        if len(run) > 1
    ]
    if not parts:
        return None
    covered = np.isin(atoms.residues, atoms.residues[marks])
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Trace(joined[0], joined[1], joined[2], covered)


def _tube(points: Array, name: str, color: Array, per: int) -> tuple[Array, Array, Array]:
    radii = np.full(len(points), NUCLEIC) if name == "P" else _thickness(points)
    if name == "CA":
        # Alpha carbons of a strand go up and down; what is seen is its course.
        calm = points.copy()
        calm[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        points = np.where((radii == STRAND)[:, None], calm, points)
        radii = np.convolve(np.pad(radii, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    a, b, c, d = ends[:-3], ends[1:-2], ends[2:-1], ends[3:]
    t = (np.arange(per) / per)[None, :, None]
    a, b, c, d = (part[:, None] for part in (a, b, c, d))
    # Catmull-Rom: through every point, with the direction of its neighbours.
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    xyz = np.concatenate([curve.reshape(-1, 3), points[-1:]])
    at = np.linspace(0, len(points) - 1, len(xyz))
    thick = np.interp(at, np.arange(len(points)), radii)
    step = np.linalg.norm(np.diff(xyz, axis=0), axis=1) / (SPACING * thick[1:])
    kept = np.concatenate([[True], np.diff(np.floor(np.cumsum(step)), prepend=0) > 0])
    xyz, thick, at = xyz[kept], thick[kept], at[kept]
    # Lighter at the first residue, darker at the last.
    share = (at / max(1, len(points) - 1))[:, None]
    rgb = color * (1.0 - 0.28 * share) + 255 * 0.28 * (1 - share)
    return xyz, thick, np.minimum(rgb, 255)


def _thickness(points: Array) -> Array:
    """Return the radius at each residue by the distances of alpha carbons, as helices and strands have them.

    References
    ----------
    Labesse et al. 1997 (P-SEA), distances alone.
    """
    radii = np.full(len(points), COIL)
    if len(points) < 5:
        return radii
    two = np.linalg.norm(points[2:] - points[:-2], axis=1)[:-1]
    three = np.linalg.norm(points[3:] - points[:-3], axis=1)
    is_strand = (two > 6.0) & (two < 7.4) & (three > 9.0) & (three < 11.2)
    is_helix = (two > 4.9) & (two < 6.1) & (three > 4.4) & (three < 6.0)
    for found, thick in ((is_strand, STRAND), (is_helix, HELIX)):
        # One stretch alone is a turn.
        lasting = found & (np.roll(found, 1) | np.roll(found, -1))
        for k in range(1, 3):
            radii[np.flatnonzero(lasting) + k] = thick
    return radii
