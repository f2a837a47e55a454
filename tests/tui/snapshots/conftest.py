"""The same picture on every machine and at every time: clock, ids, paths and pictures are fixed."""

import itertools
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from engine.actions import trail
from tests.tui.conftest import MakeApp
from tests.tui.person import Person
from tests.tui.postcard import write_postcard
from tui.engine_host import EngineHost
from tui.home import screen as home_screen
from tui.interaction.pictures import Pictures
from tui.opening import Start
from tui.results.thumbnail import Thumbnail, placeholder

NOW = 1_800_000_000.0
"""15 January 2027, 08:00 UTC."""

Play = Callable[[Person], Awaitable[object]]
Looks = Callable[..., bool]


@pytest.fixture
def home() -> Path:
    return Path("home")


@pytest.fixture
def postcard() -> str:
    return write_postcard(Path("postcard"))


@dataclass
class Clock:
    """What `time.time` says."""

    now: float = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def fixed_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: Clock) -> Iterator[None]:
    async def load(_pictures: Pictures, _url: str, size: tuple[int, int]) -> Thumbnail:
        return placeholder(*size)

    numbers = itertools.count(1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(time, "time", lambda: clock.now)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(secrets, "token_hex", lambda size=8: f"{next(numbers):0{2 * size}x}")
    monkeypatch.setattr(trail, "PROGRESS_SECONDS", 0)
    monkeypatch.setattr(secrets, "randbits", lambda _bits: 20_270_115)
    monkeypatch.setattr(Pictures, "load", load)
    monkeypatch.setattr(home_screen, "find_workflows", lambda _home: [(Path("postcard"), True)])
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def looks(snap_compare: Any, make_app: MakeApp) -> Looks:
    """Compares the screen after `play` with its picture; `start` as for `RerollApp`."""

    def looks(
        play: Play, size: tuple[int, int], start: Start | None = None, host: EngineHost | None = None
    ) -> bool:
        async def run(pilot: Pilot[None]) -> None:
            person = Person(pilot)
            await play(person)
            await stand_still(person)

        return snap_compare(make_app(start, host), terminal_size=size, run_before=run)

    return looks


async def stand_still(person: Person) -> None:
    """No blinking cursor, and no frame that is not drawn yet."""
    for screen in person.app.screen_stack:
        for field in (*screen.query(TextArea), *screen.query(Input)):
            field.cursor_blink = False
    await person.still()
