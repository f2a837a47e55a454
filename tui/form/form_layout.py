"""Turns `_ux` layout into places in a grid."""

from collections.abc import Sequence

from engine.form.field import Field, Kind
from schemas.documents.form import FormUx
from tui.widgets.field_placement import SECTION_COLUMNS, Placement, Width, place

_SHORT: frozenset[Kind] = frozenset({"number", "integer", "select", "checkbox"})
"""Kinds that share a row where nobody says otherwise."""

_SIDE_BY_SIDE: dict[int, Width] = {1: "full", 2: "half", 4: "half"}


def columns_of(ux: FormUx) -> int:
    """The number of grid columns that a section of the form has."""
    return ux.grid_columns if ux.layout == "grid" else SECTION_COLUMNS


def arrange(fields: Sequence[Field], ux: FormUx) -> list[tuple[Field, Placement]]:
    """Return a section's fields with their places, in the order in which the eye meets them.

    That order is the one for Tab, so the rows are to be mounted in it.
    """
    placed = [(field, _placement(field, len(fields), ux)) for field in fields]
    cells = place([placement for _, placement in placed], columns_of(ux)).cells
    order = sorted(range(len(placed)), key=lambda at: (cells[at].row, cells[at].column))
    return [placed[at] for at in order]


def _placement(field: Field, siblings: int, ux: FormUx) -> Placement:
    asked = field.placement
    span, width = asked.column_span, asked.width
    if span is None and width is None:
        if ux.layout == "grid":
            span = 1
        elif ux.layout == "sections" and asked.column is None:
            width = "half" if field.kind in _SHORT else "full"
        elif ux.layout == "horizontal" and asked.column is None:
            width = _SIDE_BY_SIDE.get(siblings, "third")
    return Placement(asked.column, asked.row, span, asked.row_span or 1, width)
