"""A program that types, streams, reruns, queues, selects and undoes at once, until it is killed.

It tells of everything the engine has acknowledged, the moment it has, through a pipe.
"""

import asyncio
import json
import random
from collections.abc import AsyncGenerator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Token
from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from engine.providers.text import TextDelta, TextEnd, TextRequest
from schemas.messages.interactions import (
    ChooseGeneration,
    CommitValues,
    RedoChange,
    SelectResults,
    UndoChange,
)
from schemas.messages.sessions import GetSession, StartSession
from tests.engine.fakes import Fakes, FakeText, sub_action, write_flow
from tests.engine.page import Page

SCENES = {"type": "object", "properties": {"scenes": {"type": "array", "items": {"type": "object"}}}}
MAKE: dict[str, Any] = {
    "id": "make",
    "uses": "llm.generate",
    "inputs": {"input": "Scenes. {{ user_feedback }}", "output_schema": SCENES, "results_at": "scenes"},
    "outputs": {"scenes": "{{ outputs.scenes }}"},
}
FORM: dict[str, Any] = {
    "inputs": {"scenes": "{{ state.scenes }}", "current_values": {"subject": "begin"}},
    "result_display_schema": {
        "type": "array",
        "_ux": {"selectable": True, "selection_mode": "multiple", "source": "scenes"},
    },
}
ACTIONS = [
    sub_action("again", action_type="rerun", config={"from": "make"}, concurrency="queue"),
    sub_action(
        "more",
        execution_mode="streaming",
        result_mapping={"target_path": "scenes", "merge_mode": "append"},
    ),
    sub_action(
        "paint",
        action_type="media.fake.txt2img",
        execution_mode="async",
        config={"prompt": "a cat", "count": 2, "seed": 7},
        result_mapping={"target_path": "scenes", "merge_mode": "append"},
    ),
]


class SlowText(FakeText):
    """Answers with two scenes, each reply with titles of its own, a piece at a time."""

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        titles = [f"scene {random.random()}" for _ in range(2)]
        reply = json.dumps({"scenes": [{"title": title} for title in titles]})
        for at in range(0, len(reply), 12):
            await asyncio.sleep(0.002)
            yield TextDelta(reply[at : at + 12])
        yield TextEnd("stop", "slow-1", 1, 1)


async def more(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
    """Streams, and makes two items on the way."""
    for number in range(2):
        for word in ("once ", "upon ", "a time "):
            await asyncio.sleep(0.002)
            yield Token(word)
        yield Item("text", {"title": f"more {number}"})
    yield Outputs(None)


def crash_fakes() -> Fakes:
    fakes = Fakes(writer=SlowText())
    fakes.action.play = more
    return fakes


def crash_flow(folder: Path) -> str:
    return write_flow(folder, before=[MAKE], form=FORM, sub_actions=ACTIONS)


def main(home: Path, flow: str, session_id: str, seed: int, pipe: Connection) -> None:
    """Run until killed. Sends `[kind, …]` for what is acknowledged."""
    asyncio.run(_Busy(seed, pipe).live(home, flow, session_id))


class _Busy:
    def __init__(self, seed: int, pipe: Connection) -> None:
        self._random = random.Random(seed)
        self._pipe = pipe
        self._seed = seed

    def _tell(self, *said: Any) -> None:
        self._pipe.send(said)

    async def live(self, home: Path, flow: str, session_id: str) -> None:
        fakes = crash_fakes()
        engine = await LocalEngine.open(home, registry=fakes.registry())
        if session_id:
            session = await engine.call(GetSession(session_id=session_id))
        else:
            session = await engine.call(StartSession(workflow=flow))
        page = Page(engine, fakes, session)
        self._tell("session", session.id)
        async with asyncio.TaskGroup() as group:
            for busy in (self._type, self._run, self._choose):
                group.create_task(busy(page))

    async def _type(self, page: Page) -> None:
        number = 0
        while True:
            number += 1
            subject = f"text {self._seed} {number}"
            self._tell("typing", subject)
            await page.save(subject=subject)
            self._tell("typed", subject)
            await asyncio.sleep(self._random.random() * 0.01)

    async def _run(self, page: Page) -> None:
        while True:
            action = self._random.choice(["again", "more", "paint"])
            execution = await page.press(action)
            self._tell("begun", execution.id)
            if self._random.random() < 0.3:
                continue
            async for event in page.engine.events(execution.id):
                self._tell("event", execution.id, event.seq)
                if event.kind == "result":
                    self._tell("result", event.data["result"]["id"])
            self._tell("ended", execution.id)

    async def _choose(self, page: Page) -> None:
        ids = {"session_id": page.session_id, "interaction_id": page.id}
        while True:
            await asyncio.sleep(self._random.random() * 0.03)
            view = await page.view()
            results = view.request.display_data["scenes"]
            chosen = [each["content_id"] for each in results if self._random.random() < 0.4][:3]
            requests: list[Any] = [
                SelectResults(**ids, content_ids=chosen),
                CommitValues(**ids),
                UndoChange(**ids),
                RedoChange(**ids),
                ChooseGeneration(**ids, number=self._random.randint(1, len(view.generations))),
            ]
            request = self._random.choice(requests)
            self._tell("doing", type(request).__name__)
            try:
                await page.engine.call(request)
            except OperationError:
                continue  # nothing to undo, or what was to be selected has gone meanwhile
