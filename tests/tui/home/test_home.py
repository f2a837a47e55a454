"""The home screen: what can be begun, what can be gone on with, and what is wrong."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, OptionList

from engine.client.local import LocalEngine
from schemas.messages.sessions import EditSession, StartSession
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tui.confirm import Confirm
from tui.home.screen import HomeScreen
from tui.interaction.screen import InteractionScreen
from tui.opening import OpeningScreen

ROOT = Path(__file__).resolve().parents[3]
Begin = Callable[..., Coroutine[Any, Any, list[str]]]


@pytest.fixture
def begin(home: Path, cast: Cast, postcard: str) -> Begin:
    """Begins sessions with these titles before the program starts; returns their ids."""

    async def begin(*titles: str) -> list[str]:
        async with opened(home, cast) as engine:
            ids: list[str] = []
            for title in titles:
                view = await engine.call(StartSession(workflow=postcard))
                await engine.call(EditSession(session_id=view.id, title=title))
                ids.append(view.id)
            return ids

    return begin


@asynccontextmanager
async def opened(home: Path, cast: Cast) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(home, registry=cast.registry())
    yield engine
    await engine.close()


def listed(person: Person) -> list[str]:
    options = person.screen.query_one("#sessions", OptionList).options
    return [str(option.prompt).split("\n")[0] for option in options]


async def test_an_empty_home_says_how_to_begin(sit: Sit) -> None:
    async with sit() as person:
        await person.sees("Nothing yet. Begin with a workflow on the left.", "Picture prompt")
        assert person.screen.focused is person.screen.query_one("#workflows")
        await person.sees("reroll models fetch")


async def test_at_eighty_columns_both_lists_are_there(sit: Sit, begin: Begin) -> None:
    await begin("Alpha")
    async with sit(size=NARROW) as person:
        await person.sees("Begin", "Continue", "Alpha", "Picture prompt")


async def test_sessions_are_listed_the_last_used_first_with_state_and_age(sit: Sit, begin: Begin) -> None:
    await begin("Alpha", "Beta")
    async with sit() as person:
        await person.sees("Alpha", "Beta · Postcard", "open · at Compose · just now")
        assert [line.split(" ")[1] for line in listed(person)] == ["Beta", "Alpha"]
        await person.until(lambda: person.screen.focused is person.screen.query_one("#sessions"))


async def test_enter_goes_on_with_the_session_under_the_cursor(sit: Sit, begin: Begin) -> None:
    ids = await begin("Alpha", "Beta")
    async with sit() as person:
        await person.until(lambda: person.screen.focused is person.screen.query_one("#sessions"))
        await person.press("down", "enter")
        await person.at(InteractionScreen)
        assert person.page._session.id == ids[0]  # type: ignore[attr-defined]


async def test_search_narrows_the_list_and_enter_goes_to_it(sit: Sit, begin: Begin) -> None:
    await begin("Alpha", "Beta", "[Gamma]")
    async with sit() as person:
        await person.sees("Alpha")
        await person.press("slash")
        await person.types("[gam")
        await person.until(lambda: len(listed(person)) == 1)
        await person.sees("[Gamma]")
        await person.press("enter")
        await person.until(lambda: person.screen.focused is person.screen.query_one("#sessions"))
        await person.press("slash")
        await person.types("xx")
        await person.sees("Nothing found.")
        await person.press("escape")
        await person.until(lambda: person.screen.focused is person.screen.query_one("#workflows"))
        person.screen.query_one("#search", Input).value = ""
        await person.until(lambda: len(listed(person)) == 3)


async def test_a_d_in_the_search_is_a_letter(sit: Sit, begin: Begin) -> None:
    await begin("Alpha")
    async with sit() as person:
        await person.sees("Alpha")
        await person.press("slash", "d")
        await person.until(lambda: person.screen.query_one("#search", Input).value == "d")
        assert isinstance(person.screen, HomeScreen)


async def test_deleting_asks_and_no_keeps(sit: Sit, begin: Begin) -> None:
    await begin("Alpha", "Be[t]a")
    async with sit() as person:
        await person.until(lambda: person.screen.focused is person.screen.query_one("#sessions"))
        await person.sees("⏎ Open", "d Delete session")
        for answer in ("escape", "n", "enter"):
            await person.press("d")
            await person.at(Confirm)
            await person.sees("Delete “Be[t]a”?")
            await person.press(answer)
            await person.at(HomeScreen)
            assert len(listed(person)) == 2
        await person.press("d")
        await person.at(Confirm)
        await person.press("right", "enter")
        await person.until(lambda: len(listed(person)) == 1)
        assert "Alpha" in listed(person)[0]
        await person.press("d")
        await person.at(Confirm)
        await person.press("y")
        await person.sees("Nothing yet.")
        await person.until(lambda: person.screen.focused is person.screen.query_one("#workflows"))


async def test_nothing_is_deleted_from_the_workflows(sit: Sit, begin: Begin) -> None:
    await begin("Alpha")
    async with sit() as person:
        await person.until(lambda: person.screen.focused is person.screen.query_one("#sessions"))
        await person.press("shift+tab")
        await person.misses("Delete session")
        await person.press("d")
        await person.pilot.pause()
        assert isinstance(person.screen, HomeScreen)


async def test_hostile_titles_are_shown_as_text(sit: Sit, begin: Begin) -> None:
    await begin("[/x] [@click=app.quit]go[/] \x1b]0;x\x07\u202eevil\nline")
    async with sit() as person:
        await person.sees("[/x] [@click=app.quit]go[/] ]0;xevil line")


async def test_a_workflow_is_begun_with_enter_and_with_the_mouse(sit: Sit, home: Path, postcard: str) -> None:
    (home / "workflows").mkdir(parents=True)
    (home / "workflows" / "postcard").symlink_to(postcard)
    async with sit() as person:
        await person.sees("Postcard  yours", "A picture and a greeting.", "Nothing yet.")
        await person.press("end", "enter")
        await person.sees("Compose the card")
        await person.press("ctrl+b")
        await person.at(HomeScreen)
        await person.sees("open · at Compose")
        row = next(y for y, line in enumerate(person.sees_now.splitlines()) if "Postcard  yours" in line)
        assert await person.pilot.click(offset=(5, row))
        await person.sees("Compose the card")


async def test_a_workflow_that_cannot_be_read_says_so(sit: Sit, home: Path) -> None:
    folder = home / "workflows" / "broken"
    folder.mkdir(parents=True)
    (folder / "workflow.json").write_text("{", "utf-8")
    async with sit() as person:
        await person.sees("broken", "is not valid JSON")


async def test_a_damaged_database_is_said_with_a_hint(sit: Sit, home: Path) -> None:
    home.mkdir()
    (home / "reroll.db").write_bytes(b"not a database at all" * 500)
    async with sit() as person:
        await person.sees("✗")
        await person.until(lambda: "Looking" not in person.sees_now)
        assert "Traceback" not in person.sees_now
        assert person.app.is_running
        await person.press("enter")
        await person.at(OpeningScreen)
        await person.sees("r Try again")
        (home / "reroll.db").unlink()
        await person.press("r")
        await person.at(InteractionScreen)


async def test_the_theme_is_remembered(sit: Sit, home: Path) -> None:
    async with sit() as person:
        person.app.theme = "nord"
        await person.until(lambda: (home / "preferences.json").is_file())
    assert json.loads((home / "preferences.json").read_text())["theme"] == "nord"
    async with sit() as person:
        assert person.app.theme == "nord"
    (home / "preferences.json").write_text('{"theme": "no such theme"')
    async with sit() as person:
        await person.sees("Reroll")


def test_nothing_heavy_is_imported_before_the_first_frame(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from tui.app import RerollApp
from tui.home.screen import HomeScreen

heavy = ("pydantic", "httpx", "jinja2", "jsonschema", "PIL", "numpy", "aiosqlite", "yaml")

display = RerollApp._display

def first_frame(app, screen, renderable):
    if isinstance(screen, HomeScreen) and not Path(sys.argv[2]).exists():
        found = [name for name in heavy if name in sys.modules]
        Path(sys.argv[2]).write_text(" ".join(found) or "nothing")
        app.exit()
    display(app, screen, renderable)

RerollApp._display = first_frame
RerollApp(Path(sys.argv[1])).run(headless=True)
"""
    program = tmp_path / "program.py"
    program.write_text(code, "utf-8")
    run = subprocess.run(
        [sys.executable, str(program), str(tmp_path / "home"), str(tmp_path / "found")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "found").read_text("utf-8") == "nothing"
