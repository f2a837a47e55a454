"""A server of screens that are doubles, and browsers that say what they like."""

import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientWebSocketResponse, DummyCookieJar, WSMsgType
from aiohttp.test_utils import TestClient, TestServer
from textual._binary_encode import dump

from tui.web.origins import Origins
from tui.web.server import Screens, WebServer

HOST = "127.0.0.1:8378"
ORIGIN = f"http://{HOST}"
DOUBLE = [sys.executable, "-S", "-E", str(Path(__file__).with_name("screen_double.py"))]


PIECES = [dump(("deliver_chunk", "k1", piece)).hex() for piece in (b"half, ", b"whole", b"")]


class Browser:
    """Talks to one server, with the right `Host` and `Origin` unless told otherwise."""

    def __init__(self, client: "TestClient[Any, Any]", server: WebServer, announced: list[str]) -> None:
        self.client = client
        self.server = server
        self.announced = announced
        self.cookies: dict[str, str] = {}

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.request("GET", path, **headers)

    async def request(self, method: str, path: str, data: Any = None, **headers: str) -> ClientResponse:
        return await self.client.request(
            method, path, data=data, headers=self._headers(headers), allow_redirects=False
        )

    async def enter(self, address: str = "") -> ClientResponse:
        """Come in by an address that the server announced, the last one at first."""
        path = (address or self.server.way_in()).split(HOST, 1)[-1]
        reply = await self.get(path)
        self.cookies.update({name: morsel.value for name, morsel in reply.cookies.items()})
        return reply

    async def open(self, path: str = "/ws/", **headers: str) -> ClientWebSocketResponse:
        return await self.client.ws_connect(path, headers=self._headers({"Origin": ORIGIN, **headers}))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": HOST, "Cookie": cookies, **{k.replace("_", "-"): v for k, v in more.items()}}
        return {name: value for name, value in headers.items() if value}


MakeBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def make_browser(tmp_path: Path) -> AsyncIterator[MakeBrowser]:
    clients: list[TestClient[Any, Any]] = []

    async def make(origins: Origins | None = None, **screens: Any) -> Browser:
        announced: list[str] = []
        server = WebServer(
            Screens(
                home=tmp_path,
                program=[sys.executable],
                environment={"PIECES": json.dumps(PIECES)},
                always=DOUBLE[1:],
                **screens,
            ),
            origins or Origins.of_loopback("127.0.0.1", 8378),
            announce=announced.append,
        )
        client = TestClient(TestServer(await server.application()), cookie_jar=DummyCookieJar())
        clients.append(client)
        await client.start_server()
        return Browser(client, server, announced)

    yield make
    for client in clients:
        await client.close()


@pytest.fixture
async def browser(make_browser: MakeBrowser) -> Browser:
    """One that came in."""
    browser = await make_browser()
    await browser.enter()
    return browser


async def hear(socket: ClientWebSocketResponse, pattern: str) -> str:
    """What the screen says next that matches, drawn or told."""
    while True:
        message = await socket.receive(timeout=10)
        assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), message
        text = message.data.decode() if isinstance(message.data, bytes) else message.data
        if re.search(pattern, text):
            return text


async def type_in(socket: ClientWebSocketResponse, text: str) -> None:
    await socket.send_str(json.dumps(["stdin", text]))
