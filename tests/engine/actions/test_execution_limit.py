"""An action has its time, and whoever reads its events has their own."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from engine.actions.action import ActionEvent, LogLine
from engine.actions.errors import ActionError
from engine.actions.execution_limit import within


async def lines(*pauses: float) -> AsyncGenerator[ActionEvent]:
    for number, pause in enumerate(pauses):
        await asyncio.sleep(pause)
        yield LogLine(str(number))


async def test_an_action_that_takes_too_long_is_stopped() -> None:
    stopped = False

    async def slow() -> AsyncGenerator[ActionEvent]:
        nonlocal stopped
        try:
            yield LogLine("begun")
            await asyncio.sleep(60)
        finally:
            stopped = True

    events = within(slow(), 0.02, "Paint")
    assert await anext(events) == LogLine("begun")
    with pytest.raises(ActionError, match="Paint took longer than") as raised:
        await anext(events)
    assert raised.value.code == "timeout"
    assert raised.value.retryable
    assert stopped


async def test_time_runs_over_all_steps_together() -> None:
    with pytest.raises(ActionError):
        async for _ in within(lines(*[0.02] * 20), 0.1, "Paint"):
            pass


async def test_a_slow_reader_is_not_struck_by_the_clock() -> None:
    seen = 0
    async for _ in within(lines(0, 0), 0.05, "Paint"):
        seen += 1
        if seen == 1:
            await asyncio.sleep(0.02)
    assert seen == 2


async def test_a_timeout_of_the_actions_own_passes() -> None:
    async def impatient() -> AsyncGenerator[ActionEvent]:
        yield LogLine("x")
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        async for _ in within(impatient(), 5, "Paint"):
            pass
