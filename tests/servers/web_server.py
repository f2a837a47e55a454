"""A web server for tests: real sockets, answers byte by byte as a test writes them.

    async with WebServer() as server:
        server.answer("/data", reply(b'{"n": 1}'))
        ... f"http://127.0.0.1:{server.port}/data"

`secure=True` speaks TLS with the certificate in `certificates/`, made for `secure.test`,
`localhost` and 127.0.0.1, valid for a hundred years and trusted by nobody but these tests.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

CERTIFICATES = Path(__file__).parent / "certificates"


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = Callable[[Seen, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def reply(body: bytes = b"", *, status: int = 200, kind: str = "application/json", **headers: str) -> Handler:
    """An answer with that body, all at once."""

    async def handle(_seen: Seen, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = {"content-type": kind, "content-length": str(len(body)), "connection": "close"}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + body)

    return handle


def raw(data: bytes) -> Handler:
    """These bytes, and then the connection is closed."""

    async def handle(_seen: Seen, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return handle


async def drip(_seen: Seen, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A header byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
    while not writer.is_closing():
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless(_seen: Seen, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A body without an end, as fast as it is read."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x" * 65536)
        await writer.drain()


class WebServer:
    """Listens on a free port of 127.0.0.1; `requests` is what came, in order."""

    def __init__(self, *, secure: bool = False) -> None:
        self.requests: list[Seen] = []
        self.arrived = asyncio.Event()
        self.closed = asyncio.Event()
        """Set when a client has gone while it was being answered."""
        self._handlers: dict[str, Handler] = {}
        self._secure = secure
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, path: str, handler: Handler) -> None:
        """Answer requests for `path` (without the query) with `handler`."""
        self._handlers[path] = handler

    async def __aenter__(self) -> Self:
        context = None
        if self._secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / "certificate.pem", CERTIFICATES / "key.pem")
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                key.lower(): value for key, value in (line.split(": ", 1) for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, path, _ = head[0].split(" ", 2)
            seen = Seen(method, path, headers, body)
            self.requests.append(seen)
            self.arrived.set()
            await self._handlers.get(path.split("?")[0], reply(b"nothing", status=404))(seen, reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            self.closed.set()
        finally:
            self._tasks.discard(task)
            writer.close()
