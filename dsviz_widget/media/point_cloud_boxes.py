"""Boxes, vectors and the camera of a scene of points."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaTypeError, MediaValueError
from dsviz_widget.media.classes import as_text
from dsviz_widget.types import article, as_array

Array = np.ndarray[Any, Any]

EDGES = tuple((a, a | bit) for bit in (1, 2, 4) for a in range(8) if not a & bit)
"""Pairs of corners of a box whose corners are numbered by `ordered_corners`."""


def box3d(
    *,
    center: Any,
    size: Any,
    orientation: Any,
    color: Any,
    label: str | None = None,
    score: float | None = None,
) -> dict[str, Any]:
    """Return a box for `Object3D.from_point_cloud`.

    Parameters
    ----------
    center : 3 numbers
    size : 3 numbers
        Along the box's own x, y and z.
    orientation : 4 numbers
        Quaternion ``[r, x, y, z]`` of any length but 0; ``[1, 0, 0, 0]`` does not turn.
    color : 3 numbers
        Red, green and blue, each from 0 to 1 (or whole numbers up to 255).
    label : str, optional
    score : float, optional

    Raises
    ------
    MediaValueError
        If a part is not as long as it should be, not finite, or the quaternion is 0.

    References
    ----------
    ``wandb.box3d``, W&B reference: corners are ``center + (size / 2 * unit) @ R(orientation)``.
    """
    middle = _numbers(center, 3, "center of a box3d")
    half = _numbers(size, 3, "size of a box3d") / 2
    turn = _rotation(_numbers(orientation, 4, "orientation of a box3d"))
    unit = np.array(list(itertools.product((-1, 1), repeat=3)), np.float64)
    corners = middle + (half * unit) @ turn
    made = {"corners": corners.tolist(), "label": label, "color": color, "score": score}
    return _checked_box(made, "box3d")


def checked_boxes(given: Any) -> list[dict[str, Any]]:
    """Return boxes as dicts of ``corners`` (8 × 3), ``label``, ``color`` (0..255), ``score`` and the rest.

    Raises
    ------
    MediaValueError, MediaTypeError
        Naming the box and what is wrong with it.
    """
    return [_checked_box(box, f"box {at}") for at, box in enumerate(_listed(given, "boxes"))]


def checked_vectors(given: Any) -> list[dict[str, Any]]:
    """Return vectors as dicts of ``start`` and ``end`` (3 floats each), and what else they have."""
    made = []
    for at, vector in enumerate(_listed(given, "vectors")):
        where = f"vector {at}"
        if not isinstance(vector, Mapping) or not {"start", "end"} <= vector.keys():
            raise MediaTypeError(f'{where} is a dict with "start" and "end", got {article(vector)}.')
        ends = {key: _numbers(vector[key], 3, f"{key} of {where}").tolist() for key in ("start", "end")}
        color = {"color": _color(vector["color"], where)} if vector.get("color") is not None else {}
        made.append({**_others(vector, {"start", "end", "color"}, where), **ends, **color})
    return made


def checked_camera(given: Any) -> dict[str, Any] | None:
    """Return the place to look from and at, or None."""
    if given is None:
        return None
    if not isinstance(given, Mapping) or not {"viewpoint", "target"} <= given.keys():
        raise MediaTypeError(
            f'a scene\'s camera is a dict with "viewpoint" and "target", got {article(given)}.'
        )
    return {key: _numbers(given[key], 3, f"camera's {key}").tolist() for key in ("viewpoint", "target")}


def ordered_corners(corners: Array) -> Array:
    """Return the corners of boxes so that corner k lies along edge b from corner ``k ^ b``, for b in 1, 2, 4.

    W&B takes corners in any order; edges can be drawn once it is known which are neighbours: of all ways to
    name three corners as neighbours of the first one, the way whose sums are the other four.

    Parameters
    ----------
    corners : (n, 8, 3) array

    Returns
    -------
    (n, 8, 3) array
    """
    if not len(corners):
        return corners.reshape(0, 8, 3)
    corners = corners.astype(np.float64)
    away = corners[:, 1:] - corners[:, :1]
    best = np.full(len(corners), np.inf)
    order = np.tile(np.arange(8), (len(corners), 1))
    for picks in itertools.combinations(range(7), 3):
        a, b, c = (away[:, pick] for pick in picks)
        found = np.stack([a + b, a + c, b + c, a + b + c], axis=1)
        rest = [other for other in range(7) if other not in picks]
        gaps = np.linalg.norm(found[:, :, None] - away[:, None, rest], axis=3)
        nearest = gaps.argmin(axis=2)
        # Each of the four must be another corner, or two edges would end in one.
        is_once = (np.sort(nearest, axis=1) == np.arange(4)).all(axis=1)
        error = np.where(is_once, gaps.min(axis=2).sum(axis=1), np.inf)
        is_better = error < best - 1e-9
        best = np.where(is_better, error, best)
        others = np.array(rest)[nearest] + 1
        pa, pb, pc = (np.full(len(corners), pick + 1) for pick in picks)
        first = np.zeros(len(corners), np.int64)
        # Numbered by the edges that lead there: 1, 2 and 4.
        named = np.stack([first, pa, pb, others[:, 0], pc, others[:, 1], others[:, 2], others[:, 3]], axis=1)
        order = np.where(is_better[:, None], named, order)
    ordered: Array = np.take_along_axis(corners, order[:, :, None], axis=1)
    return ordered


def _checked_box(box: Any, where: str) -> dict[str, Any]:
    if not isinstance(box, Mapping) or "corners" not in box:
        raise MediaTypeError(
            f'{where} is a dict with 8 "corners", as wandb.box3d(...) makes it, got {article(box)}.'
        )
    corners = _array(box["corners"], f"corners of {where}")
    if corners.shape != (8, 3):
        raise MediaValueError(
            f"{where} has corners of shape {corners.shape}; a box has 8 corners of 3 numbers."
        )
    if not np.isfinite(corners).all():
        raise MediaValueError(f"{where} has corners that are NaN or infinite. Leave the box out.")
    label, score, color = box.get("label"), box.get("score"), box.get("color")
    if score is not None:
        score = float(_numbers([score], 1, f"score of {where}")[0])
    return {
        **_others(box, {"corners", "label", "score", "color"}, where),
        "corners": corners.astype(np.float64).tolist(),
        "label": None if label is None else as_text(label if isinstance(label, str) else str(label)),
        "color": None if color is None else _color(color, where),
        "score": score,
    }


def _others(given: Mapping[str, Any], known: set[str], where: str) -> dict[str, Any]:
    """Return what else a box or vector has, such as the number of a track."""
    found = {str(key): value for key, value in given.items() if key not in known}
    try:
        return dict(json.loads(json.dumps(found, allow_nan=False, default=_plain)))
    except (TypeError, ValueError):
        raise MediaTypeError(
            f"{where} has values under {', '.join(found)} that JSON cannot hold. "
            "Give text and finite numbers."
        ) from None


def _plain(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError


def _color(given: Any, where: str) -> list[int]:
    """Return red, green and blue as 0..255; W&B's documentation has both shares and bytes, some above 255."""
    color = _numbers(given, 3, f"color of {where}")
    if color.min() < 0:
        raise MediaValueError(f"{where} has the color {color.tolist()}; colors begin at 0.")
    scaled = color * 255 if color.max() <= 1 else color
    red, green, blue = np.clip(np.rint(scaled), 0, 255).astype(int).tolist()
    return [red, green, blue]


