"""A contact sheet as one PNG: small pictures with their number, seed and prompt under them."""

import math
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from engine.session.exports.exported import Exported
from engine.session.exports.tile import tile
from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

SIDE, GAP, LINE = 256, 16, 16
"""Pixels: of a picture, between pictures, of a line of text."""
MOST_TILES = 300
_MOST_COLUMNS = 8
_PROMPT_LINES = 2
_HEIGHT = SIDE + LINE * (1 + _PROMPT_LINES) + GAP
_PAPER, _INK, _GREY, _FRAME = (250, 250, 250), (20, 20, 20), (110, 110, 110), (230, 230, 230)


def sheet_picture(results: Sequence[Exported]) -> bytes:
    """Return the PNG; of more than `MOST_TILES` results the first ones. Blocks."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - heavy, and only contact sheets need it

    shown = results[:MOST_TILES]
    columns = min(_MOST_COLUMNS, math.ceil(math.sqrt(len(shown))))
    rows = math.ceil(len(shown) / columns)
    sheet = Image.new("RGB", (columns * (SIDE + GAP) + GAP, rows * _HEIGHT + GAP), _PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for at, result in enumerate(shown):
        row, column = divmod(at, columns)
        x, y = GAP + column * (SIDE + GAP), GAP + row * _HEIGHT
        small = tile(result, SIDE)
        if isinstance(small, str):
            draw.rectangle((x, y, x + SIDE, y + SIDE), fill=_FRAME)
            _text(draw, font, (x + 8, y + 8), small or result.text or result.media_type, SIDE - 16, 14, _INK)
        else:
            sheet.paste(small, (x + (SIDE - small.width) // 2, y + (SIDE - small.height) // 2))
        _text(draw, font, (x, y + SIDE + 2), result.facts, SIDE, 1, _INK)
        _text(draw, font, (x, y + SIDE + 2 + LINE), result.prompt, SIDE, _PROMPT_LINES, _GREY)
    file = BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def _text(
    draw: "ImageDraw",
    font: "FreeTypeFont | ImageFont",
    place: tuple[int, int],
    text: str,
    width: int,
    lines: int,
    colour: tuple[int, int, int],
) -> None:
    """Draw at most so many lines of so many pixels; `…` where something is left out."""
    words = clean_line(text[:2000]).split()
    x, y = place
    for line in range(lines):
        taken = ""
        while words and draw.textlength(f"{taken} {words[0]}".strip(), font) <= width:
            taken = f"{taken} {words.pop(0)}".strip()
        if words and (not taken or line == lines - 1):
            taken = _cut(draw, font, f"{taken} {words[0]}".strip(), width)
            words = words[1:]
        draw.text((x, y + line * LINE), taken, fill=colour, font=font)
        if not words:
            return


def _cut(draw: "ImageDraw", font: "FreeTypeFont | ImageFont", text: str, width: int) -> str:
    while text and draw.textlength(f"{text}…", font) > width:
        text = text[:-1]
    return f"{text}…"
