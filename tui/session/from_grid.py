"""Comparing results of a page: which ones, and what choosing one of them does there."""

from collections.abc import Sequence

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.messages.executions import GetResult
from schemas.messages.session import SessionView
from tui.results.grid import ResultGrid
from tui.session.compare_screen import CompareScreen
from tui.session.compare_sides import Side, side_of, side_of_item

MOST = 4


def compared(grid: ResultGrid, first: str) -> Sequence[str]:
    """Ids of the results to compare: the marked one and the one under the cursor, or up to four selected.

    None, while the second one is to be chosen.
    """
    here = grid.cursor_id
    ids = [item.id for item in grid.items]
    if here is None:
        return ()
    if first and first != here and first in ids:
        return first, here
    selected = grid.selected
    if not first and 2 <= len(selected) <= MOST and here in selected:
        return selected
    return ()


async def comparison(
    engine: Engine, view: SessionView, grid: ResultGrid, ids: Sequence[str]
) -> CompareScreen:
    """The screen that compares these results of the grid."""

    def select(item_id: str) -> list[str]:
        grid.cursor_id = item_id
        grid.action_select()
        return grid.selected

    return CompareScreen(
        engine,
        view.id,
        view.summary.title,
        sides=[await _side(engine, grid, each) for each in ids],
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
