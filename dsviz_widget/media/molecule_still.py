"""Stills of molecules: shaded balls and sticks of small ones, the course of the chains of large ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from dsviz_widget.media.molecule_atoms import Atoms
from dsviz_widget.media.molecule_bonds import bonds_of
from dsviz_widget.media.molecule_elements import RADII, element_colors
from dsviz_widget.media.molecule_trace import trace_of
from dsviz_widget.media.png import encode_png

Array = np.ndarray[Any, Any]

OVER = 2
"""Pixels drawn for each of a small still, along both sides."""
LARGE_PX = 256
MOST_ATOMS = 3000
MOST_PIXELS = 12_000_000
BALL, STICK = 0.42, 0.13
"""Radius of an atom as a share of its covalent one and of carbon's, and of a bond, in angstroms."""
FEWEST_ACROSS = 7.0
"""Angstroms that a still shows at least, so that water does not fill it."""
LIGHT = np.array([-0.45, -0.6, 0.66], np.float32)
FAR_SHARE = 0.38
FAR_GREY = 150


@dataclass(frozen=True)
class Balls:
    """Spheres: (n, 3) places in angstroms, (n,) radii, (n, 3) colors 0 to 255."""

    xyz: Array
    radii: Array
    rgb: Array


def molecule_to_png(atoms: Atoms, size_px: int) -> tuple[bytes, int, int, list[float]]:
    """Return a PNG on clear ground, its width and height, and how the molecule is turned in it.

    The turn is the quaternion x, y, z, w by which a viewer shows the same side: the long axis across, the
    flat one towards the eye.
    """
    balls = balls_of(atoms)
    turn = _turn(balls.xyz)
    seen = (balls.xyz - balls.xyz.mean(axis=0)) @ turn.T
    pixels = _draw(seen, balls, size_px)
    height, width = pixels.shape[:2]
    return encode_png(pixels), width, height, _quaternion(turn)


def balls_of(atoms: Atoms) -> Balls:
    """Return what is drawn of a molecule: chains as tubes, everything else as balls and sticks."""
    trace = trace_of(atoms)
    kept = ~atoms.is_water
    if not kept.any():
        kept = np.ones(len(atoms), bool)
    if trace is not None:
        kept &= ~trace.covers
    rows = np.flatnonzero(kept)
    rows = rows[:: -(-len(rows) // MOST_ATOMS) or 1]
    parts = [_balls_and_sticks(atoms, rows)] if len(rows) else []
    if trace is not None:
        parts.append(Balls(trace.xyz, trace.radii, trace.rgb))
    return Balls(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("xyz", "radii", "rgb"))
    )


def _balls_and_sticks(atoms: Atoms, rows: Array) -> Balls:
    numbers, xyz = atoms.numbers[rows], atoms.xyz[rows]
    rgb = element_colors()[numbers].astype(np.float32)
    radii = BALL * (0.35 * RADII[6] + 0.65 * np.minimum(RADII[numbers], 1.6))
    stated = atoms.bonds if len(rows) == len(atoms) else None
    pairs = bonds_of(numbers, xyz) if stated is None else stated[:, :2]
    if not len(pairs):
        # Single atoms, such as ions or a thinned box of water, are seen better larger.
        return Balls(xyz, radii * 1.6, rgb)
    first, second = pairs.T
    length = np.linalg.norm(xyz[first] - xyz[second], axis=1)
    steps = max(4, min(24, int(np.ceil(float(np.median(length)) / (STICK * 0.45)))))
    share = ((np.arange(steps) + 0.5) / steps)[None, :, None]
    along = xyz[first][:, None] * (1 - share) + xyz[second][:, None] * share
    half = np.where(share < 0.5, rgb[first][:, None], rgb[second][:, None])
    thick = np.full(along.shape[:2], STICK).reshape(-1)
    return Balls(
        np.concatenate([xyz, along.reshape(-1, 3)]),
        np.concatenate([radii, thick]),
        np.concatenate([rgb, half.reshape(-1, 3)]),
    )


def _turn(xyz: Array) -> Array:
    """Return the rotation that lays the long axis across and the short one towards the eye."""
    moved = xyz - xyz.mean(axis=0)
    _, axes = np.linalg.eigh(moved.T @ moved)
    turn = axes[:, ::-1].T
    # Either end of an axis would do: the one with the farther atoms goes right, and up.
    for axis in (0, 1):
        if float(((moved @ turn[axis]) ** 3).sum()) < 0:
            turn[axis] *= -1
    turn[2] = np.cross(turn[0], turn[1])
    made: Array = turn
    return made


def _quaternion(turn: Array) -> list[float]:
    """Return a rotation as x, y, z, w (Shepperd 1978)."""
    trace = float(np.trace(turn))
    parts = [float(turn[k, k]) for k in range(3)]
    big = int(np.argmax([*parts, trace]))
    if big == 3:
        found = [turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1], 1 + trace]
    else:
        i, j, k = big, (big + 1) % 3, (big + 2) % 3
        found = [0.0] * 4
        found[i] = 1 + 2 * parts[i] - trace
        found[j], found[k] = turn[j, i] + turn[i, j], turn[k, i] + turn[i, k]
        found[3] = turn[k, j] - turn[j, k]
    norm = math.hypot(*map(float, found))
    return [round(float(part) / norm, 6) for part in found]


