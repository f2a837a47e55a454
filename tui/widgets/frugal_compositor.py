"""Paints what changed, and nothing that is not seen.

For a change of one cell Textual 8 asks every widget in the same scrolling container for all
its rows: a key in a form of many fields paints the form.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

from tui.widgets.row_parts import divided

Span = tuple[int, int, int]
"""A row of the screen, its first column, and the column after its last."""


class FrugalCompositor(Compositor):
    """A compositor that asks a widget only for rows that changed and that no other widget covers.

    What it paints is what Textual's own would (a test compares them). It takes the place of a
    screen's compositor, which is private: `self._compositor = FrugalCompositor()` in the
    screen's `__init__`.
    """

    def render_partial_update(self) -> ChopsUpdate | None:
        screen = self.size.region
        changed = [region.intersection(screen) for region in self._dirty_regions]
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans(changed))
        if not spans:
            return None
        return ChopsUpdate(self._paint(spans), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        x1, x2 = crop.column_span
        chops = self._paint([(y, x1, x2) for y in crop.line_range if is_rendered_line(y)])
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def _paint(self, spans: Iterable[Span]) -> list[dict[int, Strip | None]]:
        """Return the pieces of every row by their first column; None where no span reaches."""
        cuts = self.cuts
        pieces: list[dict[int, Strip | None]] = [{} for _ in cuts]
        missing: dict[int, set[int]] = {}
        for y, x1, x2 in spans:
            row = cuts[y]
            pieces[y] = pieces[y] or dict.fromkeys(row[:-1])
            wanted = missing.setdefault(y, set())
            wanted.update(cut for cut, end in itertools.pairwise(row) if cut < x2 and end > x1)
        for widget, (region, clip) in self.visible_widgets.items():  # The ones in front come first.
            if not missing:
                break
            seen = region.intersection(clip)
            for top, bottom in _runs(seen, missing):
                crop = Region(seen.x - region.x, top - region.y, seen.width, bottom - top)
                for y, strip in zip(range(top, bottom), widget.render_lines(crop), strict=False):
                    columns = [cut for cut in cuts[y] if seen.x <= cut <= seen.right]
                    row, left = pieces[y], missing[y]
                    parts = divided(strip, [cut - seen.x for cut in columns[1:]])
                    for cut, part in zip(columns, parts, strict=False):
                        if row[cut] is None:
                            row[cut] = part
                            left.discard(cut)
                    if not left:
                        del missing[y]
        return pieces


def _runs(seen: Region, missing: Mapping[int, set[int]]) -> list[tuple[int, int]]:
    """Return the runs of rows (first, after the last) in which something of `seen` is missing."""
    columns = range(seen.x, seen.right)
    runs: list[tuple[int, int]] = []
    for y in seen.line_range:
        if y in missing and any(cut in columns for cut in missing[y]):
            if runs and runs[-1][1] == y:
                runs[-1] = runs[-1][0], y + 1
            else:
                runs.append((y, y + 1))
    return runs
