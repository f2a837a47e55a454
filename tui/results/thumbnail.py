"""Pictures for half-cell drawing: decoded in a thread, kept at cell size, composed into strips.

A terminal cell is about twice as high as wide, so `▀` with two colours shows two square pixels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from schemas.frozen import frozen

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 40_000_000
# No formats that start other programs (EPS) or that nobody generates.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
HALF = "▀"
_TURNED = range(5, 9)  # EXIF orientations that swap width and height
_ORIENTATION = 0x0112
_BEHIND = (24, 24, 24)  # shown through transparent pixels
_LEVELS = 0xFC  # 64 levels a channel: no visible difference at this size, longer runs, fewer styles


@frozen
class BrokenImage:
    """A picture that can't be shown, and why, in words for the person."""

    reason: str


@dataclass(slots=True)
class Thumbnail:
    """A picture of `columns` by `rows` cells; `pixels` is RGB, `columns` by `rows * 2`, row by row."""

    columns: int
    rows: int
    pixels: bytes
    _size: tuple[int, int] = field(default=(0, 0), repr=False)
    _strips: list[Strip] = field(default_factory=list, repr=False)

    def strips(self, width: int, height: int) -> list[Strip]:
        """Return `height` strips of `width` cells with the picture in the middle, cut if it is larger.

        The last size is kept; the cells around the picture have no style.
        """
        if self._size != (width, height):
            self._strips = _compose(self, width, height)
            self._size = (width, height)
        return self._strips


