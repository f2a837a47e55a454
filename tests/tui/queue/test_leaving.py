"""Quitting while something runs: it is finished without the screen, stopped, or the person stays."""

import asyncio
from types import SimpleNamespace

import pytest
from textual.drivers.linux_driver import LinuxDriver

from schemas.messages.executions import GetExecution
from schemas.messages.queue import ListQueue
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui import app as app_module
from tui.interaction.screen import InteractionScreen
from tui.queue.leave_running import LeaveRunning
from tui.unfailing_terminal import UnfailingTerminal, unfailing


@pytest.fixture
def gate(cast: Cast) -> asyncio.Event:
    """The first picture waits for it."""
    gate = asyncio.Event()
    cast.painter.gates = [gate]
    return gate


async def generate(person: Person) -> str:
    """Begin to generate; the execution's id."""
    await person.press("f5")
    await person.until(lambda: person.running)
    host = person.app.host  # type: ignore[attr-defined]
    engine = await host.engine()
    async with asyncio.timeout(10):
        while not (running := (await engine.call(ListQueue())).running):  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.01)
    return running[0].execution_id


async def status(person: Person, execution_id: str) -> str:
    engine = await person.app.host.engine()  # type: ignore[attr-defined]
    return (await engine.call(GetExecution(execution_id=execution_id))).status


async def test_nothing_is_asked_when_nothing_runs(person: Person) -> None:
    await person.press("ctrl+q")
    await person.until(lambda: person.app._exit)
    assert not person.app.goes_on  # type: ignore[attr-defined]


@pytest.mark.parametrize("keys", [("f",), ("enter",), ("ctrl+q",)])
async def test_finishing_in_the_background(
    person: Person, gate: asyncio.Event, keys: tuple[str, ...]
) -> None:
    execution_id = await generate(person)
    await person.press("ctrl+q")
    await person.at(LeaveRunning)
    await person.sees("1 execution runs here")
    await person.press(*keys)
    await person.until(lambda: person.app._exit)
    app = person.app
    assert app.goes_on  # type: ignore[attr-defined]
    await app.on_unmount()  # type: ignore[attr-defined]
    gate.set()
    await asyncio.wait_for(app.host.drained(), 10)  # type: ignore[attr-defined]
    assert await status(person, execution_id) == "completed"
    await app.host.close()  # type: ignore[attr-defined]


async def test_stopping(sit: Sit, postcard: str, gate: asyncio.Event) -> None:
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        execution_id = await generate(person)
        await person.press("ctrl+q")
        await person.at(LeaveRunning)
        await person.press("s")
        await person.until(lambda: person.app._exit)
        assert not person.app.goes_on  # type: ignore[attr-defined]
    async with sit() as person:
        await person.sees("Postcard")
        assert await status(person, execution_id) == "interrupted"


async def test_staying(person: Person, gate: asyncio.Event) -> None:
    await generate(person)
    await person.press("ctrl+q")
    await person.at(LeaveRunning)
    await person.press("escape")
    await person.at(InteractionScreen)
    gate.set()
    await person.until(lambda: len(person.pictures) == 2)
    assert not person.app._exit


async def test_when_the_terminal_goes_away_nothing_is_asked_and_what_is_typed_is_kept(
    sit: Sit, postcard: str, gate: asyncio.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "let_terminal_go", lambda: None)
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        execution_id = await generate(person)
        await person.press("f2")
        await person.press(*"XYZ")
        app = person.app
        app.hang_up()  # type: ignore[attr-defined]
        app.hang_up()  # type: ignore[attr-defined] - of the signal and of the driver
        await person.until(lambda: app._exit)
        assert app.goes_on  # type: ignore[attr-defined]
        assert app.hung_up  # type: ignore[attr-defined]
    gate.set()
    await asyncio.wait_for(app.host.drained(), 10)  # type: ignore[attr-defined]
    assert await status(person, execution_id) == "completed"
    await app.host.close()  # type: ignore[attr-defined]
    async with sit() as person:
        await person.sees("just now")
        await person.press("enter")
        await person.sees("XYZ")


class _App:
    """Stands in for the application."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()

    def hang_up(self) -> None:
        self.gone.set()


class _Gone:
    """A terminal that is gone."""

    def write(self, _text: str) -> None:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


async def test_a_terminal_that_fails_is_told_of_and_nothing_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.__stderr__", _Gone())
    monkeypatch.setattr("sys.__stdin__", SimpleNamespace(fileno=lambda: 0, isatty=lambda: True))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    app = _App()
    driver = unfailing(LinuxDriver)(app, debug=False, mouse=False, size=(80, 24))
    assert isinstance(driver, UnfailingTerminal)
    driver._file.write("frame")  # type: ignore[attr-defined]
    driver._file.flush()  # type: ignore[attr-defined]
    await asyncio.wait_for(app.gone.wait(), 5)

    app.gone.clear()
    monkeypatch.setattr(driver, "run_input_thread", _Gone().flush)
    await asyncio.to_thread(driver._run_input_thread)  # type: ignore[attr-defined]
    await asyncio.wait_for(app.gone.wait(), 5)
