"""Opens the engine once, behind the first frame."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui.in_browser import in_browser

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from engine.client.remote_http.link import Link


class EngineHost:
    """Holds the engine of this program.

    The engine's libraries (pydantic, jinja2, httpx, …) take longer to import than the screen
    takes to draw: they are imported in a thread, after something is to be seen. `open_engine`
    opens another engine than the one on `home`; `server` says that it is one elsewhere, by its address.
    """

    def __init__(
        self,
        home: Path,
        stand_ins: Mapping[str, str] | None = None,
        *,
        open_engine: "Callable[[], Awaitable[Engine]] | None" = None,
        server: str = "",
    ) -> None:
        self.home = home
        self.server = server
        self.stand_ins = dict(stand_ins or {})
        self._open_engine = open_engine or (self._open_remote if server else self._open_local)
        self._opening: asyncio.Task[Engine] | None = None
        self._closed = False
        self.link: Link | None = None
        """Whether the server answers, for an engine elsewhere that was opened."""

    async def engine(self) -> "Engine":
        """The engine, opened at the first call. Raises `OperationError`.

        Whoever asks after `close`, such as a worker of a screen that is going, is cancelled: an
        engine opened then would have nobody to close it, and its threads would keep the program alive.
        """
        if self._closed:
            raise asyncio.CancelledError("the program is closing")
        if self._opening is None or _failed(self._opening):
            self._opening = asyncio.create_task(self._open())
        return await asyncio.shield(self._opening)

    async def at_work(self) -> tuple[int, int]:
        """How many executions this program runs, and how many wait; none while the engine is not open."""
        opened = self._opened()
        if opened is None or self.server:  # what a server runs, it goes on with
            return 0, 0
        from engine.operations.errors import OperationError  # noqa: PLC0415 - loaded with the engine
        from schemas.messages.queue import ListQueue  # noqa: PLC0415

        try:
            queue = await opened.call(ListQueue(ended=0))
        except OperationError:
            return 0, 0
        return sum(entry.here for entry in queue.running), len(queue.waiting)

    async def drained(self) -> None:
        """Return once nothing runs in this program any more, and nothing waits that it could begin."""
        drained = getattr(self._opened(), "drained", None)  # an engine elsewhere goes on without us
        if drained is not None:
            await drained()

    def _opened(self) -> "Engine | None":
        opening = self._opening
        return None if opening is None or not opening.done() or _failed(opening) else opening.result()

    async def close(self) -> None:
        """Close the engine if it was opened: what runs is recorded as interrupted."""
        self._closed = True
        opening, self._opening = self._opening, None
        if opening is None:
            return
        opened = (await asyncio.gather(opening, return_exceptions=True))[0]
        if not isinstance(opened, BaseException):
            await opened.close()

    async def _open(self) -> "Engine":
        engine = await self._open_engine()
        if in_browser():
            from tui.web.confined import ConfinedEngine  # noqa: PLC0415 - only there

            return ConfinedEngine(engine, self.home)
        return engine

    async def _open_local(self) -> "Engine":
        local = await asyncio.to_thread(importlib.import_module, "engine.client.local")
        return await local.LocalEngine.open(self.home, stand_ins=self.stand_ins)

    async def _open_remote(self) -> "Engine":
        remote = await asyncio.to_thread(importlib.import_module, "engine.client.remote")
        engine = await remote.RemoteEngine.open_from(self.home, self.server)
        self.link = engine.link
        return engine


def _failed(opening: "asyncio.Task[Engine]") -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)
