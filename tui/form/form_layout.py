"""Turns `_ux` layout into places in a grid."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from engine.form.field import Field, Kind
from schemas.documents.form import FormUx
from tui.widgets.field_placement import SECTION_COLUMNS, Placement, Width, place

_SHORT: frozenset[Kind] = frozenset(
    {"number", "integer", "select", "checkbox", "date", "time", "datetime", "color", "constant", "null"}
)
"""Kinds that share a row where nobody says otherwise."""

_SIDE_BY_SIDE: dict[int, Width] = {1: "full", 2: "half", 4: "half"}


class Placed(NamedTuple):
    """A field with its place; `new_row` where the form may be cut before it."""

    field: Field
    placement: Placement
    new_row: bool


def columns_of(ux: FormUx) -> int:
    """The number of grid columns that a section of the form has."""
    return ux.grid_columns if ux.layout == "grid" else SECTION_COLUMNS


def asks_for_rows(fields: Sequence[Field]) -> bool:
    """Whether any of the fields has its own row in the grid, so that they must stand in one."""
    return any(field.placement.row is not None for field in fields)


def arrange(fields: Sequence[Field], ux: FormUx, *, inside: bool = False) -> list[Placed]:
    """Return fields that share a grid with their places, in the order in which the eye meets them.

    That order is the one for Tab, so the rows are to be mounted in it. Those `inside` of
    another field keep their widths, but flow.
    """
    placed = [(field, _placement(field, len(fields), ux)) for field in fields]
    if inside:
        placed = [(field, replace(where, row=None)) for field, where in placed]
    cells = place([placement for _, placement in placed], columns_of(ux)).cells
    order = sorted(range(len(placed)), key=lambda at: (cells[at].row, cells[at].column))
    arranged: list[Placed] = []
    reached = 0
    for at in order:
        cell = cells[at]
        arranged.append(Placed(*placed[at], new_row=cell.column == 0 and cell.row >= reached))
        reached = max(reached, cell.row + cell.rows)
    return arranged


def _placement(field: Field, siblings: int, ux: FormUx) -> Placement:
    asked = field.placement
    span, width = asked.column_span, asked.width
    if field.entry:
        width = width or "full"
    if span is None and width is None:
        if ux.layout == "grid":
            span = 1
        elif ux.layout == "sections" and asked.column is None:
            width = "half" if field.kind in _SHORT else "full"
        elif ux.layout == "horizontal" and asked.column is None:
            width = _SIDE_BY_SIDE.get(siblings, "third")
    return Placement(asked.column, asked.row, span, asked.row_span or 1, width)
