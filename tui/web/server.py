"""The server of `reroll web`: textual-serve's, behind a guard, with a page and processes of our own."""

import asyncio
import contextlib
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import WSCloseCode, WSMsgType, web
from aiohttp.helpers import content_disposition_header
from textual_serve.server import Server

from schemas.frozen import frozen
from tui.web.assets import Assets
from tui.web.child import Child
from tui.web.entrance import Entrance
from tui.web.files import BrokenOff, Files
from tui.web.guard import ENTER, HEALTH, NONCE, ORIGIN, Guard, plain
from tui.web.origins import Origins
from tui.web.uploads import receive

_LOG = logging.getLogger("reroll.web")
_HERE = Path(__file__).parent

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS = re.compile(r"(image/(png|jpeg|webp|gif)|application/(zip|json)|text/(plain|csv))")
"""What a download may say that it is; anything else is bytes. All are saved, none is shown."""

MOST_TYPED = 4 * 1024 * 1024
"""Bytes of one message of a browser: what is pasted at once."""
HEARTBEAT = 15.0
ROOM_WITHIN = 3.0
"""Seconds that a new screen waits for room: one that is reloaded has just left its own."""


@frozen
class Screens:
    """What is run for a browser on a home folder, and how much of it.

    `begin` are the arguments of the first screen, such as `open media_prompt`; `always` stand before the
    command, `session` after `resume`.
    """

    home: Path
    program: Sequence[str]
    environment: Mapping[str, str]
    always: Sequence[str] = ()
    begin: Sequence[str] = ()
    session: Sequence[str] = ()
    most: int = 4
    idle_seconds: float = 1800.0

    def command(self, place: str) -> list[str] | None:
        """The program for what stands in the address of the page; None for what cannot."""
        kind, _, name = place.strip("/").partition("/")
        if (kind, name) == ("", ""):
            arguments = [*self.begin]
        elif (kind, name) == ("home", ""):
            arguments = []
        elif kind == "session" and _SESSION.fullmatch(name):
            arguments = ["resume", *self.session, "--", name]
        else:
            return None
        return [*self.program, *self.always, *arguments]


@dataclass(slots=True, eq=False)
class _Alive:
    """The processes of one server: with a browser, and those that finish what runs without one."""

    shown: set[Child] = field(default_factory=set[Child])
    all: set[Child] = field(default_factory=set[Child])


