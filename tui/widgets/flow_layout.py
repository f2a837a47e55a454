"""Children from left to right, each as wide as it says, on as many rows as that takes."""

from collections.abc import Sequence

from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget


def flow(widths: Sequence[int], room: int, gap: int) -> list[tuple[int, int, int]]:
    """Where each goes as (column, row, width); what is wider than the room gets all of it."""
    places: list[tuple[int, int, int]] = []
    column = row = 0
    for width in widths:
        width = min(width, max(1, room))
        if column and column + width > room:
            column, row = 0, row + 1
        places.append((column, row, width))
        column += width + gap
    return places


class FlowLayout(Layout):
    """For children one cell high with a fixed width, such as compact buttons."""

    name = "flow"

    def __init__(self, gap: int = 1) -> None:
        self.gap = gap

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        parent.pre_layout(self)
        widths = [int(child.styles.width.value) if child.styles.width else 1 for child in children]
        return [
            WidgetPlacement(Region(column, row, width, 1), NULL_OFFSET, Spacing(), child)
            for child, (column, row, width) in zip(children, flow(widths, size.width, self.gap), strict=True)
        ]
