"""Where each card lies: plain arithmetic, the same height for all, so that 10,000 cards cost nothing."""

from typing import Literal

from schemas.frozen import frozen

RenderAs = Literal["grid", "list", "table"]

_BORDER = 2
_MIN_BODY, _MAX_BODY = 3, 13
_LIST_BODY = 6


@frozen
class CardLayout:
    """Cards of `card_width` by `card_height` cells in `columns`, filled row by row."""

    columns: int
    card_width: int
    card_height: int

    def rows(self, count: int) -> int:
        """Return how many rows of cards `count` cards need."""
        return -(-count // self.columns)

    def height(self, count: int) -> int:
        """Return the height of all `count` cards in cells."""
        return self.rows(count) * self.card_height

    def place(self, index: int) -> tuple[int, int]:
        """Return x and y of the card at `index`, in cells from the top left of all cards."""
        row, column = divmod(index, self.columns)
        return column * self.card_width, row * self.card_height

    def index_at(self, x: int, y: int, count: int) -> int | None:
        """Return the card at a cell, or None for the space beside the cards."""
        column, row = x // self.card_width, y // self.card_height
        if not 0 <= column < self.columns or row < 0:
            return None
        index = row * self.columns + column
        return index if index < count else None

    def lead(self, _index: int) -> int:
        """Return how many lines above a card belong to it."""
        return 0

    def line(self, y: int, count: int) -> tuple[range, int]:
        """Return the cards in line `y`, counted from the top of all cards, and which of their lines it is."""
        row, line = divmod(y, self.card_height)
        return range(min(row * self.columns, count), min((row + 1) * self.columns, count)), line

    def between(self, top: int, below: int, count: int) -> range:
        """Return the cards of which something lies in lines `top` up to, not including, `below`."""
        first = self._first_from(top, count)
        after = self._first_from(below - 1, count) + self.columns if below > top else first
        return range(min(first, count), min(after, count))

    def _first_from(self, y: int, count: int) -> int:
        """Return the first card in line `y`, or in the next one that has any."""
        cards, line = self.line(y, count)
        return cards.start if line >= 0 else self.line(y + 1, count)[0].start

    def step(self, index: int, by: int, count: int) -> int:
        """Return the card `by` rows below (above, if negative), or the nearest at the edge."""
        row, column = divmod(index, self.columns)
        target = max(0, min(row + by, self.rows(count) - 1))
        return min(target * self.columns + column, count - 1)


def arrange(render_as: RenderAs, width: int, height: int, min_card_width: int) -> CardLayout:
    """Return the layout for a view of `width` by `height` cells; a card is never higher than the view."""
    width = max(1, width)
    if render_as == "table":
        return CardLayout(1, width, 1)
    room = max(_MIN_BODY, height - _BORDER)
    if render_as == "list":
        return CardLayout(1, width, _BORDER + min(_LIST_BODY, room))
    columns = max(1, width // max(1, min_card_width))
    card_width = width // columns
    # A wide picture (16:10; cells are twice as high as wide), and one line under it.
    body = max(_MIN_BODY, min(_MAX_BODY, (card_width - _BORDER) * 10 // 32 + 1))
    return CardLayout(columns, card_width, _BORDER + min(body, room))
