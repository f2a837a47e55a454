"""Smooth chance: fractal value noise in one and two dimensions."""

import numpy as np
from PIL import Image

from engine.providers.sketch.colour import Array


def smooth(low: float, high: float, value: Array) -> Array:
    """0 below `low`, 1 above `high`, an S curve between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def enlarge(small: Array, height: int, width: int) -> Array:
    return np.asarray(
        Image.fromarray(small.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC),
        dtype=np.float32,
    )


def blur(field: Array, radius: float) -> Array:
    """`field` (2-D) blurred by about `radius` pixels: shrunk and enlarged, fast at any radius."""
    height, width = field.shape
    step = max(1.0, radius)
    small = (max(2, round(width / step)), max(2, round(height / step)))
    shrunk = Image.fromarray(field.astype(np.float32)).resize(small, Image.Resampling.HAMMING)
    return np.asarray(shrunk.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def cloud(
    rng: np.random.Generator,
    height: int,
    width: int,
    cell: tuple[float, float],
    octaves: int = 5,
    rough: float = 0.5,
) -> Array:
    """Fractal noise, roughly 0 to 1. `cell` is (across, down) of the largest blobs, in pixels."""
    total = np.zeros((height, width), dtype=np.float32)
    gain, weight = 1.0, 0.0
    across, down = cell
    for _ in range(octaves):
        columns, rows = max(2, round(width / across) + 2), max(2, round(height / down) + 2)
        total += gain * enlarge(rng.random((rows, columns), dtype=np.float32), height, width)
        weight += gain
        gain *= rough
        across, down = max(across / 2, 1), max(down / 2, 1)
    spread = (total / weight - 0.5) * 1.7 + 0.5
    return np.clip(spread, 0, 1).astype(np.float32)


def tile(rng: np.random.Generator, size: int = 512, cells: int = 4, octaves: int = 6) -> Array:
    """Square fractal noise, 0 to 1, that repeats at its edges; for `sample`."""
    total = np.zeros((size, size), dtype=np.float32)
    gain = 1.0
    for octave in range(octaves):
        count = cells << octave
        grid = np.pad(rng.random((count, count), dtype=np.float32), 2, mode="wrap")
        edge = size // count * 2
        total += gain * enlarge(grid, size + 2 * edge, size + 2 * edge)[edge:-edge, edge:-edge]
        gain *= 0.52
    low, high = float(np.quantile(total, 0.01)), float(np.quantile(total, 0.99))
    return np.clip((total - low) / (high - low), 0, 1).astype(np.float32)


def sample(texture: Array, x: Array, y: Array) -> Array:
    """`texture` read at (x, y), in repeats (1.0 is once across), between its pixels."""
    size = texture.shape[0]
    fx, fy = (x % 1.0) * size, (y % 1.0) * size
    x0, y0 = fx.astype(np.int32), fy.astype(np.int32)
    tx, ty = (fx - x0).astype(np.float32), (fy - y0).astype(np.float32)
    x0, y0 = x0 % size, y0 % size
    x1, y1 = (x0 + 1) % size, (y0 + 1) % size
    top = texture[y0, x0] * (1 - tx) + texture[y0, x1] * tx
    return top * (1 - ty) + (texture[y1, x0] * (1 - tx) + texture[y1, x1] * tx) * ty


def line(rng: np.random.Generator, width: int, cell: float, octaves: int = 5, rough: float = 0.5) -> Array:
    """A fractal curve: `width` heights, roughly -1 to 1. `cell` is the widest hill in pixels."""
    where = np.arange(width, dtype=np.float32)
    total = np.zeros(width, dtype=np.float32)
    gain = 1.0
    for _ in range(octaves):
        points = rng.random(int(width / cell) + 3).astype(np.float32) * 2 - 1
        at = where / cell + float(rng.random())
        low = at.astype(np.int32)
        t = at - low
        t = t * t * (3 - 2 * t)
        low = np.minimum(low, len(points) - 2)
        total += gain * (points[low] * (1 - t) + points[low + 1] * t)
        gain *= rough
        cell = max(cell / 2, 1.5)
    return total


def peaks(rng: np.random.Generator, width: int, cell: float, sharp: float = 1.0) -> Array:
    """A mountain outline: `width` heights, about 0 to 1, with pointed tops."""
    where = np.arange(width, dtype=np.float32)
    tops = np.zeros(width, dtype=np.float32)
    x = -float(rng.random()) * cell
    while x < width + cell:
        height = 0.45 + 0.55 * float(rng.random())
        left, right = (cell * float(rng.uniform(0.7, 1.5)) * height for _ in range(2))
        side = np.where(where < x, (x - where) / left, (where - x) / right)
        tops = np.maximum(tops, height * (1 - side))
        x += cell * float(rng.uniform(0.35, 0.95))
    rugged = line(rng, width, cell / 3, 5, 0.55) * 0.09 * sharp
    return np.clip(tops, 0.0, 1.2) + rugged.astype(np.float32)
