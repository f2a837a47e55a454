"""A row's caches are made when something is put into them.

Textual 8 gives each `Strip` seven caches when it is made, most of a kilobyte. A page is painted from 1,300
rows and parts of rows, of which few ever use two. Here they are the same caches of the same sizes.
"""

from collections.abc import Iterable
from typing import Any

from rich.segment import Segment
from textual.cache import FIFOCache
from textual.strip import Strip

SIZES = {
    "_divide_cache": 4,
    "_crop_cache": 16,
    "_style_cache": 16,
    "_filter_cache": 4,
    "_line_length_cache": 4,
    "_crop_extend_cache": 4,
    "_offsets_cache": 4,
}
"""As in Textual; a test compares them."""


def make_caches_late() -> None:
    """For every strip from now on. Private in Textual: there is no other place where a strip is made."""
    Strip.__init__ = _begin
    Strip.__getattr__ = _cache  # type: ignore[attr-defined]


def _begin(self: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    self._segments = list(segments)
    self._cell_length = cell_length
    self._render_cache = None
    self._link_ids = None
    self._cell_count = None


def _cache(self: Strip, name: str) -> FIFOCache[Any, Any]:
    """Python asks this for a slot in which nothing is yet."""
    size = SIZES.get(name)
    if size is None:
        raise AttributeError(name)
    made: FIFOCache[Any, Any] = FIFOCache(size)
    setattr(self, name, made)
    return made