def _listed(given: Any, what: str) -> list[Any]:
    if given is None:
        return []
    if isinstance(given, np.ndarray):
        given = given.tolist()
    if isinstance(given, Mapping) or not isinstance(given, (list, tuple)):
        raise MediaTypeError(f"{what} of a scene are a list of dicts, got {article(given)}.")
    return list(given)


def _array(given: Any, what: str) -> Array:
    array = as_array(given)
    if array is None:
        try:
            array = np.asarray(given)
        except ValueError:
            array = np.empty(0, object)
    if array.dtype.kind not in "biuf":
        raise MediaTypeError(f"the {what} are numbers, got {article(given)}.")
    return array


def _numbers(given: Any, count: int, what: str) -> Array:
    array = _array(given, what).astype(np.float64).reshape(-1)
    if len(array) != count or not np.isfinite(array).all():
        noun = "one finite number" if count == 1 else f"{count} finite numbers"
        raise MediaValueError(f"the {what} is {noun}, got {array.tolist()}.")
    return array


def _rotation(quaternion: Array) -> Array:
    """Return R so that ``row @ R`` turns a row; the quaternion need not have length 1."""
    most = np.abs(quaternion).max()
    if most == 0:
        raise MediaValueError("the orientation of a box3d is [0, 0, 0, 0]; [1, 0, 0, 0] does not turn.")
    r, i, j, k = (quaternion / most) / np.linalg.norm(quaternion / most)
    return np.array(
        [
            [1 - 2 * (j * j + k * k), 2 * (i * j + k * r), 2 * (i * k - j * r)],
            [2 * (i * j - k * r), 1 - 2 * (i * i + k * k), 2 * (j * k + i * r)],
            [2 * (i * k + j * r), 2 * (j * k - i * r), 1 - 2 * (i * i + j * j)],
        ]
    )
