"""Text chunks of PNG files (PNG specification, third edition, 11.3.3)."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT = (b"tEXt", b"zTXt", b"iTXt")


def with_texts(data: bytes, texts: dict[str, str]) -> bytes:
    """Return the file with these texts, each in place of one of its keyword. ValueError if it is damaged."""
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR":
        raise ValueError("no PNG header")
    kept = [each for each in chunks if not (each[0] in _TEXT and _keyword(each[1]) in texts)]
    made = [(b"iTXt", _international(keyword, text)) for keyword, text in texts.items()]
    # Before the pixels, where readers look first.
    whole = [kept[0], *made, *kept[1:]]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in whole)


def texts_of(data: bytes) -> dict[str, str]:
    """Return the uncompressed texts by keyword, as far as the file can be read."""
    found: dict[str, str] = {}
    try:
        for kind, body in _chunks(data):
            if kind == b"tEXt":
                found[_keyword(body)] = body.partition(b"\0")[2].decode("latin-1")
            elif kind == b"iTXt":
                keyword, _, rest = body.partition(b"\0")
                if rest[:1] == b"\0":
                    text = rest[2:].split(b"\0", 2)[2]
                    found[keyword.decode("latin-1")] = text.decode("utf-8", "replace")
    except (ValueError, IndexError):
        pass
    return found


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(SIGNATURE):
        raise ValueError("not a PNG file")
    at = len(SIGNATURE)
    while at < len(data):
        if at + 12 > len(data):
            raise ValueError("cut off")
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 8 + length
        if end + 4 > len(data):
            raise ValueError("cut off")
        yield data[at + 4 : at + 8], data[at + 8 : end]
        at = end + 4


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _keyword(body: bytes) -> str:
    return body.partition(b"\0")[0].decode("latin-1")


def _international(keyword: str, text: str) -> bytes:
    # Not compressed; no language, no translated keyword.
    return keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8", "replace")
