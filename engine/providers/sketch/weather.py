"""What is in the air: rain, snow, fog, dust, fireflies, embers, petals, leaves."""

import numpy as np

from engine.providers.sketch.colour import Colour, mix, rgb
from engine.providers.sketch.noise import cloud
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage


def fog(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("fog")
    wisps = cloud(rng, canvas.height, canvas.width, (canvas.width * 0.6, canvas.height * 0.12), 4)
    band = np.exp(-(((canvas.y - stage.horizon) / (canvas.height * 0.2)) ** 2))
    share = np.clip(band * (0.3 + 0.75 * wisps) * 0.72 + 0.05, 0, 0.85)
    canvas.cover(share.astype(np.float32), mix(stage.palette.haze, stage.palette.sun, 0.25))


def fall(stage: Stage) -> None:
    """Weather in front of everything."""
    weather = stage.reading.weather
    indoors = stage.place == "interior"
    if not indoors and ("rain" in weather or "storm" in weather):
        _rain(stage)
    if not indoors and "snow" in weather:
        _snow(stage)
    if "dust" in weather:
        _lights(stage, "dust", 90, rgb("#ffdf9a"), (0.0014, 0.0042), 0.75)
    if "fireflies" in weather:
        _lights(stage, "fireflies", 46, rgb("#e8ff7a"), (0.003, 0.0062), 0.95)
    if "embers" in weather and not indoors:
        _lights(stage, "embers", 60, rgb("#ff8a3a"), (0.0016, 0.0042), 0.95)
    if "petals" in weather:
        _flakes(stage, "petals", 70, [rgb("#ffc4d6"), rgb("#ff9fbd"), rgb("#fff0f2")])
    if "leaves" in weather and not indoors:
        _flakes(stage, "leaves", 45, [rgb("#e07a2a"), rgb("#c8401e"), rgb("#f0b03a")])


def _rain(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("rain")
    slant = stage.dice.spread("slant", 0.08, 0.34) * stage.side
    light = np.zeros((canvas.height, canvas.width), dtype=np.float32)
    for count, long, bright in ((420, 0.035, 0.22), (190, 0.065, 0.38)):
        steps = max(4, int(canvas.unit * long))
        x0, y0 = rng.uniform(-0.3, 1.3, count) * canvas.width, rng.uniform(-0.1, 1, count) * canvas.height
        along = np.arange(steps)
        x = (x0[:, None] + along * slant).astype(np.int32)
        y = (y0[:, None] + along).astype(np.int32)
        shine = np.broadcast_to(
            rng.uniform(0.4, 1, count)[:, None] * np.linspace(0.1, 1, steps) * bright, x.shape
        )
        inside = (x >= 0) & (x < canvas.width) & (y >= 0) & (y < canvas.height)
        light[y[inside], x[inside]] = shine[inside]
    canvas.shine(light, mix(stage.palette.sky[3], rgb("#ffffff"), 0.5))


def _snow(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("snow")
    flakes = Shape()
    for count, size in ((200, 0.0016), (90, 0.0028), (26, 0.0052)):
        for x, y, grow in rng.random((count, 3)):
            flakes.disc(
                float(x) * canvas.width,
                -float(y) * canvas.height,
                canvas.unit * size * (0.6 + 0.7 * float(grow)),
            )
    mask = flakes.at(0, 0, 1, stage.size)
    canvas.lay(mask, mix(rgb("#ffffff"), stage.palette.glow, 0.12), 0.85)


def _lights(
    stage: Stage,
    name: str,
    count: int,
    colour: Colour,
    sizes: tuple[float, float],
    strength: float,
) -> None:
    """Small glowing points, thickest around the light."""
    canvas = stage.canvas
    rng = stage.dice(name)
    low = 0.35 if name == "fireflies" else 0.02
    for _ in range(count):
        if rng.random() < 0.45 and name != "fireflies":
            x = float(rng.normal(stage.sun_x, canvas.width * 0.18))
            y = float(rng.normal(stage.sun_y, canvas.height * 0.22))
        else:
            x, y = float(rng.uniform(0, canvas.width)), float(rng.uniform(low, 1)) * canvas.height
        size = canvas.unit * float(rng.uniform(*sizes))
        power = strength * float(rng.uniform(0.35, 1))
        canvas.glow(x, y, size * 3.2, colour, power * 0.4)
        canvas.glow(x, y, size, mix(colour, rgb("#ffffff"), 0.5), power)


def _flakes(stage: Stage, name: str, count: int, colours: list[Colour]) -> None:
    canvas = stage.canvas
    rng = stage.dice(name)
    shapes = [Shape() for _ in colours]
    for index in range(count):
        size = canvas.unit * float(rng.uniform(0.003, 0.009)) * (1.9 if index % 13 == 0 else 1)
        shapes[index % len(shapes)].oval(
            float(rng.random()) * canvas.width,
            -float(rng.random()) * canvas.height,
            size,
            size * 0.5,
            float(rng.uniform(0, 180)),
        )
    for shape, colour in zip(shapes, colours, strict=True):
        stage.put(shape, 0, 0, 1, stage.palette.of_land(colour, 0.0) * 0.35 + colour * 0.65)
