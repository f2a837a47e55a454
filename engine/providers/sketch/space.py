"""Space: nebula, planets with rings and shadow, moons, stations, rockets."""

import numpy as np

from engine.providers.sketch.colour import Array, Colour, mix, ramp, rgb, shift
from engine.providers.sketch.noise import sample, smooth, tile
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage

_WORLDS = [
    ["#1c2a5a", "#3a6aa8", "#8fc8d8", "#f0f4e8"],
    ["#5a2418", "#b8603a", "#e8a868", "#f8e0b0"],
    ["#2a1a4a", "#6a3a8a", "#c870a0", "#ffd0b8"],
    ["#143a3a", "#2f8a7a", "#a8d8a0", "#f8f0c8"],
    ["#6a4a2a", "#c89a5a", "#f0d8a0", "#fff4d8"],
]


def deep_space(stage: Stage) -> None:
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("nebula")
    texture = tile(rng, 512, 3, 6)
    u, v = canvas.x / canvas.unit * 0.36, canvas.y / canvas.unit * 0.36
    bend = sample(texture, u * 0.7 + 0.2, v * 0.7)
    gas = sample(texture, u + bend * 0.4, v + bend * 0.35)
    other = sample(texture, u * 1.3 + 0.5 - bend * 0.3, v * 1.3 + 0.7)
    base = mix(palette.sky[0], rgb("#020208"), 0.55)
    canvas.pixels[:] = base
    warm = shift(palette.sky[3], chroma=1.6, turn=stage.dice.spread("gas", -1.6, 1.6))
    lane = np.exp(
        -(
            (((canvas.y / canvas.height - 0.5) - (canvas.x / canvas.width - 0.5) * 0.7 * stage.side) * 2.3)
            ** 2
        )
    )
    canvas.shine(
        (smooth(0.38, 0.95, gas) * 1.0 * lane).astype(np.float32), mix(palette.sky[2], palette.sky[3], 0.3)
    )
    canvas.shine((smooth(0.5, 1.0, other * 0.6 + gas * 0.4) * 1.0 * lane).astype(np.float32), warm)
    dust = smooth(0.5, 0.85, sample(texture, u * 1.1 + 0.3, v * 1.1 + bend * 0.5)) * np.float32(0.55)
    canvas.cover(dust.astype(np.float32), base)
    count = int(canvas.unit * 1.6)
    light = np.zeros((canvas.height, canvas.width), dtype=np.float32)
    light[rng.integers(0, canvas.height, count), rng.integers(0, canvas.width, count)] = (
        rng.random(count) ** 4
    ).astype(np.float32)
    canvas.shine(light, rgb("#ffffff"))
    for _ in range(14):
        x, y = float(rng.uniform(0, canvas.width)), float(rng.uniform(0, canvas.height))
        size = canvas.unit * float(rng.uniform(0.003, 0.008))
        canvas.glow(x, y, size, rgb("#ffffff"), 0.9)
        canvas.glow(x, y, size * 3, warm, 0.3)