class WebServer(Server):
    """Answers at one address only; see `Guard`. `announce` is told each address that lets somebody in."""

    def __init__(
        self,
        screens: Screens,
        origins: Origins,
        *,
        announce: Callable[[str], None],
        entrance: Entrance | None = None,
    ) -> None:
        super().__init__("reroll", title="Reroll", public_url=origins.address, templates_path=_HERE)
        self._screens = screens
        self._entrance = entrance or Entrance()
        self._guard = Guard(origins, self._entrance)
        self._origins = origins
        self._announce = announce
        self._assets = Assets()
        self._files = Files()
        self._alive = _Alive()
        self._room = asyncio.Condition()
        self._leaving: set[asyncio.Task[None]] = set()

    def way_in(self) -> str:
        """An address that lets one browser in, once."""
        return f"{self._origins.address}{ENTER}?token={self._entrance.new_token()}"

    async def application(self) -> web.Application:
        """The routes, with the guard before them."""
        return await self._make_app()

    async def _make_app(self) -> web.Application:
        # aiohttp wants to see a function.
        @web.middleware
        async def guarded(request: web.Request, handler: Any) -> web.StreamResponse:
            return await self._guard(request, handler)

        app = web.Application(middlewares=[guarded], client_max_size=1024)
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path), autoescape=True)
        app.add_routes(
            [
                web.get(ENTER, self.handle_enter, allow_head=False),
                web.get(HEALTH, self.handle_health),
                *(web.get(path, self.handle_index) for path in ("/", "/home", "/session/{session}")),
                *(
                    web.get(f"/ws{path}", self.handle_websocket)
                    for path in ("/", "/home", "/session/{session}")
                ),
                web.post("/upload", self.handle_upload),
                web.get("/download/{key}", self.handle_download, allow_head=False),
                web.get("/static/{name}", self._assets.answer),
            ]
        )
        app.on_shutdown.append(self.on_shutdown)
        return app

    # -- pages ------------------------------------------------------------------------------------

    async def handle_health(self, request: web.Request) -> web.Response:
        """Whether the server answers; nothing else is said to somebody unknown."""
        return plain(200, "ok")

    async def handle_enter(self, request: web.Request) -> web.Response:
        """Exchange the token of the address for a cookie, and leave the address."""
        cookie = self._entrance.exchange(request.query.get("token", ""))
        if cookie is None:
            if self._guard.knows(request):
                return _to_the_page(request)  # the button that goes back, or the address opened again
            _LOG.warning("refused: a token that is worth nothing")
            return plain(
                403, "This address was used already, or it is too old. `reroll web` printed another one."
            )
        response = _to_the_page(request)
        response.set_cookie(
            self._guard.cookie,
            cookie,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._origins.secure,
        )
        self._announce(self.way_in())
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page with the terminal."""
        if self._screens.command(request.path) is None:
            raise web.HTTPNotFound
        socket = request[ORIGIN].replace("http", "ws", 1)
        said = {"nonce": request[NONCE], "socket": f"{socket}/ws{request.path}"}
        return aiohttp_jinja2.render_template("page.html", request, said)

    async def handle_upload(self, request: web.Request) -> web.Response:
        """A file that the person dropped onto the page."""
        return await receive(request, self._screens.home)

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that a screen has ready, once; it is saved, whatever it is."""
        key = request.match_info["key"]
        about = self._files.begin(key)
        if about is None:
            raise web.HTTPNotFound
        kind = about.mime_type if _KINDS.fullmatch(about.mime_type) else "application/octet-stream"
        response = web.StreamResponse(
            headers={
                "Content-Type": kind,
                "Content-Disposition": content_disposition_header("attachment", filename=about.file_name),
            }
        )
        # It is sent before the guard could say so.
        self._guard.tell(request, response)
        try:
            await response.prepare(request)
            async with contextlib.aclosing(self._files.pieces(about)) as pieces:
                async for piece in pieces:
                    await response.write(piece)
            await response.write_eof()
        except BrokenOff:
            _breaking(request)()  # the browser says then that it failed
        finally:
            self._files.ended(key)
        return response

    # -- screens ----------------------------------------------------------------------------------

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One screen, for as long as its socket is open and somebody uses it."""
        command = self._screens.command(request.path.removeprefix("/ws"))
        if command is None:
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MOST_TYPED)
        await socket.prepare(request)
        child = Child(command, self._screens.environment, socket, self._files, _breaking(request))
        if not await self._let_in(child):
            why = f"{self._screens.most} screens are open already, or finish what runs: close one first."
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=why.encode())
            return socket
        try:
            await child.start(
                _number(request.query.get("width"), 80), _number(request.query.get("height"), 24)
            )
            await self._listen(request, socket, child)
        except OSError as error:
            _LOG.error("a screen could not be started: %s", error)
        finally:
            await asyncio.shield(self._let_go(child))
        if not socket.closed:
            await socket.close()
        return socket

    async def _listen(self, request: web.Request, socket: web.WebSocketResponse, child: Child) -> None:
        loop = asyncio.get_running_loop()
        used = loop.time()
        while True:
            try:
                # Not the timeout of `receive`: every heartbeat would begin it anew.
                async with asyncio.timeout_at(used + self._screens.idle_seconds):
                    message = await socket.receive()
            except TimeoutError:
                why = b"Nobody used this screen for a while. What was typed is saved."
                await socket.close(code=WSCloseCode.GOING_AWAY, message=why)
                return
            if message.type is WSMsgType.TEXT:
                if await _pass_on(message.data, child, socket):
                    used = loop.time()
                    self._guard.knows(request)  # a browser in use stays known
            elif message.type is not WSMsgType.BINARY:
                return

    async def _let_in(self, child: Child) -> bool:
        most = self._screens.most
        async with self._room:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    self._room.wait_for(
                        lambda: len(self._alive.shown) < most and len(self._alive.all) < 2 * most
                    ),
                    ROOM_WITHIN,
                )
                self._alive.shown.add(child)
                self._alive.all.add(child)
                return True
        return False

    async def _let_go(self, child: Child) -> None:
        await child.leave()
        task = asyncio.create_task(self._until_gone(child))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        async with self._room:
            self._alive.shown.discard(child)
            self._room.notify_all()

    async def _until_gone(self, child: Child) -> None:
        try:
            await child.stop()
        finally:
            self._alive.all.discard(child)
            async with self._room:
                self._room.notify_all()

    async def on_shutdown(self, app: web.Application) -> None:
        """End every screen: it saves, and what runs is recorded as interrupted."""
        await asyncio.gather(*(child.end() for child in list(self._alive.all)))
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=5)


async def _pass_on(text: str, child: Child, socket: web.WebSocketResponse) -> bool:
    """What a browser says, and whether it was a person's act; nonsense is passed over."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    match said:
        case ["stdin", str(typed)]:
            await child.send_bytes(typed.encode("utf-8", "replace"))
            return True
        case ["resize", {"width": int(width), "height": int(height)}]:
            await child.set_terminal_size(width, height)
        case ["ping", str(mark)]:
            await socket.send_json(["pong", mark[:64]])
        case ["focus"]:
            await child.focus()
        case ["blur"]:
            await child.blur()
        case _:
            pass
    return False


def _breaking(request: web.Request) -> Callable[[], None]:
    """What breaks the connection of a request, with all that is still to be sent over it."""
    return lambda: request.transport.abort() if request.transport is not None else None


def _to_the_page(request: web.Request) -> web.Response:
    if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
        return web.Response(status=303, headers={"Location": "/"})
    # Followed from another page: cookies of this one would not be sent along with a redirect.
    page = '<!DOCTYPE html><meta http-equiv="refresh" content="0;url=/"><title>Reroll</title>'
    return web.Response(text=page, content_type="text/html")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and len(text) < 6 and text.isascii() and text.isdigit() else otherwise
