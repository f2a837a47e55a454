"""What the bytes of a body are."""

import codecs
import re

_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def decoded(body: bytes, content_type: str) -> str:
    """The text of a body; what does not fit its character set becomes U+FFFD. UTF-8 without one."""
    found = _CHARSET.search(content_type)
    try:
        charset = codecs.lookup(found[1]).name if found else "utf-8"
        return body.decode(charset, "replace")
    except (LookupError, ValueError):  # unknown, or a codec that is none for text
        return body.decode("utf-8", "replace")


def picture_type(body: bytes) -> str | None:
    """The media type of a picture by how it begins, whatever its server says; None if it is none."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for beginning, kind in _BEGINNINGS if body.startswith(beginning)), None)
