"""Cities: skylines one behind the other, lit windows, rooftops, wet streets, neon."""

import numpy as np

from engine.providers.sketch.colour import Colour, mix, rgb
from engine.providers.sketch.noise import smooth
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage

_NEON = ["#ff3d8a", "#35e0ff", "#b15cff", "#ffb03a", "#4dffb0"]


def skyline(stage: Stage, *, base: float, layers: int = 4) -> None:
    """Rows of buildings standing on row `base`, the nearest darkest."""
    canvas, palette = stage.canvas, stage.palette
    gap = stage.sun_x
    for index in range(layers):
        near = index / (layers - 1)
        rng = stage.dice(f"blocks {index}")
        own = mix(rgb(["#6a7088", "#8a7468", "#5f6a70"][stage.dice.turn("stone", 3)]), palette.dark, 0.3)
        colour = mix(palette.of_land(own, (1 - near) * 0.85 + 0.04), palette.dark, 0.45 * near)
        x = -canvas.unit * 0.05
        while x < canvas.width:
            wide = canvas.unit * (0.05 + 0.075 * near) * float(rng.uniform(0.6, 1.5))
            middle = abs(x + wide / 2 - gap) / canvas.width
            high = canvas.unit * (0.42 - 0.17 * near) * float(rng.uniform(0.35, 1.1))
            # The skyline opens up towards the light.
            high *= 0.45 + 0.75 * min(1.0, middle * 2.6)
            if float(rng.random()) < 0.12:
                high *= 1.35
            _building(stage, rng, x, base, wide, high, colour, near)
            x += wide * float(rng.uniform(0.92, 1.25))
        haze = (
            np.exp(-(((canvas.y - base) / (canvas.unit * 0.11)) ** 2))
            * (canvas.y < base + 4)
            * np.float32(0.5 * (1 - near))
        )
        canvas.cover(haze.astype(np.float32), mix(palette.haze, palette.glow, 0.3))


def _building(
    stage: Stage,
    rng: np.random.Generator,
    x: float,
    base: float,
    wide: float,
    high: float,
    colour: Colour,
    near: float,
) -> None:
    shape = Shape().box(0, -0.4 * wide, wide, high)
    kind = int(rng.integers(7))
    if kind == 0:
        shape.box(wide * 0.2, high, wide * 0.8, high * 1.12).box(wide * 0.35, high, wide * 0.65, high * 1.2)
    elif kind == 1:
        shape.polygon([(wide * 0.1, high), (wide * 0.5, high * 1.22), (wide * 0.9, high)]).limb(
            (wide * 0.5, high, 1.2), (wide * 0.5, high * 1.38, 0.5)
        )
    elif kind == 2:
        shape.polygon([(0, high), (0, high + wide * 0.5), (wide, high)])
    elif kind == 3:
        shape.limb((wide * 0.3, high, 0.8), (wide * 0.3, high + wide * 0.7, 0.5)).box(
            wide * 0.55, high, wide * 0.9, high + wide * 0.16
        )
    elif kind == 4:  # a water tank on legs
        mid, r = wide * 0.5, wide * 0.16
        shape.box(mid - r, high + r * 0.7, mid + r, high + r * 2.3).polygon(
            [(mid - r * 1.2, high + r * 2.3), (mid, high + r * 3.1), (mid + r * 1.2, high + r * 2.3)]
        )
        shape.limb((mid - r * 0.8, high, 0.8), (mid - r * 0.8, high + r, 0.8)).limb(
            (mid + r * 0.8, high, 0.8), (mid + r * 0.8, high + r, 0.8)
        )
    mask = stage.put(shape, x, base, 1, colour, edge=0.4 if near > 0.3 else 0.0)
    if mask.empty:
        return
    part = stage.canvas.pixels[mask.rows, mask.columns]
    fall = np.linspace(0, 1, mask.alpha.shape[0], dtype=np.float32)[:, None, None] ** 1.5
    part += (mix(colour, stage.palette.haze, 0.4) - part) * (
        mask.alpha[..., None] * fall * np.float32(0.5 * (1 - near))
    )
    _windows(stage, rng, x, base, wide, high, near)


def _windows(
    stage: Stage, rng: np.random.Generator, x: float, base: float, wide: float, high: float, near: float
) -> None:
    unit = stage.canvas.unit
    cell = max(3.0, unit * (0.0075 + 0.0085 * near))
    columns, rows = int((wide - cell * 0.6) / cell), int((high - cell) / (cell * 1.25))
    if columns < 1 or rows < 1:
        return
    share = {"night": 0.42, "dusk": 0.36, "dawn": 0.2, "golden": 0.14, "day": 0.07}[stage.time] * float(
        rng.uniform(0.5, 1.5)
    )
    lit = rng.random((rows, columns)) < share
    # Some floors are lit from end to end, some not at all.
    lit[rng.random(rows) < 0.07] = True
    lit[rng.random(rows) < 0.18] = False
    warm, cool = rgb("#ffcf7a"), rgb("#cfe6ff")
    if "neon" in stage.reading.details or stage.reading.mood == "vivid":
        warm, cool = rgb("#ff6fae"), rgb("#5fe6ff")
    top = base - high + cell * 0.8
    left = x + (wide - columns * cell) / 2
    size_x, size_y = max(1, round(cell * 0.5)), max(1, round(cell * 0.68))
    strong = 0.5 + 0.45 * near
    for row, column in zip(*np.nonzero(lit), strict=True):
        px, py = round(left + column * cell + cell * 0.2), round(top + row * cell * 1.25)
        if (
            px < 0
            or px + size_x > stage.canvas.width
            or py < 0
            or py + size_y > min(base, stage.canvas.height)
        ):
            continue
        tone = mix(warm, cool, 0.85) if rng.random() < 0.18 else warm
        spot = stage.canvas.pixels[py : py + size_y, px : px + size_x]
        spot += (tone * np.float32(rng.uniform(0.72, 1.0)) - spot) * np.float32(strong)


