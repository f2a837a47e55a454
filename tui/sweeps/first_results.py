"""The first results of cells as items to draw: asked for when a cell is on the screen, and kept."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from textual.cache import LRUCache

from engine.operations.errors import OperationError
from schemas.messages.executions import GetResult
from tui.interaction.open_page import OpenPage
from tui.interaction.result_display import PLAIN, display_of
from tui.interaction.result_items import items_of
from tui.results.result_item import ResultItem

if TYPE_CHECKING:
    from schemas.messages.results import Result

_KEPT = 500


class FirstResults:
    """`get` never waits: what is missing is asked for, and `arrived` is told when it is there.

    `start` runs a coroutine for as long as the screen is there.
    """

    def __init__(
        self,
        page: OpenPage,
        start: Callable[[Coroutine[Any, Any, None]], object],
        arrived: Callable[[str], None],
    ) -> None:
        self._page, self._start, self._arrived = page, start, arrived
        self._known: LRUCache[str, tuple[ResultItem, Result | None]] = LRUCache(_KEPT)
        self._wanted: dict[str, None] = {}
        self._loading = False

    def get(self, result_id: str) -> ResultItem | None:
        """The result as the page shows results, or None while it is on its way."""
        if known := self._known.get(result_id):
            return known[0]
        # What was asked for last is most likely still on the screen.
        self._wanted.pop(result_id, None)
        self._wanted[result_id] = None
        if not self._loading:
            self._loading = True
            self._start(self._load())
        return None

    def result(self, result_id: str) -> "Result | None":
        """The whole result, if it is known."""
        known = self._known.get(result_id)
        return known[1] if known else None

    async def _load(self) -> None:
        try:
            while self._wanted:
                result_id, _ = self._wanted.popitem()
                self._known[result_id] = await self._read(result_id)
                self._arrived(result_id)
        finally:
            self._loading = False

    async def _read(self, result_id: str) -> tuple[ResultItem, "Result | None"]:
        try:
            result = await self._page.engine.call(GetResult(content_id=result_id))
        except OperationError as error:
            message = error.body.message
            return ResultItem(result_id, "", "text", state="failed", message=message), None
        item = items_of(display_of(self._page.request), [result.value])[0]
        if not (item.text or item.image or item.file):
            # The page's display is about other results than this action makes.
            item = items_of(PLAIN, [result.value])[0]
        return item, result
