"""Whether bytes that a server calls a picture are one, told from their framing, without decoding.

Formats: PNG (https://www.w3.org/TR/png-3/), JPEG (ITU-T T.81, annex B), WebP
(https://developers.google.com/speed/webp/docs/riff_container), GIF89a. What passes can still be
damaged inside; whoever decodes it has to expect that.
"""

import asyncio
import base64
import binascii

from engine.providers.errors import ProviderError
from schemas.frozen import frozen

MOST_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 100_000_000
"""Width by height. What a program shows can have a lower limit of its own."""

_SMALL = 256 * 1024
"""Characters of base64 that are decoded at once; more goes to a thread."""


@frozen
class Facts:
    """What a picture's framing says: its true media type, and its size in pixels."""

    media_type: str
    width: int
    height: int


def check_picture(data: bytes, where: str) -> Facts:
    """The facts of a whole PNG, JPEG, WebP or GIF file, whatever label it came with.

    `where` names the server in messages. Raises `ProviderError("bad_reply")` for all else,
    and for more than `MOST_BYTES` or `MOST_PIXELS`.
    """
    if len(data) > MOST_BYTES:
        raise _refused(
            f"{where} sent a picture of more than {MOST_BYTES >> 20} MB.", "Ask for a smaller one."
        )
    read = _READERS.get(bytes(data[:3]))
    if read is None:
        raise _refused(
            f"{where} sent {_guess(data)} instead of a picture.", "PNG, JPEG, WebP and GIF are taken."
        )
    media_type, reader = read
    try:
        width, height, whole = reader(data)
    except (IndexError, ValueError):
        width, height, whole = 0, 0, False
    if width * height > MOST_PIXELS:
        raise _refused(
            f"{where} sent a picture of {width} × {height} pixels.",
            f"{MOST_PIXELS // 1_000_000} million pixels are the most: ask for a smaller one.",
        )
    if not (whole and width and height):
        raise _refused(
            f"{where} sent only a part of a picture, or a damaged one.", "Try again.", retryable=True
        )
    return Facts(media_type, width, height)


async def picture_bytes(text: object, where: str) -> bytes:
    """The bytes of base64, also as a `data:` URL. Raises `ProviderError("bad_reply")`."""
    if not isinstance(text, str):
        raise _refused(
            f"{where} sent a result without a picture.", "Try again; if it stays so, check the base URL."
        )
    if len(text) > MOST_BYTES * 4 // 3 + 1024:
        raise _refused(
            f"{where} sent a picture of more than {MOST_BYTES >> 20} MB.", "Ask for a smaller one."
        )
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        if len(encoded) <= _SMALL:
            return base64.b64decode(encoded)
        return await asyncio.to_thread(base64.b64decode, encoded)
    except (binascii.Error, ValueError):
        raise _refused(
            f"{where} sent a picture that cannot be unpacked.", "Try again.", retryable=True
        ) from None


Size = tuple[int, int, bool]
"""Width and height in pixels, and whether the file reaches its end."""


def _png(data: bytes) -> Size:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return 0, 0, False
    width, height = _big(data, 16, 4), _big(data, 20, 4)
    at, pixels = 8, False
    while at + 12 <= len(data):
        kind, length = data[at + 4 : at + 8], _big(data, at, 4)
        pixels = pixels or (kind == b"IDAT" and length > 0)
        at += 12 + length
        if kind == b"IEND":
            return width, height, pixels and at <= len(data)
    return width, height, False


def _jpeg(data: bytes) -> Size:
    at, width, height = 2, 0, 0
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _FRAMES:
            height, width = _big(data, at + 5, 2), _big(data, at + 7, 2)
        at += 2 + _big(data, at + 2, 2)
        if marker == 0xDA:
            # The scan follows: its end is looked for behind it, since a thumbnail before it has one too.
            return width, height, data.find(b"\xff\xd9", at) > 0
    return width, height, False


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _gif(data: bytes) -> Size:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return 0, 0, False
    return _little(data, 6, 2), _little(data, 8, 2), data.rstrip(b"\0").endswith(b";")


def _webp(data: bytes) -> Size:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return 0, 0, False
    whole = _little(data, 4, 4) <= len(data) - 8
    kind = data[12:16]
    if kind == b"VP8X":
        return _little(data, 24, 3) + 1, _little(data, 27, 3) + 1, whole
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = _little(data, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, whole
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF, whole
    return 0, 0, False


_READERS = {
    b"\x89PN": ("image/png", _png),
    b"\xff\xd8\xff": ("image/jpeg", _jpeg),
    b"GIF": ("image/gif", _gif),
    b"RIF": ("image/webp", _webp),
}


def _big(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + size], "little")


def _guess(data: bytes) -> str:
    """What it is, in words."""
    start = bytes(data[:512]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "nothing"
    if b"<svg" in start:
        return "an SVG drawing"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start[:1] in b"{[":
        return "JSON"
    if start[4:8] == b"ftyp":
        return "a video or a picture of a format that is not taken"
    return "something"


def _refused(message: str, hint: str, *, retryable: bool = False) -> ProviderError:
    return ProviderError("bad_reply", message, hint=hint, retryable=retryable)
