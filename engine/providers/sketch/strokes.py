"""From crisp poster to thick paint: how a finished picture is stylized.

Strokes follow a flow field: along edges where the picture has any, in swirls elsewhere.
All strokes of a layer are laid at once: their points are rows of arrays, and later rows
cover earlier ones.
"""

import numpy as np
from numpy.typing import NDArray

from engine.providers.sketch.canvas import Canvas
from engine.providers.sketch.colour import Array, from_oklab, to_oklab
from engine.providers.sketch.dice import Dice
from engine.providers.sketch.noise import blur, cloud, smooth


def poster(canvas: Canvas) -> None:
    """Flat steps of light instead of shading: for stylization near 0."""
    lab = to_oklab(np.clip(canvas.pixels, 0, 1))
    steps = np.float32(11)
    light = lab[..., 0] * steps
    low = np.floor(light)
    lab[..., 0] = (low + smooth(0.36, 0.64, light - low)) / steps
    lab[..., 1:] *= np.float32(1.08)
    canvas.pixels[:] = from_oklab(lab)


def grain(canvas: Canvas, dice: Dice, strength: float) -> None:
    """The tooth of paper: fine, even, brightness only."""
    noise = dice("grain").normal(0, 1, (canvas.height, canvas.width)).astype(np.float32)
    canvas.pixels += (blur(noise, 1.2) * np.float32(strength))[..., None]


def flow(canvas: Canvas, dice: Dice, swirl: float) -> tuple[Array, Array]:
    """Unit vectors (x, y) per pixel: along the picture's edges, else along swirling noise."""
    rng = dice("flow")
    grey = blur(canvas.pixels.mean(axis=2), canvas.unit * 0.008)
    gy: Array = np.gradient(grey, axis=0)
    gx: Array = np.gradient(grey, axis=1)
    # The structure tensor's double angle can be blurred; the angle itself cannot.
    soft = canvas.unit * 0.012
    c2, s2 = blur((gx * gx - gy * gy).astype(np.float32), soft), blur((2 * gx * gy).astype(np.float32), soft)
    power = np.sqrt(np.hypot(c2, s2))
    edge_angle = 0.5 * np.arctan2(s2, c2) + np.pi / 2
    cell = canvas.unit * 0.34
    waves = cloud(rng, canvas.height, canvas.width, (cell, cell), 3, 0.45)
    free_angle = (waves - 0.5) * (1.2 + 4.4 * swirl) + float(rng.uniform(-0.2, 0.2))
    trust = smooth(0.002, 0.016, power)
    # Angles that differ by half a turn are the same stroke: mix them doubled.
    x2 = np.cos(2 * edge_angle) * trust + np.cos(2 * free_angle) * (1 - trust)
    y2 = np.sin(2 * edge_angle) * trust + np.sin(2 * free_angle) * (1 - trust)
    angle = 0.5 * np.arctan2(y2, x2)
    return np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)


def strokes(canvas: Canvas, dice: Dice, amount: float) -> None:
    """Repaints the picture in strokes. `amount` is 0 (thin, short) to 1 (thick, long)."""
    source = canvas.pixels.copy()
    fx, fy = flow(canvas, dice, amount)
    height_map = np.full((canvas.height, canvas.width), 0.5, dtype=np.float32)
    grey = source.mean(axis=2)
    detail = np.abs(grey - blur(grey, canvas.unit * 0.012))
    detail = blur(detail, canvas.unit * 0.006)
    rng = dice("strokes")
    thick = canvas.unit * (0.0042 + 0.0125 * amount)
    for index, (size, least) in enumerate(((1.0, 0.0), (0.55, 0.012), (0.3, 0.028))):
        _layer(
            canvas, source, (fx, fy), height_map, rng, max(1.1, thick * size), least, detail, amount, index
        )
    _relief(canvas, height_map, 0.2 + 0.8 * amount)
    # A light touch lets the clean drawing show through.
    clean = np.float32(max(0.0, 0.6 - 2.4 * amount))
    canvas.pixels += (source - canvas.pixels) * clean


