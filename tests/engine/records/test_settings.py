"""Settings of steps over records: every value and where it comes from; documents' own (row C6)."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from engine.client.local import LocalEngine
from engine.operations.errors import BadRequest, NotFound, Unprocessable
from engine.records.setting_levels import Level, as_config, layered
from schemas.messages.llm_actions import GetLlmAction, SaveLlmAction
from schemas.messages.records import AddRecord, DeleteRecords
from schemas.messages.sessions import StartSession
from schemas.messages.step_settings import (
    GetStepSettings,
    ResetStepSettings,
    SetStepSettings,
    SettingView,
)


def script(kind: str, **config: Any) -> dict[str, Any]:
    return {
        "inputs": {"input1": {"label": "Draft", "db_field": "draft", "type": "textarea"}},
        "outputs": {"output1": {"label": "Polished", "db_field": "polished", "type": "textarea"}},
        "script_config": {"type": kind, **config},
    }


STEPS = {
    "polish": script("llm_action", action_id=5, parameters={"temperature": 0.5}),
    "illustrate": script("image_generation", parameters={"size": "1024x1024", "timeout": 30, "seed": 3}),
    "elsewhere": script(
        "custom_script",
        custom_endpoint="http://localhost:9/x",
        parameters={"format": "json", "validation": True},
    ),
}
STEPS["elsewhere"]["parameters_schema"] = {
    "type": "object",
    "properties": {"format": {"enum": ["json", "xml"]}, "depth": {"type": "integer", "default": 2}},
}


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(tmp_path / "home")
    yield engine
    await engine.close()


@pytest.fixture
def flow(tmp_path: Path) -> str:
    """A workflow of the three steps that brings its LLM action along."""
    folder = tmp_path / "blog"
    documents = {
        "workflow.json": {"id": "blog", "title": "Blog", "defaults": {"temperature": 0.2, "max_tokens": 99}},
        "llm_actions/polish.json": {"id": 5, "body": {"input": "{{ inputs.input1 }}", "top_p": 0.8}},
        **{f"steps/{name}/step.json": step for name, step in STEPS.items()},
    }
    for name, content in documents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), "utf-8")
    return str(folder)


@pytest.fixture
async def post(engine: LocalEngine) -> int:
    return (await engine.call(AddRecord(collection="posts", fields={"draft": "Tea"}))).id


class Blog:
    """The steps' settings, as a test wants to ask for them."""

    def __init__(self, engine: LocalEngine, flow: str, post: int) -> None:
        self.engine, self.flow, self.post = engine, flow, post

    async def get(self, step: str, post: int | None = None, **run: Any) -> dict[str, SettingView]:
        view = await self.engine.call(
            GetStepSettings(workflow=self.flow, step_id=step, document_id=post, run=run)
        )
        return {each.name: each for each in view.settings}

    async def set(self, step: str, **settings: Any) -> dict[str, SettingView]:
        request = SetStepSettings(workflow=self.flow, step_id=step, document_id=self.post, settings=settings)
        return {each.name: each for each in (await self.engine.call(request)).settings}

    async def reset(self, step: str, names: list[str] | None = None) -> dict[str, SettingView]:
        request = ResetStepSettings(workflow=self.flow, step_id=step, document_id=self.post, names=names)
        return {each.name: each for each in (await self.engine.call(request)).settings}

    async def refused(self, step: str, **settings: Any) -> str:
        with pytest.raises(Unprocessable) as wrong:
            await self.set(step, **settings)
        return "\n".join(wrong.value.body.details)


@pytest.fixture
def blog(engine: LocalEngine, flow: str, post: int) -> Blog:
    return Blog(engine, flow, post)


def said(view: SettingView) -> list[tuple[Any, str]]:
    """Every value and its source, the one that counts first."""
    return [(view.value, view.source), *((low.value, low.source) for low in view.below)]


async def test_each_value_says_where_it_comes_from(blog: Blog) -> None:
    await blog.set("polish", temperature=0.9, max_tokens=50)
    found = await blog.get("polish", blog.post, temperature=1.1)
    assert said(found["temperature"]) == [(1.1, "run"), (0.9, "document"), (0.5, "step"), (0.2, "workflow")]
    assert said(found["max_tokens"]) == [(50, "document"), (99, "workflow")]
    assert said(found["top_p"]) == [(0.8, "step")]
    assert said(found["input"]) == [("{{ inputs.input1 }}", "step")]
    assert said(found["provider"]) == [("embedded", "default")]
    assert said(found["timeout"]) == [(300, "default")]
    assert said(found["model"]) == [(None, "default")]
    assert found["temperature"].shape["title"] == "Temperature"
    assert said((await blog.get("polish"))["temperature"]) == [(0.5, "step"), (0.2, "workflow")]


async def test_one_document_says_nothing_for_another(blog: Blog, engine: LocalEngine) -> None:
    await blog.set("polish", temperature=0.9)
    other = await engine.call(AddRecord(collection="posts", fields={}))
    assert (await blog.get("polish", other.id))["temperature"].value == 0.5
    assert (await blog.get("illustrate", blog.post))["seed"].value == 3
    await engine.call(DeleteRecords(record_ids=[blog.post]))
    with pytest.raises(NotFound):
        await blog.get("polish", blog.post)


