"""Runs the server in this process: uvicorn on one engine."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Generator
from pathlib import Path

import uvicorn

from engine.operations.services import Services
from engine.server.application import application
from engine.server.serving import Serving

GRACE = 5
"""Seconds that requests get to end when the server shuts down."""


class Server(uvicorn.Server):
    """Tells its streams to end before it waits for them."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(
            uvicorn.Config(
                application(serving),
                http="h11",
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._serving = serving

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, take nothing new, let what runs come to its end."""
        self._serving.stopping.set()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """End when a signal comes. uvicorn would raise it again then, before the store is closed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


async def serve(home: Path, listener: socket.socket) -> None:
    """Open the engine on `home` and answer on `listener` until a signal comes. Raises what opening does."""
    services = await Services.open(home)
    try:
        await Server(Serving(services)).serve([listener])
    finally:
        await asyncio.shield(services.close())
