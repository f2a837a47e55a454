"""Takes from a stream all that is ready at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Self


class ReadAhead:
    """Reads `chunks` in a task of its own and hands over what has piled up, as one.

    A chat server wraps each token in an HTTP chunk of its own, and hundreds of them
    arrive in one network read. Whoever reads them one by one pays a round of everything
    downstream for each. Reading pauses at `limit` bytes that nobody took.

        async with ReadAhead(response.aiter_bytes()) as ahead:
            while (data := await ahead.next()) is not None: ...
    """

    def __init__(self, chunks: AsyncIterator[bytes], limit: int = 1024 * 1024) -> None:
        self._chunks = chunks
        self._limit = limit
        self._pile: list[bytes] = []
        self._size = 0
        self._error: Exception | None = None
        self._ended = False
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def next(self) -> bytes | None:
        """Return what arrived since the last call, at least one byte; None at the end.

        Raises what the stream raised, once all before it was handed over.
        """
        await self._arrived.wait()
        if self._pile:
            data = b"".join(self._pile)
            self._pile.clear()
            self._size = 0
            self._taken.set()
            if not self._ended:
                self._arrived.clear()
            return data
        if self._error is not None:
            raise self._error
        return None

    async def _read(self) -> None:
        try:
            async for chunk in self._chunks:
                if not chunk:
                    continue
                self._pile.append(chunk)
                self._size += len(chunk)
                self._arrived.set()
                if self._size > self._limit:
                    self._taken.clear()
                    await self._taken.wait()
        except Exception as error:  # noqa: BLE001 -- raised again where the data is taken
            self._error = error
        self._ended = True
        self._arrived.set()
