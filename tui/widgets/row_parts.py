"""Parts of rows on their way to the terminal, without what Textual keeps for each of its strips.

A strip has seven caches of its own, most of a kilobyte; a page is painted from some seven hundred parts.
"""

from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip


class _Forgets(FIFOCache[Any, Any]):
    """A cache that keeps nothing."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


_NOTHING = _Forgets(0)


class RowPart(Strip):
    """A strip that keeps nothing but how it is written to the terminal."""

    def __init__(self, segments: list[Segment], cell_length: int) -> None:
        self._segments = segments
        self._cell_length = cell_length
        self._render_cache = None
        self._link_ids = None
        self._cell_count = None
        self._divide_cache = self._crop_cache = self._style_cache = self._filter_cache = _NOTHING
        self._line_length_cache = self._crop_extend_cache = self._offsets_cache = _NOTHING


def divided(strip: Strip, cuts: Sequence[int]) -> Sequence[Strip]:
    """As `Strip.divide`: the parts between columns, and kept with the strip, but light ones."""
    width = strip.cell_length
    ends = [cut for cut in cuts if cut <= width]
    if ends == [width]:
        return [strip]
    key = tuple(ends)
    kept = strip._divide_cache.get(key)
    if kept is not None:
        return kept
    found = zip(Segment.divide(strip._segments, ends), [0, *ends], ends, strict=False)
    parts: list[Strip] = [RowPart(segments, end - start) for segments, start, end in found]
    strip._divide_cache[key] = parts
    return parts
