"""Picture sizes in pixels, from an aspect ratio or an explicit width and height."""

import re
from collections.abc import Mapping
from typing import Any

from engine.providers.errors import ProviderError

COMMON = {
    "16:9": (768, 432),
    "9:16": (432, 768),
    "1:1": (576, 576),
    "4:3": (640, 480),
    "3:4": (480, 640),
    "3:2": (720, 480),
    "2:3": (480, 720),
    "21:9": (896, 384),
}
AREA = 768 * 432
SHORTEST, LONGEST = 64, 1280
STEEPEST = 4.0
"""The longest side over the shortest, at most."""

_RATIO = re.compile(r"\s*(\d{1,5}(?:\.\d{1,4})?)\s*[:x/]\s*(\d{1,5}(?:\.\d{1,4})?)\s*")


def _bad(message: str, hint: str) -> ProviderError:
    return ProviderError("bad_request", message, hint=hint)


def size_of_ratio(ratio: str) -> tuple[int, int]:
    """Width and height of `ratio` ("W:H") at about the same area, both multiples of 8.

    Raises ProviderError(bad_request) for anything that is no ratio or steeper than 4:1.
    """
    if ratio in COMMON:
        return COMMON[ratio]
    match = _RATIO.fullmatch(ratio)
    if match is None:
        raise _bad(f"aspect_ratio {ratio[:40]!r} is not a ratio.", "Write it as W:H, such as 16:9.")
    across, down = float(match[1]), float(match[2])
    if across <= 0 or down <= 0:
        raise _bad(f"aspect_ratio {ratio!r} has a side of zero.", "Write it as W:H, such as 16:9.")
    steep = across / down
    if not 1 / STEEPEST <= steep <= STEEPEST:
        raise _bad(f"aspect_ratio {ratio!r} is too narrow.", "Stay between 1:4 and 4:1.")
    return _eighths((AREA * steep) ** 0.5), _eighths((AREA / steep) ** 0.5)


def _eighths(pixels: float) -> int:
    return max(SHORTEST, round(pixels / 8) * 8)


def size_of(params: Mapping[str, Any]) -> tuple[int, int]:
    """The size asked for by a request's `params`: width and height, or aspect_ratio, or 16:9."""
    width, height = params.get("width"), params.get("height")
    if width is None and height is None:
        ratio = params.get("aspect_ratio")
        if ratio is None:
            return COMMON["16:9"]
        if not isinstance(ratio, str):
            raise _bad("aspect_ratio must be text such as 16:9.", "Write it as W:H.")
        return size_of_ratio(ratio)
    sides: list[int] = []
    for name, side in (("width", width), ("height", height)):
        if isinstance(side, bool) or not isinstance(side, int) or not SHORTEST <= side <= LONGEST:
            raise _bad(
                f"{name} must be a whole number of pixels from {SHORTEST} to {LONGEST}.",
                "Give both width and height, or only aspect_ratio.",
            )
        sides.append(side)
    if not 1 / STEEPEST <= sides[0] / sides[1] <= STEEPEST:
        raise _bad(f"{sides[0]} by {sides[1]} pixels is too narrow.", "Stay between 1:4 and 4:1.")
    return sides[0], sides[1]


def stylization_of(params: Mapping[str, Any]) -> int:
    """How painterly, 0 (crisp poster) to 1000 (thick strokes); 100 unless told."""
    value = params.get("stylization")
    if value is None:
        return 100
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1000:
        raise _bad("stylization must be a number from 0 to 1000.", "0 is crisp, 1000 thick strokes.")
    return round(value)
