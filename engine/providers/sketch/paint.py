"""Paints a picture: words to stage, place by place, subjects, weather, then the finish."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from engine.providers.sketch import weather
from engine.providers.sketch.canvas import Canvas
from engine.providers.sketch.dice import Dice
from engine.providers.sketch.interior import paint_interior
from engine.providers.sketch.places import PLACES
from engine.providers.sketch.stage import Stage, set_stage
from engine.providers.sketch.strokes import grain, poster, strokes
from engine.providers.sketch.subjects import paint_subjects
from engine.providers.sketch.words import read


def paint(
    prompt: str,
    *,
    width: int,
    height: int,
    seed: int,
    stylization: int = 100,
    on_progress: Callable[[float], None] | None = None,
) -> Image.Image:
    """An RGB picture, `width` by `height` pixels. Equal arguments give equal pixels, everywhere.

    `stylization` is 0 (crisp poster) to 1000 (thick strokes, strange colours). `on_progress`
    hears a growing fraction, 1.0 at the end.
    """

    def at(fraction: float) -> None:
        if on_progress is not None:
            on_progress(fraction)

    at(0.02)
    canvas = Canvas(width, height)
    stage = set_stage(canvas, read(prompt), Dice(prompt, seed), stylization)
    at(0.08)
    if stage.place == "interior":
        paint_interior(stage)
        at(0.55)
    else:
        ground = PLACES[stage.place](stage, at)
        paint_subjects(stage, ground)
        at(0.58)
    weather.fall(stage)
    at(0.65)
    _finish(stage, at)
    picture = canvas.picture()
    at(1.0)
    return picture


def _finish(stage: Stage, at: Callable[[float], None]) -> None:
    canvas, amount = stage.canvas, stage.stylization
    canvas.bloom(0.72, 0.4)
    _vignette(canvas)
    at(0.7)
    if amount < 60:
        poster(canvas)
    else:
        strokes(canvas, stage.dice, (amount - 60) / 940)
    at(0.93)
    if amount >= 60:
        grain(canvas, stage.dice, 0.012)


def _vignette(canvas: Canvas) -> None:
    x, y = canvas.x / canvas.width - 0.5, canvas.y / canvas.height - 0.5
    canvas.pixels *= (1 - 0.55 * np.clip((x * x + y * y) - 0.12, 0, 1))[..., None].astype(np.float32)
