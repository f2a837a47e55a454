"""Where the rows of each block are: a conversation laid out at a width, without any screen."""

import time
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from tui.conversation.block_rows import block_rows
from tui.conversation.blocks import Block
from tui.conversation.rows import Row

AT_ONCE = 60
"""Blocks that are laid out at once; of more, those that are to be seen come first."""


class Place(NamedTuple):
    """A row of a block: the block's number, and the row's within it."""

    block: int
    row: int


class LaidOut:
    """The rows of all blocks, kept as long as block and width stay the same.

    A block that was not laid out yet has the height that its text is likely to take. A reply that
    is being written costs its own rows each time it grows, and one addition per block.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.width = 80
        self._numbers: dict[str, int] = {}
        self._rows: list[list[Row] | None] = []
        self._tops: list[int] = [0]
        self._open: set[str] = set()

    @property
    def height(self) -> int:
        """Rows of all blocks."""
        return self._tops[-1]

    @property
    def settled(self) -> bool:
        """Whether everything is laid out."""
        return None not in self._rows

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
        """What the row says; nothing where the block is not laid out yet."""
        rows = self._rows[place.block]
        return rows[place.row] if rows is not None and place.row < len(rows) else ()

    def rows(self, number: int) -> Sequence[Row]:
        """All rows of a block."""
        rows = self._rows[number]
        return self._lay(number) if rows is None else rows

    def show(self, blocks: Sequence[Block]) -> bool:
        """Take these blocks; returns whether anything is different."""
        if blocks == self.blocks:
            return False
        known = {block.key: (block, rows) for block, rows in zip(self.blocks, self._rows, strict=True)}
        self.blocks = list(blocks)
        self._rows = []
        for block in self.blocks:
            before, rows = known.get(block.key, (None, None))
            self._rows.append(rows if before == block else None)
        self._numbers = {block.key: number for number, block in enumerate(self.blocks)}
        self._lay_few()
        return True

    def replace(self, block: Block) -> bool:
        """Take another state of the block with this key; returns whether anything is different."""
        number = self._numbers.get(block.key)
        if number is None or self.blocks[number] == block:
            return False
        self.blocks[number] = block
        self._lay_these([number])
        return True

    def is_open(self, key: str) -> bool:
        """Whether a card shows its details."""
        return key in self._open

    def turn(self, key: str) -> None:
        """Open a card, or fold it."""
        self._open ^= {key}
        self._lay_these([self._numbers[key]])

    def resize(self, width: int) -> None:
        """Lay everything out for another width."""
        self.width = width
        self._rows = [None] * len(self.blocks)
        self._lay_few()

    # What is laid out when

    def settle(self, y: int, end: int) -> bool:
        """Lay out what stands between two rows; returns whether rows have moved by that."""
        first, last = self.at(max(0, y)), self.at(min(end, self.height) - 1)
        if first is None or last is None:
            return False
        due = [each for each in range(first.block, last.block + 1) if self._rows[each] is None]
        self._lay_these(due)
        return bool(due)

    def settle_some(self, seconds: float) -> None:
        """Lay out more, the newest first, for about so long."""
        until = time.perf_counter() + seconds
        for number in range(len(self.blocks) - 1, -1, -1):
            if self._rows[number] is None:
                self._rows[number] = self._lay(number)
                if time.perf_counter() >= until:
                    break
        self._measure()

    def _lay_few(self) -> None:
        due = [number for number, rows in enumerate(self._rows) if rows is None]
        self._lay_these(due if len(due) <= AT_ONCE else ())

    def _lay_these(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._rows[number] = self._lay(number)
        self._measure()

    def _lay(self, number: int) -> list[Row]:
        block = self.blocks[number]
        return block_rows(block, max(1, self.width), is_open=block.key in self._open)

    def _measure(self) -> None:
        heights = (
            len(rows) if rows is not None else self._likely(block)
            for rows, block in zip(self._rows, self.blocks, strict=True)
        )
        self._tops = [0, *accumulate(heights)]

    def _likely(self, block: Block) -> int:
        return 2 + block.text.count("\n") + len(block.text) // max(1, self.width - 4)
