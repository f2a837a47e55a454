"""An engine with records, and screens over the home screen of the whole program."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from schemas.messages.records import AddRecord, RecordView
from tests.tui.cast import Cast
from tests.tui.conftest import WIDE, Sit
from tests.tui.person import Person
from tui.engine_host import EngineHost
from tui.session.screen import SessionScreen

Over = Callable[..., AbstractAsyncContextManager[Person]]


@pytest.fixture
async def engine(home: Path, cast: Cast) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(home, registry=cast.registry(), busy_seconds=5)
    yield engine
    await engine.close()


@pytest.fixture
def over(sit: Sit, engine: LocalEngine, home: Path) -> Over:
    """Shows a screen over the home screen: `async with over(screen, size) as person`."""

    async def the_engine() -> LocalEngine:
        return engine

    @asynccontextmanager
    async def over(screen: SessionScreen, size: tuple[int, int] = WIDE) -> AsyncIterator[Person]:
        async with sit(None, size, EngineHost(home, open_engine=the_engine)) as person:
            await person.sees("Continue")
            person.app.push_screen(screen)
            await person.until(lambda: screen in person.app.screen_stack and screen.is_mounted)
            yield person

    return over


async def add_post(engine: LocalEngine, fields: dict[str, Any], *sections: dict[str, Any]) -> RecordView:
    """A document in `posts`, with sections; the document as it is then."""
    post = await engine.call(AddRecord(collection="posts", fields=fields))
    for section in sections:
        await engine.call(AddRecord(parent_id=post.id, fields=section))
    return post
