"""Every place out of doors, by name: city and space here, the others next door."""

from collections.abc import Callable

from engine.providers.sketch import space, weather
from engine.providers.sketch.city import neon_signs, rooftop, skyline, street
from engine.providers.sketch.colour import rgb
from engine.providers.sketch.figures import MELT, floating
from engine.providers.sketch.ground import Report, level, sky_over
from engine.providers.sketch.inland import desert, mountain, village, woods
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.shores import lake, sea
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.subjects import Ground
from engine.providers.sketch.water import shoreline, water


def _city(stage: Stage, at: Report) -> Ground:
    canvas, unit = stage.canvas, stage.canvas.unit
    details = stage.reading.details
    sky_over(stage, at)
    on_roof = "rooftop" in details or (stage.reading.shows("cat") and "street" not in details)
    river = not on_roof and "street" not in details and not stage.reading.subjects and stage.layout == 0
    base = canvas.height * 0.87 if on_roof else stage.horizon + unit * 0.06
    skyline(stage, base=base)
    at(0.45)
    if "neon" in details:
        neon_signs(stage, base)
    if "fog" in stage.reading.weather:
        weather.fog(stage)
    if on_roof:
        return level(rooftop(stage))
    if river:
        water(stage, base, calm=0.55)
        shoreline(stage, base)
    else:
        street(stage, base)
    return level(canvas.height * 0.92)


def _space(stage: Stage, at: Report) -> Ground:
    canvas, reading, unit = stage.canvas, stage.reading, stage.canvas.unit
    space.deep_space(stage)
    at(0.25)
    ringed = "ring" in reading.details or stage.dice.turn("ring", 2) == 0
    side = -stage.side
    radius = unit * stage.dice.spread("planet", 0.2, 0.36) * (0.8 if ringed else 1.15)
    if stage.layout == 1 and not ringed:
        radius *= 1.7
    x = canvas.width * (0.5 + side * stage.dice.spread("planet x", 0.12, 0.26))
    y = canvas.height * stage.dice.spread("planet y", 0.34, 0.62)
    space.planet(stage, x, y, radius, ringed=ringed, name="planet")
    at(0.42)
    moon_x = canvas.width * (0.5 - side * stage.dice.spread("moon x", 0.2, 0.42))
    space.planet(
        stage,
        moon_x,
        canvas.height * stage.dice.spread("moon y", 0.14, 0.4),
        unit * 0.045,
        ringed=False,
        name="moon",
    )
    stage.sun_x, stage.sun_y = canvas.width * (0.5 - stage.side * 0.6), canvas.height * 0.1
    if reading.shows("station"):
        space.station(
            stage,
            stage.subject_x,
            canvas.height * stage.dice.spread("station y", 0.38, 0.66),
            unit * 0.3 * stage.scale,
        )
    if reading.shows("rocket"):
        space.rocket(stage, stage.subject_x, canvas.height * 0.62, unit * 0.42 * stage.scale)
    grounded = reading.shows("person", "cat", "dog") or (reading.shows("astronaut") and stage.layout == 0)
    row = space.moon_ground(stage) if grounded else canvas.height * 0.95
    if reading.shows("astronaut"):
        y = row if grounded else canvas.height * 0.7
        high = unit * (0.3 if grounded else 0.38) * stage.scale
        light = (-0.8 * stage.side, -0.5)
        turn = 0.0 if grounded else stage.dice.spread("drift", -35, 35)
        where = (stage.subject_x, y)
        stage.put(
            floating(),
            *where,
            high,
            rgb("#6a748a"),
            flip=stage.side > 0,
            melt=MELT,
            turn=turn,
            edge=1.0,
            glow=rgb("#fff6e8"),
            light=light,
        )
        visor = Shape().oval(0.045, 0.865, 0.085, 0.075)
        stage.put(
            visor,
            *where,
            high,
            rgb("#1c2438"),
            flip=stage.side > 0,
            turn=turn,
            edge=0.6,
            glow=rgb("#ffb45a"),
            light=light,
        )
    return level(row)


PLACES: dict[str, Callable[[Stage, Report], Ground]] = {
    "sea": sea,
    "lake": lake,
    "mountain": mountain,
    "forest": woods,
    "desert": desert,
    "village": village,
    "city": _city,
    "space": _space,
}
