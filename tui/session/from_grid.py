"""Comparing results of a page: which two, and what choosing one of them does there."""

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.messages.requests import GetResult
from schemas.messages.session import SessionView
from tui.results.grid import ResultGrid
from tui.session.compare_screen import CompareScreen
from tui.session.compare_sides import Side, side_of, side_of_item

Pair = tuple[str, str]


def pair_of(grid: ResultGrid, first: str) -> Pair | None:
    """Ids of the results to compare: the marked one and the one under the cursor, or two selected ones."""
    here = grid.cursor_id
    ids = [item.id for item in grid.items]
    if here is None:
        return None
    if first and first != here and first in ids:
        return first, here
    selected = grid.selected
    if not first and len(selected) == 2 and here in selected:
        return selected[0], selected[1]
    return None


async def comparison(engine: Engine, view: SessionView, grid: ResultGrid, pair: Pair) -> CompareScreen:
    """The screen that compares two results of the grid."""

    def select(item_id: str) -> list[str]:
        grid.cursor_id = item_id
        grid.action_select()
        return grid.selected

    return CompareScreen(
        engine,
        view.id,
        view.summary.title,
        sides=(await _side(engine, grid, pair[0]), await _side(engine, grid, pair[1])),
        select=select if grid.selection_mode != "none" else None,
        selected=grid.selected,
    )


async def _side(engine: Engine, grid: ResultGrid, item_id: str) -> Side:
    number, item = next((at, each) for at, each in enumerate(grid.items, start=1) if each.id == item_id)
    try:
        result = await engine.call(GetResult(content_id=item_id))
    except OperationError:
        return side_of_item(item, str(number))
    return side_of(result, str(number))
