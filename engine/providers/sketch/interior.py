"""Rooms: a wall, a window, a floor and furniture, painted in their own colours and then lit."""

from dataclasses import dataclass

import numpy as np

from engine.providers.sketch.animals import cat_sitting
from engine.providers.sketch.colour import Array, Colour, mix, ramp, rgb
from engine.providers.sketch.figures import MELT, Look, seated, standing
from engine.providers.sketch.furniture import armchair, bookshelf, framed, plant, table_and_lamp
from engine.providers.sketch.noise import cloud, peaks, smooth
from engine.providers.sketch.portrait import profile
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.walls import bricks, floor_boards, plaster

_LAMPLIGHT = rgb("#ffb765")


@dataclass(frozen=True, slots=True)
class _Room:
    """Where things stand, in canvas pixels. `turned` is 1 when the window is on the right."""

    floor: float
    window: tuple[float, float, float, float]
    lamp: tuple[float, float]
    turned: int
    close: bool


def paint_interior(stage: Stage) -> None:
    canvas, reading, dice = stage.canvas, stage.reading, stage.dice
    room = _plan(stage)
    brick = "brick" in reading.details or dice.turn("wall", 3) == 0
    (bricks if brick else plaster)(stage, room.floor)
    floor_boards(stage, room.floor)
    _furnish(stage, room)
    view = canvas.pixels.copy()
    _window_view(stage, room, view)
    if room.close:
        _light(stage, room)
        _set_window(stage, room, view)
        _sitter_close(stage, room)
    else:
        _people_and_cats(stage, room)
        _light(stage, room)
        _set_window(stage, room, view)
    x, y = room.lamp
    canvas.glow(x, y, canvas.unit * 0.05, rgb("#fff0c8"), 0.85)
    canvas.glow(x, y, canvas.unit * 0.2, _LAMPLIGHT, 0.5 if stage.time != "day" else 0.25)
    stage.sun_x, stage.sun_y = x, y


def _plan(stage: Stage) -> _Room:
    canvas, dice = stage.canvas, stage.dice
    person = stage.reading.subject("person")
    close = person is not None and ("close" in person.traits or (person.count == 1 and stage.layout == 1))
    turned = -stage.side
    floor = canvas.height * dice.spread("floor", 0.74, 0.82)
    wide = min(canvas.width * 0.36, canvas.unit * dice.spread("pane width", 0.3, 0.42))
    middle = canvas.width * (0.5 + turned * (0.25 if canvas.width > canvas.height else 0.2))
    top = canvas.height * dice.spread("pane top", 0.1, 0.18)
    low = min(floor - canvas.unit * 0.13, top + wide * (1.5 if stage.tall else 1.25))
    # In a portrait the lamp stands behind the sitter's back, so that both edges are lit.
    lamp_x = canvas.width * (0.5 - turned * dice.spread("lamp", 0.17, 0.33))
    if close:
        lamp_x = canvas.width * (0.5 + turned * dice.spread("lamp near", 0.02, 0.1))
    lamp_y = floor - canvas.unit * 0.25
    return _Room(floor, (middle - wide / 2, top, middle + wide / 2, low), (lamp_x, lamp_y), turned, close)


def _furnish(stage: Stage, room: _Room) -> None:
    canvas, dice, details = stage.canvas, stage.dice, stage.reading.details
    unit, far_side = canvas.unit, -room.turned
    if "books" in details or dice.turn("books", 3) == 0:
        wide = unit * 0.34
        x = canvas.width * (0.5 + far_side * 0.42) - wide / 2
        bookshelf(stage, x, room.floor, wide, min(room.floor * 0.86, unit * 0.72))
    else:
        framed(
            stage,
            canvas.width * (0.5 + far_side * 0.3),
            room.floor - unit * 0.5,
            unit * dice.spread("frame", 0.09, 0.13),
        )
        framed(
            stage, canvas.width * (0.5 + far_side * 0.3) + unit * 0.17, room.floor - unit * 0.46, unit * 0.065
        )
    if "plant" in details or dice.turn("plant", 2):
        plant(stage, canvas.width * (0.5 + room.turned * 0.45), room.floor + unit * 0.035, unit * 0.27)
    rug = mix(stage.palette.accent, rgb("#7a3a2a"), 0.4)
    stage.put(Shape().oval(0, 0, 0.36, 0.045), canvas.width * 0.5, room.floor + unit * 0.09, unit, rug)
    table_and_lamp(stage, room.lamp[0], room.floor + unit * 0.02, unit * 0.24)


