"""Where cards lie when they are grouped: a heading of one line over each group, which begins a new row."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from schemas.frozen import frozen
from tui.results.card_layout import CardLayout


@frozen
class SectionedLayout(CardLayout):
    """Groups by their first card, the line of their heading, and the rows of cards before them."""

    starts: tuple[int, ...]
    tops: tuple[int, ...]
    rows_before: tuple[int, ...]

    def rows(self, count: int) -> int:
        """Return how many rows of cards there are."""
        last = -1
        return self.rows_before[last] + -(-(count - self.starts[last]) // self.columns)

    def height(self, count: int) -> int:
        """Return the height of all cards and headings in lines."""
        return self.rows(count) * self.card_height + len(self.starts)

    def place(self, index: int) -> tuple[int, int]:
        """Return x and y of a card, in cells from the top left of everything."""
        section = self._section(index)
        row, column = divmod(index - self.starts[section], self.columns)
        return column * self.card_width, self.tops[section] + 1 + row * self.card_height

    def lead(self, index: int) -> int:
        """Return how many lines above the card belong to it: the heading over a group's first row."""
        return int(index - self.starts[self._section(index)] < self.columns)

    def line(self, y: int, count: int) -> tuple[range, int]:
        """Return the cards in line `y` and which of their lines it is; -1 for a heading, with its group."""
        section = bisect_right(self.tops, y) - 1
        below = y - self.tops[section] - 1
        if below < 0:
            return range(section, section + 1), -1
        row, line = divmod(below, self.card_height)
        first = self.starts[section] + row * self.columns
        end = self._end(section, count)
        return range(min(first, end), min(first + self.columns, end)), line

    def index_at(self, x: int, y: int, count: int) -> int | None:
        """Return the card at a cell, or None for headings and the space beside the cards."""
        column = x // self.card_width
        if not 0 <= column < self.columns or not 0 <= y < self.height(count):
            return None
        cards, line = self.line(y, count)
        return cards[column] if line >= 0 and column < len(cards) else None

    def step(self, index: int, by: int, count: int) -> int:
        """Return the card `by` rows below (above, if negative), or the nearest at the edge."""
        section = self._section(index)
        row, column = divmod(index - self.starts[section], self.columns)
        target = max(0, min(self.rows_before[section] + row + by, self.rows(count) - 1))
        section = bisect_right(self.rows_before, target) - 1
        first = self.starts[section] + (target - self.rows_before[section]) * self.columns
        return min(first + column, self._end(section, count) - 1)

    def _section(self, index: int) -> int:
        return bisect_right(self.starts, index) - 1

    def _end(self, section: int, count: int) -> int:
        return self.starts[section + 1] if section + 1 < len(self.starts) else count


def sectioned(layout: CardLayout, sizes: Sequence[int]) -> CardLayout:
    """Return the layout with its cards in groups of these sizes, none of them empty."""
    if not sizes:
        return layout
    starts = (0, *accumulate(sizes[:-1]))
    rows = (0, *accumulate(-(-size // layout.columns) for size in sizes[:-1]))
    tops = tuple(before * layout.card_height + number for number, before in enumerate(rows))
    return SectionedLayout(layout.columns, layout.card_width, layout.card_height, starts, tops, rows)
