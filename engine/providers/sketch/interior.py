"""Rooms: a wall, a window, a floor and furniture, painted in their own colours and then lit."""

import numpy as np

from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.furniture import bookshelf, framed, plant, table_and_lamp
from engine.providers.sketch.noise import smooth
from engine.providers.sketch.occupants import occupants
from engine.providers.sketch.room import LAMPLIGHT, Room
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.walls import bricks, floor_boards, plaster
from engine.providers.sketch.window import set_window, window_view


def paint_interior(stage: Stage) -> None:
    canvas, reading, dice = stage.canvas, stage.reading, stage.dice
    room = _plan(stage)
    brick = "brick" in reading.details or dice.turn("wall", 3) == 0
    (bricks if brick else plaster)(stage, room.floor)
    floor_boards(stage, room.floor)
    _furnish(stage, room)
    view = canvas.pixels.copy()
    window_view(stage, room, view)
    _light(stage, room)
    set_window(stage, room, view)
    x, y = room.lamp
    canvas.glow(x, y, canvas.unit * 0.05, rgb("#fff0c8"), 0.85)
    canvas.glow(x, y, canvas.unit * 0.2, LAMPLIGHT, 0.5 if stage.time != "day" else 0.25)
    occupants(stage, room)
    stage.sun_x, stage.sun_y = x, y


def _plan(stage: Stage) -> Room:
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
    return Room(
        floor,
        floor + canvas.unit * 0.085,
        (middle - wide / 2, top, middle + wide / 2, low),
        (lamp_x, lamp_y),
        turned,
        close,
    )


def _furnish(stage: Stage, room: Room) -> None:
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


def _light(stage: Stage, room: Room) -> None:
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
    light += (warm * 1.5 * cone / (1 + away**2))[..., None] * LAMPLIGHT
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
    canvas.shine((beam * day * 0.13).astype(np.float32), np.clip(outside, 0, 1))
