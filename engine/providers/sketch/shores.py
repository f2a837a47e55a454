"""Places by the water: sea and lake."""

from engine.providers.sketch import buildings, travel, weather
from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.ground import Report, houses, level, on_outline, sky_over
from engine.providers.sketch.land import (
    foreground_frame,
    hills,
    layer,
    mountains,
)
from engine.providers.sketch.noise import line
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.subjects import Ground
from engine.providers.sketch.trees import palm
from engine.providers.sketch.water import near_bank, shoreline, water


def sea(stage: Stage, at: Report) -> Ground:
    canvas, reading, dice = stage.canvas, stage.reading, stage.dice
    sky_over(stage, at)
    _far_island(stage)
    water(
        stage, stage.horizon, calm=dice.spread("calm", 0.1, 0.55) if "storm" not in reading.weather else 0.0
    )
    at(0.45)
    if "fog" in reading.weather:
        weather.fog(stage)
    if reading.shows("lighthouse"):
        _headland(stage)
    if (
        reading.shows("person", "cat", "dog", "horse", "house", "castle", "tree")
        or "beach" in reading.details
        or stage.layout == 2
    ):
        sand = "beach" in reading.details or (stage.layout != 1 and "cliff" not in reading.details)
        bank = near_bank(stage, high=0.13 if sand else 0.2, sand=sand)
        if "palm" in reading.details or (sand and dice.turn("palms", 3) == 0 and stage.time != "night"):
            _palms(stage, on_outline(stage, bank))
        return on_outline(stage, bank)
    return level(canvas.height * 0.93)


def _far_island(stage: Stage) -> None:
    canvas = stage.canvas
    if stage.dice.turn("island", 3) == 0 and "island" not in stage.reading.details:
        return
    rng = stage.dice("island")
    x = canvas.width * (0.5 - stage.side * 0.3)
    rise = line(rng, canvas.width, canvas.unit * 0.25, 5) * canvas.unit * 0.02
    hump = canvas.unit * 0.1 * (1 - ((canvas.x[0] - x) / (canvas.unit * 0.45)) ** 2)
    layer(
        stage,
        stage.horizon - hump - rise,
        stage.palette.of_land(rgb("#4f5f6f"), 0.62),
        stage.palette.haze,
        canvas.unit * 0.12,
    )


def _headland(stage: Stage) -> None:
    """Rocks running out from the subject's side, with the lighthouse on them."""
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("headland")
    x = stage.subject_x
    base = stage.horizon + (canvas.height - stage.horizon) * stage.dice.spread("rocks", 0.2, 0.42)
    reach = canvas.unit * stage.dice.spread("reach", 0.3, 0.5)
    across = (canvas.x[0] - x) * stage.side
    shape = 1 / (1 + (abs(across.clip(None, 0)) / (reach * 0.5)) ** 3)
    rough = line(rng, canvas.width, canvas.unit * 0.16, 6, 0.55) * canvas.unit * 0.02
    outline = base + canvas.unit * 0.06 - shape * canvas.unit * 0.13 - rough * shape
    rock = mix(palette.of_land(rgb("#5a504a"), 0.05), palette.dark, 0.5)
    top = float(outline[min(canvas.width - 1, max(0, int(x)))])
    mask = layer(
        stage,
        outline.astype("float32"),
        mix(rock, palette.glow, 0.15),
        mix(rock, palette.dark, 0.6),
        canvas.unit * 0.05,
    )
    below = (canvas.y > base + canvas.unit * 0.035) * mask
    if stage.layout != 0:
        # The sea comes back below the rocks.
        keep = stage.horizon
        strip = canvas.pixels.copy()
        water(stage, base + canvas.unit * 0.035, calm=0.35)
        canvas.pixels[: int(keep)] = strip[: int(keep)]
    else:
        canvas.cover(below.astype("float32"), mix(rock, palette.dark, 0.7))
    buildings.lighthouse(
        stage, x, top + canvas.unit * 0.012, canvas.unit * (0.5 if not stage.tall else 0.56) * stage.scale
    )


def _palms(stage: Stage, ground: Ground) -> None:
    rng = stage.dice("palms")
    shape = Shape()
    for offset in (0.0, 0.05):
        x = stage.canvas.width * (0.5 + stage.side * (0.42 - offset))
        palm(rng, shape, x, -ground(x) - 2, stage.canvas.unit * float(rng.uniform(0.42, 0.62)))
    stage.put(shape, 0, 0, 1, mix(stage.palette.dark, rgb("#2f5a3a"), 0.12), edge=0.5)


def lake(stage: Stage, at: Report) -> Ground:
    reading, unit = stage.reading, stage.canvas.unit
    sky_over(stage, at)
    mountains(
        stage, base=stage.horizon, high=unit * 0.34 * stage.scale, cell=unit * 0.6, far=0.66, name="far range"
    )
    if stage.layout != 1:
        mountains(stage, base=stage.horizon, high=unit * 0.2, cell=unit * 0.4, far=0.4, name="near range")
    at(0.38)
    hills(
        stage,
        count=2,
        top=stage.horizon - unit * 0.045,
        low=stage.horizon - unit * 0.012,
        bumpy=0.02,
        woods=0.7,
    )
    if "village" in reading.details:
        houses(stage, stage.horizon - unit * 0.004, far=0.24, size=0.085)
    if reading.shows("castle"):
        buildings.castle(stage, stage.subject_x, stage.horizon, unit * 0.34, 0.3)
    if reading.shows("waterfall"):
        _waterfall(stage)
    if reading.shows("bridge"):
        buildings.bridge(stage, stage.horizon + unit * 0.02, unit * 0.2)
        if reading.shows("train"):
            travel.train(
                stage,
                stage.subject_x,
                stage.horizon + unit * 0.02 - unit * 0.205,
                unit * 0.09,
                stage.side < 0,
            )
    water(stage, stage.horizon, calm=stage.dice.spread("calm", 0.6, 1.0))
    shoreline(stage, stage.horizon)
    at(0.48)
    if "fog" in reading.weather:
        weather.fog(stage)
    bank = near_bank(stage, high=0.16 if reading.subjects else 0.1, sand=False)
    _reeds(stage, on_outline(stage, bank))
    if stage.layout == 0:
        foreground_frame(stage)
    return on_outline(stage, bank)


def _waterfall(stage: Stage) -> None:
    unit, x = stage.canvas.unit, stage.subject_x
    fall = Shape().polygon([(-0.05, 0), (-0.03, 0.9), (0.04, 0.9), (0.075, 0)])
    stage.put(fall, x, stage.horizon, unit * 0.3, mix(stage.palette.sky[3], rgb("#ffffff"), 0.6))
    stage.canvas.glow(x, stage.horizon, unit * 0.06, rgb("#ffffff"), 0.6)


def _reeds(stage: Stage, ground: Ground) -> None:
    canvas = stage.canvas
    rng = stage.dice("reeds")
    shape = Shape()
    for _ in range(46):
        x = canvas.width * (0.5 + stage.side * float(rng.uniform(0.1, 0.5)))
        high, lean = (
            canvas.unit * float(rng.uniform(0.03, 0.11)),
            canvas.unit * float(rng.uniform(-0.025, 0.025)),
        )
        y = -ground(x) - 3
        shape.limb((x, y, 1.3), (x + lean * 0.4, y + high * 0.6, 0.9), (x + lean, y + high, 0.4))
    stage.put(shape, 0, 0, 1, mix(stage.palette.dark, rgb("#4a5a34"), 0.15))
