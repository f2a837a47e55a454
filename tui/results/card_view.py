"""The drawing half of the result grid: cards, rows or a table, drawn on demand as far as they are visible."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.results.card import CardStyles
from tui.results.card_layout import RenderAs, arrange
from tui.results.card_painter import CardPainter
from tui.results.columns import PLAIN, Column
from tui.results.image_cache import ImageCache, ImageLoader
from tui.results.result_item import ResultItem
from tui.results.result_list import ResultList
from tui.results.sections import sectioned
from tui.results.table import Order, Table

MIN_CARD_WIDTH = 22
_STYLES = ("card", "cursor", "selected", "title", "text", "label", "progress", "failed")


class CardView(ScrollView, can_focus=True):
    """Draws results without child widgets, so 10,000 of them open as fast as ten.

    Only visible cards are drawn and only their pictures loaded.
    """

    ALLOW_SELECT = False  # a drag here would select frames, not text; `y` copies
    DEFAULT_CSS = """
    CardView {
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

    def __init__(
        self,
        *,
        image_loader: ImageLoader,
        render_as: RenderAs,
        min_card_width: int,
        hint: Content | None,
        name: str | None,
        id: str | None,  # noqa: A002 - Textual's name for it
        classes: str | None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._render_as: RenderAs = render_as
        self._min_card_width = min_card_width
        self._hint = hint or Content("No results yet")
        self._results = ResultList()
        self._columns: Sequence[Column] = PLAIN
        self._order: Order | None = None
        self._view = Size(0, 0)  # the part that shows cards, without the scrollbar and a table's head
        self._styles_of_cards: CardStyles | None = None
        images = ImageCache(
            image_loader,
            start=lambda coroutine: self.run_worker(coroutine, group="images", exit_on_error=False),
            wanted=lambda reference: bool(self._visible_with(reference)),
            arrived=self._image_arrived,
        )
        self._images = images
        self._painter = CardPainter(self._results, images)

    # -- layout and drawing ---------------------------------------------------------------------

    def on_resize(self) -> None:
        """Arrange the cards for the new size."""
        self._arrange()

    def _arrange(self) -> None:
        """Find the layout for this size; the card at the top stays at the top."""
        width, height = self.scrollable_content_region.size
        self._view = Size(width, max(0, height - self._head))
        if not self._view:
            return
        self._lay_table_out()
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
            height = self._head + self._painter.layout.height(len(self._results))
            size = Size(self._view.width, height)
            if size != self.virtual_size:
                # Assigning would draw the whole view again, for a row that may not even be visible.
                longest = max(size.height, self.virtual_size.height)
                self.set_reactive(CardView.virtual_size, size)  # type: ignore[arg-type]
                if longest > self._view.height + self._head:  # The scrollbar comes, goes or changes.
                    self.refresh(repaint=False, layout=True)

    def notify_style_update(self) -> None:
        """Forget drawings made with other colours."""
        super().notify_style_update()
        self._styles_of_cards = None
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width, styles = self._view.width, self._card_styles()
        if self._results and y < self._head and (table := self._painter.table):
            return table.head(width, styles)
        y -= self._head
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
            self.refresh(visible.translate((0, self._head)))

    # -- the table ------------------------------------------------------------------------------

    @property
    def _head(self) -> int:
        """Lines at the top that stay: the titles of a table."""
        return int(self._render_as == "table")

    def _lay_table_out(self) -> None:
        """Find the columns' widths anew; what was scrolled to stays."""
        painter = self._painter
        if not self._head:
            painter.table = None
            return
        first = painter.table.first if painter.table and painter.table.columns == self._columns else 0
        table = Table(self._columns, first=first, order=self._order).measured(self._results.items)
        if table != painter.table:
            painter.table = table
            painter.forget()

    def _widen_for(self, item: ResultItem) -> None:
        """A result is there for which the columns may be too narrow."""
        table = self._painter.table
        if table and not table.holds(item, len(self._results)):
            self._arrange()

    def _move_columns(self, by: int) -> None:
        table = self._painter.table
        if table and (moved := table.moved(by, self._view.width)) != table:
            self._painter.table = moved
            self._painter.forget()
            self.refresh()

    # -- pictures -------------------------------------------------------------------------------

    def _visible_with(self, reference: str) -> list[int]:
        layout, top = self._painter.layout, self.scroll_offset.y
        visible = layout.between(top, top + self._view.height, len(self._results))
        return [index for index in visible if self._results.items[index].image == reference]

    def change_images(self, of_no_use: Iterable[str], others_now: Iterable[str]) -> None:
        """Some references mean nothing any more, behind others there is another picture than before."""
        for reference in of_no_use:
            self._images.forget(reference)
        for reference in others_now:
            self._images.renew(reference)

    def _image_arrived(self, reference: str) -> None:
        for index in self._visible_with(reference):
            self._redraw(index)

    def _show(self, index: int) -> None:
        """Scroll just as far as needed to show the whole card, and the heading over it."""
        layout = self._painter.layout
        _, y = layout.place(index)
        below = y + layout.card_height - self._view.height
        target = min(max(self.scroll_offset.y, below), y - layout.lead(index))
        if self._view and target != self.scroll_offset.y:
            self.scroll_to(y=target, animate=False, force=True)
