"""Built things: lighthouse, houses, castle, bridge, windmill, pyramid, tent, campfire."""

import numpy as np

from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.materials import FIRE, LAMP, material, shaded
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage


def lighthouse(stage: Stage, x: float, y: float, high: float) -> None:
    white, red = material(stage, "#f3ead8", 0.02), material(stage, stage.palette.accent, 0.02)
    tower = Shape().polygon([(-0.105, 0), (-0.062, 0.74), (0.062, 0.74), (0.105, 0)])
    mask = stage.put(tower, x, y, high, white)
    for band in range(3):
        low, up = 0.1 + band * 0.23, 0.21 + band * 0.23
        w0, w1 = 0.105 - 0.043 * low / 0.74, 0.105 - 0.043 * up / 0.74
        stage.put(Shape().polygon([(-w0, low), (-w1, up), (w1, up), (w0, low)]), x, y, high, red)
    shaded(stage, mask, 0.7)
    top = mix(stage.palette.dark, red, 0.3)
    stage.put(Shape().box(-0.088, 0.735, 0.088, 0.762).box(-0.05, 0.76, 0.05, 0.86), x, y, high, top)
    lit = stage.time in ("dusk", "night", "dawn") or stage.overcast
    glass = LAMP if lit else mix(stage.palette.sky[1], rgb("#ffffff"), 0.4)
    stage.put(Shape().box(-0.037, 0.772, 0.037, 0.85), x, y, high, mix(glass, rgb("#ffffff"), 0.35))
    stage.put(
        Shape()
        .polygon([(-0.066, 0.855), (0, 0.955), (0.066, 0.855)])
        .limb((0, 0.93, 0.006), (0, 1.0, 0.004)),
        x,
        y,
        high,
        red,
    )
    stage.put(
        Shape().box(-0.02, 0.0, 0.02, 0.055).box(-0.011, 0.36, 0.011, 0.4), x, y, high, stage.palette.dark
    )
    if lit:
        _beam(stage, x, y - high * 0.81, high)


def _beam(stage: Stage, x: float, y: float, high: float) -> None:
    canvas = stage.canvas
    for direction, strength in ((-stage.side, 0.6), (stage.side, 0.3)):
        out = (canvas.x - x) * direction
        spread = high * 0.03 + np.abs(out) * 0.11
        away = (canvas.y - y + out * 0.05) / spread
        light = np.where(out > 0, np.exp(-(away**2) * 1.6) * np.exp(-np.abs(out) / (canvas.unit * 0.5)), 0)
        canvas.shine((light * strength).astype(np.float32), LAMP)
    canvas.glow(x, y, high * 0.1, LAMP, 0.95)


def house(stage: Stage, x: float, y: float, wide: float, far: float, rng: np.random.Generator) -> None:
    """A gabled house whose base is centred on (x, y)."""
    walls = ["#e8d8c0", "#d8b48c", "#c8b0a0", "#e0e0d8", "#b86a50", "#d8c890"]
    roofs = ["#8a3b2c", "#6a4030", "#5a4a50", "#a05038", "#3f4a5a"]
    wall = material(stage, walls[int(rng.integers(6))], far)
    roof = material(stage, roofs[int(rng.integers(5))], far)
    if "snow" in stage.reading.weather:
        roof = mix(material(stage, "#f4f8fc", far * 0.6), stage.palette.sky[0], 0.12)
    high = float(rng.uniform(0.42, 0.66))
    front = (
        Shape()
        .box(-0.5, -0.06, 0.5, high)
        .polygon([(-0.5, high - 0.01), (-0.12, high + 0.42), (0.26, high - 0.01)])
    )
    flip = bool(rng.random() < 0.5)
    shaded(stage, stage.put(front, x, y, wide, wall, flip=flip), 0.5)
    tiles = Shape().polygon(
        [(-0.12, high + 0.45), (0.42, high + 0.4), (0.6, high - 0.05), (0.28, high - 0.05)]
    )
    tiles.polygon([(-0.16, high + 0.45), (-0.08, high + 0.45), (-0.5, high - 0.06), (-0.6, high - 0.06)])
    tiles.box(0.2, high + 0.3, 0.29, high + 0.58)
    stage.put(tiles, x, y, wide, roof, flip=flip)
    lit = stage.time in ("night", "dusk") or (stage.overcast and stage.time != "day") or stage.time == "dawn"
    pane = LAMP if lit else mix(stage.palette.dark, stage.palette.sky[1], 0.4)
    panes = Shape().box(-0.3, high * 0.42, -0.16, high * 0.8).box(0.02, high * 0.42, 0.14, high * 0.8)
    panes.box(0.28, high * 0.42, 0.4, high * 0.8)
    stage.put(panes, x, y, wide, pane, flip=flip)
    stage.put(
        Shape().box(-0.12, -0.04, 0.0, high * 0.55), x, y, wide, mix(roof, stage.palette.dark, 0.6), flip=flip
    )
    if lit:
        stage.canvas.glow(x, y - wide * high * 0.6, wide * 0.5, rgb("#ffb050"), 0.35)


