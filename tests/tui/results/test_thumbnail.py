import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tui.results import thumbnail
from tui.results.thumbnail import HALF, BrokenImage, Thumbnail, load_thumbnail, placeholder


def png(size: tuple[int, int], colour: object = (255, 0, 0), mode: str = "RGB", **options: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, "PNG", **options)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises far more pixels than the file pays for."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9999))
        + chunk(b"IEND", b"")
    )


def loaded(data: bytes | Path, cells: tuple[int, int]) -> Thumbnail:
    picture = load_thumbnail(data, cells)
    assert isinstance(picture, Thumbnail), picture
    return picture


def reason(data: bytes | Path) -> str:
    picture = load_thumbnail(data, (10, 5))
    assert isinstance(picture, BrokenImage)
    return picture.reason


@pytest.mark.parametrize(
    ("size", "cells", "expected"),
    [
        ((512, 512), (20, 10), (20, 10)),
        ((512, 512), (40, 10), (20, 10)),
        ((1000, 500), (20, 10), (20, 5)),
        ((500, 1000), (20, 10), (10, 10)),
        ((5000, 10), (20, 10), (20, 1)),
        ((4, 4), (20, 10), (20, 10)),
        ((512, 512), (1, 1), (1, 1)),
        ((512, 512), (0, 0), (1, 1)),
    ],
)
def test_a_picture_is_fitted_and_keeps_its_aspect(
    size: tuple[int, int], cells: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture = loaded(png(size), cells)
    assert (picture.columns, picture.rows) == expected
    assert picture.pixels == b"\xff\0\0" * (expected[0] * expected[1] * 2)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    assert (
        len(loaded(png((64, 64), 0 if mode not in ("LA", "RGBA") else (0,) * len(mode), mode), (8, 4)).pixels)
        == 192
    )


def test_sixteen_bits_keep_their_greys() -> None:
    assert loaded(png((64, 64), 0x8000, "I;16"), (2, 1)).pixels[0] in range(0x7E, 0x82)


def test_transparent_pixels_show_what_is_behind() -> None:
    assert loaded(png((8, 8), (255, 255, 255, 0), "RGBA"), (2, 1)).pixels == bytes((24, 24, 24)) * 4


def test_a_turned_photo_is_turned_back() -> None:
    photo = Image.new("RGB", (64, 32), "blue")
    exif = Image.Exif()
    exif[0x0112] = 6
    file = BytesIO()
    photo.save(file, "JPEG", exif=exif)
    picture = loaded(file.getvalue(), (20, 20))
    assert (picture.columns, picture.rows) == (20, 20)


def test_a_path_is_read(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png((8, 8)))
    assert loaded(path, (4, 2)).columns == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html>not found</html>", "not a PNG"),
        (png((64, 64))[:60], "damaged"),
        (bomb(12_000, 12_000), "too large"),
        (bomb(7_000, 6_000), "7000 x 6000"),
        (bomb(60_000, 60_000), "too large"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "not a PNG"),
    ],
)
def test_bad_input_gives_a_reason(data: bytes, words: str) -> None:
    assert words in reason(data)


def test_a_bomb_is_refused_before_any_pixel_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(self: Image.Image) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    assert "limit 40 million" in reason(bomb(12_000, 12_000))


def test_files_are_refused_by_size_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(thumbnail, "MAX_BYTES", 10)
    path = tmp_path / "picture.png"
    path.write_bytes(png((8, 8)))
    assert "too large" in reason(path)
    assert "can't read" in reason(tmp_path / "missing.png")


def test_strips_join_equal_cells_and_centre_the_picture() -> None:
    pixels = (b"\xfc\0\0" * 2 + b"\0\xfc\0" * 2) + b"\0\0\xfc" * 4
    first, second, third = Thumbnail(4, 1, pixels).strips(6, 3)
    assert first.text == third.text == " " * 6
    assert second.text == f" {HALF * 4} "
    _, left, right, _ = second
    assert left.text == right.text == HALF * 2
    assert left.style is not None
    assert left.style.color is not None
    assert left.style.bgcolor is not None
    assert left.style.color.triplet == (0xFC, 0, 0)
    assert left.style.bgcolor.triplet == (0, 0, 0xFC)


def test_strips_are_kept_for_the_last_size_and_cut_to_fit() -> None:
    picture = placeholder(10, 4)
    strips = picture.strips(12, 6)
    assert picture.strips(12, 6) is strips
    assert [strip.cell_length for strip in picture.strips(3, 2)] == [3, 3]
    assert picture.strips(0, 0) == []
