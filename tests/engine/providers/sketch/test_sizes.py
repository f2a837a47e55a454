from typing import Any

import pytest

from engine.providers.errors import ProviderError
from engine.providers.sketch.sizes import AREA, LONGEST, size_of, stylization_of


@pytest.mark.parametrize(
    ("ratio", "size"),
    [
        ("16:9", (768, 432)),
        ("9:16", (432, 768)),
        ("1:1", (576, 576)),
        ("4:3", (640, 480)),
        ("3:4", (480, 640)),
    ],
)
def test_common_ratios(ratio: str, size: tuple[int, int]) -> None:
    assert size_of({"aspect_ratio": ratio}) == size


def test_other_ratios_keep_shape_and_area() -> None:
    width, height = size_of({"aspect_ratio": "5:2"})
    assert width / height == pytest.approx(2.5, rel=0.03)
    assert width * height == pytest.approx(AREA, rel=0.05)
    assert (width % 8, height % 8) == (0, 0)


def test_default_is_wide() -> None:
    assert size_of({}) == (768, 432)


def test_width_and_height() -> None:
    assert size_of({"width": 320, "height": 200, "aspect_ratio": "1:1"}) == (320, 200)


@pytest.mark.parametrize(
    "params",
    [
        {"aspect_ratio": "banana"},
        {"aspect_ratio": "0:5"},
        {"aspect_ratio": "5:0"},
        {"aspect_ratio": "-1:2"},
        {"aspect_ratio": "99:1"},
        {"aspect_ratio": ""},
        {"aspect_ratio": 1.5},
        {"width": 320},
        {"width": 320, "height": LONGEST + 1},
        {"width": 0, "height": 200},
        {"width": True, "height": 200},
        {"width": "320", "height": 200},
        {"width": 1280, "height": 64},
    ],
)
def test_bad_sizes(params: dict[str, Any]) -> None:
    with pytest.raises(ProviderError) as caught:
        size_of(params)
    assert caught.value.code == "bad_request"
    assert caught.value.message


@pytest.mark.parametrize("value", [-1, 1001, "lots", True, float("nan")])
def test_bad_stylization(value: object) -> None:
    with pytest.raises(ProviderError):
        stylization_of({"stylization": value})


def test_stylization_default() -> None:
    assert stylization_of({}) == 100