def _layer(
    canvas: Canvas,
    source: Array,
    field: tuple[Array, Array],
    height_map: Array,
    rng: np.random.Generator,
    half: float,
    least: float,
    detail: Array,
    amount: float,
    index: int,
) -> None:
    """One layer of strokes, `half` pixels to each side, where `detail` is at least `least`."""
    long = max(4, int(half * (5 + 5 * amount)))
    spacing = half * 1.05
    rows, columns = int(canvas.height / spacing) + 1, int(canvas.width / (spacing * 1.5)) + 1
    ys, xs = np.meshgrid(np.arange(rows) * spacing, np.arange(columns) * spacing * 1.5, indexing="ij")
    x = (xs + rng.uniform(-spacing, spacing, xs.shape)).ravel().astype(np.float32)
    y = (ys + rng.uniform(-spacing, spacing, ys.shape)).ravel().astype(np.float32)
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    ix, iy = _inside(x, canvas.width), _inside(y, canvas.height)
    keep = detail[iy, ix] >= least
    x, y, ix, iy = x[keep], y[keep], ix[keep], iy[keep]
    count = len(x)
    if count == 0:
        return
    jitter = np.float32(0.012 + 0.055 * amount * (1 - 0.25 * index))
    lab = to_oklab(source[iy, ix])
    lab += rng.normal(0, 1, (count, 3)).astype(np.float32) * jitter * np.array([0.85, 0.45, 0.45], np.float32)
    colour = from_oklab(lab)
    # Half the stroke runs against the field, half along it, from its middle.
    path_x, path_y = np.empty((count, long), np.float32), np.empty((count, long), np.float32)
    middle = long // 2
    path_x[:, middle], path_y[:, middle] = x, y
    normal_x, normal_y = np.empty_like(path_x), np.empty_like(path_x)
    for way, steps in ((1, range(middle + 1, long)), (-1, range(middle - 1, -1, -1))):
        px, py = x.copy(), y.copy()
        last_x, last_y = field[0][iy, ix] * way, field[1][iy, ix] * way
        normal_x[:, middle], normal_y[:, middle] = -last_y * way, last_x * way
        for step in steps:
            jx, jy = _inside(px, canvas.width), _inside(py, canvas.height)
            dx, dy = field[0][jy, jx], field[1][jy, jx]
            turn = np.where(dx * last_x + dy * last_y < 0, np.float32(-1), np.float32(1))
            last_x, last_y = last_x * 0.5 + dx * turn * 0.5, last_y * 0.5 + dy * turn * 0.5
            px, py = px + last_x, py + last_y
            path_x[:, step], path_y[:, step] = px, py
            normal_x[:, step], normal_y[:, step] = -last_y * way, last_x * way
    across = np.arange(-half, half + 0.01, 0.8, dtype=np.float32)
    taper = np.sqrt(np.clip(1 - np.abs(np.linspace(-1, 1, long)) ** 3, 0, 1)).astype(np.float32)
    bristle = rng.uniform(0.0, 1.0, (count, 1, len(across))).astype(np.float32)
    at_x = path_x[:, :, None] + normal_x[:, :, None] * across * taper[None, :, None]
    at_y = path_y[:, :, None] + normal_y[:, :, None] * across * taper[None, :, None]
    jx, jy = at_x.astype(np.int32), at_y.astype(np.int32)
    good = (at_x >= 0) & (jx < canvas.width) & (at_y >= 0) & (jy < canvas.height)
    flat = (jy * canvas.width + jx)[good]
    who = np.broadcast_to(np.arange(count, dtype=np.int32)[:, None, None], good.shape)[good]
    profile = (1 - (across / half) ** 2 * 0.8)[None, None, :] * taper[None, :, None] * (0.55 + 0.45 * bristle)
    # Of the strokes that cross a pixel the last one written stays, so later strokes lie on top.
    top = np.full(canvas.width * canvas.height, -1, dtype=np.int32)
    top[flat] = who
    painted = top >= 0
    pixels = canvas.pixels.reshape(-1, 3)
    pixels[painted] = colour[top[painted]]
    relief = height_map.reshape(-1)
    relief[flat] = np.broadcast_to(profile, good.shape)[good]


def _inside(value: Array, end: int) -> NDArray[np.int32]:
    return np.clip(value, 0, end - 1).astype(np.int32)


def _relief(canvas: Canvas, height_map: Array, strength: float) -> None:
    """Light from the upper left on the ridges of the paint."""
    soft = blur(height_map, 1.3)
    slope = (np.roll(soft, 1, axis=0) - soft) + (np.roll(soft, 1, axis=1) - soft)
    slope[0], slope[:, 0] = 0, 0
    lift = np.clip(-slope, -0.6, 0.6) * np.float32(0.26 * strength)
    canvas.pixels[:] = np.clip(canvas.pixels * (1 + lift[..., None] * 1.4) + lift[..., None] * 0.22, 0, 1)
