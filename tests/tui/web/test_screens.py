"""Processes behind sockets: how many, for how long, and what passes between them and a browser."""

import asyncio
import json
import logging
from collections.abc import Callable

import pytest
from aiohttp import ClientError, WSMsgType

from tests.tui.web.conftest import Browser, MakeBrowser, hear, type_in
from tui.web import child as child_module
from tui.web import server as server_module


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - a process ends without telling
            await asyncio.sleep(0.01)


async def test_what_is_typed_arrives_and_what_is_drawn_comes(browser: Browser) -> None:
    async with await browser.open("/ws/?width=100&height=30") as socket:
        assert await hear(socket, "begun") == "begun [] 100x30"
        await type_in(socket, "hé\x1b[A")
        assert await hear(socket, "typed") == "typed hé\x1b[A"


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/ws/", ["open", "x", "--provider=a=sketch"]),
        ("/ws/home", []),
        ("/ws/session/abc_-1", ["resume", "--provider=a=sketch", "--", "abc_-1"]),
        ("/ws/session/--help", ["resume", "--provider=a=sketch", "--", "--help"]),
    ],
)
async def test_the_address_says_what_is_opened(
    make_browser: MakeBrowser, path: str, arguments: list[str]
) -> None:
    browser = await make_browser(begin=["open", "x", "--provider=a=sketch"], session=["--provider=a=sketch"])
    await browser.enter()
    async with await browser.open(path) as socket:
        assert json.dumps(arguments) in await hear(socket, "begun")


async def test_sizes_have_bounds(browser: Browser) -> None:
    async with await browser.open("/ws/?width=99999&height=-1") as socket:
        assert "500x24" in await hear(socket, "begun")
        await socket.send_json(["resize", {"width": 10**9, "height": -5}])
        assert await hear(socket, "size") == "size 500x4"


async def test_nonsense_is_passed_over(browser: Browser) -> None:
    async with await browser.open() as socket:
        for nonsense in (
            "",
            "{",
            "[]",
            "5",
            '["stdin"]',
            '["stdin", 5]',
            '["resize", {}]',
            '["meta", {"type": "quit"}]',
        ):
            await socket.send_str(nonsense)
        await socket.send_bytes(b"D\0\0\0\0")
        await socket.send_json(["ping", "12"])
        assert await hear(socket, "pong") == '["pong", "12"]'
        await type_in(socket, "still here")
        await hear(socket, "typed still here")


async def test_what_reaches_the_browser_by_a_persons_act_alone(browser: Browser) -> None:
    async with await browser.open() as socket:
        await type_in(socket, "copy")
        assert json.loads(await hear(socket, "copy")) == ["copy", "copied"]
        await type_in(socket, "place")
        assert json.loads(await hear(socket, "place")) == ["place", "abc"]
        await type_in(socket, "link")
        assert json.loads(await hear(socket, "open_url")) == ["open_url", {"url": "https://a.example"}]


async def test_a_file_is_saved_once_and_never_shown(browser: Browser) -> None:
    async with await browser.open() as socket:
        await type_in(socket, "file")
        assert json.loads(await hear(socket, "deliver")) == ["deliver_file_start", "k1"]
        reply = await browser.get("/download/k1")
        assert await reply.read() == b"half, whole"
        assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
        assert reply.headers["Content-Type"] == "application/octet-stream", "an SVG may hold scripts"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert (await browser.get("/download/k1")).status == 404
        await type_in(socket, "file")
        await hear(socket, "deliver")
    await until(lambda: not browser.server._alive.all)
    assert (await browser.get("/download/k1")).status == 404, "its screen is gone"


async def test_half_a_file_is_no_file(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    async with await browser.open() as socket:
        await type_in(socket, "half")
        await type_in(socket, "file")
        await hear(socket, "deliver")
        reply = await browser.get("/download/k1")
        with pytest.raises(ClientError):
            await reply.read()


async def test_no_more_screens_than_allowed(
    make_browser: MakeBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await make_browser(most=2)
    await browser.enter()
    monkeypatch.setattr(server_module, "ROOM_WITHIN", 0.05)
    first, second = await browser.open(), await browser.open()
    await hear(first, "begun")
    third = await browser.open()
    message = await third.receive(timeout=10)
    assert (message.type, message.data) == (WSMsgType.CLOSE, 1013)
    assert "2 screens are open already" in str(message.extra)
    # One that is loaded again finds the room of the one that it was.
    monkeypatch.setattr(server_module, "ROOM_WITHIN", 10)
    fourth = asyncio.create_task(browser.open())
    await first.close()
    await hear(await fourth, "begun")
    await hear(second, "begun")


async def test_a_screen_that_nobody_uses_is_closed(make_browser: MakeBrowser) -> None:
    browser = await make_browser(idle_seconds=0.2)
    await browser.enter()
    async with await browser.open() as socket:
        while (message := await socket.receive(timeout=10)).type is WSMsgType.BINARY:
            pass
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
        assert "Nobody used this screen" in str(message.extra)


async def test_a_screen_that_is_quit_closes_its_page(browser: Browser) -> None:
    async with await browser.open() as socket:
        await type_in(socket, "exit")
        while (message := await socket.receive(timeout=10)).type is WSMsgType.BINARY:
            pass
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1000)


async def test_a_fault_is_told_cleaned(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "reroll.web"):
        async with await browser.open() as socket:
            await type_in(socket, "fall")
            while (await socket.receive(timeout=10)).type is not WSMsgType.CLOSE:
                pass
        await until(lambda: "over" in caplog.text)
    assert "\x1b" not in caplog.text


async def test_screens_end_with_their_pages(browser: Browser) -> None:
    async with await browser.open() as socket:
        await hear(socket, "begun")
        [screen] = browser.server._alive.all
    await until(lambda: not screen.running)
    assert screen._process is not None
    assert screen._process.returncode == 0, "it was asked to leave, not killed"


async def test_screens_end_with_the_server_even_deaf_ones(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "PATIENCE", 0.1)
    socket = await browser.open()
    await type_in(socket, "deaf")
    await hear(socket, "typed deaf")
    [screen] = browser.server._alive.all
    await browser.client.close()
    assert not screen.running


async def test_a_browser_that_takes_nothing_holds_nothing_up(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "HEARTBEAT", 0.3)
    socket = await browser.open()
    await hear(socket, "begun")
    await type_in(socket, "flood")
    [screen] = browser.server._alive.all
    await until(lambda: not screen.running)  # nobody has read anything, nor answered to a ping
    assert screen._process is not None
    assert screen._process.returncode == 0
