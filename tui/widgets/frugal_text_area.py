"""A text area that repaints the rows that an edit changed, where Textual's repaints all it shows."""

from typing import Self

from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.geometry import Offset, Region
from textual.widgets import TextArea

from schemas.frozen import frozen


@frozen
class _Look:
    """What an area looked like before an edit of one line, as far as the edit can change it."""

    line: int
    sections: list[str]
    """The rows of that line, as wrapped."""
    cursor_row: int
    height: int
    lines: int
    scroll: Offset
    empty: bool


class FrugalTextArea(TextArea):
    """A `TextArea` that knows which rows a key changed; where it does not, it repaints them all.

    Uses what is private in TextArea (`_highlights`, `_cursor_offset`, `_matching_bracket_location`):
    a test compares what is shown after random edits with what is drawn afresh.
    """

    # On the class: TextArea draws itself before its `__init__` is through.
    _editing = False
    _repaint_held = False

    def edit(self, edit: Edit) -> EditResult:
        before = self._look(edit)
        self._editing, self._repaint_held = True, False
        try:
            result = super().edit(edit)
        finally:
            self._editing = False
        if self._repaint_held:
            rows = self._changed_rows(before)
            if rows is None:
                self.refresh()
            else:
                for row in rows:
                    self.refresh_line(row)
        return result

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """As everywhere; but a repaint of all that an edit asks for is decided on at its end."""
        if self._editing and repaint and not (regions or layout or recompose):
            self._repaint_held = True
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Nothing while an undo has taken the cursor's line away and not yet moved the cursor.

        TextArea would raise: the scrollbar that such an undo hides asks for the cursor's place.
        """
        if self.cursor_location[0] >= self.document.line_count:
            return Offset(0, 0)
        return super().scroll_cursor_visible(center, animate)

    def _look(self, edit: Edit) -> _Look | None:
        """None if the edit may change rows beside those of one line and of the cursor."""
        if edit.top[0] != edit.bottom[0] or not self.selection.is_empty or self._is_decorated:
            return None
        line = edit.top[0]
        return _Look(
            line,
            self.wrapped_document.get_sections(line),
            self._cursor_offset[1],
            self.wrapped_document.height,
            self.document.line_count,
            self.scroll_offset,
            self.document.end == (0, 0),
        )

    @property
    def _is_decorated(self) -> bool:
        """Whether a row's look depends on more than its text and the cursor."""
        return bool(
            self.highlight_cursor_line
            or self.suggestion
            or self._matching_bracket_location
            or any(self._highlights.values())
        )

    def _changed_rows(self, before: _Look | None) -> set[int] | None:
        """The rows of the document, as wrapped, that look different now; None if that is not known."""
        wrapped = self.wrapped_document
        if before is None or self._is_decorated or not self.selection.is_empty:
            return None
        now = (wrapped.height, self.document.line_count, self.scroll_offset, self.document.end == (0, 0))
        if now != (before.height, before.lines, before.scroll, before.empty):
            return None
        after = wrapped.get_sections(before.line)
        if "\t" in "".join(after):  # As wide as what is before it in the line makes it.
            return None
        first = wrapped.location_to_offset((before.line, 0)).y
        sections = zip(before.sections, after, strict=True)
        rows = {row for row, (old, new) in enumerate(sections, first) if old != new}
        return rows | {before.cursor_row, self._cursor_offset[1]}
