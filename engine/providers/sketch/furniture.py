"""Furniture in its own colours, unlit: table and lamp, armchair, bookshelf, plant, pictures."""

import numpy as np

from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage


def table_and_lamp(stage: Stage, x: float, y: float, high: float) -> None:
    """A small round table standing on (x, y); the bulb ends up a little above `high`."""
    wood = rgb(["#6a4028", "#4f3428", "#7a5230"][stage.dice.turn("table", 3)])
    table = (
        Shape()
        .box(-0.62, 0.52, 0.62, 0.585)
        .limb((-0.5, 0.5, 0.03), (-0.56, 0.0, 0.022))
        .limb((0.5, 0.5, 0.03), (0.56, 0.0, 0.022))
    )
    stage.put(table.box(-0.5, 0.42, 0.5, 0.52), x, y, high, wood)
    stage.put(Shape().box(-0.06, 0.43, 0.06, 0.47), x, y, high, mix(wood, rgb("#ffd98a"), 0.5))
    base = Shape().curve(
        [
            (-0.11, 0.585),
            (-0.13, 0.66),
            (-0.045, 0.74),
            (-0.025, 0.86),
            (0.025, 0.86),
            (0.045, 0.74),
            (0.13, 0.66),
            (0.11, 0.585),
        ]
    )
    stage.put(base, x, y, high, mix(stage.palette.accent, rgb("#d8c8a8"), 0.3))
    stage.put(
        Shape().polygon([(-0.31, 0.83), (-0.17, 1.22), (0.17, 1.22), (0.31, 0.83)]),
        x,
        y,
        high,
        rgb("#ffe6b8"),
    )
    books = (("#a83a32", 0.3, 0.585), ("#2f5a6a", 0.26, 0.625), ("#d8b45a", 0.2, 0.662))
    for code, wide, low in books:
        stage.put(Shape().box(0.38 - wide * 0.5, low, 0.38 + wide * 0.5, low + 0.04), x, y, high, rgb(code))
    stage.put(
        Shape().box(-0.46, 0.585, -0.34, 0.69).oval(-0.32, 0.64, 0.05, 0.035), x, y, high, rgb("#e8e0d4")
    )


def armchair(stage: Stage, x: float, y: float, scale: float, *, flip: bool) -> None:
    """A wing chair, dimly lit, for a figure of height `scale` seated at (x, y); it faces right."""
    cloth = rgb(["#5f2420", "#1f4a40", "#2c3560"][stage.dice.turn("chair", 3)])
    back = Shape().curve(
        [(-0.36, 0.1), (-0.4, 0.5), (-0.42, 0.7), (-0.3, 0.78), (-0.19, 0.7), (-0.16, 0.4), (-0.14, 0.1)]
    )
    back.limb((-0.33, 0.1, 0.022), (-0.37, 0.0, 0.016)).limb((0.14, 0.1, 0.022), (0.17, 0.0, 0.016))
    stage.put(back, x, y, scale, cloth, flip=flip)
    seat = Shape().curve([(-0.34, 0.08), (-0.34, 0.26), (0.1, 0.28), (0.2, 0.24), (0.2, 0.08)])
    stage.put(seat, x, y, scale, mix(cloth, rgb("#ffc98a"), 0.1), flip=flip)
    arm = Shape().limb((-0.3, 0.42, 0.045), (0.1, 0.42, 0.05))
    stage.put(arm, x, y, scale, mix(cloth, rgb("#ffc98a"), 0.2), flip=flip)


def bookshelf(stage: Stage, left: float, floor: float, wide: float, high: float) -> None:
    rng = stage.dice("bookshelf")
    wood = rgb("#4f3424")
    stage.put(Shape().box(0, 0, wide, high), left, floor, 1, mix(wood, rgb("#140c08"), 0.45))
    covers = ["#a83a32", "#2f5a6a", "#d8b45a", "#5f7a4a", "#e0d4bc", "#6a3f6a", "#c8702f", "#34466a"]
    shelves = 5
    gap = high / shelves
    for shelf in range(shelves):
        low = shelf * gap
        x = wide * 0.05
        while x < wide * 0.93:
            thick = wide * float(rng.uniform(0.035, 0.085))
            if rng.random() < 0.1:
                x += thick * 2.4
                continue
            tall = gap * float(rng.uniform(0.55, 0.84))
            book = Shape().box(x, low + gap * 0.06, min(x + thick * 0.92, wide * 0.95), low + tall)
            stage.put(book, left, floor, 1, rgb(covers[int(rng.integers(len(covers)))]))
            x += thick
        stage.put(Shape().box(0, low, wide, low + gap * 0.06), left, floor, 1, wood)
    stage.put(
        Shape()
        .box(-3, 0, wide * 0.035, high)
        .box(wide * 0.965, 0, wide + 3, high)
        .box(-5, high, wide + 5, high * 1.02),
        left,
        floor,
        1,
        wood,
    )


def plant(stage: Stage, x: float, y: float, high: float) -> None:
    rng = stage.dice("plant")
    leaves = Shape()
    for angle in np.linspace(0.25, np.pi - 0.25, 9):
        long = float(rng.uniform(0.5, 0.78))
        cos, sin = float(np.cos(angle)), float(np.sin(angle))
        tip = (cos * long * 0.85, 0.3 + sin * long)
        mid = (cos * long * 0.42, 0.3 + sin * long * 0.62)
        leaves.curve(
            [
                (0, 0.28),
                (mid[0] - sin * 0.075, mid[1] + cos * 0.075),
                tip,
                (mid[0] + sin * 0.075, mid[1] - cos * 0.075),
            ]
        )
    stage.put(leaves, x, y, high, rgb(["#4f7a4a", "#3f6a5a", "#6a8a3f"][stage.dice.turn("leaf", 3)]))
    stage.put(
        Shape().polygon([(-0.17, 0.32), (-0.13, 0.0), (0.13, 0.0), (0.17, 0.32)]), x, y, high, rgb("#b0623f")
    )


def framed(stage: Stage, x: float, y: float, half: float) -> None:
    """A small picture on the wall."""
    stage.put(Shape().box(-1, -0.75, 1, 0.75), x, y, half, rgb("#3a2a20"))
    stage.put(Shape().box(-0.88, -0.63, 0.88, 0.63), x, y, half, rgb("#efe6d2"))
    stage.put(Shape().box(-0.7, -0.46, 0.7, 0.46), x, y, half, stage.palette.sky[2])
    stage.put(
        Shape().polygon([(-0.7, -0.46), (-0.25, 0.22), (0.08, -0.1), (0.34, 0.16), (0.7, -0.46)]),
        x,
        y,
        half,
        stage.palette.dark,
    )
    stage.put(Shape().disc(0.36, 0.26, 0.1), x, y, half, stage.palette.accent)