def planet(stage: Stage, x: float, y: float, radius: float, *, ringed: bool, name: str) -> None:
    """A lit globe at (x, y), with bands or continents; its ring passes before and behind."""
    canvas = stage.canvas
    rng = stage.dice(name)
    tilt = float(rng.uniform(0.18, 0.45)) * (1 if stage.dice.turn(name, 2) else -1)
    flat = float(rng.uniform(0.2, 0.34))
    stops = [rgb(code) for code in _WORLDS[stage.dice.turn(name + " world", len(_WORLDS))]]
    lx, ly, lz = -0.72 * stage.side, -0.42, 0.55
    canvas.glow(
        x + lx * radius * 0.25, y + ly * radius * 0.25, radius * 0.95, mix(stops[2], rgb("#8fc0ff"), 0.3), 0.4
    )
    nx, ny = (canvas.x - x) / radius, (canvas.y - y) / radius
    rr = nx * nx + ny * ny
    nz = np.sqrt(np.clip(1 - rr, 0, 1))
    cos, sin = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    ax, ay = nx * cos + ny * sin, -nx * sin + ny * cos
    texture = tile(rng, 512, 4, 6)
    if rng.random() < 0.6 or ringed:
        swirl = sample(texture, ax * 0.3 + 0.5, ay * 0.9) - 0.5
        tone = (
            np.sin(ay * 8 + swirl * 2.4) * 0.28
            + sample(texture, ax * 0.1, ay * 0.75 + swirl * 0.06) * 0.75
            + 0.12
        )
    else:
        tone = sample(texture, ax * 0.34 / (0.55 + nz * 0.5), ay * 0.34)
        tone = smooth(0.3, 0.75, tone + (sample(texture, ax * 1.2, ay * 1.2) - 0.5) * 0.25)
    surface = ramp(stops, tone.astype(np.float32))
    light = np.clip(nx * lx + ny * ly + nz * lz, 0, 1)
    surface = surface * (0.02 + 1.12 * light[..., None] ** 0.8)
    rim = (np.clip(1 - nz, 0, 1) ** 2.5 * light**0.5)[..., None] * np.float32(0.8)
    surface = surface + (mix(stops[2], rgb("#cfe6ff"), 0.5) - surface) * rim
    globe = np.clip((1 - np.sqrt(rr)) * radius + 0.5, 0, 1).astype(np.float32)
    ring = np.zeros_like(globe)
    if ringed:
        out = np.hypot(ax, ay / flat)
        bands = 0.55 + 0.45 * np.sin(out * 34) * np.sin(out * 13 + 1)
        ring = (
            smooth(1.3, 1.36, out)
            * smooth(2.28, 2.2, out)
            * bands
            * (1 - 0.85 * smooth(0.02, 0.0, np.abs(out - 1.86)))
        ).astype(np.float32)
        # The globe's shadow falls across the far side of the ring.
        shadow = smooth(0.75, 1.0, np.hypot(ax * 1.0 + lx * -0.4, ay * 1.6 + 0.3)) * 0.85 + 0.15
        ring = ring * np.float32(0.85)
        canvas.cover(
            (ring * (ay < 0)).astype(np.float32) * np.float32(0.9),
            _ring_colour(stops, out) * shadow[..., None].astype(np.float32),
        )
    canvas.cover(globe, surface.astype(np.float32))
    if ringed:
        out = np.hypot(ax, ay / flat)
        canvas.cover((ring * (ay >= 0)).astype(np.float32), _ring_colour(stops, out))


def _ring_colour(
    stops: list[Colour],
    out: Array,
) -> Colour:
    return ramp(
        [mix(stops[1], stops[2], 0.5), stops[3], stops[2]],
        np.clip((out - 1.3) / 0.95, 0, 1).astype(np.float32),
    )


def station(stage: Stage, x: float, y: float, size: float) -> None:
    """A hub with a wheel, solar panels and lit windows."""
    metal, dark = rgb("#b9c2cf"), rgb("#1a2030")
    light = (-0.75 * stage.side, -0.5)
    turn = stage.dice.spread("station", -24, 24)
    panels = Shape()
    for side in (-1, 1):
        for low in (-0.2, 0.04):
            panels.box(side * 0.62 - 0.26, low, side * 0.62 + 0.26, low + 0.16)
    stage.put(panels, x, y, size, rgb("#27406f"), turn=turn, edge=0.7, light=light, glow=rgb("#bcd8ff"))
    hull = (
        Shape()
        .limb((-0.9, 0, 0.018), (0.9, 0, 0.018))
        .limb((0, -0.44, 0.075), (0, 0.36, 0.075))
        .limb((0, 0.36, 0.04), (0, 0.62, 0.012))
    )
    hull.oval(0, 0.08, 0.36, 0.115).oval(0, 0.08, 0.285, 0.07, cut=True).limb(
        (-0.3, 0.08, 0.016), (0.3, 0.08, 0.016)
    )
    hull.limb((0, -0.3, 0.1), (0, -0.2, 0.1)).limb((0, 0.0, 0.09), (0, 0.16, 0.09))
    stage.put(
        hull, x, y, size, mix(metal, dark, 0.45), turn=turn, edge=0.95, light=light, glow=rgb("#fff6e6")
    )
    panes = Shape()
    for step in range(7):
        panes.box(
            -0.05 + (step % 2) * 0.05, -0.38 + step * 0.1, -0.025 + (step % 2) * 0.05, -0.35 + step * 0.1
        )
    for step in range(-4, 5):
        panes.disc(step * 0.07, -0.012 if abs(step) < 4 else 0.01, 0.01)
    stage.put(panes, x, y, size, rgb("#ffd98a"), turn=turn)
    stage.canvas.glow(x, y - size * 0.6, size * 0.05, rgb("#ff5a4a"), 0.9)


