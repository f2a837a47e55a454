"""What every place out of doors shares: where the ground is, the sky above, houses on it."""

from collections.abc import Callable

from engine.providers.sketch import buildings
from engine.providers.sketch.colour import Array, mix, rgb
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.sky import paint_birds, paint_sky
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.subjects import Ground
from engine.providers.sketch.trees import conifer

Report = Callable[[float], None]


def on_outline(stage: Stage, outline: Array) -> Ground:
    last = len(outline) - 1
    return lambda x: float(outline[min(last, max(0, int(x)))])


def level(y: float) -> Ground:
    return lambda x: y


def sky_over(stage: Stage, at: Report) -> None:
    paint_sky(stage)
    at(0.25)
    paint_birds(stage)


def houses(stage: Stage, y: float, *, far: float, size: float) -> None:
    """A church and houses around it, lit or not."""
    unit = stage.canvas.unit
    rng = stage.dice("houses")
    middle = stage.subject_x
    spire = Shape().box(-0.09, -0.1, 0.09, 0.72).polygon([(-0.115, 0.7), (0, 1.45), (0.115, 0.7)])
    stage.put(
        spire,
        middle,
        y,
        unit * size * 1.7,
        mix(stage.palette.of_land(rgb("#b8a090"), far), stage.palette.dark, 0.25),
        edge=0.4,
    )
    spots = sorted(float(rng.normal(0, 1)) for _ in range(9))
    order = sorted(range(9), key=lambda i: -abs(spots[i]))
    for index in order:
        x = middle + spots[index] * unit * size * 2.4
        buildings.house(
            stage,
            x,
            y + unit * size * float(rng.uniform(-0.1, 0.35)),
            unit * size * float(rng.uniform(0.75, 1.2)),
            far,
            rng,
        )
    shrubs = Shape()
    for _ in range(16):
        x = middle + float(rng.normal(0, 2.6)) * unit * size
        conifer(
            rng,
            shrubs,
            x,
            -y - unit * size * 0.2 * float(rng.random()),
            unit * size * float(rng.uniform(0.5, 1.1)),
        )
    stage.put(shrubs, 0, 0, 1, mix(stage.palette.of_land(rgb("#2f4a3a"), far), stage.palette.dark, 0.3))
