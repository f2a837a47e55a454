"""Walls and floors of rooms, in their own colours, unlit."""

import numpy as np

from engine.providers.sketch.colour import mix, rgb
from engine.providers.sketch.noise import blur, cloud
from engine.providers.sketch.stage import Stage


def bricks(stage: Stage, floor: float) -> None:
    """Running bond above row `floor`; every brick has its own tone."""
    canvas, dice = stage.canvas, stage.dice
    rng = dice("bricks")
    high = canvas.unit * 0.033
    wide = high * 2.7
    wobble = cloud(rng, canvas.height, canvas.width, (wide, wide), 3) * 2.2
    row = np.floor((canvas.y + wobble) / high).astype(np.int32)
    along = (canvas.x + wobble) / wide + (row % 2) * 0.5
    column = np.floor(along).astype(np.int32)
    table = rng.random((row.max() + 2, column.max() + 2)).astype(np.float32)
    tone = table[row, column]
    across, down = along - column, (canvas.y + wobble) / high - row
    edge = np.minimum(np.minimum(across, 1 - across) * wide, np.minimum(down, 1 - down) * high)
    brick = np.clip(edge - 0.9, 0, 1.4) / 1.4
    own = rgb(["#b5573c", "#a8644a", "#9a5a52"][dice.turn("brick", 3)])
    dark, pale = mix(own, rgb("#3a1c18"), 0.5), mix(own, rgb("#e8b08a"), 0.45)
    face = dark + (pale - dark) * (tone**1.2)[..., None]
    face = face * (0.82 + 0.36 * cloud(rng, canvas.height, canvas.width, (9, 9), 3))[..., None]
    # The upper edge of each brick catches light, the lower is in shade.
    face = face * (1.12 - 0.3 * down)[..., None]
    mortar = mix(rgb("#8a7a6c"), own, 0.25) * np.float32(0.75)
    canvas.pixels[:] = mortar + (face - mortar) * brick[..., None]


def plaster(stage: Stage, floor: float) -> None:
    """A painted wall with panelling below."""
    canvas, dice, palette = stage.canvas, stage.dice, stage.palette
    own = mix(
        rgb(["#6f8a7a", "#b08a6a", "#5f6f92", "#a5695f", "#8a7a9a"][dice.turn("paint", 5)]),
        palette.accent,
        0.15,
    )
    patina = blur(
        cloud(dice("plaster"), canvas.height, canvas.width, (canvas.unit * 0.3, canvas.unit * 0.3), 5), 1.5
    )
    canvas.pixels[:] = own * (0.86 + 0.28 * patina)[..., None]
    rail = floor - canvas.unit * 0.2
    wood = mix(own, rgb("#4a3226"), 0.6)
    panel = canvas.unit * 0.13
    inside = (canvas.x % panel) / panel
    groove = np.where((inside < 0.07) | (inside > 0.93), 0.72, 1.0) * np.where(
        (canvas.y - rail < canvas.unit * 0.022) | (floor - canvas.y < canvas.unit * 0.03), 1.25, 1.0
    )
    mask = (canvas.y > rail).astype(np.float32)
    canvas.cover(mask, np.clip(wood * groove[..., None].astype(np.float32), 0, 1))
    if dice.turn("stripes", 2):
        stripes = (np.sin(canvas.x / canvas.unit * 95) > 0.2) & (canvas.y <= rail)
        canvas.cover(stripes.astype(np.float32) * np.float32(0.14), mix(own, rgb("#fff0d8"), 0.5))


def floor_boards(stage: Stage, floor: float) -> None:
    canvas = stage.canvas
    rng = stage.dice("boards")
    depth = np.clip(canvas.y - floor, 0, None) / canvas.unit
    fan = (canvas.x - canvas.width * 0.5) / canvas.unit / (depth + 0.22)
    board = np.floor(fan * 4.2).astype(np.int32)
    tones = rng.random(int(board.max() - board.min()) + 1).astype(np.float32)
    tone = tones[board - board.min()]
    edge = np.abs((fan * 4.2) % 1 - 0.5)
    own = rgb(["#9a6a42", "#7a4f36", "#a8825a"][stage.dice.turn("floor wood", 3)])
    shades = own * (0.72 + 0.42 * tone - 0.45 * (edge > 0.475))[..., None]
    canvas.cover((canvas.y > floor).astype(np.float32), np.clip(shades, 0, 1).astype(np.float32))
    skirting = ((canvas.y > floor - canvas.unit * 0.028) & (canvas.y <= floor)).astype(np.float32)
    canvas.cover(skirting, mix(own, rgb("#2a1a14"), 0.55))
