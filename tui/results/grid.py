"""All results in one widget: cards, rows or a table, with a roving cursor and a selection."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from tui.results.card_layout import RenderAs
from tui.results.card_view import MIN_CARD_WIDTH, CardView
from tui.results.columns import Column
from tui.results.image_cache import ImageLoader
from tui.results.result_item import ResultItem
from tui.results.result_list import Group, SelectionMode
from tui.results.table import Order


class ResultGrid(CardView):
    """Shows results and lets the person walk through, select and open them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right", "move(1)", "Next", show=False),
        Binding("up", "move_row(-1)", "Up", show=False),
        Binding("down", "move_row(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "jump(1)", "First", show=False),
        Binding("end", "last", "Last", show=False),
        *(Binding(str(digit), f"jump({digit})", f"Result {digit}", show=False) for digit in range(1, 10)),
        Binding("space", "select", "Select", id="results.select"),
        Binding("enter", "open", "Details", id="results.open"),
        Binding("y", "copy", "Copy", id="results.copy"),
        Binding("o", "open_externally", "Open in viewer", id="results.open-externally"),
    ]

    class _OfOne(Message):
        def __init__(self, grid: "ResultGrid", item_id: str) -> None:
            super().__init__()
            self.grid = grid
            self.item_id = item_id

        @property
        def control(self) -> "ResultGrid":
            return self.grid

    class Opened(_OfOne):
        """The person wants to see the result `item_id` alone."""

    class CopyRequested(_OfOne):
        """The person wants the text or the path of `item_id` on the clipboard."""

    class OpenExternally(_OfOne):
        """The person wants `item_id` in another program."""

    class CursorMoved(_OfOne):
        """The cursor stands on the result `item_id` now."""

    class ColumnChosen(Message):
        """The person clicked the title of the column `name`: the results are to be ordered by it."""

        def __init__(self, grid: "ResultGrid", name: str) -> None:
            super().__init__()
            self.grid = grid
            self.name = name

        @property
        def control(self) -> "ResultGrid":
            return self.grid

    class SelectionChanged(Message):
        """The person changed the selection to `ids`, in the order of the results."""

        def __init__(self, grid: "ResultGrid", ids: list[str]) -> None:
            super().__init__()
            self.grid = grid
            self.ids = ids

        @property
        def control(self) -> "ResultGrid":
            return self.grid

    def __init__(
        self,
        items: Sequence[ResultItem] = (),
        *,
        image_loader: ImageLoader,
        render_as: RenderAs = "grid",
        selection_mode: SelectionMode = "single",
        min_card_width: int = MIN_CARD_WIDTH,
        hint: Content | None = None,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        """Show `items`; `hint` is drawn while there are none. `min_card_width` is in cells."""
        super().__init__(
            image_loader=image_loader,
            render_as=render_as,
            min_card_width=min_card_width,
            hint=hint,
            name=name,
            id=id,
            classes=classes,
        )
        self.selection_mode: SelectionMode = selection_mode
        self._toggled_by_click = False
        self.set_items(items)

    # -- what the caller sees -------------------------------------------------------------------

    @property
    def items(self) -> Sequence[ResultItem]:
        """The results, in order."""
        return self._results.items

    @property
    def groups(self) -> Sequence[Group]:
        """The headings over them, if they are grouped."""
        return self._results.groups

    @property
    def cursor(self) -> int | None:
        """Where the cursor is, counted from 0; None while there is no result."""
        return self._results.cursor

    @property
    def hint(self) -> Content:
        """What is drawn while there is no result."""
        return self._hint

    @hint.setter
    def hint(self, hint: Content) -> None:
        if not hint.is_same(self._hint):
            self._hint = hint
            if not self._results:
                self.refresh()

    @property
    def selected(self) -> list[str]:
        """Ids of the selected results, in the order of the results."""
        return self._results.selected

    @property
    def cursor_id(self) -> str | None:
        """Id of the result under the cursor. Setting it moves the cursor; unknown ids are ignored."""
        item = self._results.current
        return item.id if item else None

    @cursor_id.setter
    def cursor_id(self, item_id: str | None) -> None:
        if (index := self._results.index(item_id)) is not None:
            self._move_to(index)

    @property
    def render_as(self) -> RenderAs:
        """Cards in columns, one card a row, or a table."""
        return self._render_as

    @render_as.setter
    def render_as(self, render_as: RenderAs) -> None:
        self._render_as = render_as
        self._arrange()

    def show_columns(self, columns: Sequence[Column], order: Order | None = None) -> None:
        """Take the columns of the table, and the one that its results are ordered by, if they are."""
        if list(columns) == list(self._columns) and order == self._order:
            return
        turned = order is not None and order != self._order
        self._columns, self._order = columns, order
        self._painter.forget()
        self._arrange()
        if turned and self._painter.table and order:
            self._painter.table = self._painter.table.showing(order.column, self._view.width)

    def set_items(self, items: Iterable[ResultItem], groups: Sequence[Group] = ()) -> None:
        """Replace all results; the cursor and the selection stay with the ids that are still there.

        `groups` are headings with the number of results under each, for all of them in order.
        """
        self._results.replace(items, groups)
        self._painter.forget()
        self._arrange()

    def append(self, item: ResultItem) -> None:
        """Add a result at the end, or update the one with this id.

        The view stays where it is, unless the cursor was on the last result: then it follows, if the
        new one is ready.
        """
        if self._results.index(item.id) is not None:
            self.update_item(item)
            return
        follow = item.state == "ready" and self._results.cursor == len(self._results) - 1
        index = self._results.append(item)
        self._widen_for(item)
        if index == 0:
            self.refresh()  # in place of the hint
        self._set_virtual_size()
        self._redraw(index)
        if follow:
            self._move_to(index)

    def update_item(self, item: ResultItem) -> None:
        """Replace the result with the same id; unknown ids are ignored."""
        index = self._results.update(item)
        if index is not None:
            self._widen_for(item)
        self._redraw(index)

    def set_selected(self, ids: Iterable[str]) -> None:
        """Select exactly `ids`, without a message; unknown ids are ignored."""
        for index in self._results.select(ids):
            self._redraw(index)

    # -- the cursor -----------------------------------------------------------------------------

    def _move_to(self, index: int) -> None:
        if not 0 <= index < len(self._results):
            return
        before, self._results.cursor = self._results.cursor, index
        if before != index:
            self._redraw(before)
            self._redraw(index)
            self.post_message(self.CursorMoved(self, self._results.items[index].id))
        self._show(index)

    def on_focus(self) -> None:
        """Mark the card under the cursor more strongly."""
        self._redraw(self._results.cursor)

    def on_blur(self) -> None:
        """Leave only the small mark."""
        self._redraw(self._results.cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor by some results; in a table, which has one a line, move the columns."""
        if self._painter.table:
            self._move_columns(by)
            return
        self._move_to((self._results.cursor or 0) + by)

    def action_move_row(self, by: int) -> None:
        """Move the cursor by some rows; at the edge it stays where it is."""
        self._move_to(self._painter.layout.step(self._results.cursor or 0, by, len(self._results)))

    def action_move_page(self, by: int) -> None:
        """Move the cursor by whole screens."""
        rows = max(1, self._view.height // self._painter.layout.card_height)
        self.action_move_row(by * rows)

    def action_jump(self, number: int) -> None:
        """Move the cursor to the result with this number, counted from 1."""
        self._move_to(number - 1)

    def action_last(self) -> None:
        """Move the cursor to the last result."""
        self._move_to(len(self._results) - 1)

    # -- what the person does -------------------------------------------------------------------

    def action_select(self) -> None:
        """Select the result under the cursor, or let it go. Only finished results can be selected."""
        changed = self._results.toggle(self.selection_mode)
        for index in changed:
            self._redraw(index)
        if changed:
            self.post_message(self.SelectionChanged(self, self.selected))

    def action_open(self) -> None:
        """Ask for the details of the result under the cursor."""
        if (item_id := self.cursor_id) is not None:
            self.post_message(self.Opened(self, item_id))

    def action_copy(self) -> None:
        """Ask for a copy of the result under the cursor."""
        if (item_id := self.cursor_id) is not None:
            self.post_message(self.CopyRequested(self, item_id))

    def action_open_externally(self) -> None:
        """Ask for the result under the cursor in another program."""
        if (item_id := self.cursor_id) is not None:
            self.post_message(self.OpenExternally(self, item_id))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; on the current card select; twice opens."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self._head:
            event.stop()
            self._head_clicked(offset.x)
            return
        y = offset.y - self._head + self.scroll_offset.y
        index = self._painter.layout.index_at(offset.x, y, len(self._results))
        if index is None:
            return
        event.stop()
        if event.chain == 1:
            self._toggled_by_click = index == self._results.cursor
            if self._toggled_by_click:
                self.action_select()
            else:
                self._move_to(index)
        elif event.chain == 2 and index == self._results.cursor:
            if self._toggled_by_click:
                self.action_select()  # the first half of the double click was no wish to select
            self.action_open()

    def _head_clicked(self, x: int) -> None:
        table = self._painter.table
        column = table.column_at(x, self._view.width) if table else None
        if column is not None and column.name:
            self.post_message(self.ColumnChosen(self, column.name))
