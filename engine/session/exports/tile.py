"""A result's picture made small, for contact sheets; whatever is wrong with it ends as words."""

from typing import TYPE_CHECKING

from engine.session.exports.exported import Exported

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")


def tile(result: Exported, side: int) -> "Image | str":
    """The picture fitted into `side` by `side` pixels as RGB, or why there is none. Never raises."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, and only contact sheets need it

    if not result.media_type.startswith("image/"):
        return ""
    try:
        with Image.open(result.path, formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return f"too large: {image.width} x {image.height}"
            image.draft("RGB", (side, side))
            small = ImageOps.exif_transpose(image)
            small.thumbnail((side, side))
            return _flat(small.convert("RGBA"))
    except Exception:  # noqa: BLE001 - decoders raise anything on damaged data
        return "damaged"


def _flat(image: "Image") -> "Image":
    from PIL import Image  # noqa: PLC0415 - as above

    behind = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(behind, image).convert("RGB")
