"""Trees: conifers, round crowns, bare trunks, palms."""

import numpy as np

from engine.providers.sketch.shape import Point, Shape


def conifer(rng: np.random.Generator, shape: Shape, x: float, y: float, high: float) -> None:
    """Adds a fir of height `high` standing at (x, y) to `shape`."""
    wide = high * float(rng.uniform(0.17, 0.25))
    tiers = int(rng.integers(9, 14))
    left: list[Point] = []
    right: list[Point] = []
    for tier in range(tiers):
        low, up = tier / tiers, (tier + 0.5) / tiers
        out = wide * (1 - low) ** 0.85 + high * 0.012
        for side, points in ((-1, left), (1, right)):
            points.append((x + side * out * float(rng.uniform(0.75, 1.15)), y + high * (0.09 + low * 0.91)))
            points.append((x + side * out * float(rng.uniform(0.5, 0.68)), y + high * (0.09 + up * 0.9)))
    shape.polygon([*left, (x, y + high), *reversed(right)])
    shape.box(x - high * 0.018, y - high * 0.03, x + high * 0.018, y + high * 0.12)


def round_tree(rng: np.random.Generator, shape: Shape, x: float, y: float, high: float) -> None:
    """Adds a broad-leaved tree of height `high`."""
    trunk = high * 0.035
    lean = float(rng.uniform(-0.05, 0.05)) * high
    shape.limb((x, y - high * 0.03, trunk * 1.3), (x + lean, y + high * 0.5, trunk * 0.7))
    for _ in range(9):
        angle, out = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.05, 0.24)) * high
        shape.disc(
            x + lean + np.cos(angle) * out,
            y + high * 0.62 + np.sin(angle) * out,
            high * float(rng.uniform(0.1, 0.17)),
        )


def grand_tree(rng: np.random.Generator, wood: Shape, crown: Shape, high: float) -> None:
    """A single great tree at the origin: branching `wood` and a leafy `crown`."""
    tips: list[Point] = []

    def grow(x: float, y: float, angle: float, long: float, thick: float, depth: int) -> None:
        x1, y1 = x + float(np.cos(angle)) * long, y + float(np.sin(angle)) * long
        wood.limb((x, y, thick), (x1, y1, thick * 0.66))
        if depth == 0:
            tips.append((x1, y1))
            return
        for turn in (float(rng.uniform(0.25, 0.6)), -float(rng.uniform(0.25, 0.6))):
            grow(x1, y1, angle + turn, long * float(rng.uniform(0.68, 0.86)), thick * 0.62, depth - 1)

    wood.polygon(
        [(-0.09 * high, 0), (-0.035 * high, 0.12 * high), (0.035 * high, 0.12 * high), (0.1 * high, 0)]
    )
    grow(0, 0, np.pi / 2 + float(rng.uniform(-0.12, 0.12)), high * 0.27, high * 0.04, 4)
    for x, y in tips:
        for _ in range(3):
            crown.disc(
                x + float(rng.normal(0, 0.04)) * high,
                y + float(rng.normal(0, 0.035)) * high,
                high * float(rng.uniform(0.04, 0.085)),
            )


def palm(rng: np.random.Generator, shape: Shape, x: float, y: float, high: float) -> None:
    """Adds a palm of height `high`."""
    lean = high * float(rng.uniform(-0.22, 0.22))
    trunk = [
        (x + lean * t**2, y + high * t * 0.86, high * (0.03 - 0.014 * t)) for t in (0, 0.25, 0.5, 0.75, 1)
    ]
    shape.limb(*trunk)
    top_x, top_y = trunk[-1][0], trunk[-1][1]
    for angle in np.linspace(-0.6, np.pi + 0.6, 11):
        out = high * float(rng.uniform(0.26, 0.36))
        mid = (top_x + np.cos(angle) * out * 0.55, top_y + np.sin(angle) * out * 0.45 + out * 0.16)
        tip = (top_x + np.cos(angle) * out, top_y + np.sin(angle) * out * 0.5 - out * 0.22)
        shape.curve([(top_x, top_y), (mid[0], mid[1] + out * 0.06), tip, (mid[0], mid[1] - out * 0.1)])


def bare_trunk(
    rng: np.random.Generator, shape: Shape, x: float, low: float, high: float, thick: float
) -> None:
    """Adds a tall trunk from `low` to `high` with a few dead branches (it leaves the picture above)."""
    sway = thick * float(rng.uniform(-1.2, 1.2))
    shape.limb(
        (x, low, thick * 1.35),
        (x + sway * 0.3, low + (high - low) * 0.15, thick),
        (x + sway, high, thick * 0.8),
    )
    for _ in range(int(rng.integers(2, 5))):
        at = float(rng.uniform(0.35, 0.95))
        side = float(rng.choice([-1, 1]))
        y = low + (high - low) * at
        out = thick * float(rng.uniform(3, 7))
        shape.limb(
            (x + sway * at, y, thick * 0.3),
            (x + sway * at + side * out * 0.6, y + out * 0.18, thick * 0.18),
            (x + sway * at + side * out, y + out * 0.1, thick * 0.06),
        )
