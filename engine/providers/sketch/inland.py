"""Places away from the water: mountain, forest, desert, village."""

from engine.providers.sketch import buildings, weather
from engine.providers.sketch.animals import camel
from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.ground import Report, houses, level, on_outline, sky_over
from engine.providers.sketch.land import (
    dunes,
    fields,
    foreground_frame,
    forest,
    hills,
    light_rays,
    mountains,
    path,
)
from engine.providers.sketch.materials import shaded
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.subjects import Ground


def mountain(stage: Stage, at: Report) -> Ground:
    unit = stage.canvas.unit
    sky_over(stage, at)
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
        buildings.castle(stage, stage.subject_x, base - unit * 0.06, unit * 0.4 * stage.scale, 0.12)
    if "fog" in stage.reading.weather:
        weather.fog(stage)
    outlines = hills(stage, count=3, top=base, low=stage.canvas.height * 0.9, bumpy=0.05, woods=0.75)
    at(0.5)
    if "path" in stage.reading.details:
        path(stage, float(outlines[-1].max()))
    if "lake" in stage.reading.details or stage.layout == 2:
        foreground_frame(stage)
    return on_outline(stage, outlines[-1])


def woods(stage: Stage, at: Report) -> Ground:
    sky_over(stage, at)
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
    return level(floor)


def desert(stage: Stage, at: Report) -> Ground:
    canvas, reading, unit = stage.canvas, stage.reading, stage.canvas.unit
    sky_over(stage, at)
    if stage.layout == 1 and not reading.shows("pyramid"):
        _mesas(stage)
    if reading.shows("pyramid"):
        for offset, size in ((0.3, 0.2), (0.0, 0.34)):
            x = stage.subject_x - stage.side * offset * canvas.width
            buildings.pyramid(
                stage, x, stage.horizon + unit * 0.04, unit * size * stage.scale, 0.35 + offset * 0.5
            )
    outlines = dunes(stage)
    at(0.5)
    crest = on_outline(stage, outlines[2])
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
        _cactus(stage, on_outline(stage, outlines[3]))
    return on_outline(stage, outlines[3])


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
        shaded(stage, mask, 0.45)


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


def village(stage: Stage, at: Report) -> Ground:
    canvas, unit = stage.canvas, stage.canvas.unit
    sky_over(stage, at)
    if stage.layout == 0:
        mountains(stage, base=stage.horizon, high=unit * 0.24, cell=unit * 0.55, far=0.72, name="far range")
    outlines = hills(stage, count=4, top=stage.horizon, low=canvas.height * 0.88, bumpy=0.045, woods=0.3)
    at(0.42)
    fields(stage, outlines[-1])
    if "village" in stage.reading.details or stage.reading.shows("house") or not stage.reading.subjects:
        houses(stage, float(outlines[2].mean()), far=0.16, size=0.115)
    if "fog" in stage.reading.weather:
        weather.fog(stage)
    if "path" in stage.reading.details:
        path(stage, float(outlines[-1].max()))
    return on_outline(stage, outlines[-1])
