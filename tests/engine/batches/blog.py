"""A workflow of script steps over a small post, as a test wants to speak of it."""

import asyncio
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.actions.open_records import OpenRecords
from engine.actions.registry import Registry
from engine.client.engine import Engine
from schemas.messages.batches import BatchView, GetBatch, StartBatch
from schemas.messages.records import AddRecord, GetRecord
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes

DRAFT = {"input1": {"label": "Draft", "db_field": "draft", "type": "textarea"}}
POLISHED = {"output1": {"label": "Polished", "db_field": "polished", "type": "textarea"}}
FAKE: dict[str, Any] = {
    "inputs": DRAFT,
    "outputs": POLISHED,
    "script_config": {"type": "fake.run", "parameters": {"level": 1}},
}
POLISH: dict[str, Any] = {
    "inputs": DRAFT,
    "outputs": POLISHED,
    "script_config": {"type": "llm_action", "parameters": {"input": "Polish: {{ inputs.input1 }}"}},
}
PAINT: dict[str, Any] = {
    "inputs": {"input1": {"label": "Prompt", "db_field": "draft", "type": "textarea"}},
    "outputs": {"output1": {"label": "Picture", "db_field": "picture", "type": "text"}},
    "script_config": {"type": "image_generation", "parameters": {"seed": 7}},
}
UNREAD: dict[str, Any] = {
    **FAKE,
    "inputs": {"input1": {"label": "Draft", "db_field": "drft"}},
}


def registry_of(fakes: Fakes) -> Registry:
    registry = fakes.registry()
    registry.register(OpenRecords())
    return registry


def write_steps(folder: Path, steps: dict[str, Any] | None = None, **workflow: Any) -> str:
    """A workflow folder with these script steps (some by default). Returns its path."""
    steps = steps or {"fake": FAKE, "polish": POLISH, "paint": PAINT, "unread": UNREAD}
    files: dict[str, Any] = {
        "workflow.json": {"id": "blog", "title": "Blog", "steps": list(steps), **workflow}
    }
    files |= {f"steps/{name}/step.json": step for name, step in steps.items()}
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")
    return str(folder)


@dataclass
class Blog:
    """A post with sections, and a session of the workflow."""

    engine: Engine
    fakes: Fakes
    workflow: str
    post: int
    sections: list[int]

    @classmethod
    async def of(cls, engine: Engine, fakes: Fakes, workflow: str, sections: int = 4) -> "Blog":
        post = await engine.call(AddRecord(collection="posts", fields={"title": "Otters"}))
        ids: list[int] = []
        for number in range(1, sections + 1):
            fields = {"title": f"Part {number}", "draft": f"draft {number}", "rank": number}
            ids.append((await engine.call(AddRecord(parent_id=post.id, fields=fields))).id)
        return cls(engine, fakes, workflow, post.id, ids)

    async def start(self, step: str, *ids: int, **keys: Any) -> BatchView:
        asked: dict[str, Any] = {
            "workflow": self.workflow,
            "document_id": self.post,
            "step_id": step,
            "record_ids": list(ids) or None,
            "idempotency_key": secrets.token_hex(4),
            **keys,
        }
        return await self.engine.call(StartBatch(**asked))

    async def ended(self, batch: BatchView) -> BatchView:
        """The batch when nothing of it waits or runs any more."""
        async with asyncio.timeout(20):
            while batch.done < batch.total:
                await asyncio.sleep(0.005)
                batch = await self.engine.call(GetBatch(batch_id=batch.id))
        return batch

    async def run(self, step: str, *ids: int, **keys: Any) -> BatchView:
        return await self.ended(await self.start(step, *ids, **keys))

    async def fields(self, record_id: int) -> dict[str, Any]:
        return (await self.engine.call(GetRecord(record_id=record_id))).fields

    async def session(self) -> str:
        return (await self.engine.call(StartSession(workflow=self.workflow))).id
