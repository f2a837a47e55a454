"""Parameters as Midjourney reads them: flags at the end of the prompt."""

import re
from collections.abc import Mapping
from typing import Any

_FLAGS = {
    "aspect_ratio": "ar",
    "stylization": "stylize",
    "stylize": "stylize",
    "chaos": "chaos",
    "weird": "weird",
    "quality": "quality",
    "version": "v",
    "style": "style",
    "negative_prompt": "no",
    "image_weight": "iw",
}
_SWITCHES = ("raw", "tile")
_ALSO = {"ar": ("aspect",), "stylize": ("s",), "quality": ("q",), "v": ("version", "niji"), "chaos": ("c",)}
"""Other names of a flag that may stand in the prompt already."""
MOST_SEED = 2**32 - 1

PARAMETERS: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "aspect_ratio": {
            "title": "Aspect ratio",
            "type": "string",
            "pattern": r"^\d+:\d+$",
            "default": "1:1",
        },
        "stylization": {"title": "Stylization", "type": "integer", "minimum": 0, "maximum": 1000},
        "chaos": {"title": "Chaos", "type": "integer", "minimum": 0, "maximum": 100},
        "weird": {"title": "Weird", "type": "integer", "minimum": 0, "maximum": 3000},
        "quality": {"title": "Quality", "type": "number", "enum": [0.25, 0.5, 1, 2, 4]},
        "version": {"title": "Version", "type": "string"},
        "negative_prompt": {"title": "Not in the picture", "type": "string"},
        "raw": {"title": "Raw", "type": "boolean"},
        "tile": {"title": "Tile", "type": "boolean"},
    },
}


def with_flags(prompt: str, params: Mapping[str, Any], seed: int) -> tuple[str, int | None]:
    """The prompt with flags for what it does not say itself, and the seed it then has, if we know it."""
    parts = [" ".join(prompt.split())]
    said = set(re.findall(r"--([a-z]+)", prompt.lower()))
    for name, flag in _FLAGS.items():
        value = params.get(name)
        if value is None or value == "" or _is_said(flag, said):
            continue
        parts.append(f"--{flag} {_text(value)}")
        said.add(flag)
    parts += [f"--{name}" for name in _SWITCHES if params.get(name) is True and name not in said]
    if "seed" in said:
        return " ".join(parts), None
    seed %= MOST_SEED + 1
    return " ".join([*parts, f"--seed {seed}"]), seed


def _is_said(flag: str, said: set[str]) -> bool:
    return any(name in said for name in (flag, *_ALSO.get(flag, ())))


def _text(value: Any) -> str:
    """A value that ends no flag and begins none."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return re.sub(r"-{2,}", "-", " ".join(text.split()))
