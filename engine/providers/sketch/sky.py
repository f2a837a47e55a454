"""Skies: the gradient, sun and moon, clouds, stars, aurora, lightning, birds."""

import numpy as np

from engine.providers.sketch.colour import mix, ramp, rgb
from engine.providers.sketch.noise import blur, line, sample, smooth, tile
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage


def paint_sky(stage: Stage) -> None:
    """Everything above the horizon (and a wash of its colour below)."""
    _gradient(stage)
    night = stage.by_night
    if (night or "stars" in stage.reading.weather) and not stage.overcast:
        _stars(stage)
    if "aurora" in stage.reading.weather:
        _aurora(stage)
    if not stage.overcast or stage.layout == 0:
        _sun(stage)
    _clouds(stage)
    if "storm" in stage.reading.weather:
        _lightning(stage)


def _gradient(stage: Stage) -> None:
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("gradient")
    tilt = (canvas.x - stage.sun_x) / canvas.width
    waver = line(rng, canvas.width, canvas.width * 0.7, 2)[None, :] * 0.02
    where = canvas.y / stage.horizon - np.abs(tilt) * 0.13 + waver
    canvas.pixels[:] = ramp(palette.sky, where)
    reach = canvas.unit * 0.62
    away = np.hypot((canvas.x - stage.sun_x) * 0.8, (canvas.y - stage.sun_y) * 1.25) / reach
    strength = {"night": 0.3, "day": 0.26}.get(stage.time, 0.62) * (0.5 if stage.overcast else 1.0)
    canvas.shine(np.exp(-away * 2.4).astype(np.float32) * np.float32(strength), palette.glow)


def _sun(stage: Stage) -> None:
    canvas, palette = stage.canvas, stage.palette
    if stage.place == "interior":
        return
    big = {"golden": 0.062, "dusk": 0.068, "dawn": 0.055, "night": 0.05, "day": 0.045}[stage.time]
    radius = canvas.unit * big * stage.dice.spread("sun size", 0.75, 1.35)
    x, y = stage.sun_x, stage.sun_y
    canvas.glow(x, y, radius * 2.2, palette.glow, 0.7)
    disc = Shape().disc(0, 0, 1)
    crescent = stage.by_night and stage.dice.turn("crescent", 2) == 0
    if crescent:
        disc.disc(0.5 * stage.side, 0.22, 0.84, cut=True)
    mask = disc.at(x, y, radius, stage.size)
    canvas.lay(mask, mix(palette.sun, palette.glow, 0.12))
    if stage.by_night and not crescent and not mask.empty:
        seas = sample(tile(stage.dice("moon"), 128, 4, 3), canvas.x / radius / 4, canvas.y / radius / 4)
        part = seas[mask.rows, mask.columns]
        canvas.lay(mask, mix(palette.sky[2], palette.sun, 0.55), 0.0)
        shade = mask.alpha * smooth(0.5, 0.7, part) * np.float32(0.35)
        pixels = canvas.pixels[mask.rows, mask.columns]
        pixels += (mix(palette.sky[2], palette.sun, 0.4) - pixels) * shade[..., None]


def _clouds(stage: Stage) -> None:
    """Clouds on a flat ceiling seen from below: large overhead, small and thin far off."""
    canvas, palette, weather = stage.canvas, stage.palette, stage.reading.weather
    rng = stage.dice("clouds")
    cover = stage.dice.spread("cloud cover", 0.25, 0.72)
    if "clouds" in weather:
        cover = 0.72
    if stage.overcast:
        cover = 0.86
    if "stars" in weather or "aurora" in weather:
        cover = min(cover, 0.3)
    elif stage.by_night:
        cover = min(cover, 0.6) if not stage.overcast else 0.75
    texture = tile(rng, 512, 4, 6)
    height = np.clip((stage.horizon - canvas.y) / stage.horizon, 0, 1)
    depth = 1 / (height + 0.16)
    across = (canvas.x - canvas.width / 2) / canvas.unit
    along = float(rng.uniform(0.05, 0.13))
    u = across * depth * 0.16 + float(rng.random())
    v = depth * along * 1.9 + float(rng.random())
    bend = sample(texture, u * 0.6 + 0.3, v * 0.6) - 0.5
    thick = sample(texture, u + bend * 0.12, v + bend * 0.16)
    toward = 0.02 * np.sign(stage.sun_x - canvas.width / 2 + 0.5)
    beyond = sample(texture, u + bend * 0.12 + toward, v + bend * 0.16 - 0.02)
    edge = 1 - cover
    soft = 0.3 if stage.overcast else 0.22
    body = smooth(edge, edge + soft, thick) * smooth(0.0, 0.12, height)
    relief = np.clip((thick - beyond) * 3.2 + 0.5, 0, 1)
    near_sun = np.exp(-np.hypot(canvas.x - stage.sun_x, canvas.y - stage.sun_y) / (canvas.unit * 0.4))
    bright = np.clip(relief * 0.75 + near_sun * 0.5 - (thick - edge) * 0.35, 0, 1).astype(np.float32)
    shades = ramp(
        [palette.cloud_dark, mix(palette.cloud_dark, palette.cloud_light, 0.55), palette.cloud_light], bright
    )
    thickness = 0.5 if stage.by_night else 0.86
    canvas.cover(body * np.float32(thickness), shades)


