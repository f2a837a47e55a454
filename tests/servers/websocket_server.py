"""The server's side of a websocket (RFC 6455) inside `web_server.WebServer`, as much as tests need."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator

from tests.servers.web_server import Seen

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class WebSocket:
    """One connection, accepted when it is made."""

    def __init__(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        digest = hashlib.sha1(f"{seen.headers['sec-websocket-key']}{_GUID}".encode()).digest()
        accept = base64.b64encode(digest).decode()
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
            b"sec-websocket-accept: " + accept.encode() + b"\r\n\r\n"
        )

    def send(self, message: str | bytes) -> None:
        """A whole text or binary message."""
        data = message.encode() if isinstance(message, str) else message
        head = bytearray([0x81 if isinstance(message, str) else 0x82])
        if len(data) < 126:
            head.append(len(data))
        else:
            head += bytes([127]) + len(data).to_bytes(8, "big")
        self._writer.write(bytes(head) + data)

    def drop(self) -> None:
        """Close the connection without a word."""
        self._writer.close()

    async def messages(self) -> AsyncIterator[bytes]:
        """What the client sends, until it leaves."""
        while True:
            try:
                head = await self._reader.readexactly(2)
                size = head[1] & 0x7F
                if size == 126:
                    size = int.from_bytes(await self._reader.readexactly(2), "big")
                elif size == 127:
                    size = int.from_bytes(await self._reader.readexactly(8), "big")
                mask = await self._reader.readexactly(4)
                data = await self._reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            if head[0] & 0x0F == 8:  # close: answered with the same
                self._writer.write(b"\x88\x00")
                return
            yield bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