def placeholder(columns: int, rows: int) -> Thumbnail:
    """Return a grey chequered picture that is the same on every machine, for tests and samples."""
    row = b"".join((b"\x60\x60\x60", b"\xa0\xa0\xa0")[column // 2 % 2] for column in range(columns))
    return Thumbnail(columns, rows, row * (rows * 2))


def load_thumbnail(data: bytes | Path, max_cells: tuple[int, int]) -> Thumbnail | BrokenImage:
    """Decode a picture to fit into `max_cells` (columns, rows), keeping its aspect. Never raises.

    Takes CPU time: call it in a thread. Of an animation, the first picture is taken.
    """
    return decoded(data, lambda image: _reduce(image, max_cells))


def decoded(data: bytes | Path, reduce: Callable[["Image"], T]) -> T | BrokenImage:
    """Return what `reduce` makes of a picture, or why it can't be shown. Never raises.

    Size and pixel limits are checked on the header, before any pixel is decoded.
    """
    try:
        size = data.stat().st_size if isinstance(data, Path) else len(data)
    except OSError as error:
        return BrokenImage(f"can't read the image file: {error.strerror or error}")
    if size == 0:
        return BrokenImage("the image is empty")
    if size > MAX_BYTES:
        return BrokenImage(
            f"the image file is too large: {size / 2**20:.0f} MiB, limit {MAX_BYTES >> 20} MiB"
        )
    image_module = _pillow()
    try:
        with image_module.open(data if isinstance(data, Path) else BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return _too_many_pixels(f"{width} x {height}")
            return reduce(image)
    except (image_module.DecompressionBombError, image_module.DecompressionBombWarning):
        return _too_many_pixels("its header")
    except image_module.UnidentifiedImageError:
        return BrokenImage("not a PNG, JPEG, WebP, GIF or BMP image")
    except Exception as error:  # noqa: BLE001 - decoders raise anything on damaged data
        return BrokenImage(f"the image is damaged: {error}")


def _too_many_pixels(what: str) -> BrokenImage:
    return BrokenImage(f"the image is too large: {what}, limit {MAX_PIXELS // 1_000_000} million pixels")


@lru_cache(maxsize=1)
def _pillow() -> Any:
    import warnings  # noqa: PLC0415 - with Pillow, off the path to the first frame

    from PIL import Image  # noqa: PLC0415 - heavy, and not needed before the first picture

    # Pillow only warns about pictures of 89 to 179 megapixels, onto the screen; we refuse them.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image


def _reduce(image: "Image", max_cells: tuple[int, int]) -> Thumbnail:
    from PIL import ImageOps  # noqa: PLC0415 - Pillow is loaded only for pictures

    columns, rows = max(1, max_cells[0]), max(1, max_cells[1])
    turned = image.format == "JPEG" and image.getexif().get(_ORIENTATION) in _TURNED
    source = (image.height, image.width) if turned else image.size
    scale = min(columns / source[0], rows * 2 / source[1])
    across = min(columns, max(1, round(source[0] * scale)))
    down = min(rows, max(1, round(source[1] * scale / 2))) * 2
    target = (down, across) if turned else (across, down)
    # JPEG decodes at a fraction of its size for next to nothing; other formats ignore this.
    image.draft("RGB", (target[0] * 2, target[1] * 2))
    resampling = _pillow().Resampling
    if image.mode in ("I", "I;16", "F"):
        picture = image.point(lambda value: value * (1 / 256)).convert("RGB")
    elif image.mode in ("RGB", "L"):
        picture = image
    else:
        picture = image.convert("RGBA")
    enlarged = target[0] > picture.width or target[1] > picture.height
    picture = picture.resize(
        target, resampling.NEAREST if enlarged else resampling.BICUBIC, reducing_gap=None if enlarged else 2.0
    )
    if picture.mode == "RGBA":
        behind = _pillow().new("RGBA", picture.size, (*_BEHIND, 255))
        picture = _pillow().alpha_composite(behind, picture)
    if image.format == "JPEG":
        picture.info.update(image.info)
        picture = ImageOps.exif_transpose(picture)
    return Thumbnail(across, down // 2, picture.convert("RGB").tobytes())


@lru_cache(maxsize=8192)
def _half_cell(upper: int, lower: int) -> Style:
    """Return the style of a `▀` whose two pixels are packed as 0xRRGGBB."""
    return Style.from_color(_color(upper), _color(lower))


@lru_cache(maxsize=8192)
def _color(packed: int) -> Color:
    # Made directly: the checks of `Color.from_rgb` cost more than everything else here.
    triplet = ColorTriplet(packed >> 16, packed >> 8 & 255, packed & 255)
    return Color(f"#{packed:06x}", ColorType.TRUECOLOR, None, triplet)


def _packed_row(pixels: bytes, start: int, count: int) -> Sequence[int]:
    level = _LEVELS
    stop = start + count * 3
    return [
        (red & level) << 16 | (green & level) << 8 | blue & level
        for red, green, blue in zip(
            pixels[start:stop:3], pixels[start + 1 : stop : 3], pixels[start + 2 : stop : 3], strict=True
        )
    ]


def _compose(thumbnail: Thumbnail, width: int, height: int) -> list[Strip]:
    width, height = max(0, width), max(0, height)
    shown_columns, shown_rows = min(thumbnail.columns, width), min(thumbnail.rows, height)
    left = (width - shown_columns) // 2
    right = width - shown_columns - left
    top = (height - shown_rows) // 2
    stride = thumbnail.columns * 3
    blank = Strip.blank(width)
    strips = [blank] * top
    for row in range(shown_rows):
        upper = _packed_row(thumbnail.pixels, row * 2 * stride, shown_columns)
        lower = _packed_row(thumbnail.pixels, (row * 2 + 1) * stride, shown_columns)
        segments = [Segment(" " * left)] if left else []
        run, before = 0, (-1, -1)
        for pair in zip(upper, lower, strict=True):
            if pair == before:
                run += 1
                continue
            if run:
                segments.append(Segment(HALF * run, _half_cell(*before)))
            run, before = 1, pair
        if run:
            segments.append(Segment(HALF * run, _half_cell(*before)))
        if right:
            segments.append(Segment(" " * right))
        strips.append(Strip(segments, width))
    return strips + [blank] * (height - top - shown_rows)
