"""Actions and providers that do what a test tells them, and a small workflow that uses them."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from engine.actions.action import ActionEvent, ActionInput, Outputs, Token
from engine.actions.export import Export
from engine.actions.llm_generate import LlmGenerate
from engine.actions.media_generate import MediaGenerate
from engine.actions.open_form import OpenForm
from engine.actions.registry import Registry
from engine.actions.rerun import Rerun
from engine.providers.media import MediaItem, MediaProgress, MediaRequest
from engine.providers.text import TextDelta, TextEnd, TextRequest
from schemas.documents.base import Document
from schemas.documents.sub_action import ExecutionMode

PNG = b"\x89PNG\r\n\x1a\n not really"

Play = Callable[[ActionInput], AsyncGenerator[ActionEvent]]


class AnyConfig(Document):
    model_config = ConfigDict(extra="allow")

    timeout: float = 60
    level: float | None = None


@dataclass
class FakeAction:
    """Runs what `play` says at that moment; by default it says hello."""

    id: str = "fake.run"
    modes: tuple[ExecutionMode, ...] = ("streaming", "async", "sync")
    title: str = "Fake"
    interactive: bool = False
    config_model = AnyConfig
    play: Play | None = None
    runs: int = 0

    @property
    def patterns(self) -> tuple[str, ...]:
        return (self.id,)

    async def execute(self, given: ActionInput) -> AsyncGenerator[ActionEvent]:
        self.runs += 1
        async for event in (self.play or hello)(given):
            yield event


async def hello(_given: ActionInput) -> AsyncGenerator[ActionEvent]:
    yield Token("hello")
    yield Outputs({"said": "hello"})


@dataclass
class Gate:
    """An action that streams, says that it is there, and goes on when it may."""

    there: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    value: Any = None
    before: Sequence[ActionEvent] = (Token("so "), Token("far"))

    async def __call__(self, _given: ActionInput) -> AsyncGenerator[ActionEvent]:
        for event in self.before:
            yield event
        self.there.set()
        await self.go.wait()
        yield Outputs(self.value)


@dataclass
class FakeText:
    """A text provider that answers with `reply`, piece by piece, or raises what is in it."""

    name: str = "fake"
    kind: str = "fake"
    label: str = "fake text"
    reply: Sequence[str | Exception] = ("Hel", "lo")
    finish_reason: str = "stop"
    asked: list[TextRequest] = field(default_factory=list)
    ends: bool = True

    async def generate(self, request: TextRequest) -> AsyncGenerator[TextDelta | TextEnd]:
        self.asked.append(request)
        for piece in self.reply:
            if isinstance(piece, Exception):
                raise piece
            yield TextDelta(piece)
        if self.ends:
            yield TextEnd(self.finish_reason, "fake-1", 3, 5)

    async def close(self) -> None: ...


@dataclass
class FakeMedia:
    """A media provider that makes `count` files, with progress before each."""

    name: str = "fake"
    kind: str = "fake"
    label: str = "fake media"
    operations: frozenset[str] = frozenset({"txt2img"})
    fails_after: int | None = None
    error: Exception = field(default_factory=lambda: RuntimeError("the painter fell"))
    asked: list[MediaRequest] = field(default_factory=list)

    async def generate(
        self, operation: str, request: MediaRequest
    ) -> AsyncGenerator[MediaProgress | MediaItem]:
        self.asked.append(request)
        for at in range(request.count):
            if at == self.fails_after:
                raise self.error
            yield MediaProgress(at / request.count, "painting")
            seed = request.seed + at
            yield MediaItem(PNG + str(seed).encode(), "image/png", 8, 8, seed)

    async def close(self) -> None: ...


@dataclass
class Fakes:
    """What a test may steer while the engine runs."""

    action: FakeAction = field(default_factory=FakeAction)
    module: FakeAction = field(default_factory=lambda: FakeAction("fake.module"))
    writer: FakeText = field(default_factory=FakeText)
    painter: FakeMedia = field(default_factory=FakeMedia)
    named: list[str | None] = field(default_factory=list)
    """Which providers were asked for."""

    def text(self, name: str | None = None) -> FakeText:
        self.named.append(name)
        return self.writer

    def media(self, name: str | None = None) -> FakeMedia:
        self.named.append(name)
        return self.painter

    def registry(self) -> Registry:
        directory: Any = self
        return Registry(
            [
                OpenForm(),
                Export(),
                Rerun(),
                LlmGenerate(directory),
                MediaGenerate(directory),
                self.action,
                self.module,
            ]
        )


def sub_action(name: str, **keys: Any) -> dict[str, Any]:
    """A sub-action of the fake action unless `keys` say otherwise."""
    return {"id": name, "label": name.title(), "action_type": "fake.run", **keys}


FIELDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "subject": {"type": "string", "default": "a cat"},
        "mood": {"type": "string"},
        "size": {"type": "integer", "minimum": 1},
    },
}
RESULTS: dict[str, Any] = {"type": "array", "_ux": {"selectable": True, "source": "generations"}}
SUB_ACTIONS: list[dict[str, Any]] = [
    sub_action("run", execution_mode="streaming"),
    sub_action("queue", execution_mode="async"),
    sub_action("now", execution_mode="sync"),
    sub_action(
        "paint",
        action_type="media.fake.txt2img",
        execution_mode="async",
        config={"prompt": "{{ values.subject }}", "count": "{{ params.count | default(1) }}", "seed": 7},
        result_mapping={"target_path": "generations", "merge_mode": "append"},
    ),
    sub_action(
        "repaint",
        action_type="media.fake.txt2img",
        execution_mode="sync",
        config={"prompt": "{{ values.subject }}", "count": 2, "seed": 7},
        result_mapping={"target_path": "generations", "merge_mode": "replace"},
    ),
    sub_action(
        "write",
        action_type="llm.generate",
        config={"input": "Write about {{ values.subject }}", "system": ["Be brief."]},
        result_mapping={"target_path": "texts", "merge_mode": "append"},
    ),
    sub_action(
        "fill", result_mapping={"target_path": "current_values", "merge_mode": "merge", "only_empty": True}
    ),
    sub_action(
        "improve", result_mapping={"target_path": "current_values", "merge_mode": "merge", "review": True}
    ),
    sub_action(
        "misfit", result_mapping={"target_path": "current_values.subject.deep", "merge_mode": "replace"}
    ),
]


def write_flow(
    folder: Path,
    *,
    sub_actions: list[dict[str, Any]] | None = None,
    before: list[dict[str, Any]] | None = None,
    after: list[dict[str, Any]] | None = None,
    form: dict[str, Any] | None = None,
    **workflow: Any,
) -> str:
    """A workflow of two steps: modules `before`, a page, and then modules `after`. Returns its path."""
    page = {
        "id": "page",
        "uses": "form",
        "title": "Page",
        "description": "What to do here.",
        "input_schema": FIELDS,
        "result_display_schema": RESULTS,
        "sub_actions": SUB_ACTIONS if sub_actions is None else sub_actions,
        "outputs": {"choice": "{{ response.selected }}", "prompt": "{{ response['values'] }}"},
        **(form or {}),
    }
    last = {
        "id": "files",
        "uses": "export",
        "inputs": {"files": [{"name": "prompt.json", "json": "{{ state.prompt }}"}]},
    }
    files = {
        "workflow.json": {"id": "flow", "title": "Flow", **workflow},
        "steps/1_page/step.json": {"id": "first", "title": "First", "modules": [*(before or []), page]},
        "steps/2_files/step.json": {"id": "last", "title": "Last", "modules": [*(after or []), last]},
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")
    return str(folder)
