"""Follows a stream of events over broken connections: nothing is lost, nothing comes twice."""

import asyncio
import json
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any

from engine.client.remote_http.connection import SILENCE, Connection, Unreachable, error_of
from engine.operations.errors import TooMany
from engine.providers.errors import ProviderError
from engine.providers.sse import SSEDecoder
from schemas.messages.events import PASSING_KINDS

SHORTEST, LONGEST, AT_FIRST, PATIENCE = 0.2, 5.0, 2.0, 600.0
"""Seconds before coming back, at first and at most; how long to try to begin, and to go on."""

_MOST = 64 * 1024 * 1024
_INTERNAL = 500


class Following:
    """The streams of one server. When `closed` is set they end."""

    def __init__(self, connection: Connection, closed: asyncio.Event) -> None:
        self._connection = connection
        self._closed = closed

    async def follow(self, path: str, after: int, patience: float) -> AsyncGenerator[dict[str, Any]]:
        """The data of events after number `after`, each with its `seq`. Raises `OperationError`.

        `patience` is for how many seconds a stream that had begun tries to come back while nothing comes.
        """
        pause, since, limit = SHORTEST, time.monotonic(), min(AT_FIRST, patience)
        while not self._closed.is_set():
            begun: float | None = None
            try:
                async with aclosing(self._payloads(path, after)) as payloads:
                    async for payload in payloads:
                        if not payload:
                            begun = time.monotonic()
                            continue
                        event: dict[str, Any] = json.loads(payload)
                        if (mark := event.get("stream")) is not None:
                            if mark == "error":
                                raise error_of(_INTERNAL, event["error"])
                            if mark == "end":
                                return
                            break
                        if event["seq"] > after or event.get("kind") in PASSING_KINDS:
                            after = max(after, event["seq"])
                            pause = SHORTEST
                            yield event
            except TooMany as error:
                pause = min(max(pause, error.seconds), LONGEST)
            except Unreachable:
                if begun is None and time.monotonic() - since > limit:
                    raise
            except (ValueError, KeyError, TypeError, ProviderError):
                raise self._connection.nonsense() from None
            if begun is not None:  # it was lost only now, however long nothing had come
                since, limit = time.monotonic(), patience
                pause = SHORTEST if since - begun > LONGEST else pause
            await self._rest(pause * random.uniform(0.5, 1.0))  # noqa: S311 - not a secret
            pause = min(2 * pause, LONGEST)

    async def _rest(self, seconds: float) -> None:
        """Wait so long; or, while the server is known to be away, until it is found again."""
        over = self._connection.link.found() if self._connection.link.away else self._closed.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, LONGEST) if self._connection.link.away else seconds):
                await over

    async def _payloads(self, path: str, after: int) -> AsyncGenerator[str]:
        """What one connection brings, an empty text first, until it ends or everything is closed."""
        headers = {"accept": "text/event-stream", "last-event-id": str(after)}
        async with self._connection.opened("GET", path, SILENCE, headers=headers) as response:
            if not response.is_success:
                raise await self._connection.refusal(response)
            yield ""
            decoder = SSEDecoder(_MOST)
            chunks = response.aiter_raw()
            while (chunk := await self._unless_closed(chunks)) is not None:
                for payload in decoder.feed(chunk):
                    yield payload

    async def _unless_closed(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """The next chunk; None at the end, or when everything is closed."""
        coming = asyncio.ensure_future(_next(chunks))
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait({coming, closed}, return_when=asyncio.FIRST_COMPLETED)
            return coming.result() if not self._closed.is_set() else None
        finally:
            for task in (coming, closed):
                task.cancel()
            await asyncio.gather(coming, closed, return_exceptions=True)


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)
