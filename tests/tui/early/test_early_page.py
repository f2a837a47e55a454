"""The first page before its engine: typed into, acted on, given over, or replaced."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from shutil import copytree
from typing import Literal

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from schemas.messages.interactions import GetInteraction, SaveDraft
from schemas.messages.sessions import GetSession
from tests.tui.cast import Cast
from tests.tui.conftest import NARROW, Sit
from tests.tui.person import Person
from tui.early import first_page
from tui.early.early_screen import EarlyScreen
from tui.early.kept_page import PageShelf
from tui.engine_host import EngineHost
from tui.home.screen import HomeScreen
from tui.interaction.panes import Panes
from tui.interaction.results_pane import ResultsPane
from tui.interaction.screen import InteractionScreen
from tui.opening import OpeningScreen

SUBJECT = "a harbour at dawn"
"""What the form begins with."""


class Gate:
    """An engine that is opened when the test says so."""

    def __init__(self, home: Path, cast: Cast) -> None:
        self.opens = asyncio.Event()
        self.home = home
        self.problem: OperationError | None = None
        self._cast = cast

    def host(self) -> EngineHost:
        return EngineHost(self.home, open_engine=self._open)

    async def _open(self) -> LocalEngine:
        await self.opens.wait()
        if self.problem:
            raise self.problem
        return await LocalEngine.open(self.home, registry=self._cast.registry(), busy_seconds=0.2)


@pytest.fixture
def gate(home: Path, cast: Cast) -> Gate:
    return Gate(home, cast)


@pytest.fixture
async def begun_before(
    monkeypatch: pytest.MonkeyPatch, sit: Sit, postcard: str, home: Path
) -> Callable[[], Awaitable[None]]:
    """The workflow was begun once by this program."""
    monkeypatch.setattr(first_page, "KEEP_AFTER", 0.01)

    async def begin() -> None:
        async with sit(("workflow", postcard)) as person:
            await person.at(InteractionScreen)
            await person.until(lambda: _kept(home, postcard), "the page to be kept")

    await begin()
    return begin


def _kept(home: Path, workflow: str) -> object:
    return PageShelf.of_workflow(home, workflow, {}).find()


async def _stored(person: Person) -> dict[str, object]:
    """What the engine has of the open page."""
    page = person.page._page  # type: ignore[attr-defined]
    view = await page.engine.call(GetInteraction(**page.ids))
    return view.draft.values if view.draft else {}


def _change(workflow: str, **fields: str) -> None:
    step = Path(workflow) / "steps/1_compose/step.json"
    document = json.loads(step.read_text("utf-8"))
    document["modules"][0].update(fields)
    step.write_text(json.dumps(document), "utf-8")


pytestmark = pytest.mark.usefixtures("begun_before")


async def test_a_page_is_shown_and_typed_into_before_its_engine_is_there(
    sit: Sit, postcard: str, gate: Gate
) -> None:
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Compose the card", "Subject")
        assert isinstance(person.screen, EarlyScreen)
        await person.types("red kite ")
        await person.sees(f"red kite {SUBJECT}", "● typing")
        gate.opens.set()
        await person.sees("✓ saved")
        assert (await _stored(person))["subject"] == f"red kite {SUBJECT}"
        await person.types("old ")
        await person.until(lambda: person.value("subject") == f"red kite old {SUBJECT}")
        assert isinstance(person.screen, EarlyScreen)


async def test_what_is_pressed_before_waits_for_the_engine(
    sit: Sit, postcard: str, gate: Gate, cast: Cast
) -> None:
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Subject")
        await person.types("a kite ")
        await person.press("escape", "p")
        assert not cast.painter.asked
        gate.opens.set()
        await person.until(lambda: len(person.pictures) == 2, "two pictures")
        assert cast.painter.asked[0].prompt.count("a kite ") == 1


async def test_under_tabs_what_was_pressed_before_shows_its_pane(sit: Sit, postcard: str, gate: Gate) -> None:
    async with sit(("workflow", postcard), host=gate.host(), size=NARROW) as person:
        await person.sees("Subject")
        await person.press("escape", "p")
        gate.opens.set()
        await person.until(lambda: person.find(Panes).active == "results", "the results")


async def test_fields_that_were_left_before_are_changes_that_can_be_undone(
    sit: Sit, postcard: str, gate: Gate
) -> None:
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Subject")
        await person.types("a kite ")
        await person.press("tab")
        await person.types("windy")
        gate.opens.set()
        await person.sees("✓ saved")
        await person.press("escape", "u", "u")
        await person.until(lambda: person.value("subject") == SUBJECT)


async def test_going_home_before_saves_what_was_typed(sit: Sit, postcard: str, gate: Gate) -> None:
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Subject")
        await person.types("a kite ")
        leaving = asyncio.create_task(person.press("ctrl+b"))
        await asyncio.sleep(0.05)
        gate.opens.set()
        await leaving
        await person.at(HomeScreen)
        await person.until(lambda: person.screen.focused is person.screen.query_one("#sessions"))
        await person.press("enter")
        await person.sees(f"a kite {SUBJECT}")


async def test_a_page_that_gives_way_while_it_is_left(sit: Sit, postcard: str, gate: Gate) -> None:
    _change(postcard, title="Compose a letter")
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Compose the card")
        await person.types("a kite ")
        leaving = asyncio.create_task(person.press("ctrl+b"))
        await asyncio.sleep(0.05)
        gate.opens.set()
        await leaving
        await person.sees("Compose a letter", f"a kite {SUBJECT}", "✓ saved")


async def test_another_page_than_before_takes_its_place_with_what_was_typed(
    sit: Sit, postcard: str, gate: Gate, home: Path
) -> None:
    _change(postcard, title="Compose a letter")
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Compose the card")
        await person.types("a kite ")
        gate.opens.set()
        await person.sees("Compose a letter", "a kite", "✓ saved")
        assert not isinstance(person.screen, EarlyScreen)
        assert (await _stored(person))["subject"] == f"a kite {SUBJECT}"
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose a letter")
        await person.until(lambda: isinstance(person.screen, EarlyScreen))


async def test_a_page_that_is_another_one_each_time_is_not_shown_early_any_more(
    sit: Sit, postcard: str, gate: Gate
) -> None:
    gate.opens.set()
    seen: list[type] = []
    for n in range(4):
        _change(postcard, title=f"Card number {n}")
        async with sit(("workflow", postcard), host=gate.host()) as person:
            seen.append(type(person.app.screen_stack[0]))
            await person.sees(f"Card number {n}")
            await person.still()
    assert seen[:2] == [EarlyScreen, EarlyScreen]
    assert seen[2:] == [OpeningScreen, OpeningScreen]


async def test_an_engine_that_cannot_be_opened_says_why(sit: Sit, postcard: str, gate: Gate) -> None:
    gate.problem = OperationError("The disk is full.", hint="Make room.")
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Compose the card")
        await person.types("a kite ")
        gate.opens.set()
        await person.sees("The disk is full.", "Make room.", "r Try again")
        await person.sees("What you typed is put into the form")
        gate.problem = None
        await person.press("r")
        await person.sees("Compose the card", f"a kite {SUBJECT}", "✓ saved")


async def test_a_document_that_became_invalid_says_so(sit: Sit, postcard: str) -> None:
    _change(postcard, titel="x")
    async with sit(("workflow", postcard)) as person:
        await person.sees("titel", "r Try again")


async def test_a_kept_page_that_cannot_be_read_is_as_none(sit: Sit, postcard: str, home: Path) -> None:
    (kept,) = (home / "cache/pages").glob("new-*")
    kept.write_text(kept.read_text("utf-8")[:-200], "utf-8")
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.at(InteractionScreen)
        assert not isinstance(person.screen, EarlyScreen)


async def _leave_one(sit: Sit, postcard: str, *, typed: str = "a kite ", pictures: bool = False) -> str:
    """A session that somebody has left; returns its id."""
    async with sit(("workflow", postcard)) as person:
        await person.sees("Subject")
        await person.types(typed)
        if pictures:
            await person.press("escape", "p")
            await person.until(lambda: len(person.pictures) == 2 and not person.running, "two pictures")
        return person.page._page.session.id  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["session", "continue"])
async def test_a_session_that_was_left_is_there_before_its_engine(
    sit: Sit, postcard: str, gate: Gate, kind: Literal["session", "continue"]
) -> None:
    session_id = await _leave_one(sit, postcard, pictures=True)
    async with sit((kind, session_id if kind == "session" else "postcard"), host=gate.host()) as person:
        await person.sees(f"a kite {SUBJECT}", "Pictures · 2")
        assert isinstance(person.screen, EarlyScreen)
        await person.types("red ")
        gate.opens.set()
        await person.sees("✓ saved", "2 results")
        assert (await _stored(person))["subject"] == f"red a kite {SUBJECT}"
        assert person.page._page.session.id == session_id  # type: ignore[attr-defined]


async def test_a_result_that_is_marked_before_has_its_mark(sit: Sit, postcard: str, gate: Gate) -> None:
    session_id = await _leave_one(sit, postcard, pictures=True)
    async with sit(("session", session_id), host=gate.host()) as person:
        await person.sees("Pictures · 2")
        await person.press("f3", "1", "asterisk", "asterisk", "asterisk", "plus")
        gate.opens.set()
        await person.until(lambda: person.find(ResultsPane).items[0].marks.rating == 1, "the marks")
        assert person.find(ResultsPane).items[0].marks.starred


async def test_a_session_that_has_changed_since_is_not_shown_early(
    sit: Sit, postcard: str, home: Path, gate: Gate
) -> None:
    session_id = await _leave_one(sit, postcard)
    engine = await LocalEngine.open(home)
    try:
        page = (await engine.call(GetSession(session_id=session_id))).interaction
        assert page is not None
        ids = {"session_id": session_id, "interaction_id": page.id}
        await engine.call(SaveDraft(**ids, values={"subject": "typed elsewhere"}, version=page.draft_version))
    finally:
        await engine.close()
    gate.opens.set()
    async with sit(("session", session_id), host=gate.host()) as person:
        assert isinstance(person.app.screen_stack[0], OpeningScreen)
        await person.sees("typed elsewhere")


async def test_going_home_keeps_the_page_that_was_left(sit: Sit, postcard: str, home: Path) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Subject")
        await person.types("a kite ")
        session_id = person.page._page.session.id  # type: ignore[attr-defined]
        await person.press("ctrl+b")
        await person.at(HomeScreen)
        await person.until(lambda: PageShelf.of_session(home, session_id).find(), "the page to be kept")


async def test_without_a_session_to_go_on_with_a_new_one_is_begun_early(
    sit: Sit, postcard: str, home: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "workflows").mkdir(parents=True, exist_ok=True)
    copytree(postcard, home / "workflows/postcard", dirs_exist_ok=True)
    async with sit(("workflow", "postcard")) as person:
        await person.sees("Subject")
        await person.until(lambda: _kept(home, "postcard"), "the page to be kept")
    with sqlite3.connect(home / "reroll.db") as connection:
        connection.execute("DELETE FROM sessions")
    async with sit(("continue", "postcard"), host=gate.host()) as person:
        await person.types("a kite ")
        assert isinstance(person.screen, EarlyScreen)
        gate.opens.set()
        await person.sees("✓ saved")


async def test_a_page_with_a_secret_typed_into_it_is_not_kept(sit: Sit, postcard: str, home: Path) -> None:
    step = Path(postcard) / "steps/1_compose/step.json"
    document = json.loads(step.read_text("utf-8"))
    properties = document["modules"][0]["input_schema"]["properties"]
    properties["mood"] = {"type": "string", "title": "Key", "format": "password"}
    step.write_text(json.dumps(document), "utf-8")
    for mood in ("", "hush"):
        async with sit(("workflow", postcard)) as person:
            await person.sees("Subject", "Key")
            await person.types("x")
            if mood:
                await person.press("tab")
                await person.types(mood)
            await person.sees("✓ saved")
            session_id = person.page._page.session.id  # type: ignore[attr-defined]
        assert bool(PageShelf.of_session(home, session_id).find()) == (not mood)
    assert all("hush" not in each.read_text("utf-8") for each in (home / "cache/pages").iterdir())


async def test_a_screen_about_the_session_is_opened_once_there_is_one(
    sit: Sit, postcard: str, gate: Gate
) -> None:
    async with sit(("workflow", postcard), host=gate.host()) as person:
        await person.sees("Subject")
        await person.press("escape", "ctrl+t", "h")
        gate.opens.set()
        await person.until(lambda: person.screen.__class__.__name__ == "HistoryScreen", "the history")
        assert person.screen.session_id == person.page._page.session.id  # type: ignore[attr-defined]
