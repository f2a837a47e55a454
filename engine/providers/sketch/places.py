"""Places out of doors, each painted back to front. Each tells where the ground in front is."""

from collections.abc import Callable

from engine.providers.sketch import objects as built
from engine.providers.sketch import space, weather
from engine.providers.sketch.animals import camel
from engine.providers.sketch.city import neon_signs, rooftop, skyline, street
from engine.providers.sketch.colour import Array, mix, rgb
from engine.providers.sketch.figures import MELT, floating
from engine.providers.sketch.land import (
    dunes,
    fields,
    foreground_frame,
    forest,
    hills,
    layer,
    light_rays,
    mountains,
    path,
)
from engine.providers.sketch.noise import line
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.sky import paint_birds, paint_sky
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.subjects import Ground
from engine.providers.sketch.trees import conifer, palm
from engine.providers.sketch.water import near_bank, shoreline, water

Report = Callable[[float], None]


def _on(stage: Stage, outline: Array) -> Ground:
    last = len(outline) - 1
    return lambda x: float(outline[min(last, max(0, int(x)))])


def _level(y: float) -> Ground:
    return lambda x: y


def _sky(stage: Stage, at: Report) -> None:
    paint_sky(stage)
    at(0.25)
    paint_birds(stage)


def _sea(stage: Stage, at: Report) -> Ground:
    canvas, reading, dice = stage.canvas, stage.reading, stage.dice
    _sky(stage, at)
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
            _palms(stage, _on(stage, bank))
        return _on(stage, bank)
    return _level(canvas.height * 0.93)


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
    built.lighthouse(
        stage, x, top + canvas.unit * 0.012, canvas.unit * (0.5 if not stage.tall else 0.56) * stage.scale
    )


def _palms(stage: Stage, ground: Ground) -> None:
    rng = stage.dice("palms")
    shape = Shape()
    for offset in (0.0, 0.05):
        x = stage.canvas.width * (0.5 + stage.side * (0.42 - offset))
        palm(rng, shape, x, -ground(x) - 2, stage.canvas.unit * float(rng.uniform(0.42, 0.62)))
    stage.put(shape, 0, 0, 1, mix(stage.palette.dark, rgb("#2f5a3a"), 0.12), edge=0.5)


