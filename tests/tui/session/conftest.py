"""A session with something in it, and its screens over the home screen of the whole program."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from schemas.messages.executions import RunSubAction
from schemas.messages.results import Result
from schemas.messages.session import SessionView
from schemas.messages.sessions import StartSession
from tests.tui.cast import Cast
from tests.tui.conftest import WIDE, Sit
from tests.tui.person import Person
from tui.engine_host import EngineHost
from tui.session.outcome import Outcome
from tui.session.screen import SessionScreen

VALUES = {"subject": "a harbour at dawn", "mood": "calm", "paper": "matt", "count": 2}


@dataclass
class Sessions:
    """An engine with a session of the postcard workflow."""

    engine: LocalEngine
    view: SessionView

    async def run(self, action_id: str, feedback: str = "", **values: Any) -> list[Result]:
        """Run a sub-action to its end; returns its results."""
        assert self.view.interaction is not None
        execution = await self.engine.call(
            RunSubAction(
                session_id=self.view.id,
                interaction_id=self.view.interaction.id,
                action_id=action_id,
                values=VALUES | values,
                feedback=feedback,
                idempotency_key=secrets.token_hex(4),
            )
        )
        results: list[Result] = []
        async with aclosing(self.engine.events(execution.id)) as events:
            async for event in events:
                if event.kind == "result":
                    results.append(Result.model_validate(event.data["result"]))
        return results


class Visit:
    """A person at a screen of the session; `outcome` is set once that is closed."""

    def __init__(self, person: Person, screen: SessionScreen) -> None:
        self.person = person
        self.screen = screen
        self.outcome: list[Outcome | None] = []

    async def ends(self) -> Outcome | None:
        """Wait until the screen is closed; what it ended with."""
        await self.person.until(lambda: self.outcome, "the screen to close")
        return self.outcome[0]


Show = Callable[..., AbstractAsyncContextManager[Visit]]


@pytest.fixture
async def session(home: Path, cast: Cast, postcard: str) -> AsyncIterator[Sessions]:
    engine = await LocalEngine.open(home, registry=cast.registry(), busy_seconds=5)
    yield Sessions(engine, await engine.call(StartSession(workflow=postcard)))
    await engine.close()


@pytest.fixture
def show(sit: Sit, session: Sessions, home: Path) -> Show:
    """Shows a screen: `async with show(screen, size) as visit`."""

    async def the_engine() -> LocalEngine:
        return session.engine

    @asynccontextmanager
    async def show(screen: SessionScreen, size: tuple[int, int] = WIDE) -> AsyncIterator[Visit]:
        async with sit(None, size, EngineHost(home, open_engine=the_engine)) as person:
            visit = Visit(person, screen)
            await person.sees("Continue")
            person.app.push_screen(screen, visit.outcome.append)
            await person.at(type(screen))
            yield visit

    return show
