"""The last gate before the terminal: no control character gets past it.

Text is cleaned where it enters (`schemas.clean_text`); Textual itself passes an ESC in any
widget's text straight through. This filter holds even where somebody forgot.
"""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from schemas.clean_text import clean

# A strip is one row, so a newline or tab in it is as misplaced as an ESC.
_ROW_BREAKS = str.maketrans("", "", "\n\t")


class ControlFilter(LineFilter):
    """Deletes control and bidirectional characters from every row that is drawn.

    An app returns it alone from `App.get_line_filters()`, with the toolkit's filters before its own work:
    `[self._control_filter.after(super().get_line_filters())]`. Textual keeps a copy of each row, and seven
    caches with it, for each filter it is given.

    A row keeps its width: most deleted characters take no cell; those that Rich counts as
    one (lone surrogates) are made up for with spaces at the end of their segment. Widgets
    that override `render_lines` bypass line filters and have to clean for themselves.
    """

    def __init__(self, enabled: bool = True) -> None:
        super().__init__(enabled)
        self._first: tuple[LineFilter, ...] = ()
        self._chained = self

    def after(self, filters: Iterable[LineFilter]) -> "ControlFilter":
        """This filter after others: the same object for the same ones, as rows are kept by their filter."""
        first = tuple(filters)
        if self._chained._first != first:
            self._chained = ControlFilter(self.enabled)
            self._chained._first = first
        return self._chained

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return `segments` without control characters; the same list if there were none."""
        for each in self._first:
            segments = each.apply(segments, background)
        if all(_is_harmless(segment) for segment in segments):
            return segments
        cleaned = (segment if _is_harmless(segment) else _clean_segment(segment) for segment in segments)
        return [segment for segment in cleaned if segment.text or segment.control]


def _is_harmless(segment: Segment) -> bool:
    text, style, _ = segment
    return text.isprintable() and (style is None or style.link is None or style.link.isprintable())


def _clean_segment(segment: Segment) -> Segment:
    text, style, control = segment
    if control:  # Made by Rich or Textual (cursor moves), never from text.
        return segment
    kept = clean(text).translate(_ROW_BREAKS)
    if len(kept) != len(text):
        kept += " " * (cell_len(text) - cell_len(kept))
    return Segment(kept, _clean_link(style), control)


def _clean_link(style: Style | None) -> Style | None:
    """A link is written as OSC 8, so a control character in its address breaks out too."""
    if style is None or style.link is None:
        return style
    address = clean(style.link).translate(_ROW_BREAKS)
    return style if address == style.link else style.update_link(address)
