"""Pixels of a still: points, triangles and lines, each pixel showing what is nearest."""

from __future__ import annotations

from typing import Any

import numpy as np

from dsviz_widget.media.point_cloud_boxes import EDGES

Array = np.ndarray[Any, Any]

PIECE = 2_000_000
"""Pixels of triangles that are looked at together."""
MOST_PIXELS = 60_000_000
"""So many pixels of triangles are drawn, those of more come from fewer triangles."""
EDGE_SHADE = 0.45
FAR = np.float32(-1e30)


class Canvas:
    """Colors and, of each pixel, which point or triangle is nearest there and how near."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rgba = np.zeros((height * width, 4), np.uint8)
        self.depth = np.full(height * width, FAR, np.float32)
        self.index = np.full(height * width, -1, np.int64)

    def points(self, place: Array, toward: Array, rgb: Array, radius: int) -> None:
        """Draw points as discs.

        Parameters
        ----------
        place : (n, 2) float
            Right and down, in pixels.
        toward : (n,) float
            Larger is nearer.
        rgb : (n, 3) uint8
        radius : int
            Pixels to each side.
        """
        inside = ((place >= 0) & (place < (self.width, self.height))).all(axis=1)
        place, toward, rgb = place[inside], toward[inside], rgb[inside]
        order = _far_to_near(toward)
        column, row = place[order].astype(np.int32).T
        # With a margin around, a disc at the edge needs no test.
        wide = self.width + 2 * radius
        best = np.full((self.height + 2 * radius) * wide, -1, np.int32)
        center = (row + radius) * wide + column + radius
        ranks = np.arange(len(order), dtype=np.int32)
        layer = np.full(len(best), -1, np.int32)
        # Where several meet, NumPy keeps what it writes last, which is the nearest.
        layer[center] = ranks
        for dy in range(-radius, radius + 1):
            for dx in range(-radius, radius + 1):
                if dx * dx + dy * dy <= radius * radius + 0.5:
                    np.maximum(best, np.roll(layer, dy * wide + dx), out=best)
        shown = best.reshape(-1, wide)[radius : radius + self.height, radius : radius + self.width].reshape(
            -1
        )
        hit = shown >= 0
        found = order[shown[hit]]
        self.index[hit], self.depth[hit] = found, toward[found]
        self.rgba[hit, :3], self.rgba[hit, 3] = rgb[found], 255

    def triangles(self, corners: Array) -> Array:
        """Find the nearest triangle of each pixel, for `index`.

        Parameters
        ----------
        corners : (m, 3, 3) float
            Of each triangle three corners: right and down in pixels, and towards the eye.

        Returns
        -------
        (pixels, 3) float32 array
            Shares of the three corners in each pixel that shows a triangle.
        """
        low = np.clip(np.floor(corners[:, :, :2].min(axis=1)), 0, (self.width, self.height)).astype(np.int64)
        high = np.clip(np.ceil(corners[:, :, :2].max(axis=1)), 0, (self.width, self.height)).astype(np.int64)
        span = np.maximum(high - low, 0)
        counts = span.prod(axis=1)
        every = int(counts.sum()) // MOST_PIXELS + 1
        order = np.flatnonzero(counts)[::every]
        shares = np.zeros((len(self.depth), 3), np.float32)
        at = 0
        ends = np.cumsum(counts[order])
        while at < len(order):
            done = int(ends[at - 1]) if at else 0
            stop = max(at + 1, int(np.searchsorted(ends, done + PIECE, side="right")))
            self._piece(order[at:stop], corners, low, span, counts, shares)
            at = stop
        return shares

    def _piece(
        self, some: Array, corners: Array, low: Array, span: Array, counts: Array, shares: Array
    ) -> None:
        of = np.repeat(some, counts[some])
        step = np.arange(len(of)) - np.repeat(np.cumsum(counts[some]) - counts[some], counts[some])
        wide = span[of, 0]
        x, y = low[of, 0] + step % wide, low[of, 1] + step // wide
        a, b, c = (corners[some, k].astype(np.float32) for k in range(3))
        area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
        with np.errstate(divide="ignore"):
            inverse = np.where(area == 0, 0, 1 / area).astype(np.float32)
        # Shares of corners b and c are linear in x and y.
        planes = np.stack(
            [(c[:, 1] - a[:, 1]) * inverse, (a[:, 0] - c[:, 0]) * inverse,
             (a[:, 1] - b[:, 1]) * inverse, (b[:, 0] - a[:, 0]) * inverse, a[:, 0], a[:, 1]]
        )  # fmt: skip
        bx, by, cx, cy, ax, ay = np.repeat(planes, counts[some], axis=1)
        dx, dy = x + np.float32(0.5) - ax, y + np.float32(0.5) - ay
        u, v = bx * dx + by * dy, cx * dx + cy * dy
        # A little beyond each edge, so that no pixel falls between two triangles.
        inside = (u >= -1e-4) & (v >= -1e-4) & (u + v <= 1.0001) & np.repeat(inverse != 0, counts[some])
        of, u, v = of[inside], u[inside], v[inside]
        pixel = y[inside] * self.width + x[inside]
        depths = corners[of, :, 2].astype(np.float32)
        toward = depths[:, 0] * (1 - u - v) + depths[:, 1] * u + depths[:, 2] * v
        nearer = np.flatnonzero(toward > self.depth[pixel])
        nearer = nearer[_far_to_near(toward[nearer])]
        at = pixel[nearer]
        self.depth[at], self.index[at] = toward[nearer], of[nearer]
        shares[at] = np.stack([1 - u[nearer] - v[nearer], u[nearer], v[nearer]], axis=1)

    def close_holes(self, gap: float) -> None:
        """Let pixels that most of their neighbours lie before, by more than `gap`, look like one of these."""
        whole = self.depth.reshape(self.height, self.width)
        moved = [np.roll(whole, step, axis=axis) for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1))]
        before = np.sum([near > whole + gap for near in moved], axis=0) >= 3
        nearest = np.argmax(moved, axis=0)
        colors = self.rgba.reshape(self.height, self.width, 4)
        steps = ((0, 1), (0, -1), (1, 1), (1, -1))
        shifted = [np.roll(colors, step, axis=axis) for axis, step in steps]
        for k in range(4):
            chosen = before & (nearest == k)
            colors[chosen] = shifted[k][chosen]
            whole[chosen] = moved[k][chosen]

    def outline(self, scale: float) -> None:
        """Darken pixels that lie behind their neighbours, which shows the shape of what has no surface.

        References
        ----------
        Eye-dome lighting, Boucheny 2009.
        """
        far = self.depth.reshape(self.height, self.width)
        gap = np.zeros((self.height, self.width), np.float32)
        for axis, step in ((0, 2), (0, -2), (1, 2), (1, -2)):
            gap += np.clip((np.roll(far, step, axis=axis) - far) * np.float32(scale / 24), 0, 1)
        light = 1 - EDGE_SHADE * np.clip(gap / 4, 0, 1)
        self.rgba[:, :3] = (self.rgba[:, :3] * light.reshape(-1, 1)).astype(np.uint8)

    def box(self, corners: Array, color: Array) -> None:
        """Draw the edges of a box over everything: (8, 2) corners in pixels, as `EDGES` numbers them."""
        ends = np.array(EDGES)
        share = np.linspace(0, 1, 2 * max(self.width, self.height), dtype=np.float32)[:, None, None]
        line = corners[ends[:, 0]] + share * (corners[ends[:, 1]] - corners[ends[:, 0]])
        x, y = line.reshape(-1, 2).astype(np.int64).T
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            keep = (x + dx >= 0) & (x + dx < self.width) & (y + dy >= 0) & (y + dy < self.height)
            self.rgba[(y[keep] + dy) * self.width + x[keep] + dx] = (*color, 255)

    def pixels(self, over: int) -> Array:
        """Return the picture, `over` pixels of the canvas to each of its own along both sides."""
        height, width = self.height // over, self.width // over
        whole = self.rgba.reshape(height, over, width, over, 4)
        alpha = whole[..., 3:].astype(np.uint32)
        weight = alpha.sum(axis=(1, 3))
        colors = (whole[..., :3] * alpha).sum(axis=(1, 3)) // np.maximum(weight, 1)
        return np.concatenate([colors, weight // (over * over)], axis=2).astype(np.uint8)


def _far_to_near(toward: Array) -> Array:
    """Return the order of depths, by steps of 1/65,535: a stable sort of 16 bits takes no comparisons."""
    if not len(toward):
        return np.zeros(0, np.int64)
    low, high = float(toward.min()), float(toward.max())
    steps = ((toward - low) * (65535 / ((high - low) or 1))).astype(np.uint16)
    return np.argsort(steps, kind="stable")
