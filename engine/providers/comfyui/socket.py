"""The websocket of one client id: opened again when it drops, done without where it cannot be."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from engine.providers.http.addresses import is_loopback, split

PATIENCE = 10.0
"""Seconds to connect."""
MOST_BYTES = 32 * 1024 * 1024
MOST_WAITING = 200
"""Messages; when the reader is slower the newest are dropped, since the queue is asked in the end anyway."""
FLAGS = '{"type": "feature_flags", "data": {"supports_preview_metadata": true}}'

_log = logging.getLogger("reroll.comfyui.socket")
# On its lowest level the library writes down every header, and one of them may be the key.
_log.setLevel(logging.WARNING)


class Socket:
    """What arrives for one client id."""

    def __init__(self) -> None:
        self.connected = False
        self._arrived: asyncio.Queue[str | bytes] = asyncio.Queue()

    async def next(self, wait: float) -> str | bytes | None:
        """The next message; None when none came in `wait` seconds."""
        try:
            async with asyncio.timeout(wait):
                return await self._arrived.get()
        except TimeoutError:
            return None

    def arrived(self, message: str | bytes) -> None:
        """Keep a message for `next`."""
        if self._arrived.qsize() < MOST_WAITING:
            self._arrived.put_nowait(message)


@asynccontextmanager
async def open_socket(
    base_url: str, client: str, headers: Callable[[], Mapping[str, str]], *, again: float = 1.0
) -> AsyncGenerator[Socket]:
    """The socket, connected if that works at once; it is tried again after `again` seconds, and doubled."""
    socket = Socket()
    first = asyncio.Event()
    task = asyncio.create_task(_keep_open(socket, base_url, client, headers, first, again))
    try:
        await first.wait()
        yield socket
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_open(
    socket: Socket,
    base_url: str,
    client: str,
    headers: Callable[[], Mapping[str, str]],
    first: asyncio.Event,
    again: float,
) -> None:
    parts = split(base_url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    url = f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}/ws?clientId={quote(client)}"
    local = is_loopback(parts.hostname or "")
    wait = again
    try:
        connect, trouble = await asyncio.to_thread(_library)
        while True:
            try:
                async with connect(
                    url,
                    additional_headers=headers(),
                    logger=_log,
                    compression=None,
                    open_timeout=PATIENCE,
                    close_timeout=1,
                    max_size=MOST_BYTES,
                    proxy=None if local else True,
                ) as connection:
                    await connection.send(FLAGS)
                    socket.connected, wait = True, again
                    first.set()
                    async for message in connection:
                        socket.arrived(message)
            except trouble:
                pass  # asking after the job goes on without it
            socket.connected = False
            first.set()
            await asyncio.sleep(wait)
            wait = min(30.0, wait * 2)
    finally:
        first.set()


def _library() -> tuple[Any, tuple[type[Exception], ...]]:
    """`websockets`, imported in a thread: it takes 0.1 s, and only ComfyUI needs it."""
    from websockets.asyncio.client import connect  # noqa: PLC0415 - see above
    from websockets.exceptions import WebSocketException  # noqa: PLC0415 - see above

    return connect, (WebSocketException, OSError, TimeoutError, ValueError, EOFError)
