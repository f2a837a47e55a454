"""Puts the prompt's subjects into an outdoor scene: who stands where, how large, facing which way."""

from collections.abc import Callable

from engine.providers.sketch import animals, buildings, travel
from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.figures import MELT, Look, on_the_ground, standing, walking
from engine.providers.sketch.materials import LAMP
from engine.providers.sketch.portrait import from_behind, profile
from engine.providers.sketch.shape import Shape
from engine.providers.sketch.stage import Stage
from engine.providers.sketch.trees import grand_tree
from engine.providers.sketch.words import Subject

Ground = Callable[[float], float]
"""The row of the foreground's surface at a column."""

_ANIMALS: dict[str, tuple[list[Callable[[], Shape]], float, str]] = {
    # What it may look like, its size in canvas units, its own colour.
    "cat": ([animals.cat_sitting, animals.cat_walking], 0.27, "#3a3038"),
    "dog": ([animals.dog], 0.2, "#6a4a34"),
    "horse": ([animals.horse], 0.3, "#5a3424"),
    "deer": ([animals.deer], 0.3, "#7a5234"),
    "bear": ([animals.bear], 0.3, "#4a3428"),
}
_BEHIND = ("castle", "pyramid", "windmill", "house", "lighthouse", "tree", "tent", "train", "bridge")


def paint_subjects(stage: Stage, ground: Ground) -> None:
    """Large and far things first, then animals and people in front of them."""
    subjects = sorted(stage.reading.subjects, key=lambda s: 0 if s.kind in _BEHIND else 1)
    for subject in subjects:
        if subject.kind in _ANIMALS:
            _animals(stage, subject, ground)
        elif subject.kind == "person":
            _people(stage, subject, ground)
        else:
            _thing(stage, subject, ground)


def _beside(stage: Stage, kind: str) -> float:
    """A column for something that is not the first subject: away from it."""
    first = stage.reading.subjects[0].kind
    if kind == first:
        return stage.subject_x
    return stage.canvas.width * (0.5 - stage.side * stage.dice.spread(f"beside {kind}", 0.12, 0.27))


