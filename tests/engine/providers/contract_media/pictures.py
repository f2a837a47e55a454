"""Pictures for fake servers: small, all different, and some that are none."""

import io
from typing import Literal

from PIL import Image

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
"""Harmful if it were drawn by a browser; servers have been seen to label such bytes image/png."""
WEB_PAGE = b"<!doctype html><title>Sign in</title>"


def picture(number: int = 0, kind: Literal["PNG", "JPEG", "WEBP", "GIF"] = "PNG") -> bytes:
    """A picture of 24 × 16 pixels, with bytes of its own for each number below 256."""
    out = io.BytesIO()
    Image.new("RGB", (24, 16), (number, 200 - number // 2, 90)).save(out, kind)
    return out.getvalue()


def truncated() -> bytes:
    """The first half of a PNG."""
    whole = picture(7)
    return whole[: len(whole) // 2]
