"""The user comment in the EXIF part of JPEG and WebP files (EXIF 2.32, tag 0x9286)."""

import io
import struct
from collections.abc import Iterator
from typing import Any

_EXIF_IFD, _USER_COMMENT = 0x8769, 0x9286
_UNICODE = b"UNICODE\0"
_START, _APP0, _APP1 = b"\xff\xd8", 0xE0, 0xE1
MOST_SEGMENT = 65_533
_EXIF_FLAG, _ALPHA_FLAG = 0x08, 0x10


def with_comment(data: bytes, comment: str) -> bytes:
    """Return a JPEG or WebP file with this comment. ValueError if it is damaged, or the comment too long."""
    block = _exif_block(data, comment)
    return _jpeg_with(data, block) if data.startswith(_START) else _webp_with(data, block)


def comment_of(data: bytes) -> str:
    """Return the comment, or "" where there is none."""
    try:
        raw: Any = _exif(data).get_ifd(_EXIF_IFD).get(_USER_COMMENT, b"")
    except Exception:  # noqa: BLE001 - whatever a damaged file makes Pillow raise
        return ""
    if not isinstance(raw, bytes) or not raw.startswith(_UNICODE):
        return ""
    return raw[len(_UNICODE) :].decode("utf-16-be", "replace")


def _exif(data: bytes) -> Any:
    from PIL import Image  # noqa: PLC0415 - only where there are pictures

    with Image.open(io.BytesIO(data), formats=("JPEG", "WEBP")) as picture:
        return picture.getexif()


def _exif_block(data: bytes, comment: str) -> bytes:
    """TIFF data, with what the file's own EXIF part had."""
    try:
        exif = _exif(data)
        exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = _UNICODE + comment.encode("utf-16-be")
        return exif.tobytes().removeprefix(b"Exif\0\0")
    except Exception as error:  # noqa: BLE001 - as above
        raise ValueError(f"the file cannot be read: {error}") from None


def _jpeg_with(data: bytes, block: bytes) -> bytes:
    body = b"Exif\0\0" + block
    if len(body) > MOST_SEGMENT:
        raise ValueError("too long for a JPEG segment")
    ours = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    head, rest = b"", b""
    for marker, start, end in _segments(data):
        if marker == _APP1 and data[start + 4 : start + 10] == b"Exif\0\0":
            continue
        if marker == _APP0:
            head += data[start:end]
        else:
            rest += data[start:end]
    return _START + head + ours + rest


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment; the last is all from the picture data on."""
    at = len(_START)
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no JPEG segment where one should be")
        marker = data[at + 1]
        if marker == 0xDA:
            break
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        yield marker, at, end
        at = end
    if at >= len(data):
        raise ValueError("cut off")
    yield 0xDA, at, len(data)


def _webp_with(data: bytes, block: bytes) -> bytes:
    chunks = [each for each in _riff(data) if each[0] != b"EXIF"]
    if chunks[0][0] == b"VP8X":
        extended = bytearray(chunks[0][1])
        extended[0] |= _EXIF_FLAG
        chunks[0] = (b"VP8X", bytes(extended))
    else:
        chunks.insert(0, (b"VP8X", _extended(data)))
    chunks.append((b"EXIF", block))
    body = b"WEBP" + b"".join(_riff_chunk(kind, content) for kind, content in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("neither a JPEG nor a WebP file")
    at = 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        if at + 8 + length > len(data):
            raise ValueError("cut off")
        yield data[at : at + 4], data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _riff_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _extended(data: bytes) -> bytes:
    """What a plain file has to say of itself before it may have further parts."""
    from PIL import Image  # noqa: PLC0415 - only where there are pictures

    with Image.open(io.BytesIO(data), formats=("WEBP",)) as picture:
        (width, height), alpha = picture.size, "A" in picture.mode
    flags = _EXIF_FLAG | (_ALPHA_FLAG if alpha else 0)
    return bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