def neon_signs(stage: Stage, base: float) -> None:
    canvas = stage.canvas
    rng = stage.dice("neon")
    for _ in range(9):
        colour = rgb(_NEON[int(rng.integers(len(_NEON)))])
        x, y = (
            float(rng.uniform(0.02, 0.98)) * canvas.width,
            base - canvas.unit * float(rng.uniform(0.05, 0.26)),
        )
        wide, high = canvas.unit * 0.013, canvas.unit * float(rng.uniform(0.05, 0.12))
        if rng.random() < 0.35:
            wide, high = high * 0.7, wide * 1.3
        canvas.glow(x, y, max(wide, high) * 1.6, colour, 0.5)
        stage.put(
            Shape().box(-wide / 2, -high / 2, wide / 2, high / 2), x, y, 1, mix(colour, rgb("#ffffff"), 0.35)
        )


def street(stage: Stage, base: float) -> None:
    """Below `base`: a street in perspective; wet, it mirrors the lights."""
    canvas, palette = stage.canvas, stage.palette
    top = int(base)
    wet = any(kind in stage.reading.weather for kind in ("rain", "storm")) or stage.layout == 2
    x, y = canvas.x[top:], canvas.y[top:]
    down = (y - base) / (canvas.height - base)
    ground = mix(palette.of_land(rgb("#4a4a52"), 0.1), palette.dark, 0.35)
    colour = ground + (palette.dark - ground) * (down[..., None] * np.float32(0.4))
    if wet:
        rng = stage.dice("puddles")
        jitter = rng.normal(0, 1, (y.shape[0], 1)).astype(np.float32) * canvas.unit * 0.003 * (0.3 + down)
        source = np.clip(base - (y - base) * 1.15, 0, base - 1).astype(np.int32)
        mirrored = canvas.pixels[source, np.clip(x + jitter, 0, canvas.width - 1).astype(np.int32)]
        colour = colour + (mirrored - colour) * np.float32(0.62)
    canvas.pixels[top:] = colour
    vanish = stage.sun_x * 0.5 + canvas.width * 0.25
    fan = (x - vanish) / np.maximum(y - base + 2, 1)
    for lane in (-1.7, 1.7):
        canvas.pixels[top:] += (smooth(0.07, 0.02, np.abs(fan - lane)) * 0.25)[..., None] * (
            palette.glow - canvas.pixels[top:]
        )
    dashes = smooth(0.055, 0.02, np.abs(fan)) * (np.sin(14 / (down + 0.12)) > 0)
    canvas.pixels[top:] += (dashes * 0.55)[..., None] * (palette.sun - canvas.pixels[top:])
    _street_lamps(stage, vanish, base)


def _street_lamps(stage: Stage, vanish: float, base: float) -> None:
    canvas = stage.canvas
    for step, near in enumerate((0.12, 0.28, 0.55, 1.0)):
        for side in (-1, 1):
            y = base + (canvas.height - base) * near * 0.82
            x = vanish + side * (y - base) * 2.35
            high = canvas.unit * (0.06 + 0.42 * near)
            pole = Shape().limb(
                (0, 0, 0.014), (0, 0.94, 0.009), (-0.06 * side, 1.0, 0.009), (-0.17 * side, 0.985, 0.012)
            )
            stage.put(pole, x, y, high, mix(stage.palette.dark, stage.palette.haze, 0.5 - step * 0.15))
            if stage.time in ("night", "dusk"):
                canvas.glow(x - side * high * 0.17, y - high * 0.97, high * 0.13, rgb("#ffcf8a"), 0.85)


def rooftop(stage: Stage) -> float:
    """A dark roof across the foreground with chimneys and aerials; returns the row one stands on."""
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("roof")
    y = canvas.height * 0.84
    colour = mix(palette.of_land(rgb("#4a3a44"), 0.03), palette.dark, 0.5)
    shape = (
        Shape()
        .box(-2, -canvas.height * 0.3, canvas.width + 2, 0)
        .box(-2, -canvas.unit * 0.012, canvas.width + 2, canvas.unit * 0.008)
    )
    other = 0.5 - stage.side * 0.32
    for offset in (0.0, 0.09):
        x = canvas.width * (other + offset - 0.05)
        wide, high = (
            canvas.unit * float(rng.uniform(0.045, 0.065)),
            canvas.unit * float(rng.uniform(0.09, 0.15)),
        )
        shape.box(x, 0, x + wide, high).box(x - wide * 0.15, high, x + wide * 1.15, high + wide * 0.22)
        shape.box(x + wide * 0.2, high, x + wide * 0.42, high + wide * 0.6)
    aerial = canvas.width * (other + 0.17)
    shape.limb((aerial, 0, 1.6), (aerial, canvas.unit * 0.23, 1.0))
    for rung in range(4):
        level = canvas.unit * (0.15 + 0.022 * rung)
        shape.limb(
            (aerial - canvas.unit * (0.045 - rung * 0.007), level, 1.0),
            (aerial + canvas.unit * (0.045 - rung * 0.007), level, 1.0),
        )
    stage.put(shape, 0, y, 1, colour, edge=0.55)
    part = canvas.pixels[int(y) + 3 :]
    courses = (np.sin((canvas.y[int(y) + 3 :] - y) / canvas.unit * 190) > 0.82).astype(
        np.float32
    ) * np.float32(0.5)
    part += (palette.dark - part) * courses[..., None]
    return y - canvas.unit * 0.006
