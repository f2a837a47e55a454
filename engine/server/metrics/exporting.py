"""The numbers on a port of their own: for workers, and for servers whose own port asks for a token."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from engine.operations.errors import BadRequest
from engine.operations.services import Services
from engine.server.metrics.measures import CONTENT_TYPE, Measures

_MOST = 8192
_SECONDS = 10.0


@asynccontextmanager
async def exporting(
    services: Services, port: int, host: str = "127.0.0.1", measures: Measures | None = None
) -> AsyncGenerator[int]:
    """Answer `GET /metrics` and `GET /health` on a port (0 is any free one), which is yielded.

    Without `measures` it counts what ends in this program from now on. It says numbers and no
    texts of anybody, so `host` may be an address that others reach. Raises `BadRequest`.
    """
    if measures is None:
        measures = Measures()
        measures.watch(services)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await _reply(head, services, measures))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(answer, host, port, limit=_MOST)
    except (OSError, OverflowError) as error:
        raise BadRequest(f"The numbers cannot be served on port {port} of {host}: {error}.") from None
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _reply(head: bytes, services: Services, measures: Measures) -> bytes:
    match head.partition(b"\r\n")[0].split(b" "):
        case [b"GET", b"/metrics", _]:
            return _response(b"200 OK", CONTENT_TYPE.encode(), await measures.text(services))
        case [b"GET", b"/health", _]:
            return _response(b"200 OK", b"application/json", b'{"status":"ok"}')
        case _:
            return _response(b"404 Not Found", b"text/plain", b"")


def _response(status: bytes, kind: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\ncontent-type: %b\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
    return head % (status, kind, len(body)) + body
