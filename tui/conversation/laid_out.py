"""Where the rows of each block are: a conversation laid out at a width, without any screen."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from tui.conversation.block_rows import block_rows
from tui.conversation.blocks import Block
from tui.conversation.rows import Row


class Place(NamedTuple):
    """A row of a block: the block's number, and the row's within it."""

    block: int
    row: int


class LaidOut:
    """The rows of all blocks, kept as long as block and width stay the same.

    A reply that is being written costs its own rows each time it grows, and one addition per block.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.width = 80
        self._numbers: dict[str, int] = {}
        self._rows: list[list[Row]] = []
        self._tops: list[int] = [0]
        self._open: set[str] = set()

    @property
    def height(self) -> int:
        """Rows of all blocks."""
        return self._tops[-1]

    def number(self, key: str) -> int | None:
        """Where the block with this key is, or None."""
        return self._numbers.get(key)

    def top(self, number: int) -> int:
        """The first row of a block."""
        return self._tops[number]

    def bottom(self, number: int) -> int:
        """The row after its last one."""
        return self._tops[number + 1]

    def at(self, y: int) -> Place | None:
        """What stands at a row."""
        if not 0 <= y < self.height:
            return None
        number = bisect_right(self._tops, y) - 1
        return Place(number, y - self._tops[number])

    def row(self, place: Place) -> Row:
        """What the row says."""
        return self._rows[place.block][place.row]

    def rows(self, number: int) -> Sequence[Row]:
        """All rows of a block."""
        return self._rows[number]

    def is_open(self, key: str) -> bool:
        """Whether a card shows its details."""
        return key in self._open

    def show(self, blocks: Sequence[Block]) -> bool:
        """Take these blocks; returns whether anything is different."""
        if blocks == self.blocks:
            return False
        known = {block.key: (block, rows) for block, rows in zip(self.blocks, self._rows, strict=True)}
        self.blocks = list(blocks)
        self._rows = []
        for block in self.blocks:
            before, rows = known.get(block.key, (None, None))
            self._rows.append(rows if rows is not None and before == block else self._lay(block))
        self._numbers = {block.key: number for number, block in enumerate(self.blocks)}
        self._measure()
        return True

    def replace(self, block: Block) -> bool:
        """Take another state of the block with this key; returns whether anything is different."""
        number = self._numbers.get(block.key)
        if number is None or self.blocks[number] == block:
            return False
        self.blocks[number] = block
        self._rows[number] = self._lay(block)
        self._measure()
        return True

    def turn(self, key: str) -> None:
        """Open a card, or fold it."""
        self._open ^= {key}
        number = self._numbers[key]
        self._rows[number] = self._lay(self.blocks[number])
        self._measure()

    def resize(self, width: int) -> None:
        """Lay everything out for another width."""
        self.width = width
        self._rows = [self._lay(block) for block in self.blocks]
        self._measure()

    def _lay(self, block: Block) -> list[Row]:
        return block_rows(block, max(1, self.width), is_open=block.key in self._open)

    def _measure(self) -> None:
        self._tops = [0, *accumulate(map(len, self._rows))]