def _people_and_cats(stage: Stage, room: _Room) -> None:
    canvas, unit = stage.canvas, stage.canvas.unit
    person = stage.reading.subject("person")
    coat = mix(stage.palette.accent, rgb("#1c1418"), 0.78)
    ground = room.floor + unit * 0.085
    light = (-0.85 if room.lamp[0] < canvas.width * 0.5 else 0.85, -0.35)
    if person is not None:
        traits = person.traits
        for index in range(min(person.count, 3)):
            look = Look(
                woman=("woman" in traits) != (index % 2 == 1 and person.count > 1),
                child="child" in traits,
                hat="hat" in traits,
                step=index,
            )
            x = canvas.width * (0.5 + room.turned * (0.02 + 0.17 * index))
            high = unit * (0.66 if "child" not in traits else 0.54)
            if stage.layout == 2 and "seated" not in traits and index == 0:
                window_x = (room.window[0] + room.window[2]) / 2
                stage.put(
                    standing(look),
                    window_x - room.turned * unit * 0.1,
                    ground,
                    high,
                    coat,
                    melt=MELT,
                    edge=0.8,
                    glow=stage.palette.sky[3],
                    light=(room.turned * 0.9, -0.3),
                )
                continue
            flip = (room.lamp[0] < x) == (index % 2 == 0)
            armchair(stage, x, ground, high, flip=flip)
            stage.put(
                seated(look),
                x,
                ground,
                high * 1.02,
                coat,
                melt=MELT,
                flip=flip,
                edge=0.85,
                glow=_LAMPLIGHT,
                light=light,
            )
    elif not stage.reading.shows("cat"):
        armchair(
            stage,
            canvas.width * (0.5 + room.turned * 0.04),
            ground,
            unit * 0.5,
            flip=room.lamp[0] < canvas.width / 2,
        )
    if stage.reading.shows("cat"):
        left, _, right, low = room.window
        spot = ((left + right) / 2, low) if stage.layout != 0 else (canvas.width * 0.5, ground + unit * 0.06)
        stage.put(
            cat_sitting(),
            spot[0],
            spot[1],
            unit * 0.17,
            rgb("#2a2026"),
            melt=0.012,
            flip=stage.side > 0,
            edge=0.8,
            glow=_LAMPLIGHT,
            light=light,
        )


def _sitter_close(stage: Stage, room: _Room) -> None:
    """Someone close to us, from the chest up, between lamp and window."""
    canvas = stage.canvas
    head = canvas.unit * stage.dice.spread("head", 0.33, 0.38)
    if stage.tall:
        head = canvas.unit * 0.32
    x = canvas.width * (0.5 - room.turned * (0.17 if not stage.tall else 0.06))
    y = canvas.height * stage.dice.spread("chin", 0.61, 0.66)
    away = stage.dice.turn("looks away", 4) == 0
    faces_right = (room.turned > 0) != away
    glow = (
        _LAMPLIGHT
        if stage.time in ("night", "dusk", "golden") or "lamp" in stage.reading.details
        else mix(stage.palette.sun, stage.palette.sky[3], 0.4)
    )
    profile(stage, x, y, head, not faces_right, light=(0.85 * room.turned, -0.4), glow=glow)


def _window_view(stage: Stage, room: _Room, view: Array) -> None:
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
        outside += (smooth(0.7, 0.95, streaks) * 0.3)[..., None]
    if "snow" in weather:
        flakes = Shape()
        for fx, fy in rng.random((70, 2)):
            flakes.disc(left + float(fx) * wide, -(top + float(fy) * (low - top)), canvas.unit * 0.0035)
        mask = flakes.at(0, 0, 1, stage.size)
        outside[mask.rows, mask.columns] += mask.alpha[..., None] * np.float32(0.7)
    view[:] = np.clip(outside, 0, 1)


