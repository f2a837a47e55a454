"""Takes the README's pictures from the program itself: `make screenshots`.

Runs the real program (real pictures, the real text model, which must have been fetched) in a
home of its own and saves each screen as SVG; with Chromium on the machine also as PNG.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.css.query import NoMatches
from textual.pilot import Pilot

from engine.bundled import bundled_folder
from engine.home import home_folder
from tui.app import RerollApp
from tui.conversation.message_log import MessageLog

FOLDER = Path(__file__).parent
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZE, NARROW = (120, 40), (80, 24)
LONGEST = 120.0
_MESSAGES = (
    "I am Ada and I want to know who I am besides a teacher",
    "Yes, that is what I want. Let us begin",
    "I was painting the harbour and missed the last train home",
)


async def main() -> None:
    """Go through the main job once at each size."""
    with tempfile.TemporaryDirectory() as home:
        _borrow_model(Path(home))
        await _main_job(Path(home))
        await _rerun(Path(home))
        await _conversation(Path(home))
        await _step(Path(home))
        app = RerollApp(Path(home))
        async with app.run_test(size=SIZE) as pilot:
            await _until(pilot, lambda: "results" in _text(app))
            _save(app, "home")
        app = RerollApp(Path(home), start=("workflow", "media_prompt"))
        async with app.run_test(size=NARROW) as pilot:
            await _until(pilot, lambda: "Subject" in _text(app))
            _save(app, "narrow")
        await web(Path(home))


async def _main_job(home: Path) -> None:
    app = RerollApp(home, start=("workflow", "media_prompt"))
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: "Subject" in _text(app))
        await pilot.press("f5")
        await _until(pilot, lambda: "4 results" in _text(app) or "done, 4" in _text(app))
        await pilot.press("f3", "home", "space")
        await _until(pilot, lambda: "selected" in _text(app) and _text(app).count("▀") > 400)
        _save(app, "prompt")
        await pilot.press("enter")
        await _until(pilot, lambda: "Made by" in _text(app) and "▀" in _text(app))
        _save(app, "detail")
        await pilot.press("escape", "i")
        await _until(pilot, lambda: "Enter runs it" in _text(app))
        await pilot.press("enter")
        await _until(pilot, lambda: "before and after" in _text(app))
        _save(app, "proposal")
        await pilot.press("a")
        await _until(pilot, lambda: "before and after" not in _text(app))
        await pilot.press("ctrl+n")
        await _until(pilot, lambda: "Write a caption" in _text(app))
        for _ in range(2):
            count = _text(app).count("done,")
            await pilot.press("f3", "w")
            await _until(pilot, lambda count=count: _text(app).count("done,") > count)
        await pilot.press("f3", "home", "space")
        await _until(pilot, lambda: "selected" in _text(app))
        _save(app, "caption")
        await pilot.press("ctrl+n")
        await _until(pilot, lambda: "Exported to" in _text(app))


async def _rerun(home: Path) -> None:
    app = RerollApp(home, start=("workflow", "pet_story"))
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: "Name" in _text(app))
        await pilot.press("ctrl+n")
        await _until(pilot, lambda: "Choose the scenes" in _text(app) and "Score" in _text(app))
        await pilot.press("space", "r")
        await _until(pilot, lambda: "Enter runs it" in _text(app))
        await pilot.press(*("space" if letter == " " else letter for letter in "less sentimental"), "enter")
        await _until(pilot, lambda: "arriving" in _text(app))
        _save(app, "rerun")


async def _conversation(home: Path) -> None:
    """The coach on its recorded replies: which the screen says."""
    replies = bundled_folder() / "coach" / "replies" / "coach.json"
    app = RerollApp(home, start=("workflow", "coach"), stand_ins={"embedded": f"replay:{replies}"})
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: "Welcome" in _text(app))
        for number, message in enumerate(_MESSAGES, start=1):
            await pilot.press(*("space" if letter == " " else letter for letter in message), "enter")
            await _until(pilot, lambda number=number: _answered(app, number))
        _save(app, "conversation")


def _answered(app: RerollApp, number: int) -> bool:
    turns = [block for block in app.screen.query_one(MessageLog).blocks if block.turn_id]
    return len({block.turn_id for block in turns}) >= number


async def _step(home: Path) -> None:
    app = RerollApp(home, start=("workflow", "blog_post"))
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: "12 records" in _text(app))
        for title in ("Title ideas", "Illustrate"):
            await pilot.press("ctrl+n")
            await _until(pilot, lambda title=title: f"▸ {title}" in _text(app) and " record" in _text(app))
        await pilot.press("space", "space", "space", "space", "r")
        await _until(pilot, lambda: "4 done" in _text(app))
        await pilot.press("home")
        await _until(pilot, lambda: _text(app).count("▀") > 400)
        _save(app, "step")


async def web(home: Path) -> None:
    """The page of `reroll web`, in a real browser."""
    chromium = _chromium()
    if not chromium:
        return
    from playwright.async_api import async_playwright  # noqa: PLC0415 - only with a browser

    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui.command", "web", "--port", "0", "open", "media_prompt"),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "REROLL_HOME": str(home)},
    )
    assert server.stderr is not None
    address = (await server.stderr.readline()).decode().split()[-1]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.goto(address)
        await page.wait_for_url("**/session/*")
        await asyncio.sleep(2)
        await page.keyboard.press("F5")
        await asyncio.sleep(20)  # what is drawn on a canvas cannot be read
        for key in ("F3", "Home", "Space"):
            await page.keyboard.press(key)
        await asyncio.sleep(2)
        await page.screenshot(path=FOLDER / "web.png")
        await browser.close()
    server.terminate()
    await server.wait()


def _borrow_model(home: Path) -> None:
    models = home_folder() / "models"
    if not models.is_dir():
        sys.exit("The text model is not here: run `reroll models fetch` first.")
    shutil.copytree(models, home / "models", copy_function=shutil.copy2)


def _text(app: RerollApp) -> str:
    width, height = app.size
    try:
        lines = app.screen._compositor.render_strips(app.size)
    except (LookupError, NoMatches):
        return ""  # not laid out yet
    return "\n".join(strip.text for strip in lines[:height])[: width * height * 2]


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST):
        while not condition():
            await pilot.pause(0.1)
    await pilot.pause(0.3)


def _save(app: RerollApp, name: str) -> None:
    svg = FOLDER / f"{name}.svg"
    svg.write_text(app.export_screenshot(title="Reroll"), encoding="utf-8")
    chromium = _chromium()
    if chromium:
        width, height = (1482, 1027) if app.size.width > 100 else (994, 636)
        quiet = ["--headless", "--hide-scrollbars", *_QUIET]
        target = f"--screenshot={FOLDER / f'{name}.png'}"
        subprocess.run(
            [chromium, *quiet, f"--window-size={width},{height}", target, svg.as_uri()],
            check=True,
            capture_output=True,
        )
        svg.unlink()


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


if __name__ == "__main__":
    asyncio.run(main())
