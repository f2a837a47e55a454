"""A TCP proxy that breaks connections off: after so many bytes from the server, or all at once."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress


class CuttingProxy:
    """Passes bytes to `port`. Each connection gets the next of `budgets`, the last of them for ever."""

    def __init__(self, port: int, budgets: Iterable[int]) -> None:
        self._port = port
        self._budgets: Iterator[int] = iter(budgets)
        self.connections = 0
        self._more = asyncio.Condition()
        self.url = ""

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._more:
            self.connections += 1
            self._more.notify_all()
        budget = next(self._budgets)
        there, to = await asyncio.open_connection("127.0.0.1", self._port)
        asking = asyncio.create_task(self._pass(reader, to))
        try:
            while budget > 0 and (data := await there.read(min(budget, 4096))):
                budget -= len(data)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            asking.cancel()
            writer.transport.abort() if budget <= 0 else writer.close()
            to.close()
            for end in (writer, to):
                with suppress(OSError):
                    await end.wait_closed()

    async def connected(self, times: int) -> None:
        """Return once there were that many connections."""
        async with self._more:
            await asyncio.wait_for(self._more.wait_for(lambda: self.connections >= times), 10)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(4096):
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def cutting_proxy(port: int, *budgets: int) -> AsyncIterator[CuttingProxy]:
    proxy = CuttingProxy(port, itertools.chain(budgets, itertools.repeat(1 << 30)))
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield proxy
