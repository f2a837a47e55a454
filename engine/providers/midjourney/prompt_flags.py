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
    "style": "style",
    "negative_prompt": "no",
    "image_weight": "iw",
}
_SPEEDS = {"relaxed": "relax", "relax": "relax", "fast": "fast", "turbo": "turbo"}
_ALSO = {"ar": ("aspect",), "stylize": ("s",), "quality": ("q",), "chaos": ("c",), "v": ("version", "niji")}
"""Other names of a flag that may stand in the prompt already."""
MOST_SEED = 2**32 - 1


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
    if params.get("raw") is True and not said & {"raw", "style"}:
        parts.append("--style raw")
    if params.get("tile") is True and "tile" not in said:
        parts.append("--tile")
    speed = _SPEEDS.get(str(params.get("speed")))
    if speed and not said & set(_SPEEDS.values()):
        parts.append(f"--{speed}")
    version = str(params.get("version") or "")
    if version and not _is_said("v", said):
        parts.append(
            f"--niji {_text(version[4:])}" if version.startswith("niji") else f"--v {_text(version)}"
        )
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
