"""A reply that is still arriving, read by generators that wait for more of it.

The reply is kept as UTF-8 in one growing buffer: appending to it is cheap however small the pieces are,
and every character that means something to a parser is one byte. Positions are bytes from the start.
"""

import re
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Waiting = Generator[None, None, T]
"""Yields whenever it needs more of the reply, and never once the reply has ended."""


class Source:
    """What has arrived of a reply (`data`), and whether that is all (`ended`)."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.ended = False

    def add(self, chunk: str) -> None:
        """Append a piece of the reply."""
        self.data += chunk.encode("utf-8", "surrogatepass")

    def text(self, start: int, end: int) -> str:
        """The text between two positions."""
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def clipped(self, start: int, end: int, most: int) -> str:
        """The text between two positions, of which at most so many characters are kept."""
        cut = min(end, start + 4 * most)
        while cut < end and self.data[cut] & 0xC0 == 0x80:  # Not in the middle of a character.
            cut -= 1
        return self.text(start, cut)[:most]

    def has(self, at: int) -> Waiting[bool]:
        """Whether the reply goes on at this position."""
        while at >= len(self.data):
            if self.ended:
                return False
            yield
        return True

    def past(self, run: re.Pattern[bytes], at: int) -> Waiting[int]:
        """Where the run that begins at `at` ends; `run` matches any number of bytes of a set."""
        while True:
            if found := run.match(self.data, at):
                at = found.end()
            if at < len(self.data) or self.ended:
                return at
            yield
