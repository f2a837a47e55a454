"""Which columns a page's results have in a table: one for each property that is not hidden."""

from collections.abc import Sequence

from tui.interaction.result_display import Display, Property
from tui.interaction.result_items import OWN, is_blob
from tui.results.columns import LABEL, PLAIN, Column, ColumnKind
from tui.results.result_item import ResultItem

_NUMBERS = frozenset({"number", "integer"})
_MADE_BY = Column(LABEL, "Made by")
_LOOKED_AT = 64
"""Results looked at to say what a property is that declares nothing about itself."""


def columns_of(display: Display, items: Sequence[ResultItem]) -> list[Column]:
    """Return the columns in the document's order, and who made the results where they say so.

    Where the document declares no properties, there is a column for everything that the results have.
    """
    properties = display.properties
    if not properties:
        names = {name: None for item in items for name in item.values if name not in OWN}
        properties = {name: Property() for name in names}
    visible = {name: prop for name, prop in properties.items() if prop.visible}
    kinds: dict[str, ColumnKind] = {name: _kind(name, prop, items) for name, prop in visible.items()}
    columns = [Column(name, _title(name, prop, kinds[name]), kinds[name]) for name, prop in visible.items()]
    if columns and LABEL not in properties and any(item.label for item in items):
        columns.append(_MADE_BY)
    return columns or list(PLAIN)


def _title(name: str, prop: Property, kind: ColumnKind) -> str:
    if prop.title:
        return prop.title
    return "Picture" if kind == "image" else name.replace("_", " ").capitalize()


def _kind(name: str, prop: Property, items: Sequence[ResultItem]) -> ColumnKind:
    if prop.render_as in ("image", "number"):
        return "image" if prop.render_as == "image" else "number"
    if prop.type is not None:
        kinds = prop.type if isinstance(prop.type, list) else [prop.type]
        return "number" if any(str(kind) in _NUMBERS for kind in kinds) else "text"
    values = [value for item in items[:_LOOKED_AT] if (value := item.values.get(name)) is not None]
    if values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return "number"
    return "image" if values and all(is_blob(value) for value in values) else "text"
