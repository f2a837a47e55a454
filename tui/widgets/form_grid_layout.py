"""A grid of fields with true heights: Textual's own grid measures a wide child by one column."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Final, Literal

from textual.geometry import NULL_OFFSET, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from tui.widgets.field_placement import SECTION_COLUMNS, Cell, Placement, place

Gap = Literal["sm", "md", "lg"]

GAPS: Final[dict[Gap, tuple[int, int]]] = {"sm": (0, 1), "md": (1, 2), "lg": (2, 4)}
"""Rows and columns left free between fields."""

MOST_COLUMNS = 24

_FULL_ROW = Placement()


class FormGridLayout(Layout):
    """Arranges children by their `placement` attribute (a `Placement`; a full row without one).

    A row is as high as its highest child; what a child that spans rows needs beyond them is
    added to the last one. Hidden children leave no hole.
    """

    name = "form-grid"

    def __init__(self, columns: int = SECTION_COLUMNS, gap: Gap = "sm") -> None:
        self.columns = min(MOST_COLUMNS, max(1, columns))
        self.gap: Gap = gap

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        parent.pre_layout(self)
        viewport = parent.app.viewport_size
        in_flow = [child for child in children if not _is_lifted(child)]
        placements = [
            _placed(child, Region(0, 0, size.width, size.height), size, viewport)
            for child in children
            if _is_lifted(child)
        ]
        wanted = [getattr(child, "placement", _FULL_ROW) for child in in_flow]
        auto_spans = [
            self._auto_span(child, size, viewport) if field.width == "auto" else 1
            for child, field in zip(in_flow, wanted, strict=True)
        ]
        columns, cells = place(wanted, self.columns, size.width, auto_spans)

        row_gap, column_gap = GAPS[self.gap]
        edges = _edges(columns, size.width, column_gap)
        widths = [edges[c.column + c.columns] - edges[c.column] - column_gap for c in cells]
        heights = [
            _height(child, Size(max(1, width), size.height), viewport)
            for child, width in zip(in_flow, widths, strict=True)
        ]
        rows = _row_heights(cells, heights, row_gap)
        tops = [0, *accumulate(height + row_gap for height in rows)]
        for child, cell, width in zip(in_flow, cells, widths, strict=True):
            height = tops[cell.row + cell.rows] - tops[cell.row] - row_gap
            room = Region(edges[cell.column], tops[cell.row], max(1, width), height)
            placements.append(_placed(child, room, size, viewport))
        return placements

    def get_content_width(self, widget: Widget, container: Size, viewport: Size) -> int:
        return container.width

    def _auto_span(self, child: Widget, size: Size, viewport: Size) -> int:
        """How many columns the child's content needs."""
        _, column_gap = GAPS[self.gap]
        content = child.get_content_width(size, viewport) + child.gutter.width + child.styles.margin.width
        edges = _edges(self.columns, size.width, column_gap)
        return next((n for n in range(1, self.columns) if edges[n] - column_gap >= content), self.columns)


class FormGrid(Widget):
    """A container that lays its children out by `FormGridLayout`, as high as they need.

    The order of the children is the order of Tab: give them sorted as they are read. After
    a change of a child's `placement`, call `refresh(layout=True)`.
    """

    DEFAULT_CSS = """
    FormGrid {
        width: 1fr;
        height: auto;
    }
    """

    def __init__(
        self,
        *children: Widget,
        columns: int = SECTION_COLUMNS,
        gap: Gap = "sm",
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(*children, name=name, id=id, classes=classes, disabled=disabled)
        self._form_grid_layout = FormGridLayout(columns, gap)

    @property
    def layout(self) -> Layout:
        return self._form_grid_layout

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        # Without children Textual would measure it as a text, one row high.
        return super().get_content_height(container, viewport, width) if self.children else 0


def _is_lifted(child: Widget) -> bool:
    """Whether the child floats above the form and takes no room in it."""
    styles = child.styles
    return styles.overlay == "screen" or (styles.has_rule("position") and styles.position == "absolute")


def _edges(columns: int, width: int, gap: int) -> list[int]:
    """Where each column starts, and, one gap behind the last, where the next one would."""
    return [(width + gap) * column // columns for column in range(columns + 1)]


def _height(child: Widget, room: Size, viewport: Size) -> int:
    """The rows that the child needs at this width, its margin included."""
    # Private, but what Textual's own layouts use; a test holds what we need of it.
    box = child._get_box_model(
        room, viewport, Fraction(room.width), Fraction(room.height), constrain_width=True
    )
    return int(box.height) + box.margin.height


def _row_heights(cells: Sequence[Cell], heights: Sequence[int], gap: int) -> list[int]:
    rows = [0] * max((cell.row + cell.rows for cell in cells), default=0)
    for cell, height in zip(cells, heights, strict=True):
        if cell.rows == 1:
            rows[cell.row] = max(rows[cell.row], height)
    for cell, height in zip(cells, heights, strict=True):
        if cell.rows > 1:
            have = sum(rows[cell.row : cell.row + cell.rows]) + gap * (cell.rows - 1)
            rows[cell.row + cell.rows - 1] += max(0, height - have)
    return rows


def _placed(child: Widget, room: Region, size: Size, viewport: Size) -> WidgetPlacement:
    styles = child.styles
    box = child._get_box_model(
        Size(room.width, size.height),
        viewport,
        Fraction(room.width),
        Fraction(size.height),
        constrain_width=True,
    )
    width = min(int(box.width), max(1, room.width - box.margin.width))
    region = Region(room.x + box.margin.left, room.y + box.margin.top, width, int(box.height))
    offset = styles.offset.resolve(region.size, viewport) if styles.has_rule("offset") else NULL_OFFSET
    lifted = _is_lifted(child)
    overlay = lifted and styles.overlay == "screen"
    return WidgetPlacement(
        region, offset, box.margin, child, overlay=overlay, absolute=lifted and not overlay
    )
