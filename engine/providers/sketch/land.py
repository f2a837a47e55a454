"""Land in layers: mountains, hills, dunes, fields and forests, each paler the farther away."""

import numpy as np

from engine.providers.sketch.colour import Array, Colour, mix, rgb
from engine.providers.sketch.noise import cloud, line, peaks, smooth
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.trees import bare_trunk, conifer, round_tree

_SNOW = rgb("#f2f6fb")


def below(stage: Stage, outline: Array) -> Array:
    """1 below the curve `outline` (one y per column), 0 above, soft at the edge."""
    return np.clip(stage.canvas.y - outline[None, :] + 0.5, 0, 1).astype(np.float32)


def layer(stage: Stage, outline: Array, top: Colour, foot: Colour, depth: float) -> Array:
    """Fills below `outline`, `top` colour turning into `foot` over `depth` pixels; returns the mask."""
    mask = below(stage, outline)
    share = smooth(0, depth, stage.canvas.y - outline[None, :])[..., None]
    stage.canvas.cover(mask, top + (foot - top) * share)
    return mask


def ground_colour(stage: Stage) -> Colour:
    if "snow" in stage.reading.weather:
        return rgb("#dfe8f2")
    if "autumn" in stage.reading.details:
        return rgb("#8a5a2c")
    choices = {
        "desert": ("#d79a58", "#c9803f", "#e0b070"),
        "forest": ("#3d5c3a", "#4a5f38", "#36574a"),
        "mountain": ("#4c6a4c", "#5f6a4a", "#486058"),
        "sea": ("#5c6b4f", "#6b6a58", "#4d6458"),
    }.get(stage.place, ("#5f8a44", "#7f9a48", "#4f7f52"))
    return rgb(choices[stage.dice.turn("ground", 3)])


def mountains(stage: Stage, *, base: float, high: float, cell: float, far: float, name: str) -> None:
    """One range of faceted mountains standing on `base`, up to `high` pixels tall."""
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice(name)
    rise = peaks(rng, canvas.width, cell)
    outline = base - rise * high
    depth = np.clip(canvas.y - outline[None, :], 0, None)
    gentle = np.convolve(np.pad(rise, 12, mode="edge"), np.ones(25) / 25, mode="valid")
    slope = np.gradient(gentle).astype(np.float32)
    crag = cloud(rng, canvas.height, canvas.width, (cell * 0.22, cell * 0.3), 5, 0.55) - 0.5
    at = np.clip(canvas.x + crag * (depth * 1.15 + 6), 0, canvas.width - 1).astype(np.int32)
    towards = 1.0 if stage.sun_x > canvas.width / 2 else -1.0
    facing = -slope[at] * towards * (cell / 0.9) + crag * 1.1
    lit = smooth(-0.12, 0.22, facing)
    own = rgb("#6f7688") if stage.dice.turn("rock", 2) else rgb("#7a6f72")
    shadow = palette.of_land(mix(own, palette.dark, 0.35), far)
    light = mix(palette.of_land(mix(own, palette.glow, 0.3), far * 0.85), palette.glow, 0.22)
    shades = shadow + (light - shadow) * lit[..., None]
    snowy = "snow" in stage.reading.weather or "snowcap" in stage.reading.details
    line_at = 0.12 if snowy else stage.dice.spread("snowline", 0.45, 0.95)
    altitude = (base - canvas.y) / high
    cap = smooth(line_at, line_at + 0.1, altitude + crag * 0.5 + (lit - 0.5) * 0.12)
    white = mix(_SNOW, palette.glow, 0.25) * np.float32(1 - palette.gloom * 0.35)
    blue = mix(white, mix(palette.sky[0], palette.sky[1], 0.5), 0.55)
    cold = mix(mix(blue, palette.haze, far * 0.6), palette.dark, 0.12 * palette.gloom)
    snow = cold + (mix(white, palette.haze, far * 0.4) - cold) * lit[..., None]
    shades = shades + (snow - shades) * cap[..., None]
    foot = smooth(0.45, -0.05, altitude)[..., None] * np.float32(0.75)
    canvas.cover(below(stage, outline), shades + (palette.haze - shades) * foot)


def hills(
    stage: Stage, *, count: int, top: float, low: float, bumpy: float, woods: float = 0.0
) -> list[Array]:
    """`count` rolling layers from `top` (far) to `low` (near); `woods` is how many trees they carry."""
    canvas, palette = stage.canvas, stage.palette
    own = ground_colour(stage)
    outlines: list[Array] = []
    for index in range(count):
        near = index / max(1, count - 1)
        rng = stage.dice(f"hill {index}")
        middle = top + (low - top) * near**1.25
        waves = line(rng, canvas.width, canvas.width * (0.3 + 0.35 * near), 4, 0.36)
        outline = (middle + waves * bumpy * canvas.unit * (0.35 + 0.65 * near)).astype(np.float32)
        far = (1 - near) * 0.86 + 0.02
        colour = palette.of_land(mix(own, palette.dark, 0.3 * near), far)
        foot = (
            mix(colour, palette.haze, 0.34 * (1 - near))
            if index < count - 1
            else mix(colour, palette.dark, 0.55)
        )
        if woods:
            _tree_line(stage, rng, outline, colour, near, woods)
        layer(stage, outline, mix(colour, palette.glow, 0.12), foot, canvas.unit * (0.08 + 0.2 * near))
        outlines.append(outline)
    return outlines


