"""Runs the server in this process: uvicorn on one engine."""

import asyncio
import contextlib
import gc
import signal
import socket
import threading
import time
from collections.abc import Generator
from pathlib import Path

import uvicorn

from engine.operations.services import Services
from engine.server.admission import Asks
from engine.server.application import application
from engine.server.kept_uploads import keep_tidy
from engine.server.metrics.exporting import exporting
from engine.server.reach import Reach, Unsafe
from engine.server.serving import Serving

Certificate = tuple[Path, Path]
"""The files of a certificate and of its key."""

GRACE = 5
"""Seconds that requests get to end when the server shuts down."""


class Server(uvicorn.Server):
    """Says that it is not ready any more, and tells its streams to end before it waits for them."""

    def __init__(self, serving: Serving, drain: float = 0, certificate: Certificate | None = None) -> None:
        """`drain` is for how many seconds it goes on after a signal, so that others take over first."""
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
                ssl_certfile=str(certificate[0]) if certificate else None,
                ssl_keyfile=str(certificate[1]) if certificate else None,
            )
        )
        self._serving = serving
        self._drain = drain
        self._leaves_at: float | None = None

    async def on_tick(self, counter: int) -> bool:
        """Whether to shut down now; asked ten times a second. A second ctrl+c does not wait."""
        if not await super().on_tick(counter):
            return False
        now = time.monotonic()
        if self._leaves_at is None:
            self._leaves_at = now + self._drain
            self._serving.draining.set()
        return self.force_exit or now >= self._leaves_at

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, take nothing new, let what runs come to its end."""
        self._serving.stopping.set()
        self._serving.services.queue.end_waiting()
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


async def serve(
    home: Path,
    listener: socket.socket,
    *,
    drain: float = 0,
    metrics_at: tuple[str, int] | None = None,
    reach: Reach | None = None,
    asks: Asks = "once_made",
    certificate: Certificate | None = None,
) -> None:
    """Open the engine on `home` and answer on `listener` until a signal comes. Raises what opening does.

    `reach` says from where it is asked and `asks` when tokens are; with a `certificate` it speaks TLS.
    `metrics_at` is a host and a port for the numbers alone, beside `/metrics` of the server itself.
    """
    services = await Services.open(home)
    try:
        serving = Serving(services, reach=reach or Reach(), asks=asks)
        await _check_tokens(serving)
        async with contextlib.AsyncExitStack() as stack:
            if metrics_at is not None:
                host, port = metrics_at
                await stack.enter_async_context(exporting(services, port, host, serving.measures))
            tidying = asyncio.create_task(keep_tidy(services))
            stack.push_async_callback(asyncio.wait, [tidying])
            stack.callback(tidying.cancel)
            server = Server(serving, drain, certificate)
            keep_what_is_there()
            await server.serve([listener])
    finally:
        await asyncio.shield(services.close())


def keep_what_is_there() -> None:
    """Never look again for garbage in what a program has when it begins to serve.

    Modules and models are 85,000 objects: to go through them takes 25 ms and more, each time in the middle
    of whatever streams.
    """
    gc.collect()
    gc.freeze()


async def _check_tokens(serving: Serving) -> None:
    await serving.admission.look()
    if serving.asks == "always" and not await serving.services.tokens.any():
        raise Unsafe(
            "There is no token yet, so nobody could come in.",
            hint="Make the first one, then start again: reroll token create NAME --role admin.",
        )