def _set_window(stage: Stage, room: _Room, view: Array) -> None:
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
    kept = canvas.pixels.copy() if not room.close and stage.layout == 2 else None
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
    if kept is not None:
        _bring_back(stage, room, kept)
    if stage.reading.shows("cat") and not room.close and stage.layout != 0:
        stage.put(
            cat_sitting(),
            (left + right) / 2,
            low,
            canvas.unit * 0.19,
            mix(palette.dark, rgb("#2a2026"), 0.5),
            melt=0.012,
            flip=stage.side > 0,
            edge=0.9,
            glow=palette.sky[3],
        )


def _bring_back(stage: Stage, room: _Room, kept: Array) -> None:
    """Someone at the window stands in front of it."""
    person = stage.reading.subject("person")
    if person is None or "seated" in person.traits:
        return
    unit = stage.canvas.unit
    look = Look(woman="woman" in person.traits, child="child" in person.traits, hat="hat" in person.traits)
    x = (room.window[0] + room.window[2]) / 2 - room.turned * unit * 0.1
    high = unit * (0.66 if "child" not in person.traits else 0.54)
    mask = standing(look).at(x, room.floor + unit * 0.085, high, stage.size, melt=MELT)
    stage.canvas.lay(mask, kept[mask.rows, mask.columns])


def _light(stage: Stage, room: _Room) -> None:
    """Multiplies everything by the light that falls on it: room, lamp, window."""
    canvas, palette = stage.canvas, stage.palette
    left, top, right, low = room.window
    outside = mix(palette.sky[3], palette.sky[2], 0.4)
    day = {"day": 1.0, "dawn": 0.62, "golden": 0.75, "dusk": 0.4, "night": 0.2}[stage.time]
    if stage.overcast:
        day *= 0.7
    warm = 1.25 - 0.75 * day if "lamp" in stage.reading.details or day < 0.9 else 0.4
    light = np.empty_like(canvas.pixels)
    light[:] = mix(palette.sky[1], rgb("#8a7a80"), 0.4) * np.float32(0.16 + 0.2 * day)
    x, y = room.lamp
    away = np.hypot(canvas.x - x, (canvas.y - y) * 1.05) / (canvas.unit * 0.25)
    # A shade throws its light up and down more than sideways.
    cone = 0.6 + 0.4 * np.abs(canvas.y - y) / (np.hypot(canvas.x - x, canvas.y - y) + 8)
    light += (warm * 1.5 * cone / (1 + away**2))[..., None] * _LAMPLIGHT
    middle_x, middle_y = (left + right) / 2, (top + low) / 2
    near = np.hypot((canvas.x - middle_x) * 0.9, canvas.y - middle_y) / (canvas.unit * 0.34)
    light += (day * 0.7 / (1 + near**2))[..., None] * outside
    # The window's shape thrown slanting across the floor.
    reach = canvas.y - room.floor
    slide = middle_x - room.turned * (canvas.unit * 0.12 + reach * 1.3)
    pane = smooth(
        1.0, 0.86, np.abs(canvas.x - slide) / ((right - left) * (0.5 + reach / canvas.unit * 0.5))
    ) * (reach > 0)
    light += (pane * day * 0.75)[..., None] * outside
    lit = canvas.pixels * light
    canvas.pixels[:] = 1 - np.exp(-lit * 1.75)
    beam_y = canvas.y - top
    beam_x = middle_x - room.turned * beam_y * 0.75
    beam = smooth(1.0, 0.5, np.abs(canvas.x - beam_x) / ((right - left) * 0.55)) * (beam_y > 0)
    canvas.shine((beam * day * 0.13).astype(np.float32), _of(outside))


def _of(colour: Colour) -> Colour:
    return np.clip(colour, 0, 1)
