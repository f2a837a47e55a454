"""A job at a provider, for as long as somebody wants its results."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from engine.providers.errors import ProviderError
from engine.providers.http.limits import Limits

J = TypeVar("J")

GRACE = 5.0
"""Seconds that a stopped job has to be known, and again to be cancelled."""

_last_words: set["asyncio.Future[Any]"] = set()
"""Requests that nobody waits for any more; the event loop alone would let them be collected."""


@dataclass(slots=True)
class RemoteJob(Generic[J]):
    """`job` is what sending it gave. Set `ended` when it needs no cancelling any more."""

    job: J
    ended: bool = False


@asynccontextmanager
async def remote_job(
    limits: Limits,
    send: Callable[[], Awaitable[J]],
    cancel: Callable[[J], Awaitable[object]] | None,
) -> AsyncGenerator[RemoteJob[J]]:
    """Send a job and hold one slot of `limits` until the block is left; then cancel what has not ended.

    All requests inside the block go out with `limited=False`: the slot is for the job, not
    for one request. A job that was being sent when its task was cancelled is cancelled too,
    if its id comes within `GRACE` seconds. `cancel` is None where the API has no such thing:
    the job then goes on over there.
    """
    async with limits:
        held = RemoteJob(await _sent(send, cancel))
        try:
            yield held
        finally:
            if cancel is not None and not held.ended:
                await _in_peace(cancel(held.job))


async def _sent(send: Callable[[], Awaitable[J]], cancel: Callable[[J], Awaitable[object]] | None) -> J:
    sending = asyncio.ensure_future(send())
    try:
        return await asyncio.shield(sending)
    except asyncio.CancelledError:
        if cancel is None:
            sending.cancel()
        else:
            await _in_peace(_recalled(sending, cancel))
        raise


async def _recalled(sending: "asyncio.Future[J]", cancel: Callable[[J], Awaitable[object]]) -> None:
    async with asyncio.timeout(GRACE):
        job = await sending  # cancelled with this when it takes too long
    await cancel(job)


async def _in_peace(last: Awaitable[object]) -> None:
    """Let `last` be done within `GRACE` seconds even if this task is cancelled again; it may fail."""
    words = asyncio.ensure_future(_limited(last))
    _last_words.add(words)
    words.add_done_callback(_last_words.discard)
    await asyncio.shield(words)


async def _limited(last: Awaitable[object]) -> None:
    try:
        async with asyncio.timeout(2 * GRACE):
            await last
    except (ProviderError, TimeoutError):
        pass  # whoever stopped it does not wait for this; the job may go on