def _stars(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("stars")
    many = "stars" in stage.reading.weather or stage.place == "space"
    count = int(canvas.unit * (1.1 if many else 0.5))
    light = np.zeros((canvas.height, canvas.width), dtype=np.float32)
    x = rng.integers(1, canvas.width - 1, count)
    y = (rng.random(count) ** 1.25 * min(stage.horizon, canvas.height - 2)).astype(np.int64)
    light[np.clip(y, 1, canvas.height - 2), x] = (rng.random(count) ** 3).astype(np.float32) * 0.9 + 0.1
    if many:
        band = tile(rng, 256, 4, 5)
        slope = float(rng.uniform(0.5, 1.1)) * stage.side
        away = (canvas.y - canvas.height * 0.3 - (canvas.x - canvas.width * 0.5) * slope) / canvas.unit
        milk = np.exp(-((away * 4.2) ** 2)) * sample(
            band, canvas.x / canvas.unit * 0.8, canvas.y / canvas.unit * 0.8
        )
        milk = milk.astype(np.float32) * smooth(stage.horizon * 1.02, stage.horizon * 0.4, canvas.y)
        canvas.shine(milk * np.float32(0.75), mix(stage.palette.glow, rgb("#ffffff"), 0.3))
        dots = (rng.random(light.shape, dtype=np.float32) > 0.985) * milk * np.float32(0.9)
        light = np.maximum(light, dots.astype(np.float32))
    canvas.shine(light, rgb("#fff8ea"))
    for _ in range(9 if many else 5):
        canvas.glow(
            float(rng.uniform(0, canvas.width)),
            float(rng.uniform(0, stage.horizon * 0.75)),
            canvas.unit * float(rng.uniform(0.003, 0.006)),
            rgb("#ffffff"),
            0.95,
        )


def _aurora(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("aurora")
    colours = [rgb("#3dffa0"), rgb("#5ad8ff"), rgb("#c06bff")]
    for index in range(3):
        base = stage.horizon * float(rng.uniform(0.42, 0.72))
        path = base + line(rng, canvas.width, canvas.width * 0.45, 3) * stage.horizon * 0.15
        rays = blur(np.tile(rng.random((1, canvas.width), dtype=np.float32), (4, 1)), canvas.unit * 0.008)[0]
        rays = np.clip((rays - 0.3) * 2.2, 0.15, 1)
        up = (path[None, :] - canvas.y) / (stage.horizon * 0.45)
        light = np.where(up > 0, np.exp(-up * 2.6), np.exp(up * 16)) * rays[None, :]
        colour = mix(colours[index % 3], colours[(index + 1) % 3], float(rng.random()) * 0.5)
        canvas.shine(light.astype(np.float32) * np.float32(0.75 - index * 0.16), colour)


def _lightning(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("lightning")
    x0 = canvas.width * 0.5 - stage.side * canvas.width * float(rng.uniform(0.1, 0.33))
    steps = 15
    drift = np.cumsum(rng.normal(0, canvas.unit * 0.018, steps))
    y = np.linspace(-4, stage.horizon, steps)
    bolt = [(float(x0 + dx), float(-py)) for dx, py in zip(drift, y, strict=True)]
    canvas.glow(bolt[4][0], -bolt[4][1], canvas.unit * 0.3, rgb("#b9c8ff"), 0.55)
    shape = Shape().limb(*((px, py, canvas.unit * 0.0035) for px, py in bolt))
    for start in (4, 7, 10):
        branch = [bolt[start]]
        lean = float(rng.choice([-1, 1]))
        for _ in range(4):
            px, py = branch[-1]
            step = canvas.unit * float(rng.uniform(0.02, 0.045))
            branch.append((px + lean * step, py - canvas.unit * 0.03))
        shape.limb(*((px, py, canvas.unit * 0.0018) for px, py in branch))
    mask = shape.at(0, 0, 1, stage.size)
    for px, py in bolt[::2]:
        canvas.glow(px, -py, canvas.unit * 0.035, rgb("#cdd6ff"), 0.4)
    canvas.lay(mask, rgb("#fbfbff"))


def paint_birds(stage: Stage) -> None:
    canvas = stage.canvas
    rng = stage.dice("birds")
    asked = "birds" in stage.reading.details
    if not asked and (stage.by_night or stage.overcast or stage.dice.turn("birds", 2)):
        return
    cx = canvas.width * (0.5 - stage.side * 0.12)
    cy = stage.horizon * float(rng.uniform(0.25, 0.5))
    colour = mix(stage.palette.dark, stage.palette.sky[2], 0.12)
    for _ in range(9 if asked else 6):
        x, y = cx + float(rng.normal(0, 0.16)) * canvas.width, cy + float(rng.normal(0, 0.08)) * canvas.height
        wing = canvas.unit * float(rng.uniform(0.009, 0.02)) * (1.6 if asked else 1.0)
        lift, dip = float(rng.uniform(0.3, 0.7)), float(rng.uniform(-0.1, 0.25))
        gull = Shape().polygon(
            [
                (-1, dip),
                (-0.55, lift),
                (-0.1, 0.06),
                (0, -0.06),
                (0.1, 0.06),
                (0.55, lift * 0.9),
                (1, dip),
                (0.5, lift * 0.55),
                (0.08, -0.16),
                (-0.08, -0.16),
                (-0.5, lift * 0.65),
            ]
        )
        stage.put(gull, x, y, wing, colour, turn=float(rng.uniform(-14, 14)))