def rocket(stage: Stage, x: float, y: float, high: float) -> None:
    lean = -18.0 * stage.side
    light = (-0.75 * stage.side, -0.5)
    for size, colour in ((1.0, "#ff7a2a"), (0.7, "#ffc04a"), (0.4, "#fff4d0")):
        flame = Shape().curve(
            [
                (-0.09 * size, 0.0),
                (-0.11 * size, -0.2 * size),
                (0.0, -0.75 * size),
                (0.11 * size, -0.2 * size),
                (0.09 * size, 0.0),
            ]
        )
        stage.put(flame, x, y, high, rgb(colour), turn=lean)
    stage.canvas.glow(x + 0.1 * high * -stage.side, y + high * 0.2, high * 0.35, rgb("#ff9a4a"), 0.6)
    fins = (
        Shape()
        .polygon([(-0.12, 0.3), (-0.3, -0.06), (-0.1, 0.06)])
        .polygon([(0.12, 0.3), (0.3, -0.06), (0.1, 0.06)])
    )
    stage.put(fins, x, y, high, stage.palette.accent, turn=lean, edge=0.5, light=light)
    hull = Shape().curve(
        [(-0.1, 0.0), (-0.15, 0.4), (-0.1, 0.75), (0.0, 1.0), (0.1, 0.75), (0.15, 0.4), (0.1, 0.0)]
    )
    stage.put(hull, x, y, high, rgb("#c8ccd8"), turn=lean, edge=0.9, light=light, glow=rgb("#ffffff"))
    stage.put(
        Shape().curve([(-0.088, 0.79), (0.0, 1.0), (0.088, 0.79)]),
        x,
        y,
        high,
        stage.palette.accent,
        turn=lean,
    )
    stage.put(Shape().disc(0, 0.58, 0.062), x, y, high, rgb("#223a5a"), turn=lean)


def moon_ground(stage: Stage) -> float:
    """A cratered horizon along the bottom; returns the row to stand on."""
    canvas = stage.canvas
    rng = stage.dice("regolith")
    x = (canvas.x - canvas.width / 2) / canvas.width
    edge = canvas.height * 0.84 + x * x * canvas.height * 0.16
    texture = tile(rng, 512, 4, 6)
    depth = np.clip((canvas.y - edge) / canvas.height, 0.001, None)
    bumps = sample(texture, x * 0.6 / (depth + 0.12), 0.35 / (depth + 0.12))
    beyond = sample(texture, x * 0.6 / (depth + 0.12) + 0.012 * stage.side, 0.35 / (depth + 0.12))
    tone = np.clip(0.42 + (bumps - beyond) * 4.5, 0, 1)
    grey = ramp([rgb("#16151c"), rgb("#5a5660"), rgb("#c8c2bc")], tone.astype(np.float32))
    canvas.cover(np.clip(canvas.y - edge + 0.5, 0, 1).astype(np.float32), grey)
    return canvas.height * 0.9
