"""Who is in a room: someone close to us, someone in a chair or at the window, a cat."""

from engine.providers.sketch.animals import cat_sitting
from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.figures import MELT, Look, seated, standing
from engine.providers.sketch.furniture import armchair
from engine.providers.sketch.portrait import profile
from engine.providers.sketch.room import LAMPLIGHT, Room
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.words import Subject


def occupants(stage: Stage, room: Room) -> None:
    """People and cats, caught between lamplight and window; after the room is lit."""
    person = stage.reading.subject("person")
    if stage.reading.shows("cat"):
        _cat(stage, room)
    if person is None:
        if not stage.reading.shows("cat") or stage.layout != 0:
            _chair(stage, room, _seat_x(stage, room, 0, 1), _seat_high(stage, None) * 0.8, room.turned > 0)
        return
    if room.close:
        _sitter_close(stage, room)
        return
    for index in range(min(person.count, 3)):
        _one(stage, room, person, index)


def _seat_x(stage: Stage, room: Room, index: int, most: int) -> float:
    return (
        stage.canvas.width * 0.5
        + room.turned * stage.canvas.unit * ((0.03,), (-0.14, 0.34), (-0.1, 0.36, -0.5))[most - 1][index]
    )


def _seat_high(stage: Stage, person: Subject | None) -> float:
    child = person is not None and "child" in person.traits
    return stage.canvas.unit * (0.54 if child else 0.66)


def _stands(stage: Stage, person: Subject | None) -> bool:
    """Whether the first of them stands at the window, not sits."""
    return person is not None and person.count == 1 and stage.layout == 2 and "seated" not in person.traits


def _one(stage: Stage, room: Room, person: Subject, index: int) -> None:
    canvas, palette, traits = stage.canvas, stage.palette, person.traits
    look = Look(
        woman=("woman" in traits) != (index % 2 == 1 and person.count > 1),
        child="child" in traits,
        hat="hat" in traits,
        step=index,
    )
    high = _seat_high(stage, person)
    coat = mix(palette.accent, rgb("#160f14"), 0.72)
    if index == 0 and _stands(stage, person):
        x = (room.window[0] + room.window[2]) / 2 - room.turned * canvas.unit * 0.1
        light = (room.turned * 0.9, -0.3)
        stage.put(
            standing(look), x, room.ground, high, coat, melt=MELT, edge=0.9, glow=palette.sky[3], light=light
        )
        return
    x = _seat_x(stage, room, index, min(person.count, 3))
    flip = room.lamp[0] < x
    if person.count > 1:  # they face each other
        flip = (index == 0) == (room.turned < 0)
    _chair(stage, room, x, high, flip)
    light = (-0.85 if room.lamp[0] < x else 0.85, -0.35)
    stage.put(
        seated(look), x, room.ground, high, coat, melt=MELT, flip=flip, edge=0.95, glow=LAMPLIGHT, light=light
    )
    face = Shape().oval(0.012, 0.735, 0.03, 0.048)
    stage.put(face, x, room.ground, high, mix(rgb("#c98a62"), LAMPLIGHT, 0.3), flip=flip)
    if "books" not in stage.reading.details:
        return
    book = Shape().polygon([(0.07, 0.40), (0.17, 0.49), (0.185, 0.475), (0.1, 0.385)])
    book.polygon([(0.085, 0.39), (0.19, 0.37), (0.19, 0.39), (0.1, 0.41)])
    stage.put(book, x, room.ground, high, rgb("#f3e3c0"), flip=flip)


def _chair(stage: Stage, room: Room, x: float, high: float, flip: bool) -> None:
    armchair(stage, x, room.ground, high * 0.94, flip=flip)


def _cat(stage: Stage, room: Room) -> None:
    left, _, right, low = room.window
    unit = stage.canvas.unit
    on_sill = stage.layout != 0
    x, y = ((left + right) / 2, low) if on_sill else (stage.canvas.width * 0.5, room.ground + unit * 0.05)
    glow = stage.palette.sky[3] if on_sill else LAMPLIGHT
    light = (-0.7 if room.lamp[0] < x else 0.7, -0.5)
    fur = mix(stage.palette.dark, rgb("#2a2026"), 0.5)
    stage.put(
        cat_sitting(),
        x,
        y,
        unit * 0.2,
        fur,
        melt=0.012,
        flip=stage.side > 0,
        edge=0.9,
        glow=glow,
        light=light,
    )


def _sitter_close(stage: Stage, room: Room) -> None:
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
        LAMPLIGHT
        if stage.time in ("night", "dusk", "golden") or "lamp" in stage.reading.details
        else mix(stage.palette.sun, stage.palette.sky[3], 0.4)
    )
    profile(stage, x, y, head, not faces_right, light=(0.85 * room.turned, -0.4), glow=glow)
