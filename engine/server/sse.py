"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html

A stream ends with one of three events of ours, so that its reader need not guess: `end` (nothing
more will come), `resume` (the server shuts down; ask again after the last id), `error` (with what
went wrong). The data says it too, as `stream`, for readers that see nothing but the data.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from typing import TypeVar

from starlette.responses import StreamingResponse

from engine.operations.dispatcher import as_operation_error
from engine.server.serving import Serving

T = TypeVar("T")

MOST_WAITING = 64 * 1024
"""Bytes that wait for a reader who is slow; then no more is read for him."""

RETRY = b"retry: 1000\n\n"
HEARTBEAT = b": still here\n\n"
END = b'event: end\ndata: {"stream":"end"}\n\n'
RESUME = b'event: resume\ndata: {"stream":"resume"}\n\n'

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def frame(event: str, data: str, number: int | None = None) -> bytes:
    """One event; `data` is JSON in one line. Without a number, the reader's place stays as it was."""
    place = "" if number is None else f"id: {number}\n"
    return f"{place}event: {event}\ndata: {data}\n\n".encode()


def stream(
    serving: Serving,
    source: AsyncGenerator[T],
    framed: Callable[[T], bytes],
    check: Callable[[], Awaitable[None]],
    **headers: str,
) -> StreamingResponse:
    """A response of everything that `source` yields, with heartbeats while it yields nothing.

    As often as these, `check` raises if whoever reads may do so no longer.
    """
    return StreamingResponse(
        _frames(serving, source, framed, check),
        media_type="text/event-stream",
        headers={**_HEADERS, **headers},
    )


async def _frames(
    serving: Serving,
    source: AsyncGenerator[T],
    framed: Callable[[T], bytes],
    check: Callable[[], Awaitable[None]],
) -> AsyncGenerator[bytes]:
    read = _Read(source, framed)
    stopping = asyncio.create_task(serving.stopping.wait())
    stopping.add_done_callback(read.wake)
    checked = time.monotonic()
    try:
        yield RETRY
        while True:
            if time.monotonic() - checked >= serving.limits.heartbeat:
                await serving.admission.still()
                await check()
                checked = time.monotonic()
            if not read.waiting and not read.over and not stopping.done():
                came = await read.come(serving.limits.heartbeat)
                if not came:
                    yield HEARTBEAT
                    continue
            if read.waiting:
                yield read.taken()
            elif read.over:
                read.failure()
                yield RESUME if serving.ending else END
                return
            elif stopping.done():
                yield RESUME
                return
    except Exception as error:  # noqa: BLE001 - the status is sent: what is left is to say it here
        body = as_operation_error(error).body.model_dump_json()
        yield frame("error", f'{{"stream":"error","error":{body}}}')
    finally:
        stopping.cancel()
        await read.close()


class _Read:
    """Reads on while what was read before is being sent: what came meanwhile goes out in one piece."""

    def __init__(self, source: AsyncGenerator[T], framed: Callable[[T], bytes]) -> None:
        self.waiting: list[bytes] = []
        self._size = 0
        self._room = asyncio.Event()
        self._room.set()
        self._loop = asyncio.get_running_loop()
        self._waker: asyncio.Future[bool] | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._begun = 0.0
        self._reading = asyncio.create_task(self._read(source, framed))
        self._reading.add_done_callback(self.wake)

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._reading.done()

    def failure(self) -> None:
        """Raise what the source ended with, if it failed."""
        self._reading.result()

    def wake(self, _done: object = None) -> None:
        """Let `come` return."""
        if self._waker is not None and not self._waker.done():
            self._waker.set_result(True)

    async def come(self, seconds: float) -> bool:
        """Wait until there is something new; False if there was not for so many seconds."""
        self._begun = self._loop.time()
        if self._clock is None:
            self._clock = self._loop.call_later(seconds, self._look, seconds)
        self._waker = self._loop.create_future()
        return await self._waker

    def _look(self, seconds: float) -> None:
        """Whether it is late. One clock for all waits: one for each would count with thousands a second."""
        self._clock = None
        if self._waker is None or self._waker.done():
            return
        left = self._begun + seconds - self._loop.time()
        if left > 0:
            self._clock = self._loop.call_later(left, self._look, seconds)
        else:
            self._waker.set_result(False)

    def taken(self) -> bytes:
        """All that waits, once."""
        data = b"".join(self.waiting)
        self.waiting.clear()
        self._size = 0
        self._room.set()
        return data

    async def close(self) -> None:
        """Stop reading."""
        if self._clock is not None:
            self._clock.cancel()
        self._reading.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await self._reading

    async def _read(self, source: AsyncGenerator[T], framed: Callable[[T], bytes]) -> None:
        async with aclosing(source):
            async for item in source:
                piece = framed(item)
                self.waiting.append(piece)
                self._size += len(piece)
                self.wake()
                if self._size > MOST_WAITING:
                    self._room.clear()
                    await self._room.wait()
