"""The grid of a form that is not as wide as its author had in mind."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from tui.widgets.field_placement import Placement

WIDE = 100
MIDDLE = 80
NARROW = 60
"""Columns of the terminal that a form takes: below each, its fields get a larger part of a row."""

THREE_SHORT = 48
TWO_SHORT = 36
"""Columns of the form in which so many short controls can still stand side by side."""

_PARTS = 12
"""Columns of the grid that takes the place of the author's: quarters, thirds and halves fit into it."""


class Wish(NamedTuple):
    """What a field asks for, and whether half a narrow row is enough for it."""

    placement: Placement
    short: bool


def fitted(wishes: Sequence[Wish], columns: int, width: int) -> tuple[int, list[Placement]]:
    """Return how many columns the grid of a form of this width has, and what each field asks for there.

    In a wide form that is what was asked for. Below `WIDE` no field has less than a quarter of
    a row, below `MIDDLE` less than a half, and below `NARROW` each has its own. Short ones share
    a row as long as three (`THREE_SHORT`) or two (`TWO_SHORT`) are readable in it. Where a field
    was to have less, explicit places give way to the order of reading, which is that of `wishes`.
    """
    allowed = [_allowed(wish.short, width) for wish in wishes]
    asked = [_span(wish.placement, columns) for wish in wishes]
    if width >= WIDE or all(
        span * _PARTS >= least[0] * columns for span, least in zip(asked, allowed, strict=True)
    ):
        return columns, [wish.placement for wish in wishes]
    fitting: list[Placement] = []
    for wish, span, parts in zip(wishes, asked, allowed, strict=True):
        needed = ceil(span * _PARTS / columns)
        took = next(part for part in parts if part >= needed)
        if wish.placement.width == "auto" and wish.placement.column_span is None and parts[0] < _PARTS:
            fitting.append(replace(wish.placement, column=None, row=None))
        else:
            fitting.append(
                Placement(column_span=took, row_span=wish.placement.row_span if width >= NARROW else 1)
            )
    return _PARTS, fitting


def _allowed(short: bool, width: int) -> tuple[int, ...]:
    """The parts of a row that a field may have, the smallest first."""
    if width >= MIDDLE:
        return (3, 4, 6, 8, 9, 12)
    if short and width >= THREE_SHORT:
        return (4, 6, 8, 12)
    if width >= NARROW or (short and width >= TWO_SHORT):
        return (6, 12)
    return (12,)


def _span(placement: Placement, columns: int) -> int:
    """The columns that a field asks for; one of "auto" takes what it needs, which is a quarter at least."""
    if placement.column_span is not None:
        return min(columns, placement.column_span)
    if placement.width is None:
        return 1 if placement.column is not None else columns
    return {
        "full": columns,
        "half": max(1, columns // 2),
        "third": max(1, columns // 3),
        "auto": max(1, ceil(columns / 4)),
    }[placement.width]