async def test_one_value_is_reset_or_all(blog: Blog) -> None:
    await blog.set("polish", temperature=0.9, max_tokens=50, seed=3)
    found = await blog.reset("polish", ["temperature", "nothing"])
    assert (found["temperature"].value, found["temperature"].source) == (0.5, "step")
    assert found["max_tokens"].source == "document"
    found = await blog.reset("polish")
    assert {each.source for each in found.values()} == {"default", "workflow", "step"}


async def test_an_edited_llm_action_counts_at_once(blog: Blog, engine: LocalEngine) -> None:
    await blog.get("polish")
    stored = await engine.call(GetLlmAction(action=5))
    await engine.call(SaveLlmAction(name="polish", body={**stored.body, "top_p": 0.3}, seen=1))
    assert (await blog.get("polish"))["top_p"].value == 0.3


async def test_values_that_are_out_of_schema_are_refused_whole(blog: Blog) -> None:
    assert "temperature" in await blog.refused("polish", temperature=7, max_tokens=5)
    assert "did you mean temperature?" in await blog.refused("polish", temprature=0.5)
    assert "temperature" in await blog.refused("polish", temperature="warm")
    assert "null is no value" in await blog.refused("polish", temperature=None)
    assert "did you mean embedded?" in await blog.refused("polish", provider="embeded")
    assert "template" in await blog.refused("polish", input="{{ oops")
    assert "larger than" in await blog.refused("polish", input="x" * 300_000)
    found = await blog.get("polish", blog.post)
    assert "document" not in {each.source for each in found.values()}
    with pytest.raises(Unprocessable):
        await blog.get("polish", blog.post, temperature=9)


async def test_pictures_take_what_their_provider_takes(blog: Blog) -> None:
    found = await blog.get("illustrate")
    assert said(found["provider"]) == [("sketch", "default")]
    assert said(found["timeout"])[0] == (30, "step")
    assert said(found["size"]) == [("1024x1024", "step")]
    assert said(found["aspect_ratio"]) == [("16:9", "default")]
    assert "did you mean sketch?" in await blog.refused("illustrate", provider="sketsh")
    assert "aspect_ratio" in await blog.refused("illustrate", aspect_ratio="round")
    assert "count: must be a whole number, not 'many'" in await blog.refused("illustrate", count="many")
    assert "count: must be from 1 to 64, not 65" in await blog.refused("illustrate", count=65)
    assert "seed: must be a whole number" in await blog.refused("illustrate", seed="x")
    assert (await blog.set("illustrate", seed="{{ section.place }}"))["seed"].value == "{{ section.place }}"
    # A temperature means nothing to pictures: settings for a whole run may hold it all the same.
    assert "temperature" not in await blog.get("illustrate", blog.post, temperature=0.7)
    assert "temperature" in await blog.refused("illustrate", temperature=0.7)
    assert "version" not in found
    assert "no such setting" in await blog.refused("illustrate", version="7")


async def test_a_step_says_itself_what_its_parameters_may_be(blog: Blog) -> None:
    found = await blog.get("elsewhere")
    assert said(found["format"]) == [("json", "step")]
    assert said(found["depth"]) == [(2, "default")]
    assert "format" in await blog.refused("elsewhere", format="csv")
    assert "depth" in await blog.refused("elsewhere", depth="deep")
    assert (await blog.set("elsewhere", depth=5, anything=[1]))["anything"].value == [1]


async def test_the_workflow_of_a_session_is_the_one_it_began_with(blog: Blog, engine: LocalEngine) -> None:
    session = await engine.call(StartSession(workflow=blog.flow, advance=False))
    view = await engine.call(GetStepSettings(session_id=session.id, step_id="polish"))
    assert (view.workflow_id, view.action) == ("blog", "llm.generate")


async def test_what_is_not_there(blog: Blog, engine: LocalEngine) -> None:
    section = await engine.call(AddRecord(parent_id=blog.post, fields={}))
    for error, keys in (
        (BadRequest, {"step_id": "polish"}),
        (BadRequest, {"step_id": "polish", "workflow": blog.flow, "session_id": "s"}),
        (NotFound, {"step_id": "polihs", "workflow": blog.flow}),
        (NotFound, {"step_id": "polish", "workflow": "nowhere"}),
        (NotFound, {"step_id": "polish", "workflow": blog.flow, "document_id": 99}),
        (Unprocessable, {"step_id": "polish", "workflow": blog.flow, "document_id": section.id}),
    ):
        with pytest.raises(error):
            await engine.call(GetStepSettings(**keys))


def test_a_model_goes_with_its_provider() -> None:
    levels = [
        Level("default", {"provider": "embedded"}),
        Level("workflow", {"model": "of-embedded"}),
        Level("step", {"provider": "openai", "model": "gpt"}),
        Level("document", {"provider": "ollama"}),
    ]
    [provider, model] = layered(levels, {})
    assert (provider.value, provider.source) == ("ollama", "document")
    assert (model.value, model.source) == (None, "default")
    assert [low.value for low in model.below] == ["gpt", "of-embedded"]
    assert as_config([provider, model]) == {"provider": "ollama", "model": None}
    [_, model] = layered(levels[:3], {})
    assert (model.value, model.source) == ("gpt", "step")
    [_, model] = layered(levels[:2], {})
    assert (model.value, model.source) == ("of-embedded", "workflow")


def test_only_what_the_step_says_itself_is_its_config() -> None:
    levels = [Level("workflow", {"temperature": 1}), Level("step", {"seed": 1}), Level("run", {"seed": 2})]
    assert as_config(layered(levels, {"top_p": {"default": 1}})) == {"seed": 2}
