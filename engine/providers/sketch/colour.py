"""Colours as float32 sRGB triples from 0 to 1, mixed in OKLab.

OKLab (Björn Ottosson, 2020) keeps mixtures as bright and clean as their ends, which
plain RGB mixing does not.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Colour = Array
"""Shape (3,), or any shape that ends in 3."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)
_FROM_LAB = np.linalg.inv(_TO_LAB.astype(np.float64)).astype(np.float32)
_FROM_LMS = np.linalg.inv(_TO_LMS.astype(np.float64)).astype(np.float32)


def rgb(code: str) -> Colour:
    """The colour written as `#rrggbb`."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def to_oklab(colour: Colour) -> Array:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return (np.cbrt(linear.astype(np.float32) @ _TO_LMS.T) @ _TO_LAB.T).astype(np.float32)


def from_oklab(lab: Array) -> Colour:
    linear = np.clip((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    curved = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return curved.astype(np.float32)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` with `share` (0 to 1) of `b`."""
    return from_oklab(to_oklab(a) * np.float32(1 - share) + to_oklab(b) * np.float32(share))


def shift(colour: Colour, *, light: float = 0.0, chroma: float = 1.0, turn: float = 0.0) -> Colour:
    """`colour` lightened by `light` (OKLab L), its chroma multiplied, its hue turned (radians)."""
    lab = to_oklab(colour)
    cos, sin = np.float32(np.cos(turn) * chroma), np.float32(np.sin(turn) * chroma)
    a, b = lab[..., 1], lab[..., 2]
    turned = np.stack([np.clip(lab[..., 0] + light, 0, 1), a * cos - b * sin, a * sin + b * cos], axis=-1)
    return from_oklab(turned.astype(np.float32))


def lightness(colour: Colour) -> float:
    return float(to_oklab(colour)[..., 0])


def ramp(stops: list[Colour], where: Array) -> Colour:
    """Colours along `stops` (evenly spaced) at positions `where` (0 to 1); adds a last axis of 3."""
    table = np.stack([to_oklab(stop) for stop in stops])
    at = np.clip(where, 0, 1) * (len(stops) - 1)
    fine = np.linspace(0, len(stops) - 1, 512, dtype=np.float32)
    low = np.minimum(fine.astype(np.int32), len(stops) - 2)
    share = (fine - low)[:, None]
    # Smoothed shares hide the corners between stops.
    share = share * share * (3 - 2 * share) * 0.5 + share * 0.5
    shades = from_oklab(table[low] * (1 - share) + table[low + 1] * share)
    return shades[np.round(at * (511 / max(1, len(stops) - 1))).astype(np.int32)]