def _people(stage: Stage, subject: Subject, ground: Ground) -> None:
    canvas, palette, traits = stage.canvas, stage.palette, subject.traits
    if "close" in traits and subject.count == 1:
        away = stage.dice.turn("back view", 3) == 0 and "profile" not in traits
        x, y = stage.subject_x, canvas.height * 0.6
        head = canvas.unit * stage.dice.spread("head", 0.32, 0.4)
        if away:
            from_behind(stage, x, y, head, light=stage.sun_side, glow=palette.glow)
        else:
            profile(stage, x, y, head, stage.side > 0, light=stage.sun_side, glow=palette.glow)
        return
    high = canvas.unit * {0: 0.24, 1: 0.34, 2: 0.29}[stage.layout] * stage.scale
    if subject.count > 4:
        high *= 0.62
    poses = [standing, walking, on_the_ground]
    pose = poses[stage.layout]
    if "walking" in traits:
        pose = walking
    elif "seated" in traits or (stage.reading.shows("campfire", "tent") and stage.layout != 0):
        pose = on_the_ground
    elif "umbrella" in traits or subject.count > 2:
        pose = walking if stage.layout == 1 else standing
    facing = stage.sun_x < stage.subject_x
    colour = mix(palette.of_land(rgb("#3a3440"), 0.0), palette.dark, 0.6)
    gap = high * (0.34 if pose is not walking else 0.42)
    start = _beside(stage, "person")
    start = min(max(start, gap * subject.count * 0.5), canvas.width - gap * subject.count * 0.5)
    rng = stage.dice("people")
    for index in range(subject.count):
        x = start + (index - (subject.count - 1) / 2) * gap * float(rng.uniform(0.9, 1.1))
        woman = "woman" in traits and not ("man" in traits and index % 2)
        if subject.count > 1 and "man" not in traits and "woman" not in traits:
            woman = (index + stage.layout) % 2 == 0
        look = Look(
            woman=woman,
            child="child" in traits,
            hat="hat" in traits and "cloak" not in traits,
            cloak="cloak" in traits,
            pack="pack" in traits,
            umbrella=("umbrella" in traits or "rain" in stage.reading.weather) and index % 2 == 0,
            staff="staff" in traits and index == 0,
            step=index,
        )
        size = high * (0.68 if "child" in traits else 1.0) * (0.94 if woman else 1.0)
        tint = mix(colour, palette.accent, 0.3 if index == 0 else 0.1)
        if pose is on_the_ground and stage.reading.shows("campfire"):
            fire = _fireside(stage)
            x = fire + (1 if index % 2 else -1) * high * (0.52 + 0.42 * (index // 2))
            facing = x > fire
        y = ground(x) + high * 0.012
        _set_off(stage, x, y, size)
        _shadow(stage, x, y, size * 0.3)
        stage.put(pose(look), x, y, size, tint, flip=facing, melt=MELT, edge=0.9)


def _fireside(stage: Stage) -> float:
    unit = stage.canvas.unit
    return min(max(stage.subject_x - stage.side * unit * 0.22, unit * 0.1), stage.canvas.width - unit * 0.1)


def _set_off(stage: Stage, x: float, y: float, high: float) -> None:
    """A soft light behind something dark that stands before the dark."""
    if stage.palette.gloom > 0.5:
        stage.canvas.glow(
            x, y - high * 0.55, high * 0.55, mix(stage.palette.haze, stage.palette.glow, 0.5), 0.5
        )


def _shadow(stage: Stage, x: float, y: float, wide: float) -> None:
    if stage.reading.place == "space":
        return
    pool = Shape().oval(-0.55 if stage.sun_side[0] > 0 else 0.55, 0, 1.0, 0.085)
    mask = pool.at(x, y, wide, stage.size)
    stage.canvas.lay(mask, stage.palette.dark, 0.4)


def _animals(stage: Stage, subject: Subject, ground: Ground) -> None:
    shapes, size, own = _ANIMALS[subject.kind]
    canvas, palette = stage.canvas, stage.palette
    first = stage.reading.subjects[0].kind == subject.kind
    scale = canvas.unit * size * stage.scale * (1.25 if first and not stage.reading.shows("person") else 0.8)
    colour = mix(mix(palette.of_land(rgb(own), 0.0), palette.dark, 0.4), palette.glow, 0.04)
    x = _beside(stage, subject.kind)
    for index in range(min(subject.count, 5)):
        at = x + (index - (subject.count - 1) / 2) * scale * 1.35
        smaller = scale * (0.78 if index % 2 else 1.0)
        make = shapes[(stage.layout + index) % len(shapes)]
        y = ground(at) + smaller * 0.015
        _set_off(stage, at, y, smaller)
        _shadow(stage, at, y, smaller * 0.42)
        stage.put(
            make(),
            at,
            y,
            smaller,
            colour,
            flip=(stage.side > 0) != (index % 3 == 2),
            melt=animals.MELT,
            edge=0.85,
        )


def _thing(stage: Stage, subject: Subject, ground: Ground) -> None:
    canvas, kind, unit = stage.canvas, subject.kind, stage.canvas.unit
    x = _beside(stage, kind)
    rng = stage.dice(f"thing {kind}")
    size = stage.scale
    on_water = stage.place in ("sea", "lake")
    afloat = stage.horizon + (canvas.height - stage.horizon) * stage.dice.spread("afloat", 0.2, 0.42)
    if kind == "bridge" and not on_water and stage.place != "city":
        buildings.bridge(stage, stage.horizon + unit * 0.1, unit * 0.24)
        return
    if kind == "house" and stage.place != "village":
        buildings.house(stage, x, ground(x) + unit * 0.01, unit * 0.24 * size, 0.05, rng)
    elif kind == "castle" and stage.place not in ("mountain",):
        buildings.castle(stage, x, ground(x), unit * 0.45 * size, 0.25)
    elif kind == "windmill":
        buildings.windmill(stage, x, ground(x) + 3, unit * 0.46 * size)
    elif kind == "tree":
        _great_tree(stage, x, ground(x), unit * 0.62 * size)
    elif kind == "tent":
        buildings.tent(stage, x, ground(x) + 2, unit * 0.14 * size)
    elif kind == "campfire":
        at = _fireside(stage)
        buildings.campfire(stage, at, ground(at) + 2, unit * 0.11)
        stage.sun_x, stage.sun_y = at, ground(at)
    elif kind == "balloon":
        hues = [stage.palette.accent, rgb("#e8a03c"), rgb("#4a8ac8"), rgb("#c84a6a"), rgb("#6aa86a")]
        for index in range(max(subject.count, 1 + stage.layout)):
            near = 1.0 if index == 0 else float(rng.uniform(0.25, 0.5))
            bx = (
                stage.subject_x
                if index == 0
                else canvas.width * (0.5 - stage.side * float(rng.uniform(0.0, 0.42)))
            )
            by = stage.horizon * (0.9 if index == 0 else float(rng.uniform(0.35, 0.9)))
            by = max(by, unit * 0.45 * size * near)
            travel.balloon(stage, bx, by, unit * 0.42 * size * near, hues[index % len(hues)])
    elif kind == "train" and not on_water:
        travel.train(
            stage, stage.subject_x, ground(stage.subject_x) - unit * 0.004, unit * 0.13 * size, stage.side < 0
        )
    elif kind == "boat" and on_water:
        boat = travel.rowboat if stage.layout == 1 else travel.sailboat
        boat(stage, x, afloat, unit * 0.34 * size, stage.side > 0)
    elif kind == "ship" and on_water:
        travel.ship(stage, x, afloat, unit * 0.46 * size, stage.side > 0)
    elif kind in ("whale", "dolphin", "fish") and on_water:
        shapes = [animals.whale_leaping, animals.whale_tail, animals.whale_leaping]
        make = shapes[stage.layout] if kind == "whale" else animals.fish_leaping
        scale = unit * (0.34 if kind == "whale" else 0.2) * size
        colour = mix(stage.palette.of_land(rgb("#2f4a5f"), 0.05), stage.palette.dark, 0.35)
        mask = make().at(x, afloat, scale, stage.size, flip=stage.side > 0, melt=0.012).cut_below(afloat)
        canvas.lay_lit(mask, colour, stage.sun_side, stage.palette.glow, width=unit * 0.006, strength=0.8)
        if kind == "whale" and stage.layout != 1:
            belly = (
                animals.whale_belly().at(x, afloat, scale, stage.size, flip=stage.side > 0).cut_below(afloat)
            )
            canvas.lay(belly, mix(colour, stage.palette.sky[3], 0.45))
        foam = Shape()
        for _ in range(40):
            foam.disc(
                float(rng.normal(0, 0.34)), abs(float(rng.normal(0, 0.06))), float(rng.uniform(0.006, 0.022))
            )
        stage.put(
            foam.oval(0, 0, 0.5, 0.02), x, afloat, scale, mix(stage.palette.sky[3], rgb("#ffffff"), 0.5)
        )
    elif kind == "dragon":
        colour = mix(stage.palette.dark, stage.palette.accent, 0.18)
        crowded = stage.reading.shows("castle", "person")
        stage.put(
            animals.dragon(),
            canvas.width - stage.subject_x if crowded else stage.subject_x,
            stage.horizon * 0.42,
            unit * 0.3 * size,
            colour,
            flip=stage.side > 0,
            edge=0.8,
        )
    elif kind == "bird" and subject.count == 1:
        soaring = stage.layout != 1
        make = animals.bird_soaring if soaring else animals.bird_perched
        y = stage.horizon * 0.45 if soaring else ground(x)
        stage.put(
            make(),
            x,
            y,
            unit * 0.19 * size,
            mix(stage.palette.dark, stage.palette.sky[0], 0.1),
            flip=stage.side > 0,
            melt=0.01,
            edge=0.7,
        )
    elif kind == "lamp":
        high = unit * 0.42
        post = (
            Shape()
            .limb((0, 0, 0.018), (0, 0.84, 0.012))
            .polygon([(-0.06, 0.84), (-0.075, 0.97), (0, 1.03), (0.075, 0.97), (0.06, 0.84)])
        )
        stage.put(post, x, ground(x), high, stage.palette.dark)
        canvas.glow(x, ground(x) - high * 0.91, high * 0.1, LAMP, 0.95)
        canvas.glow(x, ground(x) - high * 0.91, high * 0.45, LAMP, 0.5)


def _great_tree(stage: Stage, x: float, y: float, high: float) -> None:
    wood, crown = Shape(), Shape()
    grand_tree(stage.dice("great tree"), wood, crown, 1.0)
    palette, weather = stage.palette, stage.reading.weather
    own = rgb("#4f7a3a")
    if "petals" in weather:
        own = rgb("#f5a5c0")
    elif "leaves" in weather or "autumn" in stage.reading.details:
        own = rgb("#d8702a")
    dark = mix(palette.of_land(rgb("#4a3426"), 0.02), palette.dark, 0.45)
    leaf = palette.of_land(own, 0.02)
    if "snow" not in weather:
        stage.put(crown, x, y, high, mix(leaf, palette.dark, 0.4))
    stage.put(wood, x, y + 2, high, dark, edge=0.6)
    if "snow" not in weather:
        light = stage.sun_side
        stage.put(
            crown,
            x + light[0] * high * 0.02,
            y + light[1] * high * 0.035 - high * 0.01,
            high * 0.97,
            leaf,
            edge=0.7,
        )
