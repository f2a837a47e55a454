"""What things are made of, under the light of a picture."""

import numpy as np

from engine.providers.sketch.colour import Colour, rgb
from engine.providers.sketch.shape import Mask
from engine.providers.sketch.stage import Stage

LAMP = rgb("#ffd98a")
FIRE = rgb("#ff9a3c")


def material(stage: Stage, own: str | Colour, far: float = 0.08) -> Colour:
    colour = rgb(own) if isinstance(own, str) else own
    return stage.palette.of_land(colour, far)


def shaded(stage: Stage, mask: Mask, strength: float = 0.45) -> None:
    """Turns the side away from the light darker, across the width of `mask`."""
    if mask.empty:
        return
    across = np.linspace(0, 1, mask.alpha.shape[1], dtype=np.float32)
    away = 1 - across if stage.sun_side[0] > 0 else across
    part = stage.canvas.pixels[mask.rows, mask.columns]
    part += (stage.palette.dark - part) * (mask.alpha * (away**1.6 * np.float32(strength))[None, :])[
        ..., None
    ]
