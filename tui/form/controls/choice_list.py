"""The list of choices that opens over the form, narrowed by what is typed."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.form.controls.popup import Popup

_MANY = 12
"""From so many labels on, the line of the filter is there before anything is typed."""

_WIDEST = 60
_HIGHLIGHT = Style(reverse=True)
_FAINT = Style(dim=True)


def narrowed(labels: Sequence[str], sought: str) -> list[int]:
    """The indexes of the labels that hold every word of `sought`; labels are casefolded already."""
    words = sought.casefold().split()
    if not words:
        return list(range(len(labels)))
    found = [at for at, label in enumerate(labels) if words[0] in label]
    for word in words[1:]:
        found = [at for at in found if word in labels[at]]
    return found


class ChoiceList(Popup, ScrollView):
    """Posts `Chosen` to its owner, and closes.

    Typing narrows the list, with the best match (a beginning) highlighted. Only the rows on the
    screen are drawn, so ten thousand labels open at once. With `ticked` (indexes) each row has
    a box that space and enter switch, and the list stays open: every switch posts `Chosen`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(-1)", show=False),
        Binding("enter", "choose", "Choose", show=False),
        Binding("backspace", "shorten", show=False),
        Binding("escape,left,tab,shift+tab", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    ChoiceList { min-width: 100%; max-width: 60; max-height: 12; scrollbar-size-vertical: 1; }
    """

    class Chosen(Message):
        """A choice was made, or its box was switched."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(
        self,
        owner: Widget,
        labels: Sequence[str],
        index: int | None,
        *,
        ticked: Collection[int] | None = None,
    ) -> None:
        super().__init__(owner)
        self._labels = labels
        self._folded = [label.casefold() for label in labels]
        self._rows = list(range(len(labels)))
        self._ticked = None if ticked is None else set(ticked)
        self._at = index or 0
        self._sought = ""
        self.virtual_size = Size(1, self._head + len(self._rows))

    # What is there

    @property
    def option_count(self) -> int:
        """How many labels there are now."""
        return len(self._rows)

    @property
    def highlighted(self) -> int | None:
        """The index of the label that enter chooses."""
        return self._rows[self._at] if self._at < len(self._rows) else None

    @property
    def sought(self) -> str:
        """What was typed."""
        return self._sought

    @property
    def _head(self) -> int:
        """Rows above the labels: the filter's."""
        return 1 if self._sought or len(self._labels) > _MANY else 0

    def get_content_width(self, container: Size, viewport: Size) -> int:
        widest = 0
        for label in self._labels:
            widest = max(widest, len(label) if label.isascii() else cell_len(label))
            if widest >= _WIDEST:
                break
        return min(_WIDEST, widest + (6 if self._ticked is not None else 2) + 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._head + len(self._labels)

    # What is drawn

    def render_line(self, y: int) -> Strip:
        width, style = self.scrollable_content_region.width, self.rich_style
        if y < self._head:
            return self._filter_line(width, style)
        row = self.scroll_offset.y + y - self._head
        if row >= len(self._rows):
            text = "  nothing has this in it" if not self._rows and row == 0 else ""
            return Strip([Segment(text, style + _FAINT)]).adjust_cell_length(width, style)
        index = self._rows[row]
        here = row == self._at
        box = "" if self._ticked is None else "[✓] " if index in self._ticked else "[ ] "
        line = Segment(f"{'▸' if here else ' '} {box}{self._labels[index]}", style)
        strip = Strip([line]).adjust_cell_length(width, style)
        return strip.apply_style(_HIGHLIGHT) if here else strip

    def _filter_line(self, width: int, style: Style) -> Strip:
        typed = self._sought or "type to narrow"
        count = f" {len(self._rows)}/{len(self._labels)} "
        left = Segment(f"/ {typed}", style if self._sought else style + _FAINT)
        strip = Strip([left]).adjust_cell_length(max(0, width - len(count)), style)
        return Strip([*strip, Segment(count, style + _FAINT)]).adjust_cell_length(width, style)

    # What a person does

    def on_mount(self) -> None:
        self.call_after_refresh(self._show_highlighted)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return character is not None and character.isprintable() and not self._acts(key)

    def _acts(self, key: str) -> bool:
        # A space belongs to what is typed only once something is, and never where it ticks.
        return key == "space" and (self._ticked is not None or not self._sought)

    def on_key(self, event: events.Key) -> None:
        if event.character is None or not event.is_printable:
            return
        event.stop()
        event.prevent_default()
        if self._acts(event.key):
            self.action_choose()
        else:
            self._narrow(self._sought + event.character)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._narrow(self._sought + "".join(c for c in event.text if c.isprintable())[:200])

    def action_shorten(self) -> None:
        self._narrow(self._sought[:-1])

    def _narrow(self, sought: str) -> None:
        if sought == self._sought:
            return
        before, head = self.highlighted, self._head
        self._sought = sought
        self._rows = narrowed(self._folded, sought)
        begins = sought.casefold()
        self._at = next(
            (row for row, index in enumerate(self._rows) if self._folded[index].startswith(begins)), 0
        )
        if not sought and before is not None:
            self._at = before
        self.virtual_size = Size(1, self._head + len(self._rows))
        self.refresh(layout=head != self._head)
        self._show_highlighted()

    def action_move(self, by: int) -> None:
        self._highlight(self._at + by)

    def action_page(self, by: int) -> None:
        self._highlight(self._at + by * max(1, self.size.height - self._head))

    def action_end(self, row: int) -> None:
        self._highlight(row if row >= 0 else len(self._rows) - 1)

    def _highlight(self, row: int) -> None:
        self._at = max(0, min(len(self._rows) - 1, row))
        self._show_highlighted()
        self.refresh()

    def _show_highlighted(self) -> None:
        """Scroll so that the highlighted row is seen; the filter's line does not scroll."""
        room = max(1, self.scrollable_content_region.height - self._head)
        top = self.scroll_offset.y
        if self._at < top:
            top = self._at
        elif self._at >= top + room:
            top = self._at - room + 1
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def action_choose(self) -> None:
        index = self.highlighted
        if index is None:
            return
        self.owner.post_message(self.Chosen(index))
        if self._ticked is None:
            self.close(refocus=True)
        else:
            self._ticked ^= {index}
            self.refresh()

    def _row_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        row = -1 if offset is None else self.scroll_offset.y + offset.y - self._head
        return row if offset is not None and offset.y >= self._head and row < len(self._rows) else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        row = self._row_at(event)
        if row is not None and row != self._at:
            self._at = row
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        row = self._row_at(event)
        if row is not None:
            self._at = row
            self.action_choose()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.refresh(Region(0, 0, *self.size))
