"""One picture being made: its canvas, words, colours and composition."""

from dataclasses import dataclass

from engine.providers.sketch.canvas import Canvas
from engine.providers.sketch.colour import Colour
from engine.providers.sketch.dice import Dice
from engine.providers.sketch.palette import Palette, choose
from engine.providers.sketch.shape import Mask, Shape
from engine.providers.sketch.words import Reading

_ANY_PLACE = ("mountain", "lake", "sea", "village", "desert", "forest")
_ANY_TIME = ("golden", "dusk", "day", "night", "dawn")


@dataclass(slots=True)
class Stage:
    """Positions are canvas pixels. `side` is where the subject stands: -1 left, 1 right."""

    canvas: Canvas
    reading: Reading
    palette: Palette
    dice: Dice
    stylization: int
    place: str
    time: str
    side: int
    horizon: float
    sun_x: float
    sun_y: float
    subject_x: float
    scale: float
    layout: int

    @property
    def size(self) -> tuple[int, int]:
        return self.canvas.width, self.canvas.height

    @property
    def tall(self) -> bool:
        return self.canvas.height > self.canvas.width * 1.15

    @property
    def sun_side(self) -> tuple[float, float]:
        """The direction light comes from, for the edges of things (y down)."""
        return (0.8 if self.sun_x > self.subject_x else -0.8, -0.55)

    @property
    def by_night(self) -> bool:
        return self.time == "night"

    @property
    def overcast(self) -> bool:
        return any(kind in self.reading.weather for kind in ("rain", "storm", "fog"))

    def put(
        self,
        shape: Shape,
        x: float,
        y: float,
        scale: float,
        colour: Colour,
        *,
        flip: bool = False,
        melt: float = 0.0,
        turn: float = 0.0,
        edge: float = 0.0,
        glow: Colour | None = None,
        light: tuple[float, float] | None = None,
    ) -> Mask:
        """Draws `shape` with its origin at (x, y). `edge` is how strongly light catches its rim."""
        mask = shape.at(x, y, scale, self.size, flip=flip, melt=melt, turn=turn)
        self.canvas.lay(mask, colour)
        if edge > 0:
            width = max(1.2, self.canvas.unit * 0.004)
            self.canvas.light_edge(
                mask,
                light or self.sun_side,
                self.palette.glow if glow is None else glow,
                width=width,
                strength=edge,
            )
        return mask


def set_stage(canvas: Canvas, reading: Reading, dice: Dice, stylization: int) -> Stage:
    """Decides what the words left open. Neighbouring seeds take clearly different decisions."""
    place = reading.place or _ANY_PLACE[dice.turn("place", len(_ANY_PLACE))]
    time = reading.time or _ANY_TIME[dice.turn("time", len(_ANY_TIME))]
    if "aurora" in reading.weather or place == "space":
        time = "night"
    palette = choose(reading, time, dice, stylization)
    side = 1 if dice.turn("side", 2) else -1
    width, height = canvas.width, canvas.height
    tall = height > width * 1.15
    horizon = height * dice.spread("horizon", 0.6 if tall else 0.54, 0.76 if tall else 0.72)
    subject_x = width * (0.5 + side * dice.spread("subject", 0.13, 0.23 if tall else 0.27))
    sun_x = width * (0.5 - side * dice.spread("sun", -0.04, 0.3))
    low = {"dawn": 0.14, "golden": 0.2, "dusk": 0.1, "day": 0.55, "night": 0.55}[time]
    sun_y = horizon - height * dice.spread("sun height", low * 0.55, low * 1.15) * (0.8 if tall else 1)
    return Stage(
        canvas=canvas,
        reading=reading,
        palette=palette,
        dice=dice,
        stylization=stylization,
        place=place,
        time=time,
        side=side,
        horizon=horizon,
        sun_x=sun_x,
        sun_y=max(sun_y, height * 0.1),
        subject_x=subject_x,
        scale=dice.spread("scale", 0.8, 1.2),
        layout=dice.turn("layout", 3),
    )
