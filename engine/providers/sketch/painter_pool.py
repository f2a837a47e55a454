"""A few painting processes, started when needed, kept warm, ended when idle."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from engine.providers.errors import ProviderError
from engine.providers.sketch.painter_process import PainterProcess


class PainterPool:
    """At most `most` processes at once; one that is idle for `idle_seconds` ends."""

    def __init__(self, most: int, idle_seconds: float) -> None:
        self._slots = asyncio.Semaphore(most)
        self._idle_seconds = idle_seconds
        self._idle: dict[PainterProcess, asyncio.TimerHandle] = {}
        self._busy: set[PainterProcess] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """The processes that live, idle first."""
        return [painter.pid for painter in (*self._idle, *self._busy) if painter.alive]

    @asynccontextmanager
    async def painter(self) -> AsyncGenerator[PainterProcess, None]:
        """A process of one's own for a while; waits while all are busy."""
        async with self._slots:
            if self._closed:
                raise ProviderError("server_error", "The sketch provider is closed.")
            painter = self._warm() or await PainterProcess.start()
            self._busy.add(painter)
            try:
                yield painter
            finally:
                self._busy.discard(painter)
                self._put_back(painter)

    def _warm(self) -> PainterProcess | None:
        while self._idle:
            painter, timer = self._idle.popitem()
            timer.cancel()
            if painter.usable:
                return painter
            self._end_soon(painter)
        return None

    def _put_back(self, painter: PainterProcess) -> None:
        if self._closed or not painter.usable:
            self._end_soon(painter)
            return
        loop = asyncio.get_running_loop()
        self._idle[painter] = loop.call_later(self._idle_seconds, self._retire, painter)

    def _retire(self, painter: PainterProcess) -> None:
        if self._idle.pop(painter, None) is not None:
            self._end_soon(painter)

    def _end_soon(self, painter: PainterProcess) -> None:
        ending = asyncio.get_running_loop().create_task(painter.end())
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)

    async def close(self) -> None:
        """Ends every process, the busy ones too, and waits until they are gone."""
        self._closed = True
        for painter in self._busy:
            painter.kill()
        while self._idle:
            painter, timer = self._idle.popitem()
            timer.cancel()
            self._end_soon(painter)
        # Each ending kills after its grace, so this wait is bounded.
        await asyncio.gather(*(painter.end() for painter in self._busy), *self._endings)
