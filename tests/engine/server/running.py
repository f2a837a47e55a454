"""A server on a free port, in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from engine.operations.services import Services
from engine.server.limits import Limits
from engine.server.listening import listening_on
from engine.server.process import Server
from engine.server.serving import Serving


class PromptServer(Server):
    """Stops when it is told to: uvicorn looks ten times a second."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(serving)
        self.told = asyncio.Event()

    async def main_loop(self) -> None:
        await self.told.wait()


@dataclass
class Running:
    serving: Serving
    server: PromptServer
    port: int
    task: "asyncio.Task[None]" = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """Shut down as after a signal."""
        self.server.told.set()
        await asyncio.wait_for(self.task, 10)


@asynccontextmanager
async def running(services: Services, limits: Limits | None = None, port: int = 0) -> AsyncIterator[Running]:
    with listening_on("127.0.0.1", port) as listener:
        serving = Serving(services, limits or Limits())
        server = PromptServer(serving)
        task = asyncio.create_task(server.serve([listener]))
        while not server.started:
            assert not task.done()
            await asyncio.sleep(0)
        served = Running(serving, server, listener.getsockname()[1], task)
        try:
            yield served
        finally:
            await served.stop()
