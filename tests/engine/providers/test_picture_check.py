import asyncio
import base64
import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.providers import picture_check
from engine.providers.errors import ProviderError
from engine.providers.picture_check import Facts, check_picture, picture_bytes
from tests.engine.providers.contract_media.pictures import SVG, picture

FORMATS: list[Any] = ["PNG", "JPEG", "WEBP", "GIF"]


def encoded(kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    mode = options.pop("mode", "RGB")
    Image.new(mode, (300, 40)).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_formats(kind: Any) -> None:
    assert check_picture(picture(3, kind), "h") == Facts(f"image/{kind.lower()}", 24, 16)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"progressive": True}),
        ("JPEG", {"exif": b"Exif\0\0" + picture(1, "JPEG"), "mode": "L"}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"mode": "RGBA", "exif": b"Exif\0\0x"}),
        ("WEBP", {"save_all": True, "append_images": [Image.new("RGB", (300, 40), "red")]}),
        ("PNG", {"mode": "P"}),
        ("GIF", {"save_all": True, "append_images": [Image.new("RGB", (300, 40), "red")]}),
    ],
)
def test_kinds_of_each_format(kind: str, options: Any) -> None:
    facts = check_picture(encoded(kind, **options), "h")
    assert (facts.media_type, facts.width, facts.height) == (f"image/{kind.lower()}", 300, 40)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_truncated(kind: Any, share: float) -> None:
    whole = encoded(kind)
    assert refused(whole[: int(len(whole) * share)]).retryable


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing"),
        (SVG, "an SVG drawing"),
        (b"\xef\xbb\xbf  <svg/>", "an SVG drawing"),
        (b"<!DOCTYPE html><p>", "a web page"),
        (b'{"error": 1}', "JSON"),
        (b"\0\0\0\x18ftypmp42", "a video"),
        (b"hello", "something"),
    ],
)
def test_what_else_it_may_be(data: bytes, words: str) -> None:
    assert words in refused(data).message


def test_a_bomb_is_refused_by_its_size_alone() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    assert "100000 × 100000" in refused(bomb).message


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_check, "MOST_BYTES", 10)
    assert "MB" in refused(picture()).message


@given(
    st.binary(max_size=200), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b""])
)
def test_any_bytes_are_a_picture_or_refused(data: bytes, start: bytes) -> None:
    with suppress(ProviderError):
        facts = check_picture(start + data, "h")
        assert facts.width > 0 < facts.height


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
@pytest.mark.parametrize("size", [10, 300_000])
async def test_base64(prefix: str, size: int) -> None:
    data = bytes(size)
    assert await picture_bytes(prefix + base64.b64encode(data).decode(), "h") == data


@pytest.mark.parametrize("text", [None, 5, "é", "a"])
async def test_no_base64(text: object) -> None:
    with pytest.raises(ProviderError) as caught:
        await asyncio.wait_for(picture_bytes(text, "h"), 5)
    assert caught.value.code == "bad_reply"


def refused(data: bytes) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        check_picture(data, "h")
    assert caught.value.code == "bad_reply"
    return caught.value
