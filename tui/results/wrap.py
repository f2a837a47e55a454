"""Wraps text into lines of cells, lazily, so that a card never pays for a megabyte it does not show."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from rich.cells import cell_len, chop_cells, set_cell_size

from schemas.clean_text import clean

TAB_CELLS = 4
# A cell can hide any number of combining characters; this many per cell are plenty for real scripts.
_CHARACTERS_PER_CELL = 8
_WORD = re.compile(r"\s*\S+|\s+")


def wrap_lines(text: str, width: int) -> Iterator[str]:
    """Yield `text` as lines of at most `width` cells, broken at spaces where there are any.

    `text` has to be clean already (see `schemas.clean_text`). Empty text yields no line.
    """
    if width < 1 or not text:
        return
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        paragraph = text[start:end]
        start = end + 1
        if not paragraph:
            yield ""
        elif paragraph.isascii() and "\t" not in paragraph:
            yield from _wrap_ascii(paragraph, width)
        else:
            yield from _wrap_cells(paragraph.expandtabs(TAB_CELLS), width)


def first_lines(text: str, width: int, count: int) -> list[str]:
    """Return at most `count` clean lines of untrusted `text`, the last one with `…` if there is more.

    Costs the same for a megabyte as for a page: only what could be shown is read.
    """
    if width < 1 or count < 1:
        return []
    limit = (width + 1) * count * _CHARACTERS_PER_CELL
    shown = clean(text[:limit])
    lines = list(islice(wrap_lines(shown, width), count + 1))
    if len(lines) > count or len(text) > limit:
        del lines[count:]
        if lines:
            lines[-1] = ellipsis(lines[-1] + " …", width)
    return lines


def ellipsis(line: str, width: int) -> str:
    """Return `line` in at most `width` cells, ending in `…` if something had to go."""
    line = line[: max(0, width) * _CHARACTERS_PER_CELL]
    if cell_len(line) <= width:
        return line
    return set_cell_size(line, width - 1).rstrip() + "…" if width > 1 else "…"[:width]


def fit(line: str, width: int) -> str:
    """Return `line` in exactly `width` cells: cut with `…`, or padded with spaces."""
    return set_cell_size(ellipsis(line, width), width) if width > 0 else ""


@lru_cache(maxsize=64)
def _ascii_line(width: int) -> re.Pattern[str]:
    # Either up to `width` characters that end before a space or the end, or a cut inside a long word.
    return re.compile(rf"(.{{1,{width}}})(?:\s+|$)|(.{{{width}}})")


def _wrap_ascii(paragraph: str, width: int) -> Iterator[str]:
    for match in _ascii_line(width).finditer(paragraph):
        yield match[1] if match[1] is not None else match[2]


def _wrap_cells(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for match in _WORD.finditer(paragraph):
        word = match[0]
        cells = cell_len(word)
        if used + cells <= width:
            line, used = line + word, used + cells
            continue
        if line:
            yield line
            word = word.lstrip()
            cells = cell_len(word)
        if cells > width:
            *full, word = chop_cells(word, width) or [""]
            yield from full
            cells = cell_len(word)
        line, used = word, cells
    if line:
        yield line
