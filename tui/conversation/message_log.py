"""The messages of a conversation: only the rows on the screen are drawn."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.conversation.blocks import Block
from tui.conversation.laid_out import LaidOut, Place
from tui.conversation.rows_view import RowsView

_GUTTER = 1
_SLICE = 0.02
"""Seconds that laying out takes at a time."""
_PAUSE = 0.03
"""Seconds between two such times."""


class MessageLog(RowsView):
    """Shows blocks under each other and follows their end, as long as the person is there.

    The cursor stands on one block; up and down move it, and scroll through what is higher than
    the screen. Whoever reads further up stays there and is told that something new has come.
    Text grows at its end, without anything else being drawn anew.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "scroll_page(-1)", "Page up", show=False),
        Binding("pagedown", "scroll_page(1)", "Page down", show=False),
        Binding("home", "to_edge(0)", "Top", show=False),
        Binding("end", "to_edge(1)", "End", show=False),
    ]

    class CursorMoved(Message):
        """Another block, or none, is the current one."""

    class Answered(Message):
        """The person clicked yes or no on the card of the action `action_id`."""

        def __init__(self, action_id: str, *, accept: bool) -> None:
            super().__init__()
            self.action_id = action_id
            self.accept = accept

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._laid_out = LaidOut()
        self._cursor = ""
        self._following = True
        self._news = False
        self._settling = False
        self._told = False

    # What goes in

    @property
    def blocks(self) -> Sequence[Block]:
        """What is shown."""
        return self._laid_out.blocks

    def show(self, blocks: Sequence[Block]) -> None:
        """Take these blocks, oldest first."""
        count, anchor = len(self.blocks), self._anchor()
        if not self._told:
            self._told = True
            self.refresh()
        if self._laid_out.show(blocks):
            self._changed(anchor, news=len(self.blocks) > count)

    def grow(self, key: str, text: str) -> None:
        """The block with this key says this now, which begins with what it said before."""
        number = self._laid_out.number(key)
        if number is not None:
            anchor = self._anchor()
            if self._laid_out.replace(replace(self.blocks[number], text=text)):
                self._changed(anchor, news=True, first=self._laid_out.top(number))

    # The cursor

    @property
    def current(self) -> Block | None:
        """The block that keys are about: the one under the cursor, else the last one."""
        number = self._laid_out.number(self._cursor)
        if number is not None:
            return self.blocks[number]
        return self.blocks[-1] if self.blocks else None

    @property
    def waiting(self) -> Block | None:
        """The action that a yes or a no is for: the one under the cursor, else the last that waits."""
        current = self.current
        if current is not None and current.waits:
            return current
        return next((block for block in reversed(self.blocks) if block.waits), None)

    def put_cursor(self, key: str) -> None:
        """Make this block the current one, and bring it on the screen."""
        self._cursor = key
        number = self._laid_out.number(key)
        if number is not None:
            self._reveal(number)
        self.refresh()
        self.post_message(self.CursorMoved())

    def action_move(self, by: int) -> None:
        """To the next block; first through the rest of one that does not fit."""
        number = self._number()
        if number is None:
            return
        top, height = self.scroll_offset.y, self._height
        if by > 0 and self._laid_out.bottom(number) > top + height:
            self.action_scroll(1)
        elif by < 0 and self._laid_out.top(number) < top:
            self.action_scroll(-1)
        elif 0 <= number + by < len(self.blocks):
            self.put_cursor(self.blocks[number + by].key)

    def action_to_edge(self, end: int) -> None:
        """To the first or the last block."""
        self.action_scroll_edge(end)
        if self.blocks:
            self._cursor = self.blocks[-1 if end else 0].key
            self.refresh()
            self.post_message(self.CursorMoved())

    def action_scroll_page(self, pages: int) -> None:
        super().action_scroll_page(pages)
        # The cursor comes along, so that the next key is about something to be seen.
        place = self._laid_out.at(self.scroll_offset.y + (self._height - 1 if pages > 0 else 0))
        if place is not None:
            self._cursor = self.blocks[place.block].key
            self.refresh()
            self.post_message(self.CursorMoved())

    def turn(self) -> None:
        """Open the current card, or fold it."""
        current = self.current
        if current is not None and current.action is not None:
            anchor = self._anchor()
            self._laid_out.turn(current.key)
            self._changed(anchor)
            self.put_cursor(current.key)

    def _number(self) -> int | None:
        number = self._laid_out.number(self._cursor)
        return number if number is not None else len(self.blocks) - 1 if self.blocks else None

    def _reveal(self, number: int) -> None:
        top, bottom, shown = self._laid_out.top(number), self._laid_out.bottom(number), self.scroll_offset.y
        if top < shown:
            self.scroll_to(y=max(top, bottom - self._height), animate=False, force=True)
        elif bottom > shown + self._height:
            self.scroll_to(y=min(top, bottom - self._height), animate=False, force=True)

    def on_focus(self) -> None:
        """The keys are about what waits for an answer, else about the last message."""
        if self._laid_out.number(self._cursor) is None or self._following:
            waiting = self.waiting
            self._cursor = waiting.key if waiting else self.blocks[-1].key if self.blocks else ""
        self.post_message(self.CursorMoved())

    # Where the reader is

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    @property
    def following(self) -> bool:
        """Whether what is new comes into view."""
        return self._following

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._following, self._news = True, False
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._following = round(new_value) >= self.max_scroll_y
        self._news = self._news and not self._following
        if not self._laid_out.settled and self._laid_out.settle(
            round(new_value), round(new_value) + self._height
        ):
            self._fit()

    def _anchor(self) -> tuple[str, int]:
        """What stands on the first row: the block, and which of its rows."""
        place = self._laid_out.at(self.scroll_offset.y)
        return (self.blocks[place.block].key, place.row) if place else ("", 0)

    def _changed(self, anchor: tuple[str, int], *, news: bool = False, first: int = 0) -> None:
        """Other rows from row `first` on: stay at the end, or where the person reads."""
        following = self._following
        number = self._laid_out.number(anchor[0])
        if following:
            y = self._settle_end()
        elif number is not None:
            self._news = self._news or news
            self._laid_out.settle(self._laid_out.top(number), self._laid_out.top(number) + 2 * self._height)
            y = min(self._laid_out.top(number) + anchor[1], self._laid_out.bottom(number) - 1)
        else:
            y = self.scroll_offset.y
        self._fit()
        self.scroll_to(y=y, animate=False, force=True)
        self._following = following
        if first < self.scroll_offset.y + self.size.height:
            self.refresh()
        if not self._laid_out.settled:
            self._settle_later()

    def _settle_end(self) -> int:
        """Lay out what is to be seen at the end; returns the row on top then."""
        while self._laid_out.settle(self._laid_out.height - self._height, self._laid_out.height):
            pass
        return max(0, self._laid_out.height - self._height)

    def _fit(self) -> None:
        size = Size(self._laid_out.width, self._laid_out.height)
        if size != self.virtual_size:
            self.virtual_size = size

    def _settle_later(self) -> None:
        """What is not to be seen is laid out bit by bit."""
        if not self._settling:
            self._settling = True
            self.set_timer(_PAUSE, self._settle_some)

    def _settle_some(self) -> None:
        self._settling = False
        anchor = self._anchor()
        self._laid_out.settle_some(_SLICE)
        self._changed(anchor)

    def on_resize(self) -> None:
        width = self.scrollable_content_region.width - _GUTTER
        if width > 0 and width != self._laid_out.width:
            anchor = self._anchor()
            self._laid_out.resize(width)
            self._changed(anchor)
        elif self._following:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if self._news and offset.y == self._height - 1:
            self.follow()
            return
        place = self._laid_out.at(self.scroll_offset.y + offset.y)
        if place is None:
            return
        block = self.blocks[place.block]
        again = block.key == self._cursor
        self.put_cursor(block.key)
        if block.action is None:
            return
        accept = self._answer_at(place, offset.x - _GUTTER) if block.waits else None
        if accept is not None:
            self.post_message(self.Answered(block.action.id, accept=accept))
        elif again:
            self.turn()

    def _answer_at(self, place: Place, x: int) -> bool | None:
        """What the words at a column of the row say: yes, no, or neither."""
        accept: bool | None = None
        at = 0
        for piece in self._laid_out.row(place):
            accept = piece.text == "y" if piece.look == "key" else None if piece.look else accept
            if at <= x < at + len(piece.text.rstrip()):
                return accept
            at += len(piece.text)
        return None

    # What is drawn

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        strip = self._strip(self.scroll_offset.y + y).adjust_cell_length(width, self.rich_style)
        if self._news and y == self._height - 1:
            label = " ↓ new "
            kept = strip.crop(0, max(0, width - len(label)))
            return Strip([*kept, Segment(label, self.style_of("notice"))], width).crop(0, width)
        return strip

    def _strip(self, y: int) -> Strip:
        place = self._laid_out.at(y)
        if place is None:
            empty = self._told and not self.blocks and y == 1
            return Strip([Segment("   Nothing has been said yet.", self.style_of("muted"))] if empty else [])
        row = self._laid_out.row(place)
        current = self.has_focus and self.blocks[place.block].key == self._cursor
        mark = "▌" if current and row else " "
        gutter = Segment(mark, self.style_of("cursor") if current else self.rich_style)
        return Strip([gutter, *self.segments(row)])
