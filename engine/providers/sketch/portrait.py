"""A person from the chest up, in profile or from behind, in flat lit colours.

Units: 1 is the height of the head, the origin is the chin's level below the face; looks right.
"""

from collections.abc import Callable

import numpy as np

from engine.providers.sketch.colour import Colour, lightness, mix, rgb
from engine.providers.sketch.dice import Dice
from engine.providers.sketch.shape import Point, Shape
from engine.providers.sketch.stage import Stage

_SKINS = ["#e8b995", "#c98a62", "#8d5a3c", "#dba27c", "#a8704a", "#5f3a28"]
_HAIRS = ["#2a1c18", "#5a3420", "#8a4a24", "#1a1620", "#b98a4a", "#6f2f24"]
_DARK_HAIRS = ["#2a1c18", "#1a1620", "#3a2418"]
_GREY = "#c9c6c8"

_FACE: list[Point] = [
    (0.1, -0.34), (0.13, -0.12), (0.19, -0.05), (0.3, -0.02), (0.375, 0.035), (0.385, 0.085), (0.352, 0.13),
    (0.392, 0.165), (0.368, 0.193), (0.402, 0.222), (0.385, 0.268), (0.402, 0.288), (0.478, 0.322),
    (0.468, 0.355), (0.408, 0.46), (0.378, 0.52), (0.4, 0.575), (0.4, 0.68), (0.36, 0.82), (0.22, 0.95),
    (0.0, 0.99), (-0.24, 0.92), (-0.4, 0.72), (-0.42, 0.5), (-0.34, 0.3), (-0.24, 0.14), (-0.21, -0.05),
    (-0.26, -0.36),
]  # fmt: skip


def profile(
    stage: Stage, x: float, y: float, head: float, flip: bool, *, light: tuple[float, float], glow: Colour
) -> None:
    """Head `head` pixels high, chin at row `y`. `light` points to where light comes from."""
    subject = stage.reading.subject("person")
    traits = subject.traits if subject else ()
    woman = "woman" in traits or ("man" not in traits and stage.dice.turn("woman", 2) == 0)
    dice = stage.dice
    skin = rgb(_SKINS[dice.turn("skin", len(_SKINS))])
    hair = rgb(_GREY if "old" in traits else _hair_for(dice, skin))
    coat = mix(
        rgb(["#2f4858", "#6a2f3a", "#3f5a44", "#4a3a6a", "#8a5a2a"][dice.turn("coat", 5)]),
        stage.palette.accent,
        0.25,
    )
    dark = stage.palette.dark
    # Skin keeps its warmth: it darkens towards brown, never towards the sky's colour.
    dim = 0.06 + 0.2 * stage.palette.gloom
    dark = mix(dark, rgb("#2a1210"), 0.5)
    skin, hair, coat = mix(skin, mix(skin, dark, 0.6), dim), mix(hair, dark, dim), mix(coat, dark, 0.1 + dim)

    def put(shape: Shape, colour: Colour, edge: float = 0.0, melt: float = 0.0, width: float = 0.035) -> None:
        mask = shape.at(x, y, head, stage.size, flip=flip, melt=melt, turn=turn)
        if mask.empty:
            return
        stage.canvas.lay(mask, _turned(mask.alpha.shape, colour, dark, light))
        if edge:
            stage.canvas.light_edge(mask, light, glow, width=head * width, strength=edge)

    turn = dice.spread("tilt", -9, 5)
    long_hair = woman and dice.turn("long", 2) == 0
    if long_hair:
        put(
            Shape().curve(
                [
                    (0.1, 0.98),
                    (-0.3, 0.98),
                    (-0.54, 0.66),
                    (-0.55, 0.2),
                    (-0.62, -0.25),
                    (-0.5, -0.62),
                    (-0.18, -0.6),
                    (-0.1, 0.1),
                    (0.0, 0.6),
                ]
            ),
            mix(hair, dark, 0.25),
            0.3,
        )
    put(Shape().curve(_FACE), skin, 0.75, width=0.06)
    _features(put, skin, hair, dark, woman)
    if woman:
        if long_hair:
            top = [
                (0.385, 0.7),
                (0.37, 0.88),
                (0.2, 1.05),
                (-0.12, 1.08),
                (-0.42, 0.9),
                (-0.55, 0.55),
                (-0.56, 0.1),
                (-0.6, -0.3),
                (-0.4, -0.45),
                (-0.26, -0.1),
                (-0.16, 0.25),
                (-0.06, 0.5),
                (0.08, 0.68),
                (0.24, 0.82),
            ]
        else:
            top = [
                (0.385, 0.7),
                (0.37, 0.88),
                (0.2, 1.04),
                (-0.12, 1.06),
                (-0.42, 0.88),
                (-0.5, 0.55),
                (-0.4, 0.27),
                (-0.24, 0.18),
                (-0.17, 0.34),
                (-0.1, 0.52),
                (0.06, 0.66),
                (0.22, 0.8),
            ]
            put(Shape().oval(-0.55, 0.52, 0.2, 0.23, 20), hair, 0.6)
    else:
        top = [
            (0.38, 0.72),
            (0.4, 0.9),
            (0.24, 1.04),
            (-0.1, 1.06),
            (-0.4, 0.92),
            (-0.49, 0.62),
            (-0.42, 0.32),
            (-0.27, 0.17),
            (-0.22, 0.3),
            (-0.17, 0.5),
            (-0.06, 0.52),
            (-0.04, 0.66),
            (0.1, 0.76),
            (0.26, 0.78),
        ]
    put(Shape().curve(top), hair, 0.7)
    if "hat" in traits:
        hat = (
            Shape()
            .oval(0.0, 0.82, 0.78, 0.085, -6)
            .curve([(-0.46, 0.8), (-0.42, 1.2), (-0.05, 1.16), (0.3, 1.26), (0.42, 0.82), (0.0, 0.76)])
        )
        put(hat, mix(coat, dark, 0.4), 0.6)
    elif not woman and dice.turn("beard", 3) == 0:
        beard = [
            (0.36, 0.2),
            (0.375, 0.13),
            (0.42, 0.06),
            (0.4, -0.06),
            (0.26, -0.12),
            (0.08, 0.02),
            (-0.08, 0.2),
            (-0.1, 0.42),
            (-0.02, 0.36),
            (0.08, 0.2),
            (0.24, 0.2),
        ]
        put(Shape().curve(beard), hair, 0.5)
    body = [
        (-0.27, -0.1),
        (-0.4, -0.3),
        (-0.82, -0.48),
        (-1.08, -0.9),
        (-1.2, -2.4),
        (1.0, -2.4),
        (0.86, -1.2),
        (0.62, -0.62),
        (0.34, -0.4),
        (0.14, -0.2),
        (0.0, -0.12),
    ]
    put(Shape().curve(body), coat, 0.6, width=0.07)
    collar = [
        (-0.3, -0.02),
        (-0.2, -0.14),
        (0.04, -0.24),
        (0.19, -0.14),
        (0.27, -0.26),
        (0.06, -0.44),
        (-0.24, -0.36),
        (-0.42, -0.2),
    ]
    put(Shape().curve(collar), mix(coat, stage.palette.accent, 0.5), 0.5)