def castle(stage: Stage, x: float, y: float, high: float, far: float) -> None:
    stone = mix(material(stage, "#8a8290", far), stage.palette.dark, 0.3)
    shape, roofs = Shape(), Shape()
    for left, right, top in ((-0.46, 0.46, 0.34), (-0.3, 0.26, 0.5), (-0.08, 0.12, 0.62)):
        shape.box(left, -0.15, right, top)
        for tooth in np.arange(left, right - 0.01, 0.06):
            shape.box(float(tooth), top, float(tooth) + 0.032, top + 0.035)
    for tower, wide, top in (
        (-0.47, 0.06, 0.52),
        (-0.29, 0.05, 0.68),
        (0.02, 0.07, 0.84),
        (0.27, 0.055, 0.66),
        (0.47, 0.065, 0.48),
    ):
        shape.box(tower - wide, -0.15, tower + wide, top).box(
            tower - wide * 1.25, top - 0.06, tower + wide * 1.25, top
        )
        roofs.polygon([(tower - wide * 1.45, top), (tower, top + wide * 3.2), (tower + wide * 1.45, top)])
        roofs.limb((tower, top + wide * 3, 0.004), (tower, top + wide * 4.2, 0.003))
    mask = stage.put(shape, x, y, high, stone, edge=0.5)
    shaded(stage, mask, 0.4)
    stage.put(
        roofs,
        x,
        y,
        high,
        mix(material(stage, stage.palette.accent, far), stage.palette.dark, 0.35),
        edge=0.35,
    )
    panes = Shape()
    for px, py in (
        (-0.29, 0.55),
        (0.02, 0.72),
        (0.02, 0.56),
        (0.27, 0.54),
        (-0.15, 0.4),
        (0.15, 0.4),
        (-0.38, 0.2),
        (0.36, 0.22),
    ):
        panes.box(px - 0.012, py, px + 0.012, py + 0.05)
    stage.put(panes, x, y, high, LAMP if stage.time != "day" else stage.palette.dark)


def bridge(stage: Stage, y: float, high: float) -> None:
    """A stone viaduct across the whole picture, its road at `high` above row `y`."""
    canvas = stage.canvas
    shape = Shape().box(-0.2, high * 0.78, canvas.width + 0.2, high)
    span = high * 0.85
    x = -span * 0.4
    arches: list[float] = []
    while x < canvas.width + span:
        shape.box(x - span * 0.14, -high * 0.2, x + span * 0.14, high * 0.9)
        arches.append(x + span / 2)
        x += span
    shape.box(-0.2, high * 0.5, canvas.width + 0.2, high * 0.8)
    for middle in arches:
        shape.oval(middle, high * 0.34, span * 0.36, high * 0.36, cut=True).box(
            middle - span * 0.36, -high * 0.3, middle + span * 0.36, high * 0.34, cut=True
        )
    stage.put(shape, 0, y, 1, mix(material(stage, "#8a7a6c", 0.22), stage.palette.dark, 0.35), edge=0.5)
    rail = Shape().box(-0.2, high, canvas.width + 0.2, high * 1.05)
    stage.put(rail, 0, y, 1, mix(material(stage, "#b09a86", 0.2), stage.palette.glow, 0.2))


