"""W&B's own form of clouds, ``pts.json``: a list of points, or a scene."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from dsviz_widget.errors import MediaValueError
from dsviz_widget.media.point_cloud import PointCloud, cloud_from_points, cloud_from_scene


def cloud_of_json(content: bytes) -> PointCloud:
    """Return the cloud of a ``pts.json`` file.

    Raises
    ------
    MediaValueError, MediaTypeError
        If it is no JSON, or not that of a cloud.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "it is nested too deeply")
        raise MediaValueError(f"the .pts.json file is no JSON ({reason}). Write it again.") from None
    if isinstance(found, dict):
        return cloud_from_scene(found)
    if not isinstance(found, list):
        raise MediaValueError("a .pts.json file holds a list of points or a scene. Write it again.")
    return cloud_from_points(found)


def cloud_to_json(cloud: PointCloud) -> bytes:
    """Return a cloud as W&B writes it; values of points have no place there and are left out."""
    xyz = cloud.xyz.astype(np.float64)
    parts: list[Any] = [xyz]
    if cloud.rgb is not None:
        parts.append(cloud.rgb)
    elif cloud.category is not None:
        parts.append(cloud.category[:, None])
    # As few digits as tell each float32 from its neighbours.
    points = [[_short(number, cloud.xyz.dtype) for number in row] for row in np.hstack(parts).tolist()]
    if cloud.scene_type is None:
        return json.dumps(points, separators=(",", ":")).encode()
    scene: dict[str, Any] = {
        "type": cloud.scene_type,
        "points": points,
        "boxes": cloud.boxes,
        "vectors": cloud.vectors,
    }
    if cloud.camera is not None:
        scene["camera"] = cloud.camera
    return json.dumps(scene, separators=(",", ":")).encode()


def _short(number: float, dtype: np.dtype[Any]) -> float | int:
    if number.is_integer():
        return int(number)
    return float(str(np.float32(number))) if dtype == np.float32 else number
