"""Shows what came back over the page: a result in its detail view, anything else in the reader."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from engine.operations.errors import OperationError
from schemas import messages
from tui.interaction.open_page import OpenPage
from tui.interaction.results_pane import ResultsPane

if TYPE_CHECKING:
    from schemas.messages.session import ExecutionView, InteractionView
    from tui.interaction.reader import Reader


class Overlays:
    """One per page. `take` brings the page up to date, so that what just came is on it."""

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        *,
        take: Callable[["InteractionView"], Awaitable[None]],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._screen = screen
        self._page = page
        self._take = take
        self._complain = complain
        self._read: set[str] = set()

    def show(self, execution: "ExecutionView", running: bool) -> None:
        """Open over the page what an execution writes, or what has come of it."""
        if running:
            self._read.add(execution.id)
            self._screen.app.push_screen(self._reader(execution))
        else:
            self._screen.run_worker(self._show_outcome(execution), group="overlay", exit_on_error=False)

    async def _show_outcome(self, execution: "ExecutionView") -> None:
        try:
            made = await self._made(execution)
            await self._take(await self._page.engine.call(messages.GetInteraction(**self._page.ids)))
        except OperationError as error:
            self._complain(error)
            return
        if not self._screen.is_current:  # something else is being read or asked already
            return
        pane = self._screen.query_one(ResultsPane)
        on_page = [item.id for item in pane.items if item.id in made]
        if on_page:
            pane.open_result(on_page[0])
        elif execution.id not in self._read:
            self._screen.app.push_screen(self._reader(execution))

    async def _made(self, execution: "ExecutionView") -> set[str]:
        """The ids of what an execution has brought."""
        made: set[str] = set()
        async with aclosing(self._page.engine.events(execution.id)) as events:
            async for event in events:
                if event.kind == "result":
                    value = event.data["result"].get("value", {})
                    made.add(str(value.get("content_id", "")))
        return made

    def _reader(self, execution: "ExecutionView") -> "Reader":
        from tui.interaction.reader import Reader  # noqa: PLC0415 - shown later, if at all

        action = self._page.sub_actions.get(execution.sub_action_id or "")
        structured = bool(action and action.config.get("output_schema"))
        return Reader(self._page.engine, execution, structured=structured, titles=self._page.titles)