def _hair_for(dice: Dice, skin: Colour) -> str:
    choices = _HAIRS if lightness(skin) > 0.7 else _DARK_HAIRS
    return choices[dice.turn("hair", len(choices))]


def _features(
    put: Callable[[Shape, Colour], None], skin: Colour, hair: Colour, dark: Colour, woman: bool
) -> None:
    put(Shape().oval(-0.07, 0.37, 0.062, 0.105, 12), mix(skin, dark, 0.22))
    put(Shape().oval(-0.062, 0.375, 0.03, 0.06, 12), mix(skin, dark, 0.5))
    put(
        Shape().stroke([(0.265, 0.60), (0.33, 0.622), (0.385, 0.598)], 0.026 if not woman else 0.018),
        mix(hair, dark, 0.3),
    )
    put(Shape().stroke([(0.29, 0.495), (0.33, 0.488), (0.362, 0.5)], 0.02), mix(hair, dark, 0.6))
    put(Shape().stroke([(0.3, 0.525), (0.335, 0.53), (0.36, 0.522)], 0.011), mix(skin, dark, 0.4))
    put(
        Shape().stroke([(0.305, 0.188), (0.35, 0.194), (0.376, 0.194)], 0.013),
        mix(skin, rgb("#7a1f2a"), 0.65),
    )
    if woman:
        put(
            Shape().curve(
                [(0.33, 0.192), (0.372, 0.232), (0.396, 0.222), (0.37, 0.194), (0.39, 0.168), (0.36, 0.15)]
            ),
            mix(skin, rgb("#b0303a"), 0.55),
        )
    put(Shape().stroke([(0.375, 0.29), (0.4, 0.298)], 0.018), mix(skin, dark, 0.45))
    put(
        Shape().curve(
            [(0.12, -0.12), (0.0, 0.06), (-0.14, 0.16), (-0.2, -0.1), (-0.22, -0.34), (0.08, -0.34)]
        ),
        mix(skin, dark, 0.34),
    )


def _turned(shape: tuple[int, ...], colour: Colour, dark: Colour, light: tuple[float, float]) -> Colour:
    """`colour` falling into shadow away from the light, over a box of `shape`."""
    height, width = shape[0], shape[1]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * light[0]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * light[1]
    shade = np.clip(0.3 - 0.62 * (across + down * 0.45), 0, 0.8)[..., None]
    return (colour + (dark - colour) * shade).astype(np.float32)


def from_behind(
    stage: Stage, x: float, y: float, head: float, *, light: tuple[float, float], glow: Colour
) -> None:
    """Head and shoulders seen from behind, looking into the picture."""
    dark = stage.palette.dark
    coat = mix(stage.palette.accent, dark, 0.55 + 0.3 * stage.palette.gloom)
    hair = mix(rgb(_HAIRS[stage.dice.turn("hair", len(_HAIRS))]), dark, 0.45)
    body = Shape().curve(
        [
            (-0.2, 0.06),
            (-0.34, -0.14),
            (-0.9, -0.34),
            (-1.16, -0.8),
            (-1.25, -2.6),
            (1.25, -2.6),
            (1.16, -0.8),
            (0.9, -0.34),
            (0.34, -0.14),
            (0.2, 0.06),
        ]
    )
    for shape, colour in (
        (
            Shape().limb((0, -0.2, 0.2), (0, 0.2, 0.2)),
            mix(rgb(_SKINS[stage.dice.turn("skin", 6)]), dark, 0.5),
        ),
        (body, coat),
        (
            Shape().curve(
                [
                    (-0.2, 0.08),
                    (-0.38, 0.4),
                    (-0.38, 0.74),
                    (-0.2, 0.98),
                    (0.0, 1.03),
                    (0.2, 0.98),
                    (0.38, 0.74),
                    (0.38, 0.4),
                    (0.2, 0.08),
                    (0.0, 0.03),
                ]
            ),
            hair,
        ),
    ):
        mask = shape.at(x, y, head, stage.size)
        stage.canvas.lay_lit(mask, colour, light, glow, width=head * 0.06, strength=0.75)
