"""The time an action has for everything it does."""

import asyncio
from collections.abc import AsyncGenerator

from engine.actions.action import ActionEvent
from engine.actions.errors import ActionError


async def within(
    events: AsyncGenerator[ActionEvent], seconds: float, label: str
) -> AsyncGenerator[ActionEvent]:
    """Yield the events of an action; `ActionError` once it has had its time.

    The clock stands around each step and not around the whole: a timeout that spans a `yield`
    would strike whoever reads the events.
    """
    end = asyncio.get_running_loop().time() + seconds
    while True:
        limit = asyncio.timeout_at(end)
        try:
            async with limit:
                event = await anext(events)
        except StopAsyncIteration:
            return
        except TimeoutError:
            if not limit.expired():
                raise
            raise ActionError(
                "timeout", f"{label} took longer than {seconds:g} seconds.", retryable=True
            ) from None
        yield event
