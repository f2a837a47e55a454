"""Where things stand in a room."""

from engine.providers.sketch.colour import rgb
from schemas.frozen import frozen

LAMPLIGHT = rgb("#ffb765")


@frozen
class Room:
    """Where things stand, in canvas pixels. `turned` is 1 when the window is on the right."""

    floor: float
    ground: float
    window: tuple[float, float, float, float]
    lamp: tuple[float, float]
    turned: int
    close: bool
