"""What commands print: always harmless for a terminal, whatever the text came from."""

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from schemas.clean_text import clean, clean_line

OK, FAILED, USAGE = 0, 1, 2
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def say(text: str) -> None:
    """Print lines of text on standard output."""
    sys.stdout.write(clean(text) + "\n")


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """Print a JSON value; what a terminal would obey is written as an escape, so nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if clean(text) != text:
        text = "".join(char if clean(char) == char else f"\\u{ord(char):04x}" for char in text)
    sys.stdout.write(text + "\n")


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns; the last column is as long as it is."""
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cleaned, strict=True)][:-1]
    for row in cleaned:
        cells = [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def complain(message: str, hint: str = "", details: Any = None) -> None:
    """Say on standard error what went wrong and what to do."""
    lines = [f"reroll: {message}"]
    if isinstance(details, list):
        lines += [f"  {detail}" for detail in details]  # pyright: ignore[reportUnknownVariableType]
    if hint:
        lines.append(f"  {hint}")
    sys.stderr.write(clean("\n".join(lines)) + "\n")


def age(at: float, now: float | None = None) -> str:
    """How long ago a Unix time was, in a few letters: `now`, `5m`, `3h`, `12d`."""
    seconds = max(0.0, (time.time() if now is None else now) - at)
    if seconds < _MINUTE:
        return "now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)}m"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)}h"
    return f"{int(seconds // _DAY)}d"
