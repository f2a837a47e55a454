"""The columns of results shown as a table: what stands in a cell, and what a column is ordered by."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from tui.results.result_item import ResultItem

ColumnKind = Literal["text", "number", "image"]
PICTURE = "▦"
LABEL = "label"
"""The column of who made a result: a `ResultItem` has that beside its values."""

_MOST_CHARACTERS = 400  # read of a text at most: no column is wider


@frozen
class Column:
    """One property of the results. `name` is its key in `ResultItem.values`."""

    name: str
    title: str
    kind: ColumnKind = "text"


PLAIN = (Column("", "Result"),)
"""For results of which no columns are known: what a card would show."""


def cell_text(item: ResultItem, column: Column) -> str:
    """One clean line; "" for a result that has no such value."""
    if not column.name:
        words = " ".join(part for part in (item.title, item.caption or item.text or item.media_type) if part)
        return _line(words)
    value = value_of(item, column)
    if value is None:
        return ""
    if column.kind == "image":
        return _picture(item.values)
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    return _line(json.dumps(value, ensure_ascii=False))


def value_of(item: ResultItem, column: Column) -> Any:
    """What a result has in a column, as it came; None for nothing."""
    value = item.values.get(column.name)
    return item.label or None if value is None and column.name == LABEL else value


def ordered(items: Sequence[ResultItem], column: Column, *, descending: bool = False) -> list[ResultItem]:
    """Return the results by what they have in a column: numbers before words; those without it come last."""
    there: list[tuple[tuple[int, float, str], ResultItem]] = []
    missing: list[ResultItem] = []
    for item in items:
        value = value_of(item, column)
        if value is None or value == "":
            missing.append(item)
        elif isinstance(value, int | float):
            there.append(((0, value, ""), item))
        else:
            words = value if isinstance(value, str) else cell_text(item, column)
            there.append(((1, 0, words[:_MOST_CHARACTERS].casefold()), item))
    there.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(item for _, item in there), *missing]


def _picture(values: Mapping[str, Any]) -> str:
    """A small mark, with the size in pixels where that is known."""
    width, height = values.get("width"), values.get("height")
    known = isinstance(width, int) and isinstance(height, int) and width > 0 < height
    return f"{PICTURE} {width}×{height}" if known else PICTURE


def _line(text: str) -> str:
    return " ".join(clean_line(text[:_MOST_CHARACTERS]).split())
