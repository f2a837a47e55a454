"""People as silhouettes: standing, walking, sitting, from behind or from the side.

Units: 1 is the height of a grown person, the origin is on the ground between the feet.
All of them look to the right; flip them to look left.
"""

from engine.providers.sketch.shape import Shape
from schemas.frozen import frozen

MELT = 0.011
"""How much joints are rounded, in heights."""


@frozen
class Look:
    """Who is drawn. `step` shifts a walk's phase (0 or 1), so that two walkers differ."""

    woman: bool = False
    child: bool = False
    hat: bool = False
    cloak: bool = False
    pack: bool = False
    umbrella: bool = False
    staff: bool = False
    step: int = 0


def _head(shape: Shape, x: float, y: float, look: Look, *, side_on: bool) -> None:
    big = 1.22 if look.child else 1.0
    r = 0.058 * big
    shape.oval(x, y, r * 0.92, r * 1.16)
    if side_on:
        shape.polygon([(x + r * 0.75, y + 0.012), (x + r * 1.2, y - 0.014), (x + r * 0.75, y - 0.022)])
    if look.cloak:
        shape.curve(
            [
                (x - r * 1.3, y - r * 1.5),
                (x - r * 1.3, y + r * 0.6),
                (x, y + r * 1.75),
                (x + r * 1.1, y + r * 0.7),
            ]
        )
    elif look.hat:
        shape.oval(x, y + r * 0.62, r * 1.75, r * 0.26, 4)
        shape.polygon(
            [
                (x - r, y + r * 0.6),
                (x - r * 0.78, y + r * 1.75),
                (x + r * 0.72, y + r * 1.7),
                (x + r, y + r * 0.6),
            ]
        )
    elif look.woman:
        if look.step % 2:
            shape.disc(x - r * 0.8, y + r * 1.05, r * 0.55)
        else:
            shape.curve(
                [
                    (x - r * 1.05, y + r),
                    (x, y + r * 1.3),
                    (x + r * 0.85, y + r * 0.7),
                    (x + r * 0.4, y),
                    (x - r * 0.1, y - r * 2.3),
                    (x - r * 1.5, y - r * 2.2),
                    (x - r * 1.35, y - r * 0.5),
                ]
            )


def standing(look: Look) -> Shape:
    """Seen from behind, weight on one leg."""
    shape = Shape()
    if look.cloak:
        shape.curve(
            [
                (-0.14, 0.0),
                (-0.15, 0.35),
                (-0.125, 0.74),
                (-0.05, 0.845),
                (0.05, 0.845),
                (0.125, 0.74),
                (0.15, 0.35),
                (0.17, 0.0),
            ]
        )
    elif look.woman:
        shape.limb((-0.04, 0.02, 0.019), (-0.035, 0.3, 0.032)).limb((0.045, 0.02, 0.019), (0.035, 0.3, 0.032))
        shape.curve(
            [
                (-0.15, 0.24),
                (-0.075, 0.56),
                (-0.068, 0.63),
                (-0.105, 0.8),
                (-0.04, 0.85),
                (0.04, 0.85),
                (0.105, 0.8),
                (0.068, 0.63),
                (0.08, 0.56),
                (0.165, 0.25),
                (0.0, 0.22),
            ]
        )
        shape.limb((-0.1, 0.785, 0.026), (-0.125, 0.62, 0.021), (-0.1, 0.47, 0.016))
        shape.limb((0.1, 0.785, 0.026), (0.14, 0.62, 0.021), (0.13, 0.47, 0.016))
    else:
        shape.limb((-0.065, 0.02, 0.03), (-0.055, 0.27, 0.042), (-0.045, 0.5, 0.058))
        shape.limb((0.085, 0.02, 0.03), (0.07, 0.27, 0.042), (0.045, 0.5, 0.058))
        shape.curve(
            [
                (-0.11, 0.42),
                (-0.1, 0.62),
                (-0.135, 0.79),
                (-0.05, 0.855),
                (0.05, 0.855),
                (0.135, 0.79),
                (0.1, 0.62),
                (0.115, 0.42),
            ]
        )
        shape.limb((-0.125, 0.775, 0.034), (-0.155, 0.61, 0.028), (-0.145, 0.45, 0.022))
        shape.limb((0.125, 0.775, 0.034), (0.155, 0.61, 0.028), (0.14, 0.45, 0.022))
    shape.limb((0, 0.82, 0.032), (0, 0.9, 0.028))
    _head(shape, 0, 0.935, look, side_on=False)
    if look.pack:
        shape.oval(0, 0.68, 0.1, 0.135).box(-0.085, 0.8, 0.085, 0.835)
    _held(shape, look)
    return shape


