"""Silhouettes built from ovals, limbs, polygons and curves, with soft edges.

A shape is drawn in its own units: x to the right, y up, the origin on the ground. `at`
puts it on the canvas. Parts are merged on a finer grid; `melt` rounds the joints, so
that a handful of limbs reads as one body.
"""

from itertools import pairwise
from typing import Self

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from engine.providers.sketch.colour import Array
from schemas.frozen import frozen

Point = tuple[float, float]
_FINE = 3
"""Drawn this much larger, then shrunk: the edges come out smooth."""
_ROUND = [(float(np.cos(a)), float(np.sin(a))) for a in np.linspace(0, 2 * np.pi, 28, endpoint=False)]


@frozen
class Mask:
    """How much of each pixel is covered (0 to 1), and where on the canvas the piece lies."""

    alpha: Array
    left: int
    top: int

    @property
    def rows(self) -> slice:
        return slice(self.top, self.top + self.alpha.shape[0])

    @property
    def columns(self) -> slice:
        return slice(self.left, self.left + self.alpha.shape[1])

    @property
    def empty(self) -> bool:
        return self.alpha.size == 0

    def cut_below(self, y: float) -> "Mask":
        """The mask above canvas row `y` only (half-sunk in water, say)."""
        keep = max(0, min(self.alpha.shape[0], round(y) - self.top))
        return Mask(self.alpha[:keep], self.left, self.top)


def curve_through(points: list[Point], *, closed: bool = True, steps: int = 8) -> list[Point]:
    """Points on a smooth curve (Catmull-Rom) through `points`."""
    given = np.array(points, dtype=np.float64)
    if not closed:
        given = np.vstack([given[:1], given, given[-1:]])
    count = len(given)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    made: list[Point] = []
    for i in range(count if closed else count - 3):
        a, b, c, d = (given[(i + k) % count] for k in range(4))
        part = 0.5 * (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        )
        made.extend((float(x), float(y)) for x, y in part)
    if not closed:
        made.append(points[-1])
    return made


class Shape:
    """Parts of one silhouette. Methods that add a part return the shape, to be chained."""

    def __init__(self) -> None:
        self._parts: list[tuple[list[Point], bool]] = []

    def polygon(self, points: list[Point], *, cut: bool = False) -> Self:
        self._parts.append((points, cut))
        return self

    def curve(self, points: list[Point], *, cut: bool = False) -> Self:
        return self.polygon(curve_through(points), cut=cut)

    def oval(self, x: float, y: float, rx: float, ry: float, turn: float = 0.0, *, cut: bool = False) -> Self:
        """An ellipse; `turn` in degrees, anticlockwise."""
        cos, sin = float(np.cos(np.radians(turn))), float(np.sin(np.radians(turn)))
        around = [(x + a * rx * cos - b * ry * sin, y + a * rx * sin + b * ry * cos) for a, b in _ROUND]
        return self.polygon(around, cut=cut)

    def disc(self, x: float, y: float, r: float, *, cut: bool = False) -> Self:
        return self.oval(x, y, r, r, cut=cut)

    def box(self, left: float, low: float, right: float, high: float, *, cut: bool = False) -> Self:
        return self.polygon([(left, low), (right, low), (right, high), (left, high)], cut=cut)

    def limb(self, *joints: tuple[float, float, float]) -> Self:
        """A tapering arm, leg, tail or neck through `joints`, each (x, y, half thickness)."""
        for (x0, y0, r0), (x1, y1, r1) in pairwise(joints):
            length = max(1e-9, float(np.hypot(x1 - x0, y1 - y0)))
            nx, ny = -(y1 - y0) / length, (x1 - x0) / length
            self.polygon(
                [
                    (x0 + nx * r0, y0 + ny * r0),
                    (x1 + nx * r1, y1 + ny * r1),
                    (x1 - nx * r1, y1 - ny * r1),
                    (x0 - nx * r0, y0 - ny * r0),
                ]
            )
        for x, y, r in joints:
            self.disc(x, y, r)
        return self

    def stroke(self, points: list[Point], thick: float, *, closed: bool = False) -> Self:
        """A line of even thickness along a curve through `points`."""
        along = curve_through(points, closed=closed, steps=6)
        return self.limb(*((x, y, thick / 2) for x, y in along))

    def at(
        self,
        x: float,
        y: float,
        scale: float,
        size: tuple[int, int],
        *,
        flip: bool = False,
        melt: float = 0.0,
        turn: float = 0.0,
    ) -> Mask:
        """The mask with its origin at canvas (x, y) and `scale` pixels to the unit.

        `size` is the canvas' (width, height). `melt` is in units. `turn` in degrees leans the
        shape, anticlockwise before the flip.
        """
        width, height = size
        side = -scale if flip else scale
        cos, sin = float(np.cos(np.radians(turn))), float(np.sin(np.radians(turn)))
        parts: list[tuple[Array, bool]] = []
        for points, cut in self._parts:
            array = np.array(points, dtype=np.float64)
            px, py = array[:, 0] * cos - array[:, 1] * sin, array[:, 0] * sin + array[:, 1] * cos
            parts.append((np.stack([x + px * side, y - py * scale], axis=1), cut))
        solid = [part for part, cut in parts if not cut]
        if not solid:
            return Mask(np.zeros((0, 0), dtype=np.float32), 0, 0)
        every = np.concatenate(solid)
        pad = 2 + melt * scale * 2
        left, top = max(0, int(every[:, 0].min() - pad)), max(0, int(every[:, 1].min() - pad))
        right = min(width, int(every[:, 0].max() + pad) + 1)
        bottom = min(height, int(every[:, 1].max() + pad) + 1)
        if left >= right or top >= bottom:
            return Mask(np.zeros((0, 0), dtype=np.float32), 0, 0)
        fine = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
        draw = ImageDraw.Draw(fine)
        for part, cut in parts:
            placed = ((part - (left, top)) * _FINE).reshape(-1)
            draw.polygon([float(v) for v in placed], fill=0 if cut else 255)
        soft = melt * scale * _FINE
        if soft >= 1:
            fine = fine.filter(ImageFilter.GaussianBlur(soft)).point(_steep)
        alpha = np.asarray(fine.reduce(_FINE), dtype=np.float32) / 255
        return Mask(alpha, left, top)


def _steep(value: float) -> float:
    """Blurred edges made hard again; the rounding of corners stays."""
    return max(0.0, min(255.0, (value - 128) * 6 + 128))
