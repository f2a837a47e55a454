"""All results in one widget: cards, rows or a table, drawn on demand with a roving cursor."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.results.card import CardStyles
from tui.results.card_layout import RenderAs, arrange
from tui.results.card_painter import CardPainter
from tui.results.image_cache import ImageCache, ImageLoader
from tui.results.result_item import ResultItem
from tui.results.result_list import Group, ResultList, SelectionMode
from tui.results.sections import sectioned

MIN_CARD_WIDTH = 22
_STYLES = ("card", "cursor", "selected", "title", "text", "label", "progress", "failed")


class ResultGrid(ScrollView, can_focus=True):
    """Shows results and lets the person walk through, select and open them.

    One widget draws every card (no child widgets), so 10,000 results open as fast as ten. Only
    visible cards are drawn and only their pictures loaded.
    """

    ALLOW_SELECT = False  # a drag here would select frames, not text; `y` copies
    DEFAULT_CSS = """
    ResultGrid {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .result-grid--card { color: $foreground 45%; }
        & > .result-grid--cursor { color: $accent; text-style: bold; }
        & > .result-grid--selected { color: $success; text-style: bold; }
        & > .result-grid--title { color: $foreground; }
        & > .result-grid--text { color: $foreground 90%; }
        & > .result-grid--label { color: $foreground 60%; }
        & > .result-grid--progress { color: $accent; }
        & > .result-grid--failed { color: $text-error; }
        & > .result-grid--hint { color: $foreground 60%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"result-grid--{name}" for name in (*_STYLES, "hint")}
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
        super().__init__(name=name, id=id, classes=classes)
        self.selection_mode: SelectionMode = selection_mode
        self._render_as: RenderAs = render_as
        self._min_card_width = min_card_width
        self._hint = hint or Content("No results yet")
        self._results = ResultList()
        self._toggled_by_click = False
        self._view = Size(0, 0)  # the part that shows cards, without the scrollbar
        self._styles_of_cards: CardStyles | None = None
        images = ImageCache(
            image_loader,
            start=lambda coroutine: self.run_worker(coroutine, group="images", exit_on_error=False),
            wanted=lambda reference: bool(self._visible_with(reference)),
            arrived=self._image_arrived,
        )
        self._painter = CardPainter(self._results, images)
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
        """Cards in columns, one card a row, or one line a result."""
        return self._render_as

    @render_as.setter
    def render_as(self, render_as: RenderAs) -> None:
        self._render_as = render_as
        self._arrange()

    def set_items(self, items: Iterable[ResultItem], groups: Sequence[Group] = ()) -> None:
        """Replace all results; the cursor and the selection stay with the ids that are still there.

        `groups` are headings with the number of results under each, for all of them in order.
        """
        self._results.replace(items, groups)
        self._painter.forget()
        self._arrange()

    def append(self, item: ResultItem) -> None:
        """Add a result at the end, or update the one with this id.

        The view stays where it is, unless the cursor was on the last result: then it follows.
        """
        if self._results.index(item.id) is not None:
            self.update_item(item)
            return
        follow = self._results.cursor == len(self._results) - 1
        index = self._results.append(item)
        if index == 0:
            self.refresh()  # in place of the hint
        self._set_virtual_size()
        self._redraw(index)
        if follow:
            self._move_to(index)

    def update_item(self, item: ResultItem) -> None:
        """Replace the result with the same id; unknown ids are ignored."""
        self._redraw(self._results.update(item))

    def set_selected(self, ids: Iterable[str]) -> None:
        """Select exactly `ids`, without a message; unknown ids are ignored."""
        for index in self._results.select(ids):
            self._redraw(index)

    # -- layout and drawing ---------------------------------------------------------------------

    def on_resize(self) -> None:
        """Arrange the cards for the new size."""
        self._arrange()

    def _arrange(self) -> None:
        """Find the layout for this size; the card at the top stays at the top."""
        self._view = self.scrollable_content_region.size
        if not self._view:
            return
        before, top = self._painter.layout, self.scroll_offset.y
        sizes = [group.size for group in self._results.groups]
        layout = sectioned(arrange(self._render_as, *self._view, self._min_card_width), sizes)
        self._painter.layout = layout
        self._set_virtual_size()
        if layout != before:
            self._painter.forget()
            at_top = before.between(top, top + 1, len(self._results)) if top else range(0)
            self.scroll_to(y=layout.place(at_top[0])[1] if at_top else 0, animate=False, force=True)
            if self._results.cursor is not None and self.has_focus:
                self._show(self._results.cursor)
        self.refresh()

    def _set_virtual_size(self) -> None:
        if self._view:
            size = Size(self._view.width, self._painter.layout.height(len(self._results)))
            if size != self.virtual_size:
                # Assigning would draw the whole view again, for a row that may not even be visible.
                longest = max(size.height, self.virtual_size.height)
                self.set_reactive(ResultGrid.virtual_size, size)  # type: ignore[arg-type]
                if longest > self._view.height:  # The scrollbar comes, goes or changes.
                    self.refresh(repaint=False, layout=True)

    def notify_style_update(self) -> None:
        """Forget drawings made with other colours."""
        super().notify_style_update()
        self._styles_of_cards = None
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width, styles = self._view.width, self._card_styles()
        if self._results:
            return self._painter.line(y + self.scroll_offset.y, width, styles, self.has_focus)
        return self._hint_line(width) if y == self._view.height // 2 else Strip.blank(width, styles.text)

    def _card_styles(self) -> CardStyles:
        if self._styles_of_cards is None:
            styles = [self.get_component_rich_style(f"result-grid--{name}") for name in _STYLES]
            self._styles_of_cards = CardStyles(*styles)
        return self._styles_of_cards

    def _hint_line(self, width: int) -> Strip:
        hint = self._hint.first_line.truncate(width, ellipsis=True)
        segments = hint.center(width).render_segments(self.get_visual_style("result-grid--hint"))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _redraw(self, index: int | None) -> None:
        """Draw one card again, if it is visible."""
        if index is None:
            return
        layout = self._painter.layout
        x, y = layout.place(index)
        self._painter.forget_card(index)
        region = Region(x, y - self.scroll_offset.y, layout.card_width, layout.card_height)
        if visible := region.intersection(self._view.region):
            self.refresh(visible)

    # -- pictures -------------------------------------------------------------------------------

    def _visible_with(self, reference: str) -> list[int]:
        layout, top = self._painter.layout, self.scroll_offset.y
        visible = layout.between(top, top + self._view.height, len(self._results))
        return [index for index in visible if self._results.items[index].image == reference]

    def _image_arrived(self, reference: str) -> None:
        for index in self._visible_with(reference):
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

    def _show(self, index: int) -> None:
        """Scroll just as far as needed to show the whole card, and the heading over it."""
        layout = self._painter.layout
        _, y = layout.place(index)
        below = y + layout.card_height - self._view.height
        target = min(max(self.scroll_offset.y, below), y - layout.lead(index))
        if self._view and target != self.scroll_offset.y:
            self.scroll_to(y=target, animate=False, force=True)

    def on_focus(self) -> None:
        """Mark the card under the cursor more strongly."""
        self._redraw(self._results.cursor)

    def on_blur(self) -> None:
        """Leave only the small mark."""
        self._redraw(self._results.cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor by some results."""
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
        y = offset.y + self.scroll_offset.y
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