def tent(stage: Stage, x: float, y: float, high: float) -> None:
    cloth = mix(material(stage, stage.palette.accent, 0.02), rgb("#ffb45a"), 0.3)
    mask = stage.put(Shape().polygon([(-0.9, 0), (-0.1, 1.0), (0.25, 0.96), (0.9, 0)]), x, y, high, cloth)
    shaded(stage, mask, 0.5)
    stage.put(
        Shape().polygon([(-0.35, 0), (-0.08, 0.8), (0.2, 0)]),
        x,
        y,
        high,
        LAMP if stage.time in ("night", "dusk") else stage.palette.dark,
    )
    if stage.time in ("night", "dusk"):
        stage.canvas.glow(x, y - high * 0.35, high * 0.9, FIRE, 0.55)


def campfire(stage: Stage, x: float, y: float, high: float) -> None:
    canvas = stage.canvas
    canvas.glow(x, y - high * 0.3, high * 4.5, rgb("#ff7a2a"), 0.42)
    canvas.glow(x, y - high * 0.3, high * 1.6, rgb("#ff9a3c"), 0.7)
    logs = Shape().limb((-0.5, 0.02, 0.07), (0.4, 0.16, 0.07)).limb((0.5, 0.02, 0.07), (-0.4, 0.16, 0.07))
    stage.put(logs, x, y, high, mix(stage.palette.dark, rgb("#6a2a12"), 0.4))
    for size, colour in ((1.0, "#ff6a1e"), (0.7, "#ffb03c"), (0.42, "#fff0b0")):
        flame = Shape().curve(
            [
                (-0.3, 0.08),
                (-0.36, 0.36),
                (-0.17, 0.5),
                (-0.12, 0.84),
                (0.06, 1.16),
                (0.08, 0.78),
                (0.22, 0.62),
                (0.34, 0.4),
                (0.28, 0.08),
            ]
        )
        stage.put(flame, x, y, high * size, rgb(colour), flip=stage.side > 0)


def windmill(stage: Stage, x: float, y: float, high: float) -> None:
    wall = material(stage, "#e6dcc8", 0.05)
    shaded(
        stage,
        stage.put(Shape().polygon([(-0.15, 0), (-0.1, 0.58), (0.1, 0.58), (0.15, 0)]), x, y, high, wall),
        0.6,
    )
    dark = mix(material(stage, "#6a4030", 0.03), stage.palette.dark, 0.45)
    cap = (
        Shape()
        .curve([(-0.12, 0.57), (-0.08, 0.68), (0.0, 0.72), (0.08, 0.68), (0.12, 0.57)])
        .box(-0.03, 0.0, 0.03, 0.1)
    )
    start = stage.dice.spread("sails", 0.2, 1.3)
    for turn in range(4):
        angle = start + turn * np.pi / 2
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        cap.limb((0, 0.62, 0.012), (cos * 0.46, 0.62 + sin * 0.46, 0.007))
        cap.polygon(
            [
                (cos * a - sin * b, 0.62 + sin * a + cos * b)
                for a, b in ((0.1, 0.0), (0.46, 0.0), (0.46, 0.09), (0.1, 0.07))
            ]
        )
    stage.put(cap, x, y, high, dark, edge=0.3)


def pyramid(stage: Stage, x: float, y: float, high: float, far: float) -> None:
    own = rgb("#d8a866")
    lit, shade = (
        material(stage, mix(own, stage.palette.glow, 0.35), far),
        mix(material(stage, own, far), stage.palette.dark, 0.5),
    )
    right_lit = stage.sun_x > x
    stage.put(Shape().polygon([(-0.85, 0), (0, 1), (0.2, 0)]), x, y, high, shade if right_lit else lit)
    stage.put(Shape().polygon([(0.19, 0), (0, 1), (0.85, 0)]), x, y, high, lit if right_lit else shade)
