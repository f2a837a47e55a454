"""Water: what stands above it mirrored and rippled, the light's path, waves and shores."""

import numpy as np

from engine.providers.sketch.colour import Array, mix, rgb
from engine.providers.sketch.noise import line, sample, smooth, tile
from engine.providers.sketch.stage import Stage


def water(stage: Stage, shore: float, *, calm: float) -> None:
    """Everything below row `shore` becomes water. `calm` is 0 (open sea) to 1 (mirror)."""
    canvas, palette = stage.canvas, stage.palette
    top = int(shore)
    rows = canvas.height - top
    if rows < 2:
        return
    rng = stage.dice("water")
    texture = tile(rng, 512, 4, 5)
    x, y = canvas.x[top:], canvas.y[top:]
    down = (y - shore) / rows
    depth = 1 / (down * 0.92 + 0.08)
    u = (x - canvas.width / 2) / canvas.unit * depth * 0.5
    v = depth * (1.3 + 0.5 * (1 - calm))
    wave = sample(texture, u * 0.55, v * 2.2) - 0.5
    fine = sample(texture, u * 1.7 + 0.4, v * 6.0) - 0.5
    rough = 1 - calm * 0.75
    sway = (wave * 0.7 + fine * 0.5) * rough * (0.15 + down)
    from_y = np.clip(shore - (y - shore) * (0.75 + 0.2 * calm) - sway * rows * 0.55, 0, shore - 1).astype(
        np.int32
    )
    from_x = np.clip(x + sway * canvas.unit * 0.07, 0, canvas.width - 1).astype(np.int32)
    mirrored = canvas.pixels[from_y, from_x]
    own = mix(mix(palette.sky[0], palette.dark, 0.3), rgb("#1f6f80"), 0.3 if stage.time == "day" else 0.08)
    thick = smooth(0.0, 1.0, down)[..., None] * np.float32(0.62 - 0.25 * calm) + np.float32(0.1)
    surface = mirrored + (own - mirrored) * thick
    crest = smooth(0.12, 0.34, wave * 0.8 + fine * 0.8)[..., None] * np.float32(0.3 * rough)
    surface = surface + (mix(palette.sky[3], palette.sky[2], 0.4) - surface) * crest * (
        1 - 0.3 * down[..., None]
    )
    trough = smooth(0.08, 0.32, -(wave + fine * 0.6))[..., None] * np.float32(0.3 * rough)
    surface = surface + (palette.dark - surface) * trough
    canvas.pixels[top:] = surface
    if not stage.overcast:
        spread = canvas.width * (0.018 + 0.1 * down)
        lane = np.exp(-(((x - stage.sun_x + sway * canvas.unit * 0.2) / spread) ** 2))
        sparkle = smooth(-0.06, 0.16, fine * 1.3 + wave * 0.5 + 0.05 * (1 - down))
        light = np.zeros((canvas.height, canvas.width), dtype=np.float32)
        light[top:] = lane * sparkle * (0.95 - 0.35 * down)
        canvas.shine(light, mix(palette.sun, palette.glow, 0.35))


def shoreline(stage: Stage, y: float) -> None:
    """A thin bright line where far water meets what is behind it."""
    canvas = stage.canvas
    band = np.exp(-(((canvas.y - y) / max(1.0, canvas.unit * 0.004)) ** 2)) * np.float32(0.5)
    canvas.cover(band.astype(np.float32), mix(stage.palette.haze, stage.palette.sky[3], 0.5))


def near_bank(stage: Stage, *, high: float, sand: bool) -> Array:
    """A bank along the bottom, rising to the subject's side; returns its outline."""
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("bank")
    across = np.arange(canvas.width, dtype=np.float32) / canvas.width
    toward = across if stage.side > 0 else 1 - across
    lift = smooth(0.0, 1.0, toward * 1.15 - 0.1) * high
    rough = line(rng, canvas.width, canvas.width * 0.25, 5, 0.45) * canvas.unit * (0.006 if sand else 0.014)
    outline = (canvas.height * 1.01 - canvas.height * 0.02 - lift * canvas.height + rough).astype(np.float32)
    own = rgb("#e2c08a") if sand else rgb("#4a4a44")
    colour = palette.of_land(own, 0.05)
    if not sand:
        colour = mix(colour, palette.dark, 0.45)
    depth = canvas.y - outline[None, :]
    mask = np.clip(depth + 0.5, 0, 1).astype(np.float32)
    shade = smooth(0, canvas.unit * 0.16, depth)[..., None]
    canvas.cover(mask, colour + (mix(colour, palette.dark, 0.5) - colour) * shade)
    foam = np.exp(-((depth / (canvas.unit * (0.006 if sand else 0.003))) ** 2)) * np.float32(
        0.75 if sand else 0.3
    )
    canvas.cover(foam.astype(np.float32), mix(palette.sky[3], palette.sun, 0.4))
    return outline
