"""A picture's file says how it was made, and shows what it showed."""

import io
from typing import Any

import pytest
from PIL import Image

from engine.picture_files.record import record_of, with_record

RECORD: dict[str, Any] = {"prompt": "a “dog” – 犬 🐕", "values": {"a": [1, None, {"b": 2.5}]}, "seed": 2**53}


def picture(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    made = Image.radial_gradient("L").resize((37, 23)).convert(mode)
    file = io.BytesIO()
    made.save(file, kind, **options)
    return file.getvalue()


KINDS = [
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("JPEG", "RGB", {}),
    ("JPEG", "L", {"progressive": True}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
]


@pytest.mark.parametrize(("kind", "mode", "options"), KINDS)
def test_the_record_comes_back_and_the_pixels_stay(kind: str, mode: str, options: dict[str, Any]) -> None:
    data = picture(kind, mode, **options)
    marked = with_record(data, RECORD, software="reroll 1", about="a dog")
    assert record_of(data) is None
    assert record_of(marked) == {"reroll": 1, **RECORD}
    before, after = (Image.open(io.BytesIO(each)) for each in (data, marked))
    assert (after.format, after.mode, after.size) == (before.format, before.mode, before.size)
    assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize(("kind", "mode", "options"), KINDS)
def test_a_later_record_replaces_the_earlier(kind: str, mode: str, options: dict[str, Any]) -> None:
    first = with_record(picture(kind, mode, **options), RECORD, software="x")
    second = with_record(first, {"seed": 1}, software="x")
    assert record_of(second) == {"reroll": 1, "seed": 1}
    assert len(second) < len(first)


def test_what_the_file_said_already_stays() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a description"
    marked = with_record(picture("JPEG", exif=exif), RECORD, software="x")
    assert Image.open(io.BytesIO(marked)).getexif()[0x010E] == "a description"
    info = Image.open(io.BytesIO(with_record(picture("PNG"), RECORD, software="x", about="y"))).info
    assert (info["Software"], info["Description"]) == ("x", "y")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_damaged_file_stays_as_it_is(kind: str) -> None:
    data = picture(kind)
    for cut in (data[:3], data[:20], data[: len(data) // 2]):
        marked = with_record(cut, RECORD, software="x")
        assert record_of(cut) is None
        assert marked == cut or record_of(marked) == {"reroll": 1, **RECORD}
    assert with_record(b"GIF89a...", RECORD, software="x") == b"GIF89a..."


def test_a_record_that_fits_into_no_segment_is_left_out() -> None:
    data = picture("JPEG")
    assert with_record(data, {"values": {"text": "x" * 70_000}}, software="x") == data


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"reroll": 2}', "[" * 100_000])
def test_what_is_no_record_of_ours_is_none(text: str) -> None:
    from engine.picture_files.png import with_texts

    assert record_of(with_texts(picture("PNG"), {"reroll": text})) is None