def _lake(stage: Stage, at: Report) -> Ground:
    canvas, reading, unit = stage.canvas, stage.reading, stage.canvas.unit
    _sky(stage, at)
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
        _houses(stage, stage.horizon - unit * 0.004, far=0.24, size=0.085)
    if reading.shows("castle"):
        built.castle(stage, stage.subject_x, stage.horizon, unit * 0.34, 0.3)
    if reading.shows("waterfall"):
        _waterfall(stage)
    if reading.shows("bridge"):
        built.bridge(stage, stage.horizon + unit * 0.02, unit * 0.2)
        if reading.shows("train"):
            built.train(
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
    _reeds(stage, _on(stage, bank))
    if stage.layout == 0:
        foreground_frame(stage)
    return _on(stage, bank)


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


def _mountain(stage: Stage, at: Report) -> Ground:
    unit = stage.canvas.unit
    _sky(stage, at)
    base = stage.horizon + unit * 0.07
    mountains(stage, base=base, high=unit * 0.5 * stage.scale, cell=unit * 0.75, far=0.6, name="far range")
    at(0.34)
    mountains(stage, base=base + unit * 0.05, high=unit * 0.27, cell=unit * 0.42, far=0.28, name="near range")
    if stage.reading.shows("castle"):
        crag = Shape().polygon(
            [
                (-0.95, -0.5),
                (-0.7, -0.22),
                (-0.55, -0.16),
                (-0.5, 0.04),
                (0.5, 0.06),
                (0.58, -0.12),
                (0.8, -0.2),
                (1.05, -0.5),
            ]
        )
        rock = mix(stage.palette.of_land(rgb("#5f5a62"), 0.2), stage.palette.dark, 0.35)
        stage.put(crag, stage.subject_x, base - unit * 0.06, unit * 0.42 * stage.scale, rock, edge=0.5)
        built.castle(stage, stage.subject_x, base - unit * 0.06, unit * 0.4 * stage.scale, 0.12)
    if "fog" in stage.reading.weather:
        weather.fog(stage)
    outlines = hills(stage, count=3, top=base, low=stage.canvas.height * 0.9, bumpy=0.05, woods=0.75)
    at(0.5)
    if "path" in stage.reading.details:
        path(stage, float(outlines[-1].max()))
    if "lake" in stage.reading.details or stage.layout == 2:
        foreground_frame(stage)
    return _on(stage, outlines[-1])


def _forest(stage: Stage, at: Report) -> Ground:
    _sky(stage, at)
    hills(
        stage, count=1, top=stage.horizon - stage.canvas.unit * 0.05, low=stage.horizon, bumpy=0.06, woods=0.9
    )
    outline = forest(stage)
    at(0.5)
    if "fog" in stage.reading.weather:
        weather.fog(stage)
    if "path" in stage.reading.details or stage.layout == 1:
        path(stage, float(outline.max()))
    if not stage.overcast and not stage.by_night:
        light_rays(stage, 0.5)
    if stage.layout != 0:
        foreground_frame(stage)
    floor = stage.canvas.height * 0.88
    return _level(floor)


def _desert(stage: Stage, at: Report) -> Ground:
    canvas, reading, unit = stage.canvas, stage.reading, stage.canvas.unit
    _sky(stage, at)
    if stage.layout == 1 and not reading.shows("pyramid"):
        _mesas(stage)
    if reading.shows("pyramid"):
        for offset, size in ((0.3, 0.2), (0.0, 0.34)):
            x = stage.subject_x - stage.side * offset * canvas.width
            built.pyramid(
                stage, x, stage.horizon + unit * 0.04, unit * size * stage.scale, 0.35 + offset * 0.5
            )
    outlines = dunes(stage)
    at(0.5)
    crest = _on(stage, outlines[2])
    if reading.shows("camel"):
        many = reading.subject("camel")
        count = 5 if many is None or many.count == 1 else many.count
        size = unit * 0.15 * stage.scale
        colour = mix(stage.palette.of_land(rgb("#5a3a24"), 0.05), stage.palette.dark, 0.6)
        for index in range(count):
            x = stage.subject_x + stage.side * (index - count / 2 + 0.4) * size * -1.5
            stage.put(
                camel(rider=index % 2 == 0),
                x,
                crest(x) + 2,
                size,
                colour,
                flip=stage.side > 0,
                melt=0.01,
                edge=0.7,
            )
    if stage.layout == 2 and not reading.subjects:
        _cactus(stage, _on(stage, outlines[3]))
    return _on(stage, outlines[3])


def _mesas(stage: Stage) -> None:
    canvas, unit = stage.canvas, stage.canvas.unit
    rng = stage.dice("mesas")
    for index in range(4):
        x, wide = canvas.width * float(rng.uniform(0, 1)), unit * float(rng.uniform(0.1, 0.24))
        high = unit * float(rng.uniform(0.1, 0.24))
        far = 0.7 - index * 0.13
        squeezed = [
            (px * wide, py * high)
            for px, py in [
                (-1, -0.3),
                (-0.78, 0.45),
                (-0.6, 0.5),
                (-0.56, 1),
                (0.5, 0.97),
                (0.58, 0.5),
                (0.74, 0.44),
                (1.05, -0.3),
            ]
        ]
        mask = stage.put(
            Shape().polygon(squeezed),
            x,
            stage.horizon + unit * 0.03,
            1,
            stage.palette.of_land(rgb("#b5613a"), far),
        )
        built.shaded(stage, mask, 0.45)


def _cactus(stage: Stage, ground: Ground) -> None:
    shape = (
        Shape()
        .limb((0, 0, 0.07), (0, 0.95, 0.065))
        .limb((0, 0.4, 0.05), (-0.22, 0.45, 0.05), (-0.23, 0.75, 0.045))
    )
    shape.limb((0, 0.52, 0.05), (0.2, 0.56, 0.048), (0.21, 0.84, 0.042))
    x = stage.subject_x
    stage.put(
        shape,
        x,
        ground(x) + 3,
        stage.canvas.unit * 0.32,
        mix(stage.palette.dark, rgb("#3f6a3a"), 0.3),
        edge=0.7,
    )


def _village(stage: Stage, at: Report) -> Ground:
    canvas, unit = stage.canvas, stage.canvas.unit
    _sky(stage, at)
    if stage.layout == 0:
        mountains(stage, base=stage.horizon, high=unit * 0.24, cell=unit * 0.55, far=0.72, name="far range")
    outlines = hills(stage, count=4, top=stage.horizon, low=canvas.height * 0.88, bumpy=0.045, woods=0.3)
    at(0.42)
    fields(stage, outlines[-1])
    if "village" in stage.reading.details or stage.reading.shows("house") or not stage.reading.subjects:
        _houses(stage, float(outlines[2].mean()), far=0.16, size=0.115)
    if "fog" in stage.reading.weather:
        weather.fog(stage)
    if "path" in stage.reading.details:
        path(stage, float(outlines[-1].max()))
    return _on(stage, outlines[-1])


def _houses(stage: Stage, y: float, *, far: float, size: float) -> None:
    """A church and houses around it, lit or not."""
    unit = stage.canvas.unit
    rng = stage.dice("houses")
    middle = stage.subject_x
    spire = Shape().box(-0.09, -0.1, 0.09, 0.72).polygon([(-0.115, 0.7), (0, 1.45), (0.115, 0.7)])
    stage.put(
        spire,
        middle,
        y,
        unit * size * 1.7,
        mix(stage.palette.of_land(rgb("#b8a090"), far), stage.palette.dark, 0.25),
        edge=0.4,
    )
    spots = sorted(float(rng.normal(0, 1)) for _ in range(9))
    order = sorted(range(9), key=lambda i: -abs(spots[i]))
    for index in order:
        x = middle + spots[index] * unit * size * 2.4
        built.house(
            stage,
            x,
            y + unit * size * float(rng.uniform(-0.1, 0.35)),
            unit * size * float(rng.uniform(0.75, 1.2)),
            far,
            rng,
        )
    shrubs = Shape()
    for _ in range(16):
        x = middle + float(rng.normal(0, 2.6)) * unit * size
        conifer(
            rng,
            shrubs,
            x,
            -y - unit * size * 0.2 * float(rng.random()),
            unit * size * float(rng.uniform(0.5, 1.1)),
        )
    stage.put(shrubs, 0, 0, 1, mix(stage.palette.of_land(rgb("#2f4a3a"), far), stage.palette.dark, 0.3))


def _city(stage: Stage, at: Report) -> Ground:
    canvas, unit = stage.canvas, stage.canvas.unit
    details = stage.reading.details
    _sky(stage, at)
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
        return _level(rooftop(stage))
    if river:
        water(stage, base, calm=0.55)
        shoreline(stage, base)
    else:
        street(stage, base)
    return _level(canvas.height * 0.92)


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
    return _level(row)


PLACES: dict[str, Callable[[Stage, Report], Ground]] = {
    "sea": _sea,
    "lake": _lake,
    "mountain": _mountain,
    "forest": _forest,
    "desert": _desert,
    "village": _village,
    "city": _city,
    "space": _space,
}
