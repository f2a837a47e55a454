"""An engine that comes later: who asks waits, and asks about what there is by then."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from engine.operations.errors import OperationError
from schemas.messages.executions import GetResult
from schemas.messages.interactions import SaveDraft
from tui.early.late_engine import LateEngine


class Heard:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def call(self, request: Any) -> Any:
        self.asked.append(request)
        return "done"

    async def events(self, execution_id: str, after: int = 0) -> AsyncGenerator[Any]:
        yield execution_id, after

    async def changes(self, session_id: str, after: int = 0) -> AsyncGenerator[Any]:
        yield session_id, after

    async def ready(self) -> None: ...

    async def close(self) -> None: ...


async def test_a_call_waits_and_is_about_the_real_session() -> None:
    late, engine = LateEngine(), Heard()
    waiting = asyncio.create_task(
        late.call(SaveDraft(session_id="early", interaction_id="page", values={"a": "early"}))
    )
    await asyncio.sleep(0)
    assert not engine.asked
    late.come(engine, {"early": "5e55", "page": "p.m.1"})
    assert await waiting == "done"
    (asked,) = engine.asked
    assert (asked.session_id, asked.interaction_id, asked.values) == ("5e55", "p.m.1", {"a": "early"})


async def test_what_is_about_nothing_early_goes_through_as_it_is() -> None:
    late, engine = LateEngine(), Heard()
    late.come(engine, {"early": "5e55"})
    request = GetResult(content_id="c")
    await late.call(request)
    assert engine.asked[0] is request


async def test_streams_wait_too() -> None:
    late = LateEngine()
    late.come(Heard(), {"early": "5e55"})
    assert [each async for each in late.changes("early", 3)] == [("5e55", 3)]
    assert [each async for each in late.events("e1", 2)] == [("e1", 2)]


async def test_one_who_stops_waiting_does_not_stop_the_others() -> None:
    late, engine = LateEngine(), Heard()
    request = GetResult(content_id="c")
    first, second = (asyncio.create_task(late.call(request)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    late.come(engine, {})
    assert await second == "done"
    assert first.cancelled()


async def test_it_is_ready_once_the_engine_has_come() -> None:
    late = LateEngine()
    waiting = asyncio.create_task(late.ready())
    await asyncio.sleep(0)
    assert not waiting.done()
    late.come(Heard(), {})
    await waiting


async def test_without_an_engine_who_waits_is_told() -> None:
    late = LateEngine()
    waiting = asyncio.create_task(late.call(GetResult(content_id="c")))
    await asyncio.sleep(0)
    late.give_up()
    with pytest.raises(OperationError):
        await waiting
    with pytest.raises(OperationError):
        await late.call(GetResult(content_id="c"))
    with pytest.raises(OperationError):
        await late.ready()
