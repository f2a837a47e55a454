"""What is painted on: an array of pixels, and the few ways to put colour on it."""

import numpy as np
from PIL import Image

from engine.providers.sketch.colour import Array, Colour
from engine.providers.sketch.noise import blur
from engine.providers.sketch.shape import Mask


class Canvas:
    """`pixels` is (height, width, 3), float32, sRGB from 0 to 1. Positions are pixels, y down."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.pixels: Array = np.zeros((height, width, 3), dtype=np.float32)
        columns, rows = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
        self.x: Array = np.broadcast_to(columns[None, :], (height, width))
        self.y: Array = np.broadcast_to(rows[:, None], (height, width))
        self.unit = float((width * height) ** 0.5)
        """A length that fits the picture whatever its shape: things are sized by it."""

    def cover(self, mask: Array, colour: Colour) -> None:
        """`colour` (one, or one per pixel) over everything, as thick as `mask` (height, width)."""
        self.pixels += (colour - self.pixels) * mask[..., None]

    def lay(self, mask: Mask, colour: Colour, share: float = 1.0) -> None:
        """`colour` (one, or one per pixel of the mask) where `mask` is."""
        if mask.empty:
            return
        part = self.pixels[mask.rows, mask.columns]
        part += (colour - part) * (mask.alpha * np.float32(share))[..., None]

    def lay_lit(
        self,
        mask: Mask,
        colour: Colour,
        light: tuple[float, float],
        glow: Colour,
        *,
        width: float,
        strength: float = 0.8,
    ) -> None:
        """`mask` in `colour`, its edge towards `light` (a direction) caught in `glow`."""
        if mask.empty:
            return
        self.lay(mask, colour)
        self.light_edge(mask, light, glow, width=width, strength=strength)

    def light_edge(
        self, mask: Mask, light: tuple[float, float], glow: Colour, *, width: float, strength: float = 0.8
    ) -> None:
        if mask.empty:
            return
        reach = max(1, round(width))
        wide = np.pad(mask.alpha, reach + 1, mode="edge")
        soft = blur(wide, max(1.0, width * 0.7))
        dx, dy = round(light[0] * reach), round(light[1] * reach)
        height, across = mask.alpha.shape
        top, left = reach + 1 + dy, reach + 1 + dx
        ahead = soft[top : top + height, left : left + across]
        edge = mask.alpha * np.clip((1 - ahead) * 1.6 - 0.25, 0, 1) * np.float32(strength)
        part = self.pixels[mask.rows, mask.columns]
        part += (glow - part) * edge[..., None]

    def shine(self, light: Array, colour: Colour) -> None:
        """Light of `colour` added as on film: bright places never burn past white."""
        self.pixels[:] = 1 - (1 - self.pixels) * (1 - np.clip(light, 0, 1)[..., None] * colour)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """A soft round light at (x, y)."""
        reach = radius * 3.2
        left, right = max(0, int(x - reach)), min(self.width, int(x + reach) + 1)
        top, bottom = max(0, int(y - reach)), min(self.height, int(y + reach) + 1)
        if left >= right or top >= bottom:
            return
        box = (slice(top, bottom), slice(left, right))
        away = ((self.x[box] - x) ** 2 + (self.y[box] - y) ** 2) / (radius * radius)
        light = np.exp(-away * 0.9) * np.float32(strength)
        light *= np.clip(1 - away / 10.24, 0, 1)
        part = self.pixels[box]
        part[:] = 1 - (1 - part) * (1 - np.clip(light, 0, 1)[..., None] * colour)

    def bloom(self, above: float, strength: float) -> None:
        """What is brighter than `above` spills over its edges."""
        bright = np.clip(self.pixels - np.float32(above), 0, 1) / np.float32(1 - above)
        for radius, share in ((self.unit * 0.012, 0.6), (self.unit * 0.04, 0.4)):
            spill = np.stack([blur(bright[..., i], radius) for i in range(3)], axis=-1)
            self.pixels[:] = 1 - (1 - self.pixels) * (1 - np.clip(spill * (strength * share), 0, 1))

    def picture(self) -> Image.Image:
        return Image.fromarray(np.round(np.clip(self.pixels, 0, 1) * 255).astype(np.uint8))
