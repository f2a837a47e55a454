"""A sweep as it stands, kept up to date while it runs."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any

from engine.operations.errors import OperationError
from schemas.messages.sweeps import GetSweep, SweepCell, SweepView
from tui.interaction.open_page import OpenPage
from tui.sweeps.cell_items import UNFINISHED

LOOK_AGAIN = 0.5
"""Seconds between two looks while something runs: that an execution begins is no change of the session."""

Progress = tuple[float | None, str]


class LiveSweep:
    """Told `changed` with the numbers of cells that are others now.

    `start` runs a coroutine for as long as the screen is there.
    """

    def __init__(
        self,
        page: OpenPage,
        view: SweepView,
        start: Callable[[Coroutine[Any, Any, None]], object],
        changed: Callable[[list[int]], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self.view = view
        self._engine = page.engine
        self._page = page
        self._start, self._changed, self._complain = start, changed, complain
        self._progress: dict[str, Progress] = {}
        self._followed: set[str] = set()
        self._news = asyncio.Event()
        self._numbers: dict[str, int] = {}
        self._take(view)

    async def watch(self) -> None:
        """Look again after each change of the session, and every now and then while something runs."""
        self._start(self._listen())
        while True:
            try:
                async with asyncio.timeout(LOOK_AGAIN if self.unfinished else None):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            if not await self._look():
                return
            # However fast results come, the whole matrix is read a few times a second at most.
            await asyncio.sleep(LOOK_AGAIN / 2)

    @property
    def unfinished(self) -> bool:
        """Whether something of it waits or runs."""
        return any(cell.status in UNFINISHED for cell in self.view.cells)

    def cell(self, number: int) -> SweepCell:
        """One cell."""
        return self.view.cells[number]

    def progress(self, number: int) -> Progress | None:
        """How far the run of a cell is, where that is known."""
        return self._progress.get(self.view.cells[number].execution_id or "")

    def take(self, view: SweepView) -> None:
        """Show it as a reply of the engine says it is."""
        before, self.view = self.view.cells, view
        self._take(view)
        pairs = enumerate(zip(before, view.cells, strict=True))
        if changed := [number for number, (old, new) in pairs if old != new]:
            self._changed(changed)
        self._news.set()

    async def _look(self) -> bool:
        try:
            self.take_quietly(await self._engine.call(GetSweep(sweep_id=self.view.id)))
        except OperationError as error:
            self._complain(error)
            return False
        return True

    def take_quietly(self, view: SweepView) -> None:
        """As `take`, without looking again at once."""
        self.take(view)
        self._news.clear()

    def _take(self, view: SweepView) -> None:
        self._numbers = {cell.execution_id: at for at, cell in enumerate(view.cells) if cell.execution_id}
        for cell in view.cells:
            if cell.status == "running" and cell.execution_id and cell.execution_id not in self._followed:
                self._followed.add(cell.execution_id)
                self._start(self._follow(cell.execution_id))

    async def _listen(self) -> None:
        try:
            async with aclosing(
                self._engine.changes(self._page.session.id, self._page.session.seq)
            ) as changes:
                async for change in changes:
                    if change.data.get("interaction_id") == self.view.interaction_id:
                        self._news.set()
        except OperationError as error:
            self._complain(error)

    async def _follow(self, execution_id: str) -> None:
        try:
            async with aclosing(self._engine.events(execution_id)) as events:
                async for event in events:
                    if event.kind == "progress":
                        self._tell(execution_id, event.data.get("fraction"), event.data.get("message"))
        except OperationError:
            return  # what became of it stands in the sweep
        self._news.set()

    def _tell(self, execution_id: str, fraction: Any, message: Any) -> None:
        known = float(fraction) if isinstance(fraction, int | float) else None
        self._progress[execution_id] = (known, str(message or ""))
        if (number := self._numbers.get(execution_id)) is not None:
            self._changed([number])
