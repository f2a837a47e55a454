"""Rows of text in several looks, and the wrapping of such text."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.clean_text import clean
from tui.widgets.soft_wrap import wrap

_TAB = "    "


class Piece(NamedTuple):
    """Text in one look; looks are names that `MessageLog` has colours for."""

    text: str
    look: str = ""


Row = tuple[Piece, ...]


def prepared(text: str) -> str:
    """Text from outside as it may stand in a row: cleaned, tabs as spaces."""
    return clean(text).replace("\t", _TAB)


def wrapped(pieces: Sequence[Piece], width: int, first: Row = (), rest: Row = ()) -> list[Row]:
    """Break one line into rows of `width` cells, `first` before the first, `rest` before the others.

    The wider of the two counts, in characters of one cell. Texts have to be prepared and without newlines.
    """
    room = max(1, width - max(_cells(first), _cells(rest)))
    if len(pieces) == 1:
        look = pieces[0].look
        lines = [(Piece(row.rstrip(" "), look),) for row in wrap(pieces[0].text, room)]
    else:
        lines = _cut(pieces, wrap("".join(piece.text for piece in pieces), room))
    return [(*(rest if at else first), *line) for at, line in enumerate(lines)]


def _cut(pieces: Sequence[Piece], rows: Iterable[str]) -> list[Row]:
    """The pieces, cut where the rows of their text end; spaces at the end of a row are left out."""
    lines: list[Row] = []
    number = begin = 0
    for row in rows:
        line: list[Piece] = []
        rest, hanging = len(row.rstrip(" ")), len(row)
        while hanging > 0 and number < len(pieces):
            text, look = pieces[number]
            end = min(len(text), begin + hanging)
            if rest > 0 and end > begin:
                line.append(Piece(text[begin : min(end, begin + rest)], look))
            rest, hanging = rest - (end - begin), hanging - (end - begin)
            number, begin = (number + 1, 0) if end == len(text) else (number, end)
        lines.append(tuple(line))
    return lines


def _cells(row: Row) -> int:
    """How wide a row of single-width characters is."""
    return sum(len(piece.text) for piece in row)


def plain(text: str, look: str, width: int, indent: str = "") -> list[Row]:
    """Text of any lines from outside, in one look."""
    margin = (Piece(indent),) if indent else ()
    rows: list[Row] = []
    for line in prepared(text).split("\n"):
        rows += wrapped([Piece(line, look)], width, margin, margin) if line.strip() else [()]
    return rows


def text_of(rows: Iterable[Row]) -> str:
    """What rows say, without looks."""
    return "\n".join("".join(piece.text for piece in row) for row in rows)
