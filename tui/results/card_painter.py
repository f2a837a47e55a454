"""Draws the lines of a grid and keeps what it has drawn, within bounds."""

from typing import NamedTuple

from textual.cache import LRUCache
from textual.strip import Strip

from tui.results.card import CardLook, CardStyles, Picture, draw_card, draw_heading, picture_size
from tui.results.card_layout import CardLayout
from tui.results.image_cache import ImageCache
from tui.results.result_list import ResultList
from tui.results.table import Table

# Strips of pictures are large: the bound on cards is part of the bound on memory.
_CARDS_KEPT, _LINES_KEPT = 100, 512


class _Drawn(NamedTuple):
    """A card's strips; not `complete` while its picture is missing."""

    strips: list[Strip]
    complete: bool


class CardPainter:
    """Turns results into lines. Whoever changes a result, a mark or the layout says what to forget.

    With a `table`, a result is a line of it instead of a card.
    """

    def __init__(self, results: ResultList, images: ImageCache) -> None:
        self.layout = CardLayout(1, 1, 1)
        self.table: Table | None = None
        self._results = results
        self._images = images
        self._cards: LRUCache[str, _Drawn] = LRUCache(_CARDS_KEPT)
        self._lines: LRUCache[int, Strip] = LRUCache(_LINES_KEPT)

    def forget(self) -> None:
        """Drop all drawings: another layout or other colours."""
        self._cards.clear()
        self._lines.clear()

    def forget_card(self, index: int) -> None:
        """Drop the drawings that show one result."""
        self._cards.discard(self._results.items[index].id)
        _, top = self.layout.place(index)
        for y in range(top, top + self.layout.card_height):
            self._lines.discard(y)

    def line(self, y: int, width: int, styles: CardStyles, focused: bool) -> Strip:
        """Return line `y`, counted from the top of all cards, in `width` cells."""
        if (strip := self._lines.get(y)) is not None:
            return strip
        indexes, line = self.layout.line(y, len(self._results))
        if line < 0:
            strip = self._lines[y] = draw_heading(self._results.groups[indexes[0]], width, styles)
            return strip
        cards = [self._card(index, styles, focused) for index in indexes]
        strip = Strip.join([card.strips[line] for card in cards]).adjust_cell_length(width, styles.text)
        # A line with a missing picture is drawn again, which asks for the picture again.
        if all(card.complete for card in cards):
            self._lines[y] = strip
        return strip

    def _card(self, index: int, styles: CardStyles, focused: bool) -> _Drawn:
        item = self._results.items[index]
        drawn = self._cards.get(item.id)
        if drawn is not None and drawn.complete:
            return drawn
        width, height = self.layout.card_width, self.layout.card_height
        picture: Picture = None
        complete = item.image is None or item.state == "failed" or self.table is not None
        if item.image is not None and not complete:
            picture = self._images.get(item.image, picture_size(item, width, height))
            complete = picture is not None
        if drawn is None or complete:
            selected = self._results.is_selected(item.id)
            look = CardLook(index + 1, index == self._results.cursor, focused, selected)
            if self.table:
                strips = [self.table.row(item, look, width, styles)]
            else:
                strips = draw_card(item, look, width, height, styles, picture)
            drawn = _Drawn(strips, complete)
            self._cards[item.id] = drawn
        return drawn
