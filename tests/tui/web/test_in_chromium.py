"""The main job in a real browser: come in, type, generate, pick, load the page again, go on."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, WebSocket, async_playwright

from engine.client.local import LocalEngine
from schemas.messages.session import SessionView
from schemas.messages.sessions import GetSession, ListSessions

pytestmark = pytest.mark.pty

CHECKOUT = Path(__file__).parents[3]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Its sandbox cannot be had as root, as in containers.
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]

if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("chromium is not installed; CI has it", allow_module_level=True)


class Web:
    """A running `reroll web`, and the address that it printed first."""

    def __init__(self, process: asyncio.subprocess.Process, address: str) -> None:
        self.process = process
        self.address = address

    def screens(self) -> list[int]:
        """The processes of its screens, as Linux lists them."""
        found: list[int] = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[1]) == self.process.pid and fields[0] != "Z":
                    found.append(int(stat.parent.name))
        return found


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    # As it ships, but one picture at a time: painting takes the most time here.
    workflow = tmp_path / "media_prompt"
    shutil.copytree(CHECKOUT / "workflows" / "media_prompt", workflow)
    form = workflow / "schemas" / "picture_form.json"
    one = re.sub(r'("count": \{.*?"default": )4', r"\g<1>1", form.read_text(), flags=re.DOTALL)
    form.write_text(one)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui.command", "web", "--port", "0", "open", str(workflow)),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "REROLL_HOME": str(tmp_path / "home")},
        cwd=CHECKOUT,
    )
    assert process.stderr is not None
    line = (await asyncio.wait_for(process.stderr.readline(), 20)).decode()
    address = re.search(r"http://\S+", line)
    assert address, line
    yield Web(process, address[0])
    if process.returncode is None:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield await browser.new_page(viewport={"width": 1280, "height": 800})
        await browser.close()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[LocalEngine]:
    """What is on disk, seen by another program."""
    engine = await LocalEngine.open(tmp_path / "home")
    yield engine
    await engine.close()


async def saved(engine: LocalEngine, true: Callable[[Any], bool]) -> SessionView:
    """The only session, once its page is so."""
    async with asyncio.timeout(30):
        while True:
            sessions = (await engine.call(ListSessions())).sessions
            assert len(sessions) < 2, "another one was begun"
            if sessions:
                view = await engine.call(GetSession(session_id=sessions[0].id))
                if view.interaction is not None and true(view.interaction):
                    return view
            await asyncio.sleep(0.1)


def typed(text: str) -> Callable[[Any], bool]:
    return lambda shown: shown.draft is not None and text in str(shown.draft)


class Drawn:
    """What the screen has drawn since the page was loaded."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._bytes: dict[WebSocket, bytes] = {}
        self._before: set[WebSocket] = set()
        page.on("websocket", self._begin)

    def forget(self) -> None:
        """Before the page is loaded again: what its socket still brings is of the last one."""
        self._before |= self._bytes.keys()

    def _begin(self, socket: WebSocket) -> None:
        self._bytes[socket] = b""
        socket.on("framereceived", lambda frame: self._add(socket, frame))

    def _add(self, socket: WebSocket, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            self._bytes[socket] += frame

    def _now(self) -> bytes:
        return b"".join(drawn for socket, drawn in self._bytes.items() if socket not in self._before)

    async def wait_for(self, text: str) -> None:
        """Once that is drawn and the terminal takes what is typed; nobody has clicked on it."""
        async with asyncio.timeout(30):
            while text.encode() not in self._now():  # noqa: ASYNC110 - it is played from outside
                await asyncio.sleep(0.05)
        await self._page.wait_for_selector("body.-first-byte")
        await self._page.wait_for_function("document.activeElement.className === 'xterm-helper-textarea'")


async def test_nothing_is_lost(web: Web, page: Page, engine: LocalEngine, tmp_path: Path) -> None:
    asked: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: asked.add(request.url.split("/", 3)[2]))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    drawn = Drawn(page)
    await page.goto(web.address)
    assert "token" not in page.url
    assert "token" not in await page.evaluate("JSON.stringify(history.state) + document.referrer")
    await drawn.wait_for("lighthouse keeper")
    await page.wait_for_url("**/session/*")
    session = page.url.rpartition("/")[2]

    await page.keyboard.type("FIRST LIGHT ")  # without a click before
    await saved(engine, typed("FIRST LIGHT "))
    await page.keyboard.press("F5")
    await saved(engine, lambda shown: sum(each.status == "completed" for each in shown.executions) == 1)
    await drawn.wait_for("space selects")
    await page.keyboard.press("F3")
    await page.keyboard.press("Space")
    picked = await saved(engine, lambda shown: len(shown.selected) == 1)
    assert picked.id == session

    picture = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    assert picture.size == (1280, 800)
    colours = picture.getcolors(1 << 24) or []
    assert len(colours) > 500, "pictures have many colours"

    drawn.forget()
    await page.reload()
    await drawn.wait_for("FIRST LIGHT")
    assert page.url.endswith(f"/session/{session}")
    await page.keyboard.press("F2")
    await page.keyboard.type("AND MORE ")
    again = await saved(engine, typed("AND MORE "))
    assert again.id == session
    assert typed("FIRST LIGHT ")(again.interaction)
    assert again.interaction is not None
    assert picked.interaction is not None
    assert again.interaction.selected == picked.interaction.selected

    # A browser's window would keep ctrl+t for itself.
    await page.keyboard.press("Alt+t")
    await drawn.wait_for("Session tree")
    await page.keyboard.press("Alt+t")

    # A file of the person's own: sent, and its path typed.
    await page.set_input_files("#files", {"name": "a note.txt", "mimeType": "text/plain", "buffer": b"x"})
    await saved(engine, typed("/a_note.txt"))
    [sent] = (tmp_path / "home").glob("uploads/*/a_note.txt")
    assert sent.read_bytes() == b"x"

    assert asked == {web.address.split("/")[2]}, "nothing is asked for elsewhere"
    assert not complaints, "the page's own policy refused something"
    [cookie] = await page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"

    # Even a server that is killed leaves nothing behind.
    assert web.screens()
    screens = web.screens()
    web.process.send_signal(signal.SIGKILL)
    await page.wait_for_selector("#closed", state="visible")
    assert "What was saved is safe" in await page.inner_text("#why")
    async with asyncio.timeout(15):
        while any(Path(f"/proc/{pid}/cmdline").exists() and alive(pid) for pid in screens):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def alive(pid: int) -> bool:
    """Whether it is more than an entry that nobody asked for yet."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
