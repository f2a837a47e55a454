"""How a picture looks so far, made small: a preview is looked at for a moment and kept nowhere."""

from io import BytesIO

MOST_SIDE = 320
"""Pixels."""
MOST_BYTES = 64 * 1024
MEDIA_TYPE = "image/jpeg"

_MOST_GIVEN_BYTES = 32 * 2**20
_MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "WEBP")


def small_preview(data: bytes) -> bytes | None:
    """A JPEG of at most `MOST_BYTES`, or None if `data` is no picture.

    Takes CPU time: call it in a thread.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, and few providers have previews

    if not 0 < len(data) <= _MOST_GIVEN_BYTES:
        return None
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.draft("RGB", (MOST_SIDE, MOST_SIDE))
            small = ImageOps.exif_transpose(image)
            small.thumbnail((MOST_SIDE, MOST_SIDE))
            plain = Image.new("RGB", small.size)
            plain.paste(small.convert("RGB"))
    except Exception:  # noqa: BLE001 - decoders raise anything on damaged data
        return None
    file = BytesIO()
    plain.save(file, "JPEG", quality=80)
    made = file.getvalue()
    return made if len(made) <= MOST_BYTES else None
