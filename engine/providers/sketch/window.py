"""The window of a room and what is seen through it."""

import numpy as np

from engine.providers.sketch.colour import Array, mix, ramp, rgb
from engine.providers.sketch.noise import cloud, peaks, smooth
from engine.providers.sketch.room import Room
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage


def window_view(stage: Stage, room: Room, view: Array) -> None:
    """What is outside, painted into `view`."""
    canvas, palette = stage.canvas, stage.palette
    left, top, right, low = room.window
    rng = stage.dice("view")
    where = (canvas.y - top) / (low - top)
    outside = ramp(palette.sky, where.astype(np.float32))
    clouds = cloud(rng, canvas.height, canvas.width, (canvas.unit * 0.3, canvas.unit * 0.1), 4)
    outside += (palette.cloud_light - outside) * (smooth(0.5, 0.8, clouds) * 0.5)[..., None]
    wide = right - left
    x, y = left + wide * float(rng.uniform(0.25, 0.75)), top + (low - top) * float(rng.uniform(0.22, 0.6))
    away = np.hypot(canvas.x - x, canvas.y - y) / wide
    outside += (palette.sun - outside) * np.clip(np.exp(-away * 7) * 0.6 + smooth(0.095, 0.085, away), 0, 1)[
        ..., None
    ]
    for index, cell in enumerate((0.5, 0.3)):
        outline = (
            low
            - (low - top) * (0.16 - 0.06 * index)
            - peaks(rng, canvas.width, canvas.unit * cell, 1.0) * (low - top) * (0.26 - 0.1 * index)
        )
        mask = np.clip(canvas.y - outline[None, :] + 0.5, 0, 1)[..., None]
        outside += (mix(palette.haze, palette.dark, 0.35 + 0.4 * index) - outside) * mask
    weather = stage.reading.weather
    if "rain" in weather or "storm" in weather:
        streaks = cloud(rng, canvas.height, canvas.width, (3, canvas.unit * 0.09), 2)
        outside += (smooth(0.7, 0.95, streaks) * 0.16)[..., None]
    if "snow" in weather:
        flakes = Shape()
        for fx, fy in rng.random((70, 2)):
            flakes.disc(left + float(fx) * wide, -(top + float(fy) * (low - top)), canvas.unit * 0.0035)
        mask = flakes.at(0, 0, 1, stage.size)
        outside[mask.rows, mask.columns] += mask.alpha[..., None] * np.float32(0.7)
    view[:] = np.clip(outside, 0, 1)


def set_window(stage: Stage, room: Room, view: Array) -> None:
    """Puts the view into its frame; it is bright on its own, so this comes after the light."""
    canvas, palette = stage.canvas, stage.palette
    left, top, right, low = room.window
    bar = canvas.unit * 0.011
    wide, high = right - left, low - top
    opening = Shape().box(left, -low, right, -top)
    arched = stage.dice.turn("arch", 2) == 1
    if arched:
        opening.oval((left + right) / 2, -top, wide / 2, wide * 0.22)
    mask = opening.at(0, 0, 1, stage.size)
    canvas.lay(mask, view[mask.rows, mask.columns])
    wood = mix(rgb("#5a3a2a"), palette.dark, 0.35)
    frame = Shape()
    for part in (0.0, 0.5, 1.0):
        x = left + wide * part
        frame.box(x - bar * 0.6, -low, x + bar * 0.6, -top + (wide * 0.2 if part == 0.5 and arched else 0))
    for part in (0.0, 0.36, 1.0):
        frame.box(left, -(top + high * part) - bar * 0.5, right, -(top + high * part) + bar * 0.5)
    frame.box(left - bar * 3, -low - bar * 2.2, right + bar * 3, -low)
    stage.put(frame, 0, 0, 1, wood, edge=0.4, glow=palette.sky[3])
