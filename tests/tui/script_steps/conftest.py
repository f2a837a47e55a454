"""A person at the page of a script step, over a small post whose script does what a test says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine.actions.registry import Registry
from engine.client.engine import Engine
from engine.client.local import LocalEngine
from schemas.messages.records import AddRecord, GetRecord
from tests.engine.batches.blog import registry_of, write_steps
from tests.tui.cast import Cast
from tests.tui.conftest import Sit
from tests.tui.person import Person
from tui.script_steps.screen import ScriptStepScreen


class StepsCast(Cast):
    """The cast, with pages of records."""

    def registry(self) -> Registry:
        registry = super().registry()
        if registry.find("script_step") is None:
            registry.register(registry_of(super()).find("script_step"))  # type: ignore[arg-type]
        return registry


@dataclass
class Post:
    """A document with sections, and the path of the workflow whose steps run over them."""

    workflow: str
    id: int
    sections: list[int] = field(default_factory=list[int])


async def write_post(
    home: Path, folder: Path, cast: Cast, *, sections: int = 4, steps: dict[str, Any] | None = None
) -> Post:
    """Put a post into the store of `home`, and a workflow of `steps` over it into `folder`."""
    engine = await LocalEngine.open(home, registry=cast.registry())
    try:
        document = await engine.call(AddRecord(collection="posts", fields={"title": "Otters"}))
        post = Post("", document.id)
        for number in range(1, sections + 1):
            fields = {"title": f"Part {number}", "draft": f"draft {number}", "rank": number}
            post.sections.append((await engine.call(AddRecord(parent_id=document.id, fields=fields))).id)
    finally:
        await engine.close()
    post.workflow = write_steps(folder, steps, state={"document_id": document.id})
    return post


@pytest.fixture
def cast() -> StepsCast:
    return StepsCast()


@pytest.fixture
async def post(home: Path, tmp_path: Path, cast: Cast) -> Post:
    return await write_post(home, tmp_path / "blog", cast)


@pytest.fixture
async def person(sit: Sit, post: Post) -> AsyncIterator[Person]:
    """A person at the first step, whose records are there."""
    async with sit(("workflow", post.workflow)) as person:
        await person.at(ScriptStepScreen)
        await person.sees("4 records", "draft 1")
        yield person


def engine_of(person: Person) -> Engine:
    return page_of(person)._engine


def page_of(person: Person) -> ScriptStepScreen:
    page = person.page
    assert isinstance(page, ScriptStepScreen)
    return page


async def fields_of(person: Person, record_id: int) -> dict[str, Any]:
    return (await engine_of(person).call(GetRecord(record_id=record_id))).fields


def statuses(person: Person) -> list[str]:
    """How each record stands, as the page knows it."""
    return [record.status or "" for record in page_of(person)._records.records.values()]
