"""The whole program on a home of its own, with scripted providers behind the real engine."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual import app as textual_app

from engine.client.local import LocalEngine
from tests.tui.cast import Cast
from tests.tui.person import Person
from tests.tui.postcard import write_postcard
from tui.app import RerollApp
from tui.engine_host import EngineHost
from tui.interaction import going_on, presses
from tui.opening import Start

# Textual's pilot watches twice a key, for 20 ms each, whether the program is idle: that was half of
# the time of these tests. A pause still waits as long as a frame.
QUIET_SECONDS = 0.004


async def _key_was_taken(_min_sleep: float = 0, max_sleep: float = 1) -> None:
    ends = time.monotonic() + max_sleep
    while time.monotonic() < ends:
        worked = time.process_time()
        await asyncio.sleep(QUIET_SECONDS)
        if time.process_time() - worked < QUIET_SECONDS / 20:
            return


textual_app.wait_for_idle = _key_was_taken

WIDE, NARROW, TINY = (120, 40), (80, 24), (40, 12)

MakeApp = Callable[..., RerollApp]
Sit = Callable[..., AbstractAsyncContextManager[Person]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def postcard(tmp_path: Path) -> str:
    """Path of the workflow most tests use."""
    return write_postcard(tmp_path / "postcard")


@pytest.fixture(autouse=True)
def pages_settle_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nobody presses a key twice by accident."""
    monkeypatch.setattr(going_on, "SETTLE_SECONDS", 0)
    monkeypatch.setattr(presses, "DOUBLE_PRESS_SECONDS", 0)


@pytest.fixture
def make_app(home: Path, cast: Cast) -> MakeApp:
    """Makes the program; `start` as for `RerollApp`."""

    def make(start: Start | None = None, host: EngineHost | None = None) -> RerollApp:
        async def open_engine() -> LocalEngine:
            return await LocalEngine.open(home, registry=cast.registry(), busy_seconds=0.2)

        app = RerollApp(home, start=start, host=host or EngineHost(home, open_engine=open_engine))
        app.animation_level = "none"
        return app

    return make


@pytest.fixture
def sit(make_app: MakeApp) -> Sit:
    """Sits a person down before the program: `async with sit(start, size) as person`."""

    @asynccontextmanager
    async def sit(
        start: Start | None = None, size: tuple[int, int] = WIDE, host: EngineHost | None = None
    ) -> AsyncIterator[Person]:
        app = make_app(start, host)
        async with app.run_test(size=size, notifications=True) as pilot:
            yield Person(pilot)

    return sit


@pytest.fixture
async def person(sit: Sit, postcard: str) -> AsyncIterator[Person]:
    """A person at the first page of the postcard workflow."""
    async with sit(("workflow", postcard)) as person:
        await person.sees("Compose the card")
        yield person
