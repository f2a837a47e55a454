"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html

A stream ends with one of three events of ours, so that its reader need not guess: `end` (nothing
more will come), `resume` (the server shuts down; ask again after the last id), `error` (with what
went wrong). The data says it too, as `stream`, for readers that see nothing but the data.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from starlette.responses import StreamingResponse

from engine.operations.dispatcher import as_operation_error
from engine.server.serving import Serving

T = TypeVar("T")

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
    stopping = asyncio.create_task(serving.stopping.wait())
    coming: asyncio.Task[T] | None = None
    checked = time.monotonic()
    try:
        yield RETRY
        while True:
            if time.monotonic() - checked >= serving.limits.heartbeat:
                await serving.admission.still()
                await check()
                checked = time.monotonic()
            coming = coming or asyncio.create_task(_next(source))
            await asyncio.wait(
                {coming, stopping}, timeout=serving.limits.heartbeat, return_when=asyncio.FIRST_COMPLETED
            )
            if coming.done():
                item = coming.result()
                coming = None
                yield framed(item)
            elif stopping.done():
                yield RESUME
                return
            else:
                yield HEARTBEAT
    except StopAsyncIteration:
        yield RESUME if serving.ending else END
    except Exception as error:  # noqa: BLE001 - the status is sent: what is left is to say it here
        body = as_operation_error(error).body.model_dump_json()
        yield frame("error", f'{{"stream":"error","error":{body}}}')
    finally:
        await _ended(coming, stopping)
        await source.aclose()


async def _next(source: AsyncGenerator[T]) -> T:
    return await anext(source)


async def _ended(*tasks: "asyncio.Task[T] | asyncio.Task[bool] | None") -> None:
    for task in tasks:
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
