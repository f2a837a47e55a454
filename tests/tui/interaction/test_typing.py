"""Typing: the draft is on disk soon, and the screen never says so before."""

import asyncio
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import Internal
from engine.session.interactions import Interactions
from schemas.messages.sessions import GetSession
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui.confirm import Confirm
from tui.home.screen import HomeScreen
from tui.interaction import draft_keeper


class Saves:
    """Drafts as the engine writes them: each waits for `gate`, or fails while `fails`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[dict[str, Any]] = []
        self.tried = 0
        self.fails = False
        self.gate = asyncio.Event()
        self.gate.set()
        real = Interactions.save_draft

        async def save(
            interactions: Interactions, session: str, interaction: str, draft: Any, **who: Any
        ) -> int:
            self.tried += 1
            await self.gate.wait()
            if self.fails:
                raise Internal("The disk is full.", hint="Make room.", code="disk_full")
            version = await real(interactions, session, interaction, draft, **who)
            self.written.append(dict(draft.values))
            return version

        monkeypatch.setattr(Interactions, "save_draft", save)


@pytest.fixture
def saves(monkeypatch: pytest.MonkeyPatch) -> Saves:
    return Saves(monkeypatch)


async def test_a_page_opens_with_its_first_field_focused(person: Person) -> None:
    await person.until(lambda: person.focused_field == "subject")
    assert person.value("subject") == "a harbour at dawn"


async def test_what_is_typed_is_saved_and_only_then_called_saved(person: Person, saves: Saves) -> None:
    saves.gate.clear()
    await person.press("end")
    await person.types("!")
    await person.sees("● typing")
    await person.until(lambda: saves.tried == 1)
    assert person.save_state == "typing"
    assert saves.written == []
    saves.gate.set()
    await person.sees("✓ saved")
    assert saves.written[-1]["subject"] == "a harbour at dawn!"


def test_a_draft_is_written_within_half_a_second() -> None:
    # The rest is for the disk. Timers of the toolkit may be late by a frame.
    assert draft_keeper.AFTER_SECONDS <= 0.3


async def test_a_failing_save_is_said_and_tried_again(
    person: Person, saves: Saves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_keeper, "RETRY_SECONDS", 0.02)
    saves.fails = True
    await person.types("x")
    await person.sees("NOT SAVED", "The disk is full.", "Make room.")
    await person.until(lambda: saves.tried > 3)
    assert len([toast for toast in person.toasts() if "disk" in toast]) == 1
    saves.fails = False
    await person.sees("✓ saved")
    assert saves.written[-1]["subject"].startswith("x")


async def test_leaving_without_having_saved_asks_first(person: Person, saves: Saves) -> None:
    saves.fails = True
    await person.types("x")
    await person.press("ctrl+b")
    await person.at(Confirm)
    await person.press("n")
    await person.sees("NOT SAVED")
    await person.press("ctrl+q")
    await person.at(Confirm)
    assert person.app.is_running
    await person.press("escape", "ctrl+b")
    await person.at(Confirm)
    await person.press("y")
    await person.at(HomeScreen)


async def test_quitting_without_having_saved_can_be_insisted_on(person: Person, saves: Saves) -> None:
    saves.fails = True
    await person.types("x")
    await person.press("ctrl+q")
    await person.at(Confirm)
    await person.press("y")
    await person.until(lambda: not person.app.is_running)


@pytest.mark.parametrize("key", ["ctrl+b", "ctrl+q"])
async def test_leaving_writes_what_was_typed_a_moment_ago(
    sit: Sit, postcard: str, saves: Saves, key: str
) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        await person.types("at once ")
        await person.press(key)
    assert saves.written[-1]["subject"] == "at once a harbour at dawn"


async def test_the_program_closes_its_engine_when_it_ends(
    sit: Sit, postcard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []
    real = LocalEngine.close

    async def close(engine: LocalEngine) -> None:
        closed.append(True)
        await real(engine)

    monkeypatch.setattr(LocalEngine, "close", close)
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        person.app.exit()
    assert closed == [True]


async def test_ctrl_s_saves_at_once(person: Person, saves: Saves) -> None:
    await person.press("ctrl+s")
    await person.sees("✓ saved")
    assert len(saves.written) == 1


async def test_form_errors_stop_a_run_and_take_the_focus(person: Person, saves: Saves) -> None:
    await person.press("f7", "delete", "tab")
    await person.until(lambda: person.focused_field == "mood")
    await person.press("f5")
    await person.until(lambda: person.focused_field == "subject")
    await person.sees("Some fields need attention first.")
    session = await (await person.app._host.engine()).call(  # type: ignore[attr-defined]
        GetSession(session_id=person.page._session.id)  # type: ignore[attr-defined]
    )
    assert session.executions == []
