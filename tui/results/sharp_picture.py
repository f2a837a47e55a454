"""When pictures are drawn in real pixels, and what is sent to the terminal then.

Nothing is asked of the terminal: an answer that Textual does not know would arrive as keys the person
pressed, and old versions of kitty say yes without knowing placeholders. So it goes by what the
environment says, and half cells are drawn wherever that is not certain.
"""

import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.preferences import Images
from tui.results.kitty_picture import MOST_CELLS, KittyPicture
from tui.results.thumbnail import BrokenImage, decoded

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.app import App

FIRST_KITTY = (0, 28)
"""The first version with placeholders; older ones show boxes in their place."""
_VERSION_SECONDS = 2.0

# Programs between us and the terminal that don't pass its graphics on.
_BETWEEN = ("TMUX", "STY", "ZELLIJ")
_NO_PIXELS = ("screen", "tmux", "dumb", "linux")
_CELL = (10, 20)  # pixels, where the terminal doesn't say
_MOST_PIXELS = (1920, 1440)


def wants_pixels(app: "App[Any]") -> bool:
    """Say whether pictures are to be drawn in pixels on an app's screen.

    May take seconds: call it in a thread. An app says in `images` what the person wants; one that does
    not has half cells.
    """
    images: Images = getattr(app, "images", "half-cell")
    if images == "half-cell" or app.is_headless or app.is_web or not _reaches_terminal():
        return False
    # A picture's number is a colour: all 24 bits of it have to arrive.
    if app.no_color or app.console.color_system != "truecolor":
        return False
    return shows_placeholders(images, os.environ)


def shows_placeholders(images: Images, environment: Mapping[str, str]) -> bool:
    """Say whether a terminal with this environment is to be sent pictures."""
    terminal = environment.get("TERM", "")
    if images == "half-cell" or terminal.startswith(_NO_PIXELS):
        return False
    if any(environment.get(name) for name in _BETWEEN):
        return False
    if images == "kitty" or environment.get("TERM_PROGRAM") == "ghostty" or terminal == "xterm-ghostty":
        return True
    is_kitty = terminal == "xterm-kitty" or bool(environment.get("KITTY_WINDOW_ID"))
    return is_kitty and _kitty_version() >= FIRST_KITTY


@cache
def _kitty_version() -> tuple[int, ...]:
    """The version of the kitty on this machine; () where it is somewhere else, at the end of an ssh."""
    try:
        said = subprocess.run(
            ["kitty", "--version"], capture_output=True, text=True, timeout=_VERSION_SECONDS, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ()
    number = next((word for word in said.split() if word[0].isdigit()), "")
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def _reaches_terminal() -> bool:
    """Textual draws on the standard error."""
    return sys.__stderr__ is not None and sys.__stderr__.isatty()


def cell_pixels() -> tuple[int, int]:
    """Width and height of a cell in pixels, as the terminal's driver says, or what is usual."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
        import termios  # noqa: PLC0415 - not on Windows

        assert sys.__stderr__ is not None
        size = fcntl.ioctl(sys.__stderr__.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
        rows, columns, across, down = struct.unpack("HHHH", size)
    except (ImportError, OSError, ValueError, AssertionError):
        return _CELL
    return (across // columns, down // rows) if rows and columns and across >= columns < down else _CELL


def sharp_picture(
    data: bytes | Path, cells: tuple[int, int], cell: tuple[int, int] = _CELL
) -> KittyPicture | BrokenImage:
    """A picture as large as fits into `cells` (columns, rows). Takes CPU time: call it in a thread."""
    return decoded(data, lambda image: _sharp(image, cells, cell))


def _sharp(image: "Image", cells: tuple[int, int], cell: tuple[int, int]) -> KittyPicture:
    from PIL import ImageOps  # noqa: PLC0415 - Pillow is loaded only for pictures

    columns, rows = (max(1, min(each, MOST_CELLS)) for each in cells)
    box = min(columns * cell[0], _MOST_PIXELS[0]), min(rows * cell[1], _MOST_PIXELS[1])
    image.draft("RGB", (max(box), max(box)))
    if image.mode in ("I", "I;16", "F"):
        picture = image.point(lambda value: value * (1 / 256)).convert("RGB")
    else:
        picture = image if image.mode in ("RGB", "L") else image.convert("RGBA")
    # Pixels alone: what else the file says is nothing to send to a terminal.
    picture = ImageOps.exif_transpose(picture).copy()
    picture.info.clear()
    picture.thumbnail(box)
    scale = min(columns * cell[0] / picture.width, rows * cell[1] / picture.height)
    across = min(columns, max(1, round(picture.width * scale / cell[0])))
    down = min(rows, max(1, round(picture.height * scale / cell[1])))
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return KittyPicture(across, down, file.getvalue())