def walking(look: Look) -> Shape:
    """From the side, in mid-stride to the right."""
    shape = Shape()
    lean = 0.02
    if look.cloak or (look.woman and not look.step % 2):
        shape.curve(
            [
                (-0.19, 0.1),
                (-0.12, 0.45),
                (-0.075, 0.78),
                (-0.02, 0.85),
                (0.05, 0.83),
                (0.07, 0.62),
                (0.1, 0.4),
                (0.13, 0.12),
            ]
        )
        shape.limb((0.1, 0.14, 0.026), (0.15, 0.02, 0.02), (0.19, 0.015, 0.014))
        shape.limb((-0.12, 0.14, 0.024), (-0.18, 0.03, 0.018))
    else:
        front, back = (0.16, -0.17) if not look.step % 2 else (0.12, -0.2)
        shape.limb(
            (0.0, 0.5, 0.058), (front * 0.7, 0.28, 0.043), (front, 0.03, 0.025), (front + 0.045, 0.016, 0.015)
        )
        shape.limb(
            (-0.01, 0.5, 0.058), (back * 0.35, 0.27, 0.043), (back, 0.07, 0.025), (back + 0.03, 0.02, 0.017)
        )
        shape.curve(
            [
                (-0.085, 0.44),
                (-0.075, 0.62),
                (-0.085, 0.77),
                (-0.02, 0.86),
                (0.06, 0.84),
                (0.08, 0.7),
                (0.075, 0.44),
            ]
        )
    swing = 0.1 if not look.step % 2 else -0.07
    shape.limb((-0.005 + lean, 0.79, 0.034), (-swing * 0.6, 0.63, 0.027), (-swing * 0.6 + 0.06, 0.49, 0.02))
    shape.limb((0.01 + lean, 0.79, 0.03), (swing * 0.9, 0.64, 0.026), (swing * 1.2 + 0.06, 0.51, 0.02))
    shape.limb((0.012, 0.83, 0.032), (0.028, 0.9, 0.028))
    _head(shape, 0.036, 0.935, look, side_on=True)
    if look.pack:
        shape.oval(-0.125, 0.69, 0.07, 0.125, 6)
    _held(shape, look)
    return shape


def seated(look: Look) -> Shape:
    """From the side on a seat at 0.27, leaning a little forward, hands in the lap."""
    shape = Shape()
    shape.limb((-0.12, 0.31, 0.068), (0.13, 0.32, 0.05), (0.15, 0.05, 0.03), (0.21, 0.02, 0.018))
    shape.limb((-0.1, 0.3, 0.066), (0.17, 0.31, 0.047), (0.21, 0.05, 0.03), (0.27, 0.02, 0.018))
    shape.curve(
        [(-0.2, 0.26), (-0.19, 0.45), (-0.145, 0.6), (-0.07, 0.655), (0.0, 0.62), (0.02, 0.48), (0.0, 0.3)]
    )
    shape.limb((-0.08, 0.59, 0.036), (-0.04, 0.43, 0.03), (0.1, 0.39, 0.02))
    shape.limb((-0.07, 0.62, 0.032), (-0.035, 0.7, 0.028))
    _head(shape, -0.022, 0.745, look, side_on=True)
    return shape


def on_the_ground(look: Look) -> Shape:
    """Sitting on the ground from the side, knees drawn up, arms around them."""
    shape = Shape()
    shape.curve(
        [(-0.2, 0.0), (-0.19, 0.18), (-0.13, 0.36), (-0.05, 0.4), (0.02, 0.34), (0.02, 0.15), (0.0, 0.0)]
    )
    shape.limb((-0.1, 0.07, 0.07), (0.14, 0.25, 0.046), (0.2, 0.03, 0.028), (0.26, 0.018, 0.016))
    shape.limb((-0.05, 0.34, 0.035), (0.05, 0.2, 0.028), (0.18, 0.2, 0.02))
    shape.limb((-0.05, 0.36, 0.032), (-0.015, 0.45, 0.028))
    _head(shape, 0.0, 0.495, look, side_on=True)
    if look.pack:
        shape.oval(-0.25, 0.2, 0.07, 0.12, 6)
    return shape


def floating() -> Shape:
    """An astronaut adrift: round helmet, pack, loose limbs."""
    shape = Shape()
    shape.disc(0.02, 0.86, 0.115).oval(0, 0.6, 0.125, 0.18, 8)
    shape.polygon([(-0.2, 0.5), (-0.19, 0.78), (-0.08, 0.8), (-0.08, 0.48)])
    shape.limb((0.09, 0.7, 0.05), (0.24, 0.64, 0.045), (0.33, 0.74, 0.035))
    shape.limb((-0.09, 0.69, 0.05), (-0.27, 0.57, 0.043), (-0.34, 0.45, 0.035))
    shape.limb((0.05, 0.46, 0.062), (0.15, 0.25, 0.055), (0.1, 0.04, 0.045), (0.15, 0.0, 0.035))
    shape.limb((-0.05, 0.46, 0.062), (-0.09, 0.22, 0.055), (-0.22, 0.08, 0.045), (-0.2, 0.02, 0.035))
    return shape


def _held(shape: Shape, look: Look) -> None:
    if look.umbrella:
        shape.limb((0.11, 0.6, 0.008), (0.08, 1.08, 0.008))
        shape.curve(
            [
                (-0.22, 0.985),
                (-0.15, 1.1),
                (0.08, 1.19),
                (0.3, 1.1),
                (0.37, 0.985),
                (0.22, 1.015),
                (0.08, 0.99),
                (-0.07, 1.015),
            ]
        )
    elif look.staff:
        shape.limb((0.2, 0.0, 0.011), (0.19, 1.08, 0.013))
