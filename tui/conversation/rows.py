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

    The two have the same width, which counts. Texts have to be prepared and without newlines.
    """
    room = max(1, width - sum(len(piece.text) for piece in first))
    whole = "".join(piece.text for piece in pieces)
    rows: list[Row] = []
    at = 0
    for row in wrap(whole, room):
        before = first if not rows else rest
        rows.append((*before, *_between(pieces, at, at + len(row.rstrip(" ")))))
        at += len(row)
    return rows


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


def _between(pieces: Sequence[Piece], start: int, end: int) -> Row:
    """What stands from one character of them to another."""
    cut: list[Piece] = []
    at = 0
    for piece in pieces:
        begin, stop = max(start - at, 0), min(end - at, len(piece.text))
        if begin < stop:
            cut.append(Piece(piece.text[begin:stop], piece.look))
        at += len(piece.text)
        if at >= end:
            break
    return tuple(cut)
