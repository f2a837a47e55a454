"""A program that opens the engine and is busy with everything, until it is killed.

    python -m tests.engine.client.killed_program HOME FLOW

It prints `<session> <interaction> <running> <queued> <waiting>` when all of it is on disk.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

from engine.actions.action import ActionEvent, ActionInput, Item, Token
from engine.client.local import LocalEngine
from schemas.messages.interactions import SelectResults
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes
from tests.engine.page import Page


async def forever(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
    """Streams, delivers one item, and never ends."""
    yield Token("once upon ")
    yield Item("text", {"text": "kept"})
    yield Token("a time")
    await asyncio.Event().wait()


async def main(home: Path, flow: str) -> None:
    fakes = Fakes()
    fakes.action.play = forever
    engine = await LocalEngine.open(home, registry=fakes.registry())
    page = Page(engine, fakes, await engine.call(StartSession(workflow=flow)))
    await page.run("paint", values={"subject": "x"})
    [item] = (await page.data())["generations"]
    await engine.call(
        SelectResults(session_id=page.session_id, interaction_id=page.id, content_ids=[item["content_id"]])
    )
    running = await page.press("run", values={"subject": "x"})
    queued = await page.press("queue", values={"subject": "queued"})
    waiting = await page.press("queue", values={"subject": "waiting"})
    for execution in (running, queued):
        async for event in engine.events(execution.id):
            if event.kind == "token" and event.data["text"] == "a time":
                break
    await page.save({"size": "1 or"}, subject="half a wo")
    sys.stdout.write(f"{page.session_id} {page.id} {running.id} {queued.id} {waiting.id}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
