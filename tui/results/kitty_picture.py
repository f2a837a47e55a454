"""Pictures in real pixels, by the graphics protocol of kitty and its unicode placeholders.

A picture is sent to the terminal once, under a number, and kept there. What stands on the screen are
ordinary cells: U+10EEEE with one combining character for the row and one for the column of the
picture, in the colour that is the picture's number. So it moves, is cut and is covered as text is.

The protocol is described in kitty's documentation under "Unicode placeholders".
"""

import secrets
from base64 import standard_b64encode
from dataclasses import dataclass, field
from itertools import count

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

PLACEHOLDER = "\U0010eeee"
CHUNK = 4096
"""Characters of a picture's data in one command: what the protocol allows."""

# Runs of the characters that stand for 0, 1, 2, …: Unicode 6.0's of combining class 230 that are part of no
# other character. Fixed by the protocol (`rowcolumn-diacritics.txt`).
_RUNS = (
    "305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599 59c-5a1 "
    "5a8-5a9 5ab-5ac 5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 6e7-6e8 6eb-6ec 730 732-733 "
    "735-736 73a 73d 73f-741 743 745 747 749-74a 7eb-7f1 7f3 816-819 81b-823 825-827 829-82d 951 953-954 "
    "f82-f83 f86-f87 135d-135f 17dd 193a 1a17 1a75-1a7c 1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1dc0-1dc1 "
    "1dc3-1dc9 1dcb-1dcc 1dd1-1de6 1dfe 20d0-20d1 20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0 2cef-2cf1 "
    "2de0-2dff a66f a67c-a67d a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 aab7-aab8 aabe-aabf aac1 fe20-fe26 10a0f "
    "10a38 1d185-1d189 1d1aa-1d1ad 1d242-1d244 "
)


def _characters() -> str:
    found: list[str] = []
    for run in _RUNS.split():
        first, _, last = run.partition("-")
        found += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return "".join(found)


NUMBERS = _characters()
MOST_CELLS = len(NUMBERS)
"""Rows or columns that a picture can have."""

_BEGIN, _END = "\x1b_G", "\x1b\\"
# Quiet: an answer of the terminal would be taken for keys that the person presses.
_QUIET = "q=2"
_ids = count(secrets.randbits(23) + 1)


def next_id() -> int:
    """Return a number for a picture: 24 bits, as much as a colour holds, never 0."""
    return next(_ids) % 0xFFFFFF + 1


@dataclass(slots=True)
class KittyPicture:
    """A picture of `columns` by `rows` cells; `png` is a whole PNG file of any size in pixels."""

    columns: int
    rows: int
    png: bytes = field(repr=False)
    id: int = field(default_factory=next_id)

    @property
    def sent(self) -> str:
        """What makes the terminal keep the picture, and show it wherever its cells are."""
        data = standard_b64encode(self.png).decode("ascii")
        chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [""]
        place = f"a=T,U=1,f=100,t=d,i={self.id},c={self.columns},r={self.rows},{_QUIET}"
        said = [place, *[_QUIET] * (len(chunks) - 1)]
        more = [*["m=1"] * (len(chunks) - 1), "m=0"]
        return "".join(
            f"{_BEGIN}{head},{rest};{chunk}{_END}"
            for head, rest, chunk in zip(said, more, chunks, strict=True)
        )

    @property
    def taken_back(self) -> str:
        """What makes the terminal forget the picture."""
        return f"{_BEGIN}a=d,d=I,i={self.id},{_QUIET}{_END}"

    def strips(self, width: int, height: int) -> list[Strip]:
        """Return `height` strips of `width` cells with the picture in the middle, cut if it is larger."""
        columns, rows = min(self.columns, width), min(self.rows, height)
        left, top = (width - columns) // 2, (height - rows) // 2
        style = Style(color=Color.from_rgb(self.id >> 16, self.id >> 8 & 255, self.id & 255))
        blank = Strip.blank(width)
        drawn = [blank] * top
        for row in NUMBERS[:rows]:
            cells = "".join(f"{PLACEHOLDER}{row}{column}" for column in NUMBERS[:columns])
            around = (Segment(" " * left), Segment(" " * (width - columns - left)))
            drawn.append(Strip([around[0], Segment(cells, style), around[1]], width))
        return drawn + [blank] * (height - len(drawn))
