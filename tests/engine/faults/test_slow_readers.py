"""Who reads slowly gets everything in the end, and is not held in memory meanwhile. See docs/faults.md."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from io import BytesIO

from PIL import Image

from engine.actions.action import ActionEvent, ActionInput, LogLine, Outputs, Preview
from engine.client.local import LocalEngine
from engine.store import executions
from schemas.messages.events import PASSING_KINDS, ExecutionEvent
from tests.engine.page import Page

LINES, PREVIEWS = 200, 100


def picture() -> bytes:
    to = BytesIO()
    Image.new("RGB", (8, 8)).save(to, "PNG")
    return to.getvalue()


async def test_a_slow_reader_of_thousands_of_events(page: Page, engine: LocalEngine) -> None:
    begun = asyncio.Event()
    seen = picture()

    async def much(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield LogLine("first")
        await begun.wait()
        for number in range(LINES):
            yield LogLine(f"line {number}")
            if number < PREVIEWS:
                yield Preview(seen, "image/png")
        yield Outputs({"done": True})

    page.fakes.action.play = much
    execution = await page.press("run")
    stored = engine._services.executions
    async with aclosing(stored.events(execution.id, passing=True)) as slow:
        first = await anext(slow)
        (ear,) = stored._listeners[execution.id]
        begun.set()
        quick = numbered([event async for event in engine.events(execution.id)])
        assert ear.queue.qsize() <= executions.MOST_HELD + 1
        late = [event async for event in slow]
    assert numbered([first, *late]) == quick == list(range(1, LINES + 4))
    assert len(late) - len(quick) < executions.MOST_HELD  # pictures that passed meanwhile are gone


def numbered(events: list[ExecutionEvent]) -> list[int]:
    return [event.seq for event in events if event.kind not in PASSING_KINDS]
