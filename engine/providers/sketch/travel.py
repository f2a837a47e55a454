"""What one travels in: boats, ships, trains, balloons."""

from engine.providers.sketch.colour import Colour, mix, rgb
from engine.providers.sketch.materials import FIRE, LAMP, material, shaded
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage


def sailboat(stage: Stage, x: float, y: float, high: float, flip: bool) -> None:
    hull = material(stage, "#6b3f2a", 0.03)
    sail = mix(material(stage, "#fbf3e2", 0.02), stage.palette.glow, 0.2)
    if stage.by_night:
        sail = mix(sail, stage.palette.sky[3], 0.35)
    stage.put(
        Shape().curve([(0.03, 0.2), (0.03, 0.97), (0.2, 0.62), (0.42, 0.2), (0.22, 0.17)]),
        x,
        y,
        high,
        sail,
        flip=flip,
    )
    jib = Shape().curve([(-0.02, 0.2), (-0.01, 0.88), (-0.16, 0.5), (-0.34, 0.2), (-0.18, 0.17)])
    stage.put(jib, x, y, high, mix(sail, stage.palette.accent, 0.55), flip=flip)
    body = Shape().curve(
        [(-0.44, 0.13), (-0.3, 0.0), (0.0, -0.03), (0.32, 0.0), (0.5, 0.16), (0.2, 0.11), (-0.15, 0.1)]
    )
    body.limb((0.01, 0.1, 0.01), (0.01, 1.0, 0.007))
    stage.put(body, x, y, high, mix(hull, stage.palette.dark, 0.35), flip=flip, edge=0.4)


def rowboat(stage: Stage, x: float, y: float, long: float, flip: bool) -> None:
    hull = Shape().curve(
        [(-0.5, 0.17), (-0.38, 0.01), (0.0, -0.04), (0.4, 0.01), (0.54, 0.2), (0.3, 0.12), (-0.25, 0.1)]
    )
    stage.put(
        hull, x, y, long, mix(material(stage, "#6b3f2a", 0.03), stage.palette.dark, 0.4), flip=flip, edge=0.6
    )


def ship(stage: Stage, x: float, y: float, high: float, flip: bool) -> None:
    sail = mix(material(stage, "#efe2c6", 0.05), stage.palette.glow, 0.18)
    if stage.by_night:
        sail = mix(sail, stage.palette.sky[2], 0.45)
    dark = mix(material(stage, "#4a2c1e", 0.03), stage.palette.dark, 0.5)
    spars = Shape()
    for mast, tall in ((-0.3, 0.82), (0.02, 1.0), (0.33, 0.78)):
        spars.limb((mast, 0.1, 0.012), (mast, tall, 0.006))
        for low, up, wide in ((0.22, 0.5, 0.17), (0.52, 0.74, 0.13), (0.76, 0.92, 0.09)):
            low, up, out = low * tall, up * tall, wide * tall
            cloth = [
                (mast - out, low),
                (mast - out * 0.85, up),
                (mast + out * 0.8, up),
                (mast + out * 1.15, low),
                (mast + 0.05, low + 0.035),
            ]
            stage.put(Shape().polygon(cloth), x, y, high, sail, flip=flip, edge=0.25)
    spars.curve(
        [
            (-0.56, 0.3),
            (-0.5, 0.04),
            (-0.38, -0.06),
            (0.3, -0.06),
            (0.46, 0.06),
            (0.58, 0.2),
            (0.3, 0.13),
            (-0.34, 0.14),
        ]
    )
    spars.limb((0.5, 0.16, 0.014), (0.8, 0.32, 0.006))
    stage.put(spars, x, y, high, dark, flip=flip, edge=0.4)


def train(stage: Stage, x: float, y: float, high: float, flip: bool) -> None:
    """A steam train whose wheels run on row `y`."""
    dark = mix(material(stage, "#3a3438", 0.03), stage.palette.dark, 0.5)
    red = mix(material(stage, stage.palette.accent, 0.03), stage.palette.dark, 0.25)
    engine = Shape().box(-0.5, 0.2, 1.5, 0.34).oval(1.42, 0.55, 0.12, 0.25).box(0.1, 0.3, 1.42, 0.8)
    engine.box(-0.5, 0.2, 0.14, 1.05).box(-0.6, 1.02, 0.22, 1.12).polygon(
        [(1.1, 0.75), (1.04, 1.12), (1.34, 1.12), (1.26, 0.75)]
    )
    engine.disc(0.6, 0.82, 0.12).polygon([(1.45, 0.34), (1.85, 0.06), (1.45, 0.06)])
    for wheel in (-0.3, 0.15, 0.62, 1.1, 1.42):
        engine.disc(wheel, 0.17, 0.17)
    stage.put(engine, x, y, high, dark, flip=flip, edge=0.6)
    panes = Shape().box(-0.36, 0.68, 0.0, 0.94)
    for wagon in range(3):
        back = -0.62 - wagon * 1.85
        cars = (
            Shape()
            .box(back - 1.72, 0.2, back, 0.98)
            .curve([(back - 1.76, 0.96), (back - 0.86, 1.12), (back + 0.04, 0.96)])
        )
        for wheel in (0.3, 0.62, 1.1, 1.42):
            cars.disc(back - wheel, 0.15, 0.15)
        stage.put(cars, x, y, high, red, flip=flip, edge=0.4)
        for pane in range(5):
            panes.box(back - 1.6 + pane * 0.32, 0.58, back - 1.4 + pane * 0.32, 0.84)
    stage.put(
        panes,
        x,
        y,
        high,
        LAMP if stage.time != "day" else mix(stage.palette.sky[3], stage.palette.dark, 0.2),
        flip=flip,
    )
    rng = stage.dice("steam")
    way = 1 if flip else -1
    for puff in range(16):
        away = puff / 15
        px = x - way * 1.2 * high + way * away * high * 4.4
        py = y - high * (1.25 + away * 1.25 + float(rng.uniform(-0.12, 0.12)))
        stage.canvas.glow(
            px,
            py,
            high * (0.14 + 0.4 * away),
            mix(stage.palette.cloud_light, rgb("#ffffff"), 0.3),
            0.6 * (1 - away * 0.75),
        )


def balloon(stage: Stage, x: float, y: float, high: float, hue: Colour) -> None:
    envelope = [
        (0.0, 0.26),
        (-0.14, 0.34),
        (-0.34, 0.58),
        (-0.36, 0.8),
        (-0.2, 0.98),
        (0.0, 1.02),
        (0.2, 0.98),
        (0.36, 0.8),
        (0.34, 0.58),
        (0.14, 0.34),
    ]
    colour = mix(material(stage, hue, 0.05), hue, 0.4)
    mask = stage.put(Shape().curve(envelope), x, y, high, colour)
    for share in (0.72, 0.26):
        stripe = Shape().curve([(px * share, py) for px, py in envelope])
        stage.put(stripe, x, y, high, mix(colour, rgb("#fff3df"), 0.62 if share > 0.5 else 0.0))
    shaded(stage, mask, 0.6)
    dark = mix(stage.palette.dark, rgb("#5a3a24"), 0.3)
    ropes = Shape().limb((-0.1, 0.3, 0.006), (-0.05, 0.1, 0.006)).limb((0.1, 0.3, 0.006), (0.05, 0.1, 0.006))
    stage.put(ropes.polygon([(-0.075, 0.11), (0.075, 0.11), (0.055, 0.0), (-0.055, 0.0)]), x, y, high, dark)
    if stage.time in ("night", "dusk"):
        stage.canvas.glow(x, y - high * 0.45, high * 0.22, FIRE, 0.6)