def _draw(seen: Array, balls: Balls, size_px: int) -> Array:
    low = (seen[:, :2] - balls.radii[:, None]).min(axis=0)
    high = (seen[:, :2] + balls.radii[:, None]).max(axis=0)
    extent = np.maximum(high - low, 1e-3)
    across = max(float(extent.max()), FEWEST_ACROSS)
    over = OVER if size_px < LARGE_PX else 1
    scale = over * size_px / across
    width, height = (
        max(over * 8, over * min(size_px, math.ceil(float(part) * scale / over))) for part in extent
    )
    middle = (low + high) / 2
    # Rows of a picture count downwards.
    place = (seen[:, :2] - middle) * (scale, -scale) + (width / 2, height / 2)
    rgba = np.zeros((height * width, 4), np.float32)
    nearest = np.full(height * width, -np.inf, np.float32)
    radii = np.maximum(balls.radii * scale, 0.8)
    deep = seen[:, 2]
    span = float(deep.max() - deep.min()) or 1.0
    far = FAR_SHARE * (deep.max() - deep) / span if span > 2.5 else np.zeros(len(deep))
    reach = np.ceil(radii).astype(np.int64)
    for size in np.unique(reach).tolist():
        rows = np.flatnonzero(reach == size)
        piece = max(1, MOST_PIXELS // (12 * (2 * size + 1) ** 2))
        for start in range(0, len(rows), piece):
            some = rows[start : start + piece]
            _splat(rgba, nearest, (width, height), size, place[some], deep[some] * scale, radii[some],
                   balls.rgb[some], far[some])  # fmt: skip
    shown = rgba.reshape(height // over, over, width // over, over, 4)
    alpha = shown[..., 3:].sum(axis=(1, 3))
    colors = shown[..., :3].sum(axis=(1, 3)) / np.maximum(alpha, 1)
    return np.concatenate([np.clip(colors, 0, 255), alpha * (255 / over**2)], axis=2).astype(np.uint8)


def _splat(
    rgba: Array,
    nearest: Array,
    frame: tuple[int, int],
    size: int,
    place: Array,
    deep: Array,
    radii: Array,
    rgb: Array,
    far: Array,
) -> None:
    """Draw spheres whose pixels reach `size` to each side; each pixel shows the nearest surface."""
    width, height = frame
    steps = np.arange(-size, size + 1)
    corner = np.floor(place).astype(np.int64)
    x = corner[:, 0, None, None] + steps[None, None, :]
    y = corner[:, 1, None, None] + steps[None, :, None]
    nx = ((x + 0.5 - place[:, 0, None, None]) / radii[:, None, None]).astype(np.float32)
    ny = ((y + 0.5 - place[:, 1, None, None]) / radii[:, None, None]).astype(np.float32)
    flat = nx * nx + ny * ny
    inside = (flat <= 1) & (x >= 0) & (x < width) & (y >= 0) & (y < height)
    which, row, column = np.nonzero(inside)
    nx, ny = nx[which, 0, column], ny[which, row, 0]
    nz = np.sqrt(1 - flat[which, row, column])
    surface = (deep[which] + nz * radii[which]).astype(np.float32)
    pixel = (corner[which, 1] + row - size) * width + corner[which, 0] + column - size
    nearer = np.flatnonzero(surface > nearest[pixel])
    nearer = nearer[np.argsort(surface[nearer], kind="stable")]
    at, which = pixel[nearer], which[nearer]
    nx, ny, nz = nx[nearer], ny[nearer], nz[nearer]
    nearest[at] = surface[nearer]
    towards = np.clip(nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2], 0, 1)
    # The rim is dark, so that white atoms show on white ground.
    light = (0.42 + 0.66 * towards) * (0.72 + 0.28 * np.sqrt(nz))
    shine = 90 * towards**24
    color = rgb[which] * light[:, None] + shine[:, None]
    faded = far[which][:, None]
    rgba[at, :3] = color * (1 - faded) + FAR_GREY * light[:, None] * faded
    rgba[at, 3] = 1