def _tree_line(
    stage: Stage, rng: np.random.Generator, outline: Array, colour: Colour, near: float, woods: float
) -> None:
    canvas = stage.canvas
    shape = Shape()
    tall = canvas.unit * (0.02 + 0.07 * near)
    firs = stage.place in ("mountain", "forest") or stage.dice.turn("firs", 2) == 0
    x = 0.0
    while x < canvas.width:
        clump = float(np.sin(x / canvas.width * 9 + near * 5)) * 0.5 + 0.5
        if float(rng.random()) < woods * (0.25 + clump):
            grow = conifer if firs else round_tree
            column = min(canvas.width - 1, int(x))
            grow(rng, shape, x, -float(outline[column]) - 2, tall * float(rng.uniform(0.55, 1.15)))
        x += tall * float(rng.uniform(0.22, 0.6))
    stage.put(shape, 0, 0, 1, mix(colour, stage.palette.dark, 0.35))


def dunes(stage: Stage) -> list[Array]:
    """Sand in sweeping crests: one flank in light, one in shadow, split along a curving ridge."""
    canvas, palette = stage.canvas, stage.palette
    own = ground_colour(stage)
    outlines: list[Array] = []
    count = 5
    towards = 1.0 if stage.sun_x > canvas.width / 2 else -1.0
    for index in range(count):
        near = index / (count - 1)
        rng = stage.dice(f"dune {index}")
        middle = stage.horizon + (canvas.height - stage.horizon) * 0.88 * near**1.35
        cell = canvas.unit * (0.5 + 0.9 * near)
        swell = peaks(rng, canvas.width, cell, 0.0)
        bell = np.sin(np.linspace(0, np.pi, 61, dtype=np.float32)) ** 2
        ease: Array = np.convolve(np.pad(swell, 30, mode="edge"), bell / float(bell.sum()), mode="valid")
        high = canvas.unit * (0.035 + 0.13 * near)
        outline = (middle - (swell * 0.55 + ease * 0.45) * high + high * 0.35).astype(np.float32)
        slope = np.gradient(ease).astype(np.float32)
        depth = np.clip(canvas.y - outline[None, :], 0, None)
        # The crest wanders sideways as it comes down towards us.
        swing = (np.sin(depth / (high * 1.25) + index * 2.1) - np.sin(index * 2.1)) * high * 1.15
        at = np.clip(canvas.x + swing, 0, canvas.width - 1).astype(np.int32)
        lit = smooth(-0.5, 0.28, -slope[at] * towards * cell)
        ripple = np.sin(
            (depth * 1.6 + cloud(rng, canvas.height, canvas.width, (90, 40), 3) * 60) / (2.2 + 3 * near)
        )
        far = (1 - near) * 0.75
        bright = mix(palette.of_land(mix(own, palette.glow, 0.35), far), palette.glow, 0.18)
        shade = palette.of_land(mix(mix(own, palette.sky[0], 0.3), palette.dark, 0.3), far * 0.8)
        tone = np.clip(lit + ripple * 0.06 * near, 0, 1)[..., None]
        shades = shade + (bright - shade) * tone
        # Every dune pales towards its foot, so that the next crest stands out against it.
        pale = mix(palette.haze, bright, 0.35)
        fade = smooth(0, high * 2.2, depth)[..., None] * np.float32(0.62 * (1 - near))
        shades = shades + (pale - shades) * fade
        crest = smooth(3.2, 0.4, depth)[..., None] * np.float32(0.6)
        canvas.cover(below(stage, outline), shades + (mix(bright, palette.sun, 0.35) - shades) * crest)
        outlines.append(outline)
    return outlines


def fields(stage: Stage, outline: Array) -> None:
    """Crop rows running to a vanishing point, over everything below `outline`."""
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("fields")
    vanish = canvas.width * (0.5 - stage.side * 0.18)
    depth = np.clip(canvas.y - outline[None, :] + canvas.unit * 0.05, 2, None)
    fan = (canvas.x - vanish) / depth
    rows = np.sin(fan * float(rng.uniform(7, 11)))
    own = [rgb("#d9b44a"), rgb("#7fa04a"), rgb("#9a6fb0")][stage.dice.turn("crop", 3)]
    if "wheat" in stage.reading.details:
        own = rgb("#dcb04a")
    if "snow" in stage.reading.weather:
        own = rgb("#cfd9e6")
    crop = palette.of_land(own, 0.12)
    mask = below(stage, outline) * (smooth(-0.15, 0.35, rows) * 0.75 + 0.12)
    canvas.cover(mask.astype(np.float32), crop)


def path(stage: Stage, start_y: float) -> None:
    """A pale winding path from the bottom of the picture to `start_y`."""
    canvas, palette = stage.canvas, stage.palette
    rng = stage.dice("path")
    t = np.clip((canvas.y - start_y) / (canvas.height - start_y), 0, 1)
    bend = float(rng.uniform(0.06, 0.12)) * canvas.width * stage.side
    middle = stage.subject_x + np.sin(t * np.pi * 1.6) * bend * (1 - t * 0.3)
    wide = canvas.unit * (0.006 + 0.13 * t**1.4)
    mask = smooth(1.0, 0.8, np.abs(canvas.x - middle) / wide) * (canvas.y > start_y)
    own = rgb("#eef2f8") if "snow" in stage.reading.weather else rgb("#d9bd92")
    canvas.cover((mask * np.float32(0.7)).astype(np.float32), palette.of_land(own, 0.25))


def forest(stage: Stage) -> Array:
    """Trees behind trees with light between them; returns the ground line."""
    canvas, palette = stage.canvas, stage.palette
    own = rgb("#a8642c") if "autumn" in stage.reading.details else rgb("#3c6048")
    if "snow" in stage.reading.weather:
        own = rgb("#9fb2c4")
    trunks = stage.layout == 1
    outline = np.zeros(canvas.width, dtype=np.float32)
    for index in range(4):
        near = index / 3
        rng = stage.dice(f"wood {index}")
        low = stage.horizon + canvas.height * (0.02 + 0.17 * near)
        high = canvas.unit * (0.26 + 0.34 * near)
        colour = palette.of_land(mix(own, palette.dark, 0.25 + 0.45 * near), (1 - near) * 0.86)
        shape = Shape()
        x = -high * 0.1
        while x < canvas.width + high * 0.1:
            clear = abs(x - (stage.sun_x + stage.subject_x) / 2) / canvas.width
            gap = 0.1 + 0.13 * near
            if clear > gap * float(rng.uniform(0.6, 1.2)):
                if trunks:
                    bare_trunk(rng, shape, x, -low, canvas.height * 0.1, canvas.unit * (0.006 + 0.012 * near))
                else:
                    conifer(rng, shape, x, -low, high * float(rng.uniform(0.6, 1.2)))
            x += high * float(rng.uniform(0.1, 0.26)) * (1 + 0.6 * near)
        stage.put(shape, 0, 0, 1, colour, edge=0.3 * near)
        outline = (low + line(rng, canvas.width, canvas.width * 0.3, 4) * canvas.unit * 0.012).astype(
            np.float32
        )
        floor = palette.of_land(mix(ground_colour(stage), palette.dark, 0.4 * near), (1 - near) * 0.8)
        layer(stage, outline, mix(floor, palette.glow, 0.16), floor, canvas.unit * 0.1)
        if index < 3:
            _mist(stage, low, 0.34 * (1 - near * 0.6))
    return outline


def _mist(stage: Stage, y: float, strength: float) -> None:
    canvas = stage.canvas
    band = np.exp(-(((canvas.y - y) / (canvas.unit * 0.075)) ** 2)) * np.float32(strength)
    wisps = cloud(stage.dice(f"mist {round(y)}"), canvas.height, canvas.width, (canvas.width * 0.4, 40), 3)
    canvas.cover((band * (0.5 + wisps)).astype(np.float32), mix(stage.palette.haze, stage.palette.glow, 0.35))


def light_rays(stage: Stage, strength: float = 0.4) -> None:
    """Beams falling from the sun through gaps."""
    canvas = stage.canvas
    rng = stage.dice("rays")
    top = min(stage.sun_y, canvas.height * 0.1)
    angle = np.arctan2(canvas.x - stage.sun_x, canvas.y - top + canvas.unit * 0.25)
    table = line(rng, 512, 30, 3)
    beams = smooth(0.05, 0.75, table[np.clip((angle / 3.2 + 0.5) * 511, 0, 511).astype(np.int32)])
    away = np.hypot(canvas.x - stage.sun_x, canvas.y - top) / (canvas.unit * 0.75)
    canvas.shine((beams * np.exp(-away * 1.2) * strength).astype(np.float32), stage.palette.glow)


def foreground_frame(stage: Stage) -> None:
    """A dark trunk and hanging twigs at one edge, to look past."""
    canvas = stage.canvas
    rng = stage.dice("frame")
    shape = Shape()
    x = canvas.width * (0.035 if stage.side > 0 else 0.965)
    bare_trunk(rng, shape, x, -canvas.height * 1.02, canvas.height * 0.05, canvas.unit * 0.026)
    stage.put(shape, 0, 0, 1, mix(stage.palette.dark, stage.palette.sky[0], 0.08), edge=0.35)
